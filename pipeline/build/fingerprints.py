"""What an episode depends on, as hashes: its script, the station, the engine, and this program itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.station_air import Air
from pipeline.studio import deciding

if TYPE_CHECKING:
    from pipeline.build.script import Script
    from pipeline.model import Imprint
    from pipeline.station import Station
    from pipeline.voice.engine import Engine


def of_everything(station: Station, asked_engine: str, picture: Path | None) -> str:
    """Of all that can decide any episode besides its document. While it is equal, stat alone tells what to do."""
    return fingerprint(of_code(), of_station(station), asked_engine, picture and of_file(picture))


def of_station(station: Station) -> dict[str, Any]:
    """All of ``station.toml`` that can decide a file: not when it plays."""
    return asdict(replace(station, air=Air()))


def of_episode(imprint: Imprint, script: Script, station: Station, engine: Engine, picture: Path | None) -> str:
    """Of all that would change this episode's bytes; what is merely recorded (a reason, a notice) is not part of it."""
    lines = [
        (line.id, line.text, line.pause, line.chapter, line.utterance.voice, engine.heard(line.utterance))
        for line in script.lines
    ]
    seen_and_heard = (station.name, station.author, station.language, station.voice.pace, station.programme.label)
    identity = asdict(imprint) | {"engine": engine.name, "engine_reason": "", "fingerprint": "", "voices": ""}
    for rare in ("until", "urgent", "first"):
        if not identity[rare]:  # as before there was such a thing: an upgrade makes nothing anew for it
            del identity[rare]
    studio = deciding.of_episode(station, imprint.title)
    return fingerprint(identity, lines, seen_and_heard, engine.fingerprint, studio, picture and of_file(picture))


def of_cover(station: Station, picture: Path | None, size: int, mtime_ns: int) -> str:
    """Of all that the programme's cover is drawn from, and of the file that came of it."""
    texts = (station.name, station.author, station.description)
    return fingerprint(texts, deciding.of_cover(station, *texts), picture and of_file(picture), size, mtime_ns)


@cache
def of_code() -> str:
    """Of the program's own files, so that after an upgrade each episode is looked at anew."""
    root = Path(__file__).parents[1]
    files = [path for path in sorted(root.rglob("*")) if path.suffix not in ("", ".pyc") and path.is_file()]
    return fingerprint([(path.relative_to(root).as_posix(), of_file(path)) for path in files])


def of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(*parts: Any) -> str:
    """SHA-256 of values that JSON can hold, in hexadecimal."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()
