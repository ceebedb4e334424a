"""How soon a notice is heard: dropped into ``seeds/``, made by ``make``, fetched as its page leads there.

    python -m tests.bench.notice

Goal: at most twice what the bare model takes for its sentences, and two seconds. The station has an episode already, as
most have; what all episodes say alike (who speaks, thanks for listening) is stored.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pipeline.build.script import write_script
from pipeline.model import Utterance
from pipeline.reading import Reader
from pipeline.station import read_station
from pipeline.text import read_document
from tests.bench import voices
from tests.bench.idle import ROOT, with_make
from tests.bench.sizing import SHARED
from tests.publish.live import Live, live

JOBS = 2
TURNS = 3
PLACES = ("一号车间", "二号车间", "三号车间", "四号车间", "五号车间", "六号车间")
"""One for each notice: nothing of it has been said before but what every notice says."""
TEXT = (
    "{place}停水通知\n\n接供水公司通知，{place}今天下午两点到五点停水检修。请{place}各班组提前备好生产用水，"
    "关紧水龙头，{place}食堂提前半小时开饭。来水以后请先放水三分钟再使用，有问题找{place}值班员。\n"
)
"""Some hundred characters."""
POLL_SECONDS = 0.02


def measure() -> dict[str, Any]:
    """Seconds of wall time, each the median of several notices; the bare model with as many processes, warm."""
    with tempfile.TemporaryDirectory() as name:
        works = Path(name)
        shutil.copytree(ROOT / "pipeline", works / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "station.toml", works)
        (works / "seeds").mkdir()
        (works / "seeds" / "welcome.txt").write_text("欢迎收听\n\n工友们好，车间广播今天开播。\n")
        program = [sys.executable, "-m", "pipeline", "build", "--engine=kokoro", f"--jobs={JOBS}"]
        subprocess.run(program, cwd=works, check=True, capture_output=True)  # noqa: S603  # a command of our own
        command = ["make", "-s", "ENGINE=kokoro", f"JOBS={JOBS}"] if with_make(works) else program
        with live(works / "audio_out", works / "feeds") as server:
            heard = [_dropped(works, place, command, server) for place in PLACES[:TURNS]]
            parts = [_in_parts(works, place, program, server) for place in PLACES[TURNS:]]
        bare = _bare([works / "seeds" / f"{place}.txt" for place in PLACES[:TURNS]])
    dropped = statistics.median(heard)
    return {
        "characters": len(re.findall(r"\w", TEXT.format(place=PLACES[0]))),
        "from drop to hearing, seconds": dropped,
        "bare model, seconds": bare,
        "allowed, seconds": 2 * bare + 2,
        "of what is allowed": dropped / (2 * bare + 2),
        "parts, seconds": {part: statistics.median(each[part] for each in parts) for part in parts[0]},
    }


def _dropped(works: Path, place: str, command: list[str], server: Live) -> float:
    """Seconds until the audio of the notice is to be had where its page says."""
    _put(works, place)
    begun = time.perf_counter()
    with subprocess.Popen(command, cwd=works, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as make:  # noqa: S603
        while not _is_heard(server, place):
            if make.poll():
                raise RuntimeError(f"make failed: {make.returncode}")
            time.sleep(POLL_SECONDS)
        return time.perf_counter() - begun


def _in_parts(works: Path, place: str, program: list[str], server: Live) -> dict[str, float]:
    """The same without ``make``, which has the program tell what it does only on a screen."""
    _put(works, place)
    begun = time.perf_counter()
    at: dict[str, float] = {}
    with subprocess.Popen([*program, "--json"], cwd=works, stdout=subprocess.PIPE, text=True) as build:  # noqa: S603
        for line in build.stdout or ():
            event = json.loads(line)["event"]
            at[event] = time.perf_counter() - begun
            if event == "finished" and not _is_heard(server, place):
                raise RuntimeError("finished, and not to be heard")
    ended = time.perf_counter() - begun
    return {
        "until it is known what is to be made": at["planned"],
        "until it is read and somebody is ready to speak": at["started"] - at["planned"],
        "speaking": at["sentence"] - at["started"],
        "mastering and publishing": at["finished"] - at["sentence"],
        "bringing all to its end, heard meanwhile": ended - at["finished"],
    }


def _put(works: Path, place: str) -> None:
    """Drop the notice."""
    path = works / "seeds" / f"{place}.txt"
    path.with_name(".new").write_text(TEXT.format(place=place))
    path.with_name(".new").rename(path)


def _is_heard(server: Live, place: str) -> bool:
    """Whether the front page has the notice, and the audio that it plays can be had."""
    for article in server.ask("/feeds/index.html").text.split("<article")[1:]:
        audio = re.search(r'data-audio="\.\./([^"]+)"', article)
        if f"{place}停水通知" in article and audio:
            return server.ask(f"/{audio[1]}", range="bytes=0-65535").status == 206
    return False


def _bare(documents: list[Path]) -> float:
    """Seconds that the bare model takes for one of them, in the median."""
    station, _settings = read_station(ROOT / "station.toml")
    reader = Reader(station.lexicon)
    asked: list[list[Utterance]] = []
    for path in documents:
        script = write_script(
            read_document(path), date="2026-01-01", station=station, reader=reader,
            voices=station.voice.presenters.kokoro,
        )  # fmt: skip
        asked.append([line.utterance for line in script.lines if line.id not in SHARED])
    with ProcessPoolExecutor(JOBS, get_context("spawn"), voices.open_model) as pool:
        return statistics.median(voices.Bare(pool, utterances).seconds() for utterances in asked)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1, ensure_ascii=False))
