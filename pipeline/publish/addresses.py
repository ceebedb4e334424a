"""Where things are: absolute addresses for feeds, relative ones for pages."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from pipeline.errors import PublishError
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.station import Station

COVER = "cover.jpg"
THUMB = "thumb.jpg"
STYLESHEET = "feed.xsl"
HELP, MONTHS, MISSING = "subscribe.html", "months.html", "404.html"
"""Pages that are no episode's: how to subscribe, the months there are, what stands where nothing is."""
APP = "app.json"
"""What makes the pages something to install."""
_RESERVED = re.compile(r"(episode-)*(index(-\d+)?|subscribe|months|404)", re.IGNORECASE)
"""Names of pages that are no episode's, and those that an episode called like one of them gets instead."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses of everything published. All are ASCII."""

    base: str
    """Where both folders are served, without a slash at the end."""
    audio: str
    """``audio_out`` as seen from ``feeds``: a relative URL, ``../audio_out`` as a rule."""
    home: str
    """The station's own home page, else its page here."""

    def feed(self, name: str) -> str:
        """A file of ``feeds``."""
        return f"{self.base}/feeds/{_quoted(name)}"

    def episode(self, folder: str, name: str) -> str:
        """A file of an episode whose files are in ``folder``, below ``audio_out``."""
        return f"{self.base}/audio_out/{_quoted(folder)}/{_quoted(name)}"

    def page(self, slug: str) -> str:
        """An episode's page."""
        return self.feed(page_name(slug))

    def page_link(self, slug: str) -> str:
        """An episode's page, as another page links to it."""
        return _quoted(page_name(slug))

    def local(self, folder: str, name: str) -> str:
        """The same as a page in ``feeds`` links to it; works from a server and from a disk."""
        return f"{self.audio}/{_quoted(folder)}/{_quoted(name)}"


def addresses_of(station: Station, *, audio_out: Path, feeds: Path) -> Addresses:
    """The addresses of a station.

    Raises:
        PublishError: ``base_url`` is no web address after all.
    """
    base = base_of(station)
    audio = quote(Path(os.path.relpath(audio_out.absolute(), feeds.absolute())).as_posix())
    return Addresses(base=base, audio=audio, home=ascii_url(station.link) or f"{base}/feeds/index.html")


def base_of(station: Station) -> str:
    """What stands before ``/feeds/`` and ``/audio_out/`` in all that is published.

    Raises:
        PublishError: ``base_url`` is no web address after all.
    """
    return ascii_url(station.base_url).rstrip("/") if station.base_url else default_base(station)


def default_base(station: Station) -> str:
    """Where ``broadcast serve`` is reached on this machine when ``station.toml`` names no address."""
    host = station.serve.host
    return f"http://[{host}]:{station.serve.port}" if ":" in host else f"http://{quote(host)}:{station.serve.port}"


def page_name(slug: str) -> str:
    """The file in ``feeds`` that holds an episode's page."""
    return f"episode-{slug}.html" if _RESERVED.fullmatch(slug) else f"{slug}.html"


@lru_cache(maxsize=1024)
def _quoted(name: str) -> str:
    """A name as it is written in an address; the few names that every episode has are quoted once."""
    return quote(name)


def ascii_url(url: str) -> str:
    """``url`` as every client takes it: host in IDNA, path percent-encoded.

    Raises:
        PublishError: it cannot be taken apart.
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except ValueError as exc:  # UnicodeError is one
        raise PublishError(
            _("is no web address ({reason})").format(reason=exc),
            where=url,
            next=_("correct base_url and link in station.toml"),
        ) from exc
    return urlunsplit((parts.scheme, quote(host, safe=":@[]"), quote(parts.path, safe="/%:@!$&'()*+,;=~"), "", ""))
