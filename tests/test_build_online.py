"""Whole builds with the double of the online voice behind the unmodified client, and the real offline voice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.build import Order, Summary, build
from pipeline.manifest import read_episode
from pipeline.voice.edge.engine import PROBE_TEXT
from tests.doubles import edge_plans
from tests.doubles.edge import EdgeDouble
from tests.doubles.edge_asking import engine
from tests.doubles.screen import RecordingScreen

if TYPE_CHECKING:
    from pipeline.model import Episode
    from tests.doubles.edge import Plan

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SLUG = "2026-06-01-notice"
NOTICE = "停电通知\n\n明天上午停电。请关好设备。下午恢复生产。谢谢大家。\n"


@dataclass
class Office:
    """A workplace whose station lets ``auto`` choose."""

    root: Path

    def write(self, text: str) -> None:
        (self.root / "seeds").mkdir(exist_ok=True)
        (self.root / "seeds" / f"{SLUG}.txt").write_text(text)

    def run(self, engine: str | None = None) -> tuple[Summary, RecordingScreen]:
        screen = RecordingScreen()
        seeds, audio_out, feeds, station = (
            self.root / name for name in ("seeds", "audio_out", "feeds", "station.toml")
        )
        return build(Order(seeds, audio_out, feeds, station, engine, 2), screen, now=lambda: NOON), screen

    def run_against(self, plan: Plan, engine: str | None = None) -> tuple[Summary, RecordingScreen, EdgeDouble]:
        with EdgeDouble(plan) as double, double.in_place_of_the_service():
            return *self.run(engine), double

    @property
    def episode(self) -> Episode:
        episode = read_episode(self.root / "audio_out" / SLUG)
        assert episode is not None
        return episode

    def everything(self) -> dict[str, bytes]:
        """All that is published, by its path."""
        published = {}
        for path in self.root.rglob("*"):
            place = path.relative_to(self.root)
            if (
                path.is_file()
                and place.parts[0] in ("audio_out", "feeds")
                and not any(p[0] == "." for p in place.parts)
            ):
                published[place.as_posix()] = path.read_bytes()
        return published


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "station.toml").write_text('[programme]\nopening = ""\nclosing = ""\n')
    office = Office(tmp_path)
    office.write(NOTICE)
    return office


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same engine, with hardly a pause between attempts."""
    import pipeline.voice as room

    monkeypatch.setattr(room, "ENGINES", {**room.ENGINES, "edge": lambda _station: engine()})


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def test_what_the_service_says_is_published_and_stays_when_the_network_goes(office: Office) -> None:
    _summary, _screen, double = office.run_against(edge_plans.well)
    episode = office.episode
    assert (episode.engine, episode.engine_reason, episode.words_estimated) == ("edge", "", False)
    asked = sorted(letters(request.text) for request in double.log if request.text != PROBE_TEXT)
    twice = sorted([letters(cue.text) for cue in episode.cues] * 2)
    assert asked == twice, "none has a pause: each sentence is asked for once, and once more with one"
    track = (office.root / "audio_out" / SLUG / "words.vtt").read_text()
    assert "estimated" not in track
    words = [line for line in track.splitlines() if line and "-->" not in line and line != "WEBVTT"]
    assert letters("".join(words)) == letters("".join(cue.text for cue in episode.cues))
    before = office.everything()
    (office.root / "audio_out" / ".index.json").unlink()
    summary, _screen = office.run()  # nobody answers now
    assert (summary.made, summary.kept, summary.failures) == ([], 1, [])
    assert office.everything() == before


@pytest.mark.slow
@pytest.mark.usefixtures("hurried")
def test_service_that_dies_in_the_middle_leaves_the_whole_episode_to_the_offline_voice(office: Office) -> None:
    _summary, screen, double = office.run_against(edge_plans.always("503", after=3))
    episode = office.episode
    assert len(double.log) > 4, "it had begun"
    assert (episode.engine, set(episode.voices)) == ("kokoro", {"zf_lan"})
    assert episode.engine_reason == "the online voice gave up in the middle"
    assert any("HTTP 503" in notice for notice in screen.notices)
    assert episode.words_estimated
    assert "".join(cue.text for cue in episode.cues).count("明天上午停电。") == 1


@pytest.mark.usefixtures("hurried")
def test_service_that_dies_in_the_middle_fails_the_episode_where_nothing_else_may_speak(office: Office) -> None:
    office.run_against(edge_plans.well, "edge")
    before = office.everything()
    office.write(NOTICE.replace("谢谢大家", "辛苦大家了。后天正常上班。周末休息。有事请打电话"))
    summary, _screen, _double = office.run_against(edge_plans.always("503", after=2), "edge")
    assert "HTTP 503" in str(summary.failures[0])
    assert summary.made == []
    assert office.everything() == before, "what was on the air stays on the air"
