"""Files of ``feeds`` that no episode changes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pipeline.publish.addresses import APP, HELP, MISSING
from pipeline.publish.programmes import programmes_of
from pipeline.publish.site.assets import shipped
from pipeline.publish.site.pages import pages_of_station

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.publish.addresses import Addresses
    from pipeline.station import Station


def fixed(station: Station, addresses: Addresses) -> Iterator[tuple[str, bytes | Callable[[], bytes]]]:
    """Each: name in ``feeds``, content, or what makes it, which another process can call."""
    yield from shipped()
    yield APP, partial(_app, station, addresses)
    yield MISSING, partial(_missing, station, addresses)
    if programmes_of(station):
        yield HELP, partial(_help, station, addresses)


def _app(station: Station, addresses: Addresses) -> bytes:
    return pages_of_station(station, addresses).app()


def _missing(station: Station, addresses: Addresses) -> bytes:
    return pages_of_station(station, addresses).missing()


def _help(station: Station, addresses: Addresses) -> bytes:
    return pages_of_station(station, addresses).help()
