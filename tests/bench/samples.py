"""A page on which each offline presenter is heard beside the one before: for ears, where figures say too little.

    python -m tests.bench.samples [FOLDER]

Writes ``samples/index.html`` and its sounds, or into FOLDER: sentences that nothing was chosen by, at the pace that a
station begins with, then one whole notice. Some two minutes on two cores. The sounds are not kept in the repository.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile

from pipeline.build.script import write_script
from pipeline.model import Clip, Line, Utterance
from pipeline.reading import Reader
from pipeline.station import FORMER_PRESENTERS, Station
from pipeline.system.cores import usable_cores
from pipeline.system.files import write_whole
from pipeline.text import read_document
from pipeline.voice.kokoro.blended.engine import KokoroBlends
from tests.voice.readings import speak
from training.shaping.speech import sentences

FOLDER = Path("samples")
NOTICE = Path(__file__).parents[2] / "seeds" / "2026-06-15-heat-safety.html"
STATION = Station()
PAIRS = tuple(zip(FORMER_PRESENTERS["kokoro"], STATION.voice.presenters.kokoro, strict=True))
"""Before and now: the women, the men."""
BREATH = 0.42
"""Seconds between the sentences of the notice, as ``[pauses] sentence`` has it."""

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>声音样本 · samples</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 76rem; margin: 1rem auto; padding: 0 1rem }}
td, th {{ padding: .4rem; text-align: left; border-bottom: 1px solid #ccc }}
audio {{ width: 12rem; display: block }}
</style></head><body>
<h1>声音样本：以前与现在 · samples: before and now</h1>
<table><thead><tr><th>句子 · sentence</th>{heads}</tr></thead>
<tbody>
{rows}
</tbody></table></body></html>
"""


class Row(NamedTuple):
    """What is heard in each voice: under which name, the words that the page shows, and all that is said."""

    name: str
    shown: str
    readings: Sequence[Utterance]


def write(folder: Path) -> Path:
    """The page, written into ``folder`` with its sounds."""
    voices = [voice for pair in PAIRS for voice in pair]
    lines = []
    for row in rows():
        cells = []
        for voice in voices:
            file = f"{row.name}-{voice}.flac"
            _write_sound(folder / file, _said(row, voice))
            cells.append(f'<td><audio controls preload="none" src="{escape(file)}"></audio></td>')
        lines.append(f"<tr><td>{escape(row.shown)}</td>{''.join(cells)}</tr>")
    heads = "".join(f"<th>{escape(voice)}</th>" for voice in voices)
    page = folder / "index.html"
    write_whole(page, _PAGE.format(heads=heads, rows="\n".join(lines)).encode())
    return page


def rows() -> Iterator[Row]:
    """Sentences, then a notice."""
    reader = Reader({})
    pace = STATION.voice.pace
    for number, text in enumerate(sentences("reported"), start=1):
        yield Row(f"{number:02}", text, [Utterance(reader.read(text), "", pace)])
    document = read_document(NOTICE)
    lines: Sequence[Line] = write_script(
        document, date=document.date or "2026-06-15", station=STATION, reader=reader, voices=("",)
    ).lines
    yield Row("notice", document.title, [line.utterance for line in lines])


def _said(row: Row, voice: str) -> list[Clip]:
    asked = [Utterance(each.reading, voice, each.pace) for each in row.readings]
    with tempfile.TemporaryDirectory() as store:
        return list(speak(asked, KokoroBlends(), Path(store), jobs=usable_cores()))


def _write_sound(path: Path, clips: Sequence[Clip]) -> None:
    rate = clips[0].rate
    breath = np.zeros(round(BREATH * rate), np.int16)
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.concatenate([part for clip in clips for part in (clip.samples, breath)]), rate)


if __name__ == "__main__":
    print(write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
