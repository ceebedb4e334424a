"""``episode.json``: the manifest each episode's folder is known by, to and from :class:`~pipeline.model.Episode`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError
from pipeline.messages import _
from pipeline.model import AudioFile, Chapter, Cue, Episode, Word

MANIFEST = "episode.json"
FORMAT = 1
"""Raised when a reader of older manifests would misunderstand a newer one."""


def episode_to_json(episode: Episode) -> bytes:
    """``episode`` as UTF-8 JSON, the same bytes each time; words are ``[text, start, end]``."""
    record: dict[str, Any] = {"format": FORMAT}
    record |= {name: getattr(episode, name) for name in _PLAIN}
    record |= {name: value for name in _RARE if (value := getattr(episode, name))}
    record["voices"] = list(episode.voices)
    record["files"] = {name: _audio_record(audio) for name, audio in sorted(episode.files.items())}
    record["chapters"] = [{"start": chapter.start, "title": chapter.title} for chapter in episode.chapters]
    record["cues"] = [_cue_record(cue) for cue in episode.cues]
    record["sums"] = dict(sorted(episode.sums.items()))
    record[_OWN_SUM] = _sum_of(record)
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def is_intact(folder: Path, name: str = MANIFEST) -> bool:
    """Whether the manifest in ``folder`` says what was written there, to the letter."""
    try:
        record = json.loads((folder / name).read_bytes())
        return bool(record.pop(_OWN_SUM) == _sum_of(record))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def episode_from_json(content: bytes) -> Episode:
    """The episode a manifest describes.

    Raises:
        ValueError: it is not a manifest of this format.
    """
    try:
        record = json.loads(content)
        if record["format"] != FORMAT:
            raise ValueError(_("format {number}").format(number=record["format"]))
        return Episode(
            **{name: record[name] for name in _PLAIN},
            **{name: record[name] for name in _RARE if name in record},
            voices=tuple(record["voices"]),
            files={name: AudioFile(**audio) for name, audio in record["files"].items()},
            chapters=tuple(Chapter(**chapter) for chapter in record["chapters"]),
            cues=tuple(_cue(cue) for cue in record["cues"]),
            sums=dict(record.get("sums", {})),
        )
    except (KeyError, TypeError, AttributeError) as exc:
        raise ValueError(_("not a manifest: {reason!r}").format(reason=exc)) from exc


def read_episode(folder: Path, name: str = MANIFEST) -> Episode | None:
    """The episode in ``folder``, or None where no manifest called ``name`` stands.

    Raises:
        OutputError: a manifest stands there and cannot be read.
    """
    path = folder / name
    try:
        return episode_from_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as exc:
        raise OutputError(
            _("is damaged or cannot be read ({reason})").format(reason=exc),
            where=path,
            next=_("run make again; it is made anew"),
        ) from exc


_OWN_SUM = "sum"
"""The manifest's own, of all that stands before it."""
_PLAIN = (
    "slug", "guid", "title", "date", "author", "source", "number", "fingerprint", "engine", "engine_reason",
    "synthetic", "rate", "samples", "words_estimated",
)  # fmt: skip
_RARE = ("until", "urgent", "first")
"""What few episodes have; the manifests of the others are as they were before there was such a thing."""


def _sum_of(record: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, ensure_ascii=True).encode()).hexdigest()


def _audio_record(audio: AudioFile) -> dict[str, Any]:
    record: dict[str, Any] = {"path": audio.path, "bytes": audio.bytes, "mime": audio.mime}
    record["milliseconds"] = audio.milliseconds
    return record | ({"also": audio.also} if audio.also else {})


def _cue_record(cue: Cue) -> dict[str, Any]:
    record: dict[str, Any] = {"id": cue.id, "start": cue.start, "end": cue.end, "text": cue.text}
    if cue.pause != "sentence":
        record["pause"] = cue.pause
    if cue.words:
        record["words"] = [[word.text, word.start, word.end] for word in cue.words]
    return record


def _cue(record: dict[str, Any]) -> Cue:
    words = tuple(Word(*word) for word in record.pop("words", ()))
    return Cue(**record, words=words)
