"""What is due soon is at hand in time, with the episodes that stand then."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.air.as_run import AsRunLog, Record
from pipeline.air.mixing.decoding import Decoder
from pipeline.air.samples import RATE, of_moment, seconds
from pipeline.air.schedule.choice import said
from pipeline.air.schedule.episodes import Episodes
from pipeline.air.schedule.preparing import Preparing
from pipeline.air.schedule.timetable import Timetable
from pipeline.air.schedule.upcoming import Standing, Upcoming, source_sound
from pipeline.manifest import MANIFEST, episode_to_json
from pipeline.model import AudioFile, Episode
from pipeline.station_air import Air
from pipeline.station_timetable import Entry, Play
from pipeline.studio.sound.encode import ffmpeg
from tests.air.test_engine import put_wav

ZONE = UTC
NOON = datetime(2026, 12, 2, 12, tzinfo=UTC)


def put_episode(audio_out: Path, slug: str, day: int, *, masters: str = "workshop") -> Path:
    """An episode of the ``day``-th of December; half a second of it is sound."""
    folder = audio_out / slug
    put_wav(folder / f"{masters}.wav", 400, 0.5)
    files = {masters: AudioFile(f"{masters}.wav", 1, "audio/wav", 500)}
    episode = Episode(
        slug=slug, guid=slug, title=slug.upper(), date=f"2026-12-{day:02}T08:00:00+00:00", author="",
        source=f"{slug}.txt", fingerprint="", engine="tone", voices=("high",), rate=24_000, samples=12_000,
        chapters=(), cues=(), words_estimated=False, files=files,
    )  # fmt: skip
    (folder / MANIFEST).write_bytes(episode_to_json(episode))
    return folder


class Soon:
    """A timetable of one entry at 12:10, looked at from noon on."""

    def __init__(self, root: Path, play: Play) -> None:
        self.audio_out, self.folder = root / "audio_out", root / "audio_out" / ".air"
        self.audio_out.mkdir()
        self.told: list[str] = []
        self.wall = of_moment(NOON)
        timetable = Timetable(Air(timetable=(Entry((12 * 3600 + 600,), play),)), ZONE)
        (self.due,) = timetable.of_day(NOON.date())
        self.log = AsRunLog(self.folder / "log", ZONE)
        decoder = Decoder(ffmpeg(), self.folder / "pcm")
        preparing = Preparing(source_sound(decoder), ZONE, root, self.folder)
        self.upcoming = Upcoming(
            timetable, preparing, Episodes(self.audio_out), self.log, lambda: self.wall, self.told.append
        )

    def heard(self) -> tuple[str, ...]:
        self.upcoming.look()
        ready = self.upcoming.ready(self.due)
        assert ready is not None
        return ready.heard


def test_what_is_made_in_the_last_minute_plays_and_what_was_withdrawn_does_not(tmp_path: Path) -> None:
    soon = Soon(tmp_path, Play("today"))
    put_episode(soon.audio_out, "a", 2)
    assert soon.heard() == ("a",)
    withdrawn = put_episode(soon.audio_out, "b", 2, masters="podcast")
    assert soon.heard() == ("a", "b")
    shutil.rmtree(withdrawn)
    (put_episode(soon.audio_out, "damaged", 2) / MANIFEST).write_text("{")
    put_episode(soon.audio_out, "silent", 2, masters="sip-001")
    assert soon.heard() == ("a",)


def test_what_was_heard_is_new_no_more(tmp_path: Path) -> None:
    soon = Soon(tmp_path, Play("new"))
    put_episode(soon.audio_out, "a", 1)
    put_episode(soon.audio_out, "b", 2)
    assert soon.heard() == ("a", "b")
    soon.log.write(Record(due=soon.wall, begun=soon.wall, ended=soon.wall, result="played", play="new", heard=("a",)))
    assert soon.heard() == ("b",)


def test_what_was_missing_is_tried_again_and_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = Soon(tmp_path, Play("file", "a.wav"))
    monkeypatch.setattr("pipeline.air.schedule.upcoming.AGAIN", 0.0)
    soon.heard()
    soon.heard()
    assert sum("a.wav: cannot be read" in told for told in soon.told) == 1
    put_wav(tmp_path / "a.wav", 300, 0.25)
    soon.heard()
    ready = soon.upcoming.ready(soon.due)
    assert ready is not None
    assert ready.sounds[0].samples == RATE // 4
    assert not ready.notes


def test_what_is_asked_for_late_is_made_ready_and_forgotten_again(tmp_path: Path) -> None:
    soon = Soon(tmp_path, Play("today"))
    put_episode(soon.audio_out, "a", 2)
    soon.wall += seconds(3600)
    assert soon.upcoming.ready(soon.due) is None
    soon.upcoming.wait()  # it does not wait: something is asked for
    assert soon.heard() == ("a",)
    soon.upcoming.look()
    soon.upcoming.look()
    assert soon.upcoming.ready(soon.due) is None


def test_standing_messages_are_held_and_music_goes_round(tmp_path: Path) -> None:
    decoder = Decoder(ffmpeg(), tmp_path / "pcm")
    music = tmp_path / "music"
    for name in ("a.wav", "b.wav"):
        put_wav(music / name, 300, 0.25 if name == "a.wav" else 0.5)
    (music / "c.mp3").write_text("no music")
    (music / "notes.txt").write_text("no music either")
    told: list[str] = []
    path = said(tmp_path, "请留在原地。")
    standing = Standing(decoder, {"停电": path}, music, told.append)
    lengths = []
    for _look in range(4):
        standing.look()
        piece = standing.music()
        assert piece is not None
        assert standing.music() is None
        lengths.append(piece.samples)
    assert lengths == [RATE // 4, RATE // 2, RATE // 4, RATE // 2]
    assert "停电: run make, which records it" in told
    assert any("c.mp3: holds no sound" in text for text in told)
    bell = standing.message("停电")
    assert bell is not None
    assert bell.samples > RATE, "never silent"
    put_wav(path, 500, 0.25)
    standing.look()
    message = standing.message("停电")
    assert message is not None
    assert message.samples == RATE // 4
    assert standing.message("地震") is None
    nowhere = Standing(decoder, {}, tmp_path / "none", told.append)
    nowhere.look()
    assert nowhere.music() is None
