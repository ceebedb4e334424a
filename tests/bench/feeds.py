"""Ten thousand episodes: how long feeds and pages take, in how much memory, and beside feedgen alone.

    python -m tests.bench.feeds

Each episode has 40 sentences, some two and a half minutes. Goals: 10 s, 500 MB. Then a thousand, read from their
manifests as ``make`` reads them, of which one has changed.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, overload

from feedgen.feed import FeedGenerator

from pipeline.build.output_folder import standing
from pipeline.manifest import MANIFEST, episode_to_json
from pipeline.model import AudioFile, Chapter, Cue, Episode
from pipeline.publish import publish
from pipeline.publish.addresses import addresses_of
from pipeline.publish.entries import entry_of, place
from pipeline.publish.feed.paged import parts_of
from pipeline.publish.feed.rss import feed_bytes
from pipeline.publish.programmes import PODCAST
from pipeline.station import Station

EPISODES = 10_000
SENTENCES = 40
RATE = 24_000
STATION = Station(base_url="http://10.0.0.5:8000")
NOW = datetime(2100, 1, 1, tzinfo=UTC)
FILES = {
    "podcast": AudioFile("podcast.mp3", 1_280_000, "audio/mpeg", 160_000),
    "workshop": AudioFile("workshop.mp3", 2_560_000, "audio/mpeg", 160_000),
}


class Programme(Sequence[Episode]):
    """Episodes that come into being when they are asked for, as from their manifests on the disk."""

    def __len__(self) -> int:
        return EPISODES

    @overload
    def __getitem__(self, index: int) -> Episode: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Episode]: ...
    def __getitem__(self, index: int | slice) -> Episode | Sequence[Episode]:
        if isinstance(index, slice):
            return [_episode(number) for number in range(*index.indices(EPISODES))]
        return _episode(index)

    def __iter__(self) -> Iterator[Episode]:
        return map(_episode, range(EPISODES))


def _episode(number: int) -> Episode:
    cues = tuple(
        Cue(
            f"s001-{i:03}",
            4 * i * RATE,
            (4 * i + 3) * RATE,
            f"第{number}期第{i}句：请于周五前完成检查并上报。",
        )
        for i in range(SENTENCES)
    )
    return Episode(
        slug=f"notice-{number:05}",
        guid=f"urn:uuid:00000000-0000-4000-8000-{number:012}",
        title=f"安全生产通知第{number}期",
        date=f"{2000 + number // 336}-{1 + number // 28 % 12:02}-{1 + number % 28:02}T08:30:00+08:00",
        author="安全科",
        source=f"notice-{number:05}.txt",
        number=number + 1,
        fingerprint=f"{number:064x}",
        engine="kokoro",
        voices=("zf_xiaobei",),
        rate=RATE,
        samples=160 * RATE,
        chapters=tuple(Chapter(40 * i * RATE, f"第{i}部分") for i in range(4)),
        cues=cues,
        words_estimated=True,
        files=FILES,
    )


def measure() -> dict[str, float]:
    """Seconds of wall time and of processor time, megabytes, and ratios to feedgen alone."""
    result: dict[str, float] = {}
    for part in (_publish, _one_changed, _beside_feedgen):
        # A process of its own: its peak of memory is that of publishing and of nothing else.
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            result |= pool.submit(part).result()
    return result


def _publish() -> dict[str, float]:
    result: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        house = {"audio_out": Path(folder, "audio_out"), "feeds": Path(folder, "feeds")}
        for name in ("first", "again"):
            wall, processor = time.perf_counter(), _processor()
            publish(Programme(), STATION, now=NOW, **house)
            result[f"{name}_seconds"] = time.perf_counter() - wall
            result[f"{name}_processor_seconds"] = _processor() - processor
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    result["peak_megabytes"] = sum(used) / 1024
    wall = time.process_time()
    for _episode_made in Programme():
        pass
    result["making_the_episodes_processor_seconds"] = time.process_time() - wall
    return result


def _one_changed() -> dict[str, float]:
    """A publication after one title of a thousand has changed, reading the manifests included."""
    with tempfile.TemporaryDirectory() as folder:
        house = {"audio_out": Path(folder, "audio_out"), "feeds": Path(folder, "feeds")}
        episodes = [_episode(number) for number in range(1000)]
        for episode in episodes:
            (house["audio_out"] / episode.slug).mkdir(parents=True)
            (house["audio_out"] / episode.slug / MANIFEST).write_bytes(episode_to_json(episode))
        publish(episodes, STATION, now=NOW, **house)
        changed = replace(episodes[500], title="改了的标题")
        (house["audio_out"] / changed.slug / MANIFEST).write_bytes(episode_to_json(changed))
        wall, processor = time.perf_counter(), _processor()
        publish(standing(house["audio_out"]), STATION, now=NOW, **house)
        return {
            "one_of_1000_seconds": time.perf_counter() - wall,
            "one_of_1000_processor_seconds": _processor() - processor,
        }


def _processor() -> float:
    """Seconds of this process and of those it started and saw end."""
    return sum(os.times()[:4])


def _beside_feedgen() -> dict[str, float]:
    """The podcast feed alone, all its parts, against feedgen with the tags that it knows itself."""
    entries = sorted((entry_of(episode) for episode in Programme()), key=place, reverse=True)
    addresses = addresses_of(STATION, audio_out=Path("audio_out"), feeds=Path("feeds"))
    start = time.process_time()
    for part in parts_of("podcast", entries):
        feed_bytes(part, PODCAST, STATION, addresses, guid="0")
    ours = time.process_time() - start
    start = time.process_time()
    for part in parts_of("podcast", entries):
        feed: Any = FeedGenerator()
        feed.load_extension("podcast")
        feed.title(STATION.name)
        feed.link(href=addresses.home)
        feed.description(STATION.description)
        for entry in part.entries:
            item = feed.add_entry(order="append")
            audio = entry.files["podcast"]
            item.title(entry.title)
            item.link(href=addresses.page(entry.slug))
            item.description(entry.summary)
            item.guid(entry.guid)
            item.enclosure(addresses.episode(entry.slug, audio.path), audio.bytes, audio.mime)
            item.published(datetime.fromisoformat(entry.date.isoformat()))
            item.podcast.itunes_duration(160)
        feed.rss_str(pretty=True)
    alone = time.process_time() - start
    return {"feed_processor_seconds": ours, "feedgen_alone_processor_seconds": alone, "ratio_to_feedgen": ours / alone}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
