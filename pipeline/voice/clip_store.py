"""The clip store: every sentence ever said, found again by what it sounds like.

A clip is one file, ``ab/ab34….clip``: a line of JSON, then the samples as FLAC. The name is the key; the line
repeats it and holds the checksum of all the rest, so that a damaged, truncated or foreign file is noticed before it is
heard. Files appear whole or not at all, and equal keys have equal contents: any number of processes may share a store.
"""

from __future__ import annotations

import json
import os
from dataclasses import astuple, dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.errors import OutputError
from pipeline.messages import _
from pipeline.model import Clip, Word
from pipeline.system.files import told_as_output_error, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from pipeline.model import Utterance
    from pipeline.voice.engine import Engine

FORMAT = 1
"""Of the file; a clip of another format is made again."""


class Damaged(ValueError):
    """A clip file is not what its name says; the message says why."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What :meth:`ClipStore.prune` removed."""

    clips: int
    bytes: int


def clip_key(utterance: Utterance, engine: Engine) -> str:
    """The name of a sound: what is heard, whose voice, what pace, which engine. 64 hexadecimal digits.

    Raises:
        VoiceError: the engine cannot say ``utterance``.
    """
    identity = [engine.name, engine.fingerprint, utterance.voice, utterance.pace, engine.heard(utterance)]
    return sha256(json.dumps(identity).encode()).hexdigest()


