"""What a publication remembers: its own files, the GUIDs it gave out, and each feed's ``podcast:guid``.

``feeds/.published.json`` lists the files made here, so that those of a withdrawn episode can be removed and
nothing else ever is, and the GUID each episode was first published with.

``audio_out/station.json`` holds the ``podcast:guid`` of each feed. It is the UUIDv5 of the feed's address when it
was first published at one; it stays when ``base_url`` changes, because clients and directories know
the feed by it. As long as ``base_url`` is empty nobody else can reach the feed, so nothing is stored.
It stands in ``audio_out``, with the other names given once, so that ``feeds/`` can be made anew at any time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.errors import PublishError
from pipeline.messages import _
from pipeline.publish.feed.podcast_namespace import podcast_guid
from pipeline.system.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.publish.addresses import Addresses

LEDGER = ".published.json"
FEED_GUIDS = "station.json"


class Kept(NamedTuple):
    """A file as it was made."""

    key: str
    """Of what it was made from."""
    size: int
    """Bytes."""
    digest: str
    """Of its content."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What stands in ``feeds`` by our hand."""

    files: frozenset[str] = frozenset()
    """Names in ``feeds``."""
    guids: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Slug to the GUID the episode was first published with."""
    kept: Mapping[str, Kept] = field(default_factory=dict, hash=False)
    """Of files that are dear to make."""
    changes: datetime | None = None
    """When some of it is to be otherwise, though nothing is made: with its offset; None: never."""


def read_ledger(feeds: Path) -> Ledger:
    """What was published last; empty where nothing was, or where the list is damaged: then nothing is removed."""
    record = _record(feeds / LEDGER)
    files, guids, kept = record.get("files"), record.get("guids"), record.get("keys")
    return Ledger(
        # A name with a folder in it is none of ours, whoever wrote it there.
        frozenset(name for name in files if isinstance(name, str) and Path(name).name == name)
        if isinstance(files, list)
        else frozenset(),
        {slug: guid for slug, guid in guids.items() if isinstance(guid, str)} if isinstance(guids, dict) else {},
        {name: Kept(*each) for name, each in kept.items() if isinstance(each, list) and len(each) == len(Kept._fields)}
        if isinstance(kept, dict)
        else {},
        _moment(record.get("changes")),
    )


def write_ledger(feeds: Path, ledger: Ledger) -> None:
    """Raises :class:`~pipeline.errors.OutputError` as :func:`pipeline.system.files.write_whole`."""
    record = {
        "files": sorted(ledger.files),
        "guids": dict(sorted(ledger.guids.items())),
        "keys": dict(sorted(ledger.kept.items())),
        "changes": ledger.changes.isoformat() if ledger.changes else "",
    }
    # On one line: by Python's fast encoder it is written in a tenth of the time, with each new episode.
    write_whole(feeds / LEDGER, (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n").encode())


def feed_guid(name: str, addresses: Addresses, audio_out: Path, *, public: bool) -> str:
    """The ``podcast:guid`` of the feed ``name``, stored when it is first ``public``.

    Raises:
        PublishError: what was stored is damaged; a new one would make it a different feed.
        OutputError: it cannot be stored.
    """
    path = audio_out / FEED_GUIDS
    record = _record(path)
    if path.exists() and not (record and all(isinstance(guid, str) for guid in record.values())):
        raise PublishError(
            _("is damaged; it holds the names by which podcast clients know the feeds"),
            where=path,
            next=_("restore it from a backup, or delete it and let listeners subscribe anew"),
        )
    if name in record:
        return str(record[name])
    guid = podcast_guid(addresses.feed(f"{name}.xml"))
    if public:
        write_whole(path, _json(dict(sorted({**record, name: guid}.items()))))
    return guid


def _moment(written: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _json(record: dict[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=0) + "\n").encode()
