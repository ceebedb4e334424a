"""The first start: what the station is called, who speaks, and where it is heard, put into ``station.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.desk.changes.station_file import Value, with_value
from pipeline.desk.desk import Desk
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.station import Station, read_station
from pipeline.system.network import address_of, lan_address

ACT, LATER = "station", "later"
"""What the journal calls it, and that somebody put it off."""
HERE, NETWORK, ELSEWHERE = "here", "network", "elsewhere"
"""Where the station is heard: on this machine alone, on its network by its own server, at another address."""


def is_due(desk: Desk, station: Station) -> bool:
    """Whether nobody has named the station yet, here or in its file, nor put that off."""
    if station.name != Station().name:
        return False
    undone = desk.journal.undone()
    return not any(each.act in (ACT, LATER) and each.number not in undone for each in desk.journal.changes)


def network_address(station: Station) -> str:
    """Where this station's own server is reached from its network."""
    return address_of(lan_address(), station.serve.port)


def put_off(desk: Desk, who: str) -> None:
    """Ask no more."""
    with desk.changing:
        desk.journal.change(LATER, "", {}, who)


def save(desk: Desk, name: str, voices: Sequence[str], heard: tuple[str, str], who: str) -> None:
    """Put it into ``station.toml``, whose comments stay.

    Args:
        name: of the station; empty: as it is.
        voices: presenters of the engine that speaks now, in turn; none: as they are.
        heard: :data:`HERE`, :data:`NETWORK` or :data:`ELSEWHERE`, and the address in the last case.

    Raises:
        StationError: a value is wrong, or cannot be put there.
        UsageError: there is no such voice, or no address is given.
    """
    now = desk.station.get()
    engine = now.casting().for_new().engine
    known = {voice.name for voice in engine.voices()}
    for voice in voices:
        if voice not in known:
            raise UsageError(_("there is no voice “{voice}”").format(voice=voice), next=_("look at the page again"))
    values: list[tuple[str, str, Value]] = []
    if name.strip():
        values.append(("station", "name", " ".join(name.split())))
    if voices:
        values.append(("voice.presenters", engine.name, list(voices)))
    where, address = heard
    if where == NETWORK:
        values += [("station", "base_url", network_address(now.station)), ("serve", "host", "0.0.0.0")]  # noqa: S104
    elif where == ELSEWHERE:
        if not address.strip():
            raise UsageError(_("no address was given"), next=_("write where listeners reach the station"))
        values.append(("station", "base_url", address.strip().rstrip("/")))
    path = desk.place.station
    with desk.changing:
        text = path.read_text("utf-8")
        for table, key, value in values:
            text = with_value(text, table, key, value, path)
        _refuse_wrong(text, path)
        desk.journal.change(ACT, " ".join(name.split()), {path: text.encode()}, who)
    desk.builds.ask()
    desk.events.changed()


def _refuse_wrong(text: str, path: Path) -> None:
    """Have ``text`` read as the station's file would be, before it becomes that.

    Raises:
        StationError: something in it is wrong.
    """
    with TemporaryDirectory() as folder:
        trial = Path(folder) / path.name
        trial.write_text(text, "utf-8")
        read_station(trial)
