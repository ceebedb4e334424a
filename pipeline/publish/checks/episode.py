"""Checks the files of one episode: captions in order and within the audio, chapters likewise, covers, masters."""

from __future__ import annotations

import hashlib
import html
import json
import re
from typing import TYPE_CHECKING

from pipeline.messages import _
from pipeline.publish.checks.findings import Finding
from pipeline.publish.mpeg import NotMpeg, read_mpeg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.model import AudioFile, Episode

LINE_CHARACTERS = 65
"""Longest line of a caption that players show on one line (Apple, PSP-1)."""
SLACK = 0.5
"""Seconds by which an encoder may lengthen or shorten what it was given: its delay and padding."""
ROUNDING = 0.01
"""Seconds, well above the milliseconds that times are rounded to."""
COVER_PIXELS = (1400, 3000)
COVER_BYTES = 500_000
_REMAKE = _("delete that file and run make again")
_TIMES = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3}) --> (?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})", re.ASCII)
_TAG = re.compile(r"<[^>]*>")


def sum_findings(folder: Path, episode: Episode) -> Iterator[Finding]:
    """Whether each file of ``episode`` is there as it was made."""
    for name, told in episode.sums.items():
        path = folder / name
        if not path.is_file():
            yield Finding("error", str(path), _("is missing"), _("run make again"))
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != told:
                yield Finding("error", str(path), _("is not as it was made"), _REMAKE)


def master_findings(path: Path, audio: AudioFile, *, chapters: bool) -> Iterator[Finding]:
    """Whether a master is what its manifest says; ``chapters``: whether it must carry them as ID3 frames."""
    content = path.read_bytes()
    if len(content) != audio.bytes:
        what = _("has {found} bytes, its manifest says {told}").format(found=len(content), told=audio.bytes)
        yield Finding("error", str(path), what, _REMAKE)
    if audio.mime != "audio/mpeg":
        return
    try:
        mpeg = read_mpeg(content)
    except NotMpeg as exc:
        yield Finding("error", str(path), _("is no whole MP3 file ({reason})").format(reason=exc), _REMAKE)
        return
    if abs(mpeg.seconds - audio.milliseconds / 1000) > SLACK:
        what = _("lasts {found:.1f} s, its manifest says {told:.1f} s").format(
            found=mpeg.seconds, told=audio.milliseconds / 1000
        )
        yield Finding("error", str(path), what, _REMAKE)
    if chapters and not {"CHAP", "CTOC"} <= mpeg.id3:
        yield Finding("warning", str(path), _("has no chapters in its ID3 tag"), _REMAKE)


def caption_findings(path: Path, seconds: float) -> Iterator[Finding]:
    """Whether a VTT or SRT file is well formed, in order, and within ``seconds`` of audio."""
    content = path.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as exc:
        broken = content.count(b"\n", 0, exc.start) + 1
        yield Finding("error", f"{path}:{broken}", _("is not UTF-8"), _REMAKE)
    lines = content.decode("utf-8", errors="replace").splitlines()
    if path.suffix == ".vtt" and (not lines or not lines[0].startswith("WEBVTT")):
        yield Finding("error", str(path), _("does not begin with WEBVTT"), _REMAKE)
    before, cues = 0.0, 0
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        if match := _TIMES.match(line):
            start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
            yield from _time_findings(where, start, end, before, seconds)
            before, cues = start, cues + 1
        elif "-->" in line and (path.suffix == ".vtt" or _heads_caption(lines, number - 1)):
            yield Finding("error", where, _("has times that no player reads"), _REMAKE)
        elif len(_TAG.sub("", line)) > LINE_CHARACTERS:
            yield Finding("warning", where, _("is longer than {n} characters").format(n=LINE_CHARACTERS), _REMAKE)
    if not cues:
        yield Finding("error", str(path), _("has no captions"), _REMAKE)


def _heads_caption(lines: Sequence[str], index: int) -> bool:
    """Whether the line stands where SubRip has times: behind the number of a caption. Its text may hold an arrow."""
    number = lines[index - 1].strip() if index else ""
    return number.isdecimal() and (index < 2 or not lines[index - 2].strip())


def transcript_findings(path: Path, episode: Episode) -> Iterator[Finding]:
    """Whether a transcript (VTT, SRT or HTML) holds the sentences of ``episode``, each once, in order, and no other;
    and, where it has times, whether each is shown when it is heard."""
    content = path.read_bytes().decode("utf-8", errors="replace")
    if path.suffix == ".html":
        yield from _page_findings(path, content, episode)
        return
    captions = list(_captions(content, escaped=path.suffix == ".vtt"))
    if captions and len(captions) != len(episode.cues):
        what = _("has {found} captions, its manifest {told} sentences").format(
            found=len(captions), told=len(episode.cues)
        )
        yield Finding("error", str(path), what, _REMAKE)
    for (number, start, text), cue in zip(captions, episode.cues, strict=False):
        where = f"{path}:{number}"
        if _bare(text) != (_bare(cue.text) or "…"):
            what = _("says “{found}”, the sentence is “{told}”").format(found=text[:40], told=cue.text[:40])
            yield Finding("error", where, what, _REMAKE)
            return  # after one that is missing or too many, all are
        if abs(start - cue.start / episode.rate) > SLACK:
            what = _("is shown at {found:.1f} s, the sentence is heard at {told:.1f} s").format(
                found=start, told=cue.start / episode.rate
            )
            yield Finding("error", where, what, _REMAKE)


