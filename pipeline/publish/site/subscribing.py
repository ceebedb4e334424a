"""Where a listener subscribes: addresses that open an app, and whom the station's own address reaches."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import quote, urlsplit

_OF_THE_HOUSE = (".local", ".lan", ".internal", ".intranet", ".home", ".corp", ".home.arpa")
"""Ends of names that no server outside can look up."""


class App(NamedTuple):
    """A podcast app that a link opens."""

    name: str
    system: str
    """Where it runs."""
    link: str
    """What opens it with the feed; ``{bare}`` is the feed's address without its scheme, ``{whole}`` all of it, encoded
    for a query."""
    fetches_itself: bool
    """Whether the phone asks for the feed; else a server of the app's maker does, which reaches public addresses
    only."""

    def opened(self, feed: str) -> str:
        """The link for ``feed``."""
        return self.link.format(bare=feed.partition("://")[2], whole=quote(feed, safe=""))


APPS = (
    App("Apple 播客", "iPhone、iPad、Mac", "podcast://{bare}", True),
    App("AntennaPod", "安卓", "antennapod-subscribe://{bare}", True),
    App("Podcast Addict", "安卓", "podcastaddict://{bare}", True),
    App("Overcast", "iPhone", "overcast://x-callback-url/add?url={whole}", False),
    App("Pocket Casts", "iPhone、安卓", "pktc://subscribe/{bare}", False),
)
"""As their makers document these links; they ask the feed over HTTP or HTTPS, whichever answers."""


def is_reachable(base: str) -> bool:
    """Whether an address may mean something to another device than this one."""
    host = urlsplit(base).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host != "localhost"
    return not (address.is_loopback or address.is_unspecified)


def is_public(base: str) -> bool:
    """Whether a server anywhere may reach an address, as far as the address itself tells."""
    host = (urlsplit(base).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_OF_THE_HOUSE)


def apps_for(base: str, *, closed: bool) -> tuple[App, ...]:
    """The apps that can have a feed below ``base``; ``closed``: behind a password."""
    return tuple(app for app in APPS if app.fetches_itself or (is_public(base) and not closed))
