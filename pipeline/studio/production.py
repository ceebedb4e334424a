"""One episode from its clips to its files: the order of the studio's work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.errors import StudioError
from pipeline.manifest import MANIFEST, episode_to_json
from pipeline.messages import _
from pipeline.model import AudioFile, Clip, Episode, Imprint, Line
from pipeline.staging import make_ready, stage, twice
from pipeline.studio import sip
from pipeline.studio.captions import milliseconds, subrip, webvtt, webvtt_words
from pipeline.studio.cover.artwork import COVER, TAG, THUMB, episode_cover
from pipeline.studio.sound import chime
from pipeline.studio.sound.encode import encode_mp3
from pipeline.studio.sound.mastering import master
from pipeline.studio.sound.trim import RATE
from pipeline.studio.stitch import BLOCK, Programme, moved, silence_after, stitch
from pipeline.studio.tags import full_tags, label_json, small_tags
from pipeline.studio.transcript import chapters_json, transcript_html
from pipeline.system.files import told_as_output_error

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.station import PodcastProfile, Station, WorkshopProfile

PODCAST, WORKSHOP, SIP = "podcast", "workshop", "sip"
VTT, SRT, WORDS, TRANSCRIPT, CHAPTERS = (
    "transcript.vtt",
    "transcript.srt",
    "words.vtt",
    "transcript.html",
    "chapters.json",
)
TAIL = RATE // 2
"""Samples of silence after the last word: no player cuts into it."""


@dataclass(slots=True)
class _Work:
    """One episode in the making."""

    imprint: Imprint
    station: Station
    programme: Programme
    making: Path
    files: dict[str, AudioFile] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    """What stands in ``making`` and is to take its place."""


class _Master(NamedTuple):
    """An MP3 that was made."""

    profile: str
    name: str
    also: str
    """Its second name."""
    samples: int


def produce(
    imprint: Imprint,
    lines: Sequence[Line],
    clips: Iterable[Clip],
    station: Station,
    folder: Path,
    *,
    picture: Path | None = None,
) -> Episode:
    """As :func:`pipeline.studio.produce` tells."""
    with stage(folder) as making:
        spool = making / "programme.pcm"
        programme = stitch(lines, clips, station.pauses, spool)
        work = _Work(imprint, station, programme, making)
        tag_picture = _covers(work, picture)
        opening = podcast_lead(station)
        samples = opening.size + programme.samples + TAIL
        cues, chapters = moved(programme, opening.size)
        masters: list[Callable[[], _Master]] = []
        if station.profiles.podcast.enabled:
            tags = full_tags(imprint, station, chapters, samples, RATE)
            profile = station.profiles.podcast
            play = once(programme, opening)
            masters.append(partial(_mp3, work, PODCAST, profile, play, samples, tags, tag_picture))
        if station.profiles.workshop.enabled:
            masters.append(partial(_workshop, work))
        _together(work, masters)
        if station.profiles.sip.enabled:
            _sip(work)
        episode = Episode(
            **{f.name: getattr(imprint, f.name) for f in fields(Imprint)},
            rate=RATE,
            samples=samples,
            chapters=chapters,
            cues=cues,
            words_estimated=programme.estimated,
            files=work.files,
            synthetic=station.programme.label != "off",
        )
        _texts(work, episode)
        episode = replace(episode, sums=_sums(work))
        _write(work, MANIFEST, episode_to_json(episode))
        make_ready(making, folder, work.names)
    return episode


def podcast_lead(station: Station) -> NDArray[np.int16]:
    """Samples before the first word on phones."""
    profile = station.profiles.podcast
    return chime.lead(station, chime.SOFT if profile.chime else None, profile.attention)


def workshop_lead(station: Station) -> NDArray[np.int16]:
    """Samples before the first word on loudspeakers."""
    profile = station.profiles.workshop
    return chime.lead(station, chime.CALLING if profile.chime else None, profile.attention)


def once(programme: Programme, opening: NDArray[np.int16]) -> Callable[[], Iterator[NDArray[np.int16]]]:
    """``opening``, the programme and the tail, to be played any number of times."""

    def blocks() -> Iterator[NDArray[np.int16]]:
        if opening.size:
            yield opening
        yield from programme.blocks()
        yield np.zeros(TAIL, np.int16)

    return blocks


def _together(work: _Work, masters: Sequence[Callable[[], _Master]]) -> None:
    """Make all of ``masters`` at once: behind the last episode, cores would be idle while one waits for the other."""
    with ThreadPoolExecutor(len(masters) or 1) as pool:
        for made in pool.map(lambda make: make(), masters):
            work.names.append(made.also)
            _add(work, made.profile, made.name, "audio/mpeg", made.samples, also=made.also)


def _workshop(work: _Work) -> _Master:
    profile = work.station.profiles.workshop
    opening = workshop_lead(work.station)
    between = np.zeros(silence_after("section", work.station.pauses), np.int16)
    play = once(work.programme, opening)

    def blocks() -> Iterator[NDArray[np.int16]]:
        yield from play()
        for _time in range(profile.repeat - 1):
            if between.size:
                yield between
            yield from play()

    length = opening.size + work.programme.samples + TAIL
    samples = length * profile.repeat + between.size * (profile.repeat - 1)
    return _mp3(work, WORKSHOP, profile, blocks, samples, small_tags(work.imprint, work.station), None)


def _mp3(
    work: _Work,
    name: str,
    profile: PodcastProfile | WorkshopProfile,
    blocks: Callable[[], Iterator[NDArray[np.int16]]],
    samples: int,
    tags: str,
    picture: Path | None,
) -> _Master:
    path = work.making / f"{name}.mp3"
    pcm = _counted(master(floating(blocks), RATE, profile), samples, path.name)
    encode_mp3(pcm, RATE, path, kilobits=profile.kilobits, tags=tags, picture=picture)
    also = f"{work.imprint.slug}-{path.name}"
    with told_as_output_error(path):
        twice(path, path.with_name(also))
    return _Master(name, path.name, also, samples)


def floating(blocks: Callable[[], Iterator[NDArray[np.int16]]]) -> Callable[[], Iterator[NDArray[np.float32]]]:
    """``blocks`` in floating point, ±1.0 full scale, never more than :data:`BLOCK` samples at once."""

    def converted() -> Iterator[NDArray[np.float32]]:
        for block in blocks():
            for at in range(0, block.size, BLOCK):
                yield block[at : at + BLOCK].astype(np.float32) / np.float32(32_768)

    return converted


def _counted(pcm: Iterable[NDArray[np.int16]], expected: int, name: str) -> Iterator[NDArray[np.int16]]:
    """``pcm`` unchanged; an error when it is not as long as what it was made of, for then no cue is true."""
    passed = 0
    for block in pcm:
        passed += block.size
        yield block
    if passed != expected:
        raise StudioError(
            _("the master has {passed} samples, the programme {expected}").format(passed=passed, expected=expected),
            where=name,
            next=_("report this as a fault of the program"),
        )


def _sip(work: _Work) -> None:
    station = work.station
    profile = station.profiles.sip
    opening = chime.lead(station, chime.CALLING if profile.chime else None, profile.attention)
    pcm = master(floating(once(work.programme, opening)), RATE, station.profiles.workshop)
    length = opening.size + work.programme.samples + TAIL
    cues, _chapters = moved(work.programme, opening.size)
    label = label_json(work.imprint, station) if station.programme.label != "off" else ""
    with told_as_output_error(work.making):
        (work.making / SIP).mkdir()
    parts = sip.write_parts(_counted(pcm, length, SIP), cues, profile.seconds, work.making / SIP, label)
    for name, samples in parts:
        _add(work, f"{SIP}-{name.removesuffix('.wav')}", f"{SIP}/{name}", "audio/wav", samples, sip.RATE)
    playlist = "#EXTM3U\n" + "".join(f"{name}\n" for name, _samples in parts) * profile.repeat
    _write(work, f"{SIP}/play.m3u", playlist.encode())


def _covers(work: _Work, picture: Path | None) -> Path:
    tag = work.making / TAG
    episode_cover(work.imprint, work.station, work.making, picture=picture)
    work.names += [COVER, THUMB]
    return tag


def _texts(work: _Work, episode: Episode) -> None:
    _write(work, VTT, webvtt(episode.cues, RATE).encode())
    _write(work, SRT, subrip(episode.cues, RATE).encode())
    if any(cue.words for cue in episode.cues):
        _write(work, WORDS, webvtt_words(episode.cues, RATE, estimated=episode.words_estimated).encode())
    _write(work, TRANSCRIPT, transcript_html(episode, work.station.name).encode())
    _write(work, CHAPTERS, chapters_json(episode, work.station.name))


def _sums(work: _Work) -> dict[str, str]:
    """Of all files so far; a second name of a file is read once."""
    same = {audio.also: audio.path for audio in work.files.values() if audio.also}
    sums = {}
    for name in work.names:
        if name not in same:
            with told_as_output_error(work.making / name), (work.making / name).open("rb") as file:
                sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return sums | {also: sums[path] for also, path in same.items()}


def _write(work: _Work, name: str, content: bytes) -> None:
    with told_as_output_error(work.making / name):
        (work.making / name).write_bytes(content)
    work.names.append(name)


def _add(work: _Work, key: str, name: str, mime: str, samples: int, rate: int = RATE, also: str = "") -> None:
    with told_as_output_error(work.making / name):
        size = (work.making / name).stat().st_size
    work.files[key] = AudioFile(name, size, mime, milliseconds(samples, rate), also)
    work.names.append(name)