class ClipStore:
    """The clips in ``folder``; nothing is written there before the first clip."""

    def __init__(self, folder: Path, on_damage: Callable[[Path, str], None] | None = None) -> None:
        """``on_damage`` is told the path of each clip that must be made again, and why."""
        self.folder = folder
        self._on_damage = on_damage

    def path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.clip"

    def holds(self, key: str) -> bool:
        """Whether the clip is there and undamaged; much quicker than decoding it."""
        return self._checked(key) is not None

    def get(self, key: str) -> Clip | None:
        """The clip, or nothing when it is not there or damaged. It then counts as used."""
        parts = self._checked(key)
        if parts is None:
            return None
        path = self.path(key)
        try:
            clip = _decoded(*parts)
        except Damaged as exc:
            self._tell(path, str(exc))
            return None
        with told_as_output_error(path):
            os.utime(path)
        return clip

    def put(self, key: str, content: bytes) -> None:
        """Keep a clip, as :func:`packed` made it.

        Raises:
            OutputError: it cannot be written.
        """
        write_whole(self.path(key), content)

    def note(self, name: str, keys: Iterable[str]) -> None:
        """Keep in mind that ``name`` is made of the clips ``keys``, in place of what was noted for it before.

        Raises:
            OutputError: it cannot be written.
        """
        write_whole(self._note(name), "\n".join(sorted(set(keys))).encode())

    def noted(self, names: Iterable[str]) -> set[str]:
        """The keys of all clips that ``names`` are made of."""
        notes = (self._note(name) for name in names)
        return {key for note in notes if note.exists() for key in note.read_text(encoding="ascii").split()}

    def prune(
        self, keep: Collection[str], *, now: float, max_age: float | None = None, max_bytes: int | None = None
    ) -> Pruned:
        """Remove clips that are not in ``keep``: those unused for longer than ``max_age`` seconds at the time ``now``,
        then the longest unused until the store is no larger than ``max_bytes``.

        Raises:
            OutputError: a clip cannot be removed.
        """
        clips = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in self._files(".clip"))
        excess = sum(size for _used, size, _path in clips) - max_bytes if max_bytes is not None else 0
        removed = freed = 0
        for used, size, path in clips:
            if path.stem in keep:
                continue
            if freed < excess or (max_age is not None and now - used > max_age):
                with told_as_output_error(path):
                    path.unlink(missing_ok=True)
                removed += 1
                freed += size
        return Pruned(removed, freed)

    def sweep(self) -> None:
        """Remove what a killed process left half-written. Only while no other process writes to this store."""
        for path in self._files(".part.clip"):
            with told_as_output_error(path):
                path.unlink(missing_ok=True)

    def _note(self, name: str) -> Path:
        return self.folder / f"{name}.keys"

    def _files(self, ending: str) -> Iterator[Path]:
        hidden = ending != ".clip"
        for path in sorted(self.folder.glob("??/*")):
            if path.name.endswith(ending) and path.name.startswith(".") == hidden:
                yield path

    def _checked(self, key: str) -> tuple[dict[str, Any], bytes] | None:
        """Header and payload of the clip's file, if it is what it should be."""
        path = self.path(key)
        try:
            return _opened(key, path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise OutputError(
                _("cannot be read ({reason})").format(reason=exc.strerror),
                where=path,
                next=_("check the disk, or remove the file: it will be made again"),
            ) from exc
        except Damaged as exc:
            self._tell(path, str(exc))
            return None

    def _tell(self, path: Path, reason: str) -> None:
        if self._on_damage is not None:
            self._on_damage(path, reason)


def taken(say: Callable[[Utterance], Clip], utterance: Utterance, key: str, folder: Path) -> None:
    """``utterance`` as ``say`` says it, kept in the store in ``folder``: all that a worker does for one sound.

    There, not in the process that waits for it: a worker begins no sentence before its last one is safe, and nobody
    interrupts it while it packs.

    Raises:
        VoiceError, EngineMissing, ServiceDown: as :meth:`pipeline.voice.engine.Engine.say`.
        OutputError: it cannot be written.
    """
    ClipStore(folder).put(key, packed(key, say(utterance)))


def packed(key: str, clip: Clip) -> bytes:
    """``clip`` as its file has it."""
    # Loads numpy and a library; a run with nothing to say needs neither.
    import soundfile

    flac = BytesIO()
    soundfile.write(flac, clip.samples, clip.rate, format="FLAC", subtype="PCM_16")
    header = {
        "format": FORMAT,
        "key": key,
        "rate": clip.rate,
        "samples": len(clip.samples),
        "words": [astuple(word) for word in clip.words],
        "estimated": clip.estimated,
    }
    payload = flac.getvalue()
    return _line(header | {"sha256": _checksum(header, payload)}) + payload


def unpacked(key: str, content: bytes) -> Clip:
    """The clip in ``content``.

    Raises:
        Damaged: it is not whole, or not the clip of ``key``.
    """
    return _decoded(*_opened(key, content))


def _opened(key: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    line, _newline, payload = content.partition(b"\n")
    try:
        header = json.loads(line)
        checksum = header.pop("sha256")
        right = checksum == _checksum(header, payload)
    except (ValueError, AttributeError, KeyError, TypeError) as exc:
        raise Damaged(_("it is not a clip")) from exc
    if not right:
        raise Damaged(_("its checksum is wrong"))
    if header.get("format") != FORMAT:
        raise Damaged(_("it was written by another version"))
    if header.get("key") != key:
        raise Damaged(_("it belongs under another name"))
    return header, payload


def _decoded(header: dict[str, Any], payload: bytes) -> Clip:
    import soundfile

    try:
        samples, rate = soundfile.read(BytesIO(payload), dtype="int16")
        told = (header["samples"],), header["rate"]
        words = tuple(Word(str(text), int(start), int(end)) for text, start, end in header["words"])
        estimated = bool(header["estimated"])
    except (soundfile.SoundFileError, KeyError, TypeError, ValueError) as exc:
        raise Damaged(_("it is not a clip")) from exc
    if (samples.shape, rate) != told:
        raise Damaged(_("its samples are not whole"))
    return Clip(samples, rate, words, estimated)


def _checksum(header: dict[str, object], payload: bytes) -> str:
    return sha256(_line(header) + payload).hexdigest()


def _line(header: dict[str, object]) -> bytes:
    return json.dumps(header, ensure_ascii=False, sort_keys=True).encode() + b"\n"
