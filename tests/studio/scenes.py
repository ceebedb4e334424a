"""Small episodes for the studio's tests, made of tones whose every sample is known."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.model import Clip, Imprint, Line, Reading, Utterance, Word
from pipeline.station import Profiles, Station
from pipeline.studio.sound.encode import ffmpeg
from pipeline.studio.sound.trim import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.model import PauseKind

AMPLITUDE = 6_000


def tone(samples: int, hertz: float = 400.0, rate: int = RATE) -> NDArray[np.int16]:
    """A steady tone, loud from its first sample to its last."""
    wave = AMPLITUDE * np.sin(2 * np.pi * hertz * np.arange(samples) / rate + 0.7)
    pcm: NDArray[np.int16] = np.rint(wave).astype(np.int16)
    return pcm


def silence(samples: int) -> NDArray[np.int16]:
    return np.zeros(samples, np.int16)


def clip(
    samples: int, *, before: int = 0, after: int = 0, rate: int = RATE, words: tuple[Word, ...] = (), **more: Any
) -> Clip:
    """A tone of ``samples`` with silence on either side."""
    return Clip(np.concatenate([silence(before), tone(samples, rate=rate), silence(after)]), rate, words, **more)


def line(id: str, text: str = "今天天气很好。", pause: PauseKind = "sentence", chapter: str = "") -> Line:
    reading = Reading(text, text, (), ())
    return Line(id, text, pause, chapter, Utterance(reading, "high", 250))


def imprint(**changes: Any) -> Imprint:
    made = Imprint(
        slug="notice",
        guid="3c1e6a5e-0f5f-5f9e-8f57-0d2f5b1c1a11",
        title="安全生产 = 头等大事；“第二期”",
        date="2026-11-20T08:00:00+08:00",
        author="",
        source="notice.txt",
        fingerprint="f1",
        engine="tone",
        voices=("high", "low"),
        number=7,
    )
    return replace(made, **changes)


def station(*, programme: dict[str, Any] | None = None, **profiles: dict[str, Any]) -> Station:
    """The station as it ships, with some keys of its programme and its profiles changed."""
    usual = Station()
    changed: dict[str, Any] = {
        name: replace(getattr(usual.profiles, name), **values) for name, values in profiles.items()
    }
    spoken = replace(usual.programme, **(programme or {}))
    return replace(usual, programme=spoken, profiles=replace(Profiles(), **changed))


def news() -> tuple[list[Line], list[Clip]]:
    """Five lines with two chapters, some ten seconds."""
    lines = [
        line("opening", "车间之声。", "section"),
        line("s001-001", "第一条：<安全> & 生产。", "sentence", "第一条"),
        line("s001-002", "全过程都要有人负责，" * 9 + "不留死角。", "section"),
        line("s002-001", "第二条。", "comma", "第二条"),
        line("closing", "播送完了。", "none"),
    ]
    words = (Word("第一条", 2400, 12000), Word("安全", 12000, 36000))
    clips = [
        clip(24_000, before=2400, after=4800),
        clip(36_000, before=2400, words=words, estimated=True),
        clip(72_000, after=9600),
        clip(20_000),
        clip(30_000, before=100, after=100),
    ]
    return lines, clips


def decoded(path: Path, rate: int) -> NDArray[np.int16]:
    """What a player hears of ``path``, resampled to ``rate``."""
    command = [ffmpeg(), "-v", "error", "-i", str(path), "-map", "0:a", "-ar", str(rate), "-f", "s16le", "-"]
    pcm = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603  (our own arguments, no shell)
    return np.frombuffer(pcm, "<i2")