def _captions(content: str, *, escaped: bool) -> Iterator[tuple[int, float, str]]:
    """Of each caption: the line with its times, when it begins, its text."""
    number, start, text = 0, 0.0, None
    for at, line in enumerate([*content.splitlines(), ""], 1):
        if match := _TIMES.match(line):
            number, start, text = at, _seconds(match.groups()[:4]), ""
        elif text is not None and line.strip():
            text += line
        elif text is not None:
            yield number, start, html.unescape(_TAG.sub("", text)) if escaped else text
            text = None


def _page_findings(path: Path, content: str, episode: Episode) -> Iterator[Finding]:
    """Whether all sentences stand on a page, in order. Titles stand between them, so the rest is not compared."""
    shown, place = _bare(html.unescape(_TAG.sub("", content))), 0
    for cue in episode.cues:
        found = shown.find(_bare(cue.text), place)
        if found < 0:
            what = _("does not hold the sentence “{text}” in its place").format(text=cue.text[:40])
            yield Finding("error", str(path), what, _REMAKE)
            return
        place = found + len(_bare(cue.text))


def _bare(text: str) -> str:
    """Without white space, which a line break may have taken the place of."""
    return "".join(text.split())


def chapter_findings(path: Path, seconds: float, episode: Episode) -> Iterator[Finding]:
    """Whether ``chapters.json`` is well formed, in order, within ``seconds`` of audio, and what the manifest says."""
    try:
        record = json.loads(path.read_bytes())
        starts = [float(chapter["startTime"]) for chapter in record["chapters"]]
        titles = [str(chapter["title"]).strip() for chapter in record["chapters"]]
        version = str(record["version"])
    except (ValueError, KeyError, TypeError) as exc:
        what = _("is no list of chapters ({reason})").format(reason=repr(exc))
        yield Finding("error", str(path), what, _REMAKE)
        return
    if not version.startswith("1."):
        yield Finding("error", str(path), _("has the unknown version {version}").format(version=version), _REMAKE)
    if starts != sorted(set(starts)):
        yield Finding("error", str(path), _("is not in order"), _REMAKE)
    if starts and (starts[0] < 0 or starts[-1] > seconds + SLACK):
        yield Finding("error", str(path), _("has a chapter outside the audio"), _REMAKE)
    if not all(titles):
        yield Finding("warning", str(path), _("has a chapter without a title"), _REMAKE)
    same = len(starts) == len(episode.chapters) and all(
        abs(start - chapter.start / episode.rate) < ROUNDING and title == chapter.title.strip()
        for start, title, chapter in zip(starts, titles, episode.chapters, strict=True)
    )
    if not same:
        yield Finding("error", str(path), _("does not hold the chapters of its manifest"), _REMAKE)


def cover_findings(path: Path) -> Iterator[Finding]:
    """Whether a cover is square, RGB, JPEG or PNG, 1400 to 3000 pixels and below 500 kB."""
    # Pillow takes a tenth of a second to import; only a check needs it here.
    from PIL import Image, UnidentifiedImageError

    if path.stat().st_size >= COVER_BYTES:
        yield Finding("error", str(path), _("is larger than 500 kB"), _("choose a simpler picture in station.toml"))
    try:
        with Image.open(path) as image:
            size, mode, kind = image.size, image.mode, image.format
            image.draft(mode, (size[0] // 8, size[1] // 8))  # A JPEG is read whole but not worked out in full.
            image.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as exc:
        yield Finding("error", str(path), _("is no picture ({reason})").format(reason=exc), _REMAKE)
        return
    if kind not in ("JPEG", "PNG") or mode != "RGB":
        yield Finding(
            "error",
            str(path),
            _("must be JPEG or PNG in RGB, is {kind} in {mode}").format(kind=kind, mode=mode),
            _REMAKE,
        )
    low, high = COVER_PIXELS
    if size[0] != size[1] or not low <= size[0] <= high:
        what = _("must be square, {low} to {high} pixels, is {width} × {height}").format(
            low=low, high=high, width=size[0], height=size[1]
        )
        yield Finding("error", str(path), what, _REMAKE)


def _time_findings(where: str, start: float, end: float, before: float, seconds: float) -> Iterator[Finding]:
    if end <= start:
        yield Finding("error", where, _("ends before it begins"), _REMAKE)
    if start < before:
        yield Finding("error", where, _("is not in order"), _REMAKE)
    if end > seconds + SLACK:
        yield Finding("error", where, _("lies outside the audio"), _REMAKE)


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, milliseconds = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000
