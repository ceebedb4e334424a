"""Asks a server for what the feeds name, as a podcast client does."""

from __future__ import annotations

import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.publish.checks.findings import Finding

if TYPE_CHECKING:
    from email.message import Message

SECONDS = 10.0
"""Longest wait for an answer; podcast directories wait no longer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    """HTTP status; 0 when there was no answer."""
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Names in small letters."""
    body: bytes = b""
    reason: str = ""
    """Why there was no answer."""


Fetch = Callable[[str, str, Mapping[str, str]], Answer]
"""``(method, url, headers)`` to the server's answer; never raises for what a server or network does."""


def over_http_at(url: str, base: str) -> Fetch:
    """Fetch by HTTP what lies under ``base`` from the server at ``url``, which may hold a name and a password.

    Raises:
        UsageError: ``url`` is no address of a server.
    """
    try:
        parts = urlsplit(url)
        server = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(_("{url} is no web address").format(url=url), next=_("write it like http://10.0.0.5:8000"))
    who = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return over_http(server, base, f"Basic {b64encode(who.encode()).decode()}" if parts.username else "")


def over_http(server: str, base: str, authorization: str = "") -> Fetch:
    """Fetch by HTTP. What lies under ``base`` is asked of ``server`` instead: a copy on test, a port on this machine.

    ``authorization``: the header of that name, for a private feed.
    """

    def fetch(method: str, url: str, headers: Mapping[str, str]) -> Answer:
        address = server.rstrip("/") + url.removeprefix(base) if url.startswith(base) else url
        credentials = {"Authorization": authorization} if authorization and url.startswith(base) else {}
        if not address.startswith(("http://", "https://")):
            return Answer(0, reason=_("no web address"))
        try:
            request = urllib.request.Request(address, headers={**headers, **credentials}, method=method)  # noqa: S310  # http only
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  # likewise
                return Answer(answer.status, _small(answer.headers), answer.read(1 << 16))
        except urllib.error.HTTPError as exc:
            with exc:
                return Answer(exc.code, _small(exc.headers))
        except (OSError, ValueError) as exc:
            return Answer(0, reason=str(exc))

    return fetch


def url_findings(url: str, where: str, path: Path | None, mime: str, fetch: Fetch) -> Iterator[Finding]:
    """Whether ``url`` answers HEAD and a range with what stands at ``path`` (None: not ours, HEAD only)."""
    head = fetch("HEAD", url, {})
    if head.status != 200:
        reason = head.reason or head.status
        what = _("{url} does not answer HEAD ({reason})").format(url=url, reason=reason)
        yield Finding(
            "error" if path else "warning", where, what, _("check that the server runs, and base_url in station.toml")
        )
        return
    if path is None:
        return
    if path.suffix == ".xml":
        yield from _again_findings(url, where, head, fetch)
    kind = head.headers.get("content-type", "").partition(";")[0].strip()
    if mime and kind != mime:
        what = _("{url} is served as “{found}”, the feed says “{told}”").format(url=url, found=kind, told=mime)
        yield Finding("error", where, what, _("correct the types in the server's configuration"))
    if not mime.startswith("audio/"):
        return
    size = path.stat().st_size
    if head.headers.get("content-length") != str(size):
        what = _("{url} is served with {found} bytes, the file has {told}").format(
            url=url, found=head.headers.get("content-length", "?"), told=size
        )
        yield Finding("error", where, what, _("check that the server serves this very folder"))
    part = fetch("GET", url, {"Range": "bytes=1-2"})
    if part.status != 206 or part.body != _bytes_1_and_2(path):
        what = _("{url} does not answer byte ranges").format(url=url)
        yield Finding("error", where, what, _("choose a server that does, or broadcast serve"))


def _again_findings(url: str, where: str, head: Answer, fetch: Fetch) -> Iterator[Finding]:
    """Whether a feed that a client has already need not be fetched again: thousands ask every hour."""
    conditions = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    known = {asked: head.headers[told] for told, asked in conditions.items() if told in head.headers}
    if not known or fetch("GET", url, known).status != 304:
        what = _("{url} is sent again to those who have it").format(url=url)
        yield Finding("warning", where, what, _("let the server send ETag or Last-Modified, and answer with 304"))


def _bytes_1_and_2(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(3)[1:]


def _small(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
