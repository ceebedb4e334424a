"""Episodes and their files, made from nothing: small, deterministic, with real MP3 frames."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

import pipeline.publish
from pipeline.manifest import MANIFEST, episode_to_json
from pipeline.model import AudioFile, Chapter, Cue, Episode
from pipeline.publish.publication import Edition
from pipeline.station import Programme, Station

RATE = 24_000
FRAME = bytes.fromhex("fffb50c0") + bytes(204)
"""One frame of MPEG-1 layer III, 64 kbit/s, 44.1 kHz, mono: 208 bytes without padding, 1152 samples."""
FRAME_SECONDS = 1152 / 44_100
ID3 = b"ID3\x04\0\0\0\0\0\x18" + b"CHAP\0\0\0\x02\0\0a\0" + b"CTOC\0\0\0\x02\0\0b\0"
"""A tag with the frames that chapters need."""
STATION = Station(
    base_url="http://10.0.0.5:8000",
    email="union@factory.example",
    copyright="© 厂工会",
    programme=Programme(days=36_500),
)
"""Its loudspeakers play all that was ever made, however old the samples are."""
NOW = datetime(2100, 1, 1, tzinfo=UTC)
"""All samples are on the air."""
SENTENCES = ("各位工友：", "本周起，三号车间开始安全生产月活动。", "请大家互相转告，谢谢！")


def episode(number: int = 1, **changes: Any) -> Episode:
    """The ``number``-th episode of a programme that publishes one a day."""
    frames = 400 + number % 50
    slug = f"notice-{number:05}"
    length = round(frames * FRAME_SECONDS * 1000)
    audio = {
        profile: AudioFile(
            f"{profile}.mp3", len(ID3) + frames * len(FRAME), "audio/mpeg", length, f"{slug}-{profile}.mp3"
        )
        for profile in ("podcast", "workshop")
    }
    base = Episode(
        slug=slug,
        guid=f"urn:uuid:00000000-0000-4000-8000-{number:012}",
        title=f"安全通知之{number}",
        date=f"{2020 + number // 336:04}-{1 + number // 28 % 12:02}-{1 + number % 28:02}T08:30:00+08:00",
        author="",
        source=f"{slug}.txt",
        number=number,
        fingerprint=f"{number:064x}",
        engine="tone",
        voices=("high", "low"),
        rate=RATE,
        samples=RATE * length // 1000,
        chapters=(Chapter(0, "开场"), Chapter(4 * RATE, "安全生产月")),
        cues=(
            Cue("opening", RATE, 2 * RATE, "车间之声。"),
            *(Cue(f"s001-{i:03}", (2 + 2 * i) * RATE, (3 + 2 * i) * RATE, t) for i, t in enumerate(SENTENCES, 1)),
        ),
        words_estimated=False,
        files=audio,
    )
    return replace(base, **changes)


def publish(
    episodes: Sequence[Episode], station: Station, *, audio_out: Path, feeds: Path, now: datetime = NOW
) -> Edition:
    """What the program does, at a moment that does not depend on the day of the test."""
    return pipeline.publish.publish(episodes, station, audio_out=audio_out, feeds=feeds, now=now)


def lay_out(audio_out: Path, *episodes: Episode) -> None:
    """Put the files of ``episodes`` where the studio puts them."""
    for one in episodes:
        folder = audio_out / one.slug
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).write_bytes(episode_to_json(one))
        for audio in one.files.values():
            (folder / audio.path).write_bytes(ID3 + FRAME * (audio.bytes // len(FRAME)))
            (folder / audio.published).write_bytes((folder / audio.path).read_bytes())
        (folder / "transcript.vtt").write_text(vtt(one), encoding="utf-8")
        (folder / "transcript.srt").write_text(srt(one), encoding="utf-8")
        page = "".join(f"<p>{escape(cue.text)}</p>" for cue in one.cues)
        (folder / "transcript.html").write_text(f"<!doctype html>\n{page}\n", encoding="utf-8")
        (folder / "cover.jpg").write_bytes(cover())
        (folder / "thumb.jpg").write_bytes(cover(320))
        chapters = [{"startTime": chapter.start / one.rate, "title": chapter.title} for chapter in one.chapters]
        (folder / "chapters.json").write_text(json.dumps({"version": "1.2.0", "chapters": chapters}), encoding="utf-8")


@cache
def cover(pixels: int = 1400, mode: str = "RGB", kind: str = "JPEG") -> bytes:
    """A picture of one colour."""
    file = BytesIO()
    Image.new(mode, (pixels, pixels)).save(file, kind)
    return file.getvalue()


def vtt(one: Episode) -> str:
    cues = [f"{_stamp(c.start / one.rate, '.')} --> {_stamp(c.end / one.rate, '.')}\n{c.text}\n" for c in one.cues]
    return "\n".join(["WEBVTT\n", *cues])


def srt(one: Episode) -> str:
    cues = [
        f"{i}\n{_stamp(c.start / one.rate, ',')} --> {_stamp(c.end / one.rate, ',')}\n{c.text}\n"
        for i, c in enumerate(one.cues, 1)
    ]
    return "\n".join(cues)


def _stamp(seconds: float, point: str) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{round(seconds % 1 * 1000):03}"
