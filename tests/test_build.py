"""Whole builds with the ``tone`` engine: what is made, kept, withdrawn, refused, and what an operator is told."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.commands.pruning import Limits, prune
from pipeline.errors import OutputError, ServiceDown, StationError, UsageError, VoiceError
from pipeline.manifest import MANIFEST
from pipeline.model import Clip, Reading, Utterance
from pipeline.staging import READY, waits
from pipeline.system.worker_pool import end_workers, workers
from pipeline.voice.engine import Voice
from pipeline.voice.synthesis_workers import Making, Task
from pipeline.voice.tone import ToneEngine
from tests.doubles.inline import mastered_here
from tests.doubles.screen import RecordingScreen
from tests.golden.tree import EXPECTED, NOW, SEEDS, STATION, golden_files, make_tree
from tests.voice.faulty import FaultyEngine
from tests.workplace import Works, bytes_of


@pytest.fixture(scope="session")
def golden_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden")
    summary = make_tree(folder)
    assert not summary.failures
    return folder


@pytest.fixture
def works(tmp_path: Path) -> Works:
    shutil.copy(STATION, tmp_path / "station.toml")
    return Works(tmp_path)


@pytest.fixture
def built(works: Works, golden_tree: Path) -> Works:
    """The golden seeds, already built."""
    shutil.copytree(SEEDS, works.seeds)
    shutil.copytree(golden_tree / "audio_out", works.audio)
    shutil.copytree(golden_tree / "feeds", works.root / "feeds")
    return works


def test_the_whole_tree_is_the_golden_one(golden_tree: Path) -> None:
    made = golden_files(golden_tree)
    expected = {
        path.relative_to(EXPECTED).as_posix(): path.read_bytes()
        for path in sorted(EXPECTED.rglob("*"))
        if path.is_file()
    }
    assert sorted(made) == sorted(expected)
    for name, content in made.items():
        assert content.decode() == expected[name].decode(), f"{name} changed; if that is meant: python -m tests.golden"


def test_the_same_bytes_in_another_folder_on_another_day(works: Works, golden_tree: Path) -> None:
    shutil.copytree(SEEDS, works.seeds)
    works.run(now=datetime(2031, 1, 1, tzinfo=UTC))
    assert bytes_of(works.audio) == bytes_of(golden_tree / "audio_out")
    assert not works.run(now=NOW)[0].made
    assert bytes_of(works.root / "feeds") == bytes_of(golden_tree / "feeds")


def test_nothing_to_do_touches_nothing(built: Works) -> None:
    built.run()
    before = {path: path.stat().st_mtime_ns for path in built.root.rglob("*") if path.is_file()}
    summary, screen = built.run()
    assert (summary.made, summary.kept, screen.waiting) == ([], 2, 0)
    after = {path: path.stat().st_mtime_ns for path in built.root.rglob("*") if path.is_file()}
    assert {path for path in before if before[path] != after[path]} <= {
        built.audio / ".lock",
        built.audio / ".index.json",
    }


def test_a_changed_sentence_is_the_only_one_made_anew(built: Works) -> None:
    built.run()
    clips = set((built.audio / ".clips").rglob("*.clip"))
    untouched = bytes_of(built.audio / "2026-03-03-thanks")
    before = built.episode("2026-03-02-morning")
    path = built.seeds / "2026-03-02-morning.txt"
    path.write_text(path.read_text().replace("价格不变", "价格照旧"))
    summary, _screen = built.run()
    after = built.episode("2026-03-02-morning")
    assert [episode.slug for episode in summary.made] == ["2026-03-02-morning"]
    assert summary.kept == 1
    assert len(set((built.audio / ".clips").rglob("*.clip")) - clips) == 1
    assert (after.guid, after.date, after.number) == (before.guid, before.date, before.number)
    assert after.fingerprint != before.fingerprint
    assert any("价格照旧" in cue.text for cue in after.cues)
    assert bytes_of(built.audio / "2026-03-03-thanks") == untouched


def test_a_damaged_and_a_foreign_stored_sound_are_told_and_made_again(works: Works) -> None:
    path = works.put("2026-01-01-a.txt", "通知\n\n明天放假。后天上班。\n")
    works.run()
    before = bytes_of(works.audio / ".clips")
    one, other, *_rest = sorted((works.audio / ".clips").rglob("*.clip"))
    one.write_bytes(one.read_bytes()[:-9])
    other.write_bytes(b"a foreign file")
    path.write_text("通知\n\n明天放假。后天上班。谢谢。\n")
    summary, screen = works.run()
    assert len(summary.made) == 1
    assert len([notice for notice in screen.notices if "a stored sound is damaged" in notice]) == 2
    after = bytes_of(works.audio / ".clips")
    assert all(after[name] == content for name, content in before.items() if name.endswith(".clip"))


def test_pruning_costs_a_changed_document_nothing(works: Works) -> None:
    path = works.put("2026-01-01-a.txt", "通知\n\n明天放假。后天上班。\n")
    works.run()
    path.write_text("通知\n\n明天放假。大后天上班。\n")
    works.run()
    sounds, _size = prune(works.audio, Limits(0, 0), time.time() + 60)
    assert sounds == 1, "of the sentence that was replaced"
    before = set((works.audio / ".clips").rglob("*.clip"))
    path.write_text("通知\n\n明天放假。下周上班。\n")
    works.run()
    assert len(set((works.audio / ".clips").rglob("*.clip")) - before) == 1


def test_white_space_that_changes_nothing_makes_nothing(built: Works) -> None:
    path = built.seeds / "2026-03-03-thanks.md"
    path.write_text(path.read_text() + "\n\n")
    summary, screen = built.run()
    assert summary.made == []
    assert screen.episodes == []


def test_a_document_added_and_taken_away_and_brought_back(built: Works) -> None:
    path = built.put("2026-03-04-new.txt", "新通知\n\n明天放假。\n")
    built.run()
    known = built.episode("2026-03-04-new")
    assert known.guid in built.feed
    assert known.number == 3
    path.unlink()
    summary, _screen = built.run()
    assert summary.withdrawn == ["2026-03-04-new"]
    assert known.guid not in built.feed
    assert not (built.root / "feeds" / "2026-03-04-new.html").exists()
    assert [p.name for p in (built.audio / "2026-03-04-new").iterdir()] == ["withdrawn.json"]
    assert built.run()[0].withdrawn == []
    built.put("2026-03-04-new.txt", "新通知\n\n明天不放假。\n")
    built.run(now=datetime(2030, 1, 1, tzinfo=UTC))
    again = built.episode("2026-03-04-new")
    assert (again.guid, again.date, again.number) == (known.guid, known.date, 3)
    assert not (built.audio / "2026-03-04-new" / "withdrawn.json").exists()


def test_an_operators_own_file_in_an_episodes_folder_stays(built: Works) -> None:
    own = {"notes.txt": "打印两份", "pictures/gate.jpg": "x"}
    folder = built.audio / "2026-03-03-thanks"
    for name, text in own.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    (built.seeds / "2026-03-03-thanks.md").unlink()
    assert built.run()[0].withdrawn == ["2026-03-03-thanks"]
    left = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert left == own.keys() | {"withdrawn.json"}


@pytest.mark.parametrize("lost", [(), (".index.json",)])
def test_a_withdrawn_number_is_never_given_again(built: Works, lost: tuple[str, ...]) -> None:
    path = built.put("2026-03-04-new.txt", "新通知\n\n明天放假。\n")
    built.run()
    path.unlink()
    built.run()
    for name in lost:
        (built.audio / name).unlink()
    built.put("2026-03-05-next.txt", "新通知\n\n后天放假。\n")
    built.run()
    assert built.episode("2026-03-05-next").number == 4


def test_what_a_run_that_was_cut_off_had_made_is_withdrawn_when_its_document_has_gone(built: Works) -> None:
    built.run()
    index = (built.audio / ".index.json").read_bytes()
    path = built.put("2026-03-04-new.txt", "新通知\n\n明天放假。\n")
    built.run()
    path.unlink()
    (built.audio / ".index.json").write_bytes(index)
    (built.audio / ".lock").write_text("process 1 on a machine that lost its power\n")
    assert built.run()[0].withdrawn == ["2026-03-04-new"]
    built.put("2026-03-05-next.txt", "新通知\n\n后天放假。\n")
    built.run()
    assert built.episode("2026-03-05-next").number == 4


def test_masters_that_took_their_places_without_their_manifest_are_not_taken_for_the_old_ones(built: Works) -> None:
    folder = built.audio / "2026-03-03-thanks"
    built.run()
    before, document = bytes_of(folder), (built.seeds / "2026-03-03-thanks.md")
    text, facts = document.read_text(), document.stat()
    index = (built.audio / ".index.json").read_bytes()
    document.write_text(text.replace("长期", "继续"))
    built.run()
    after = bytes_of(folder)
    assert len(after["podcast.mp3"]) == len(before["podcast.mp3"])
    assert after["podcast.mp3"] != before["podcast.mp3"], "equal length, another sound"
    # As it stands when the power goes between the renames, and the document is put back as it was.
    shutil.copytree(folder, folder / READY)
    (folder / READY / ".names").write_text("\n".join(after))
    (folder / MANIFEST).write_bytes(before[MANIFEST])
    (built.audio / ".index.json").write_bytes(index)
    (built.audio / ".lock").write_text("process 1 on a machine that lost its power\n")
    document.write_text(text)
    os.utime(document, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    built.run()
    assert bytes_of(folder) == before


def test_the_cover_of_the_programme_is_drawn_when_it_changes(built: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    built.run()
    cover = built.root / "feeds" / "cover.jpg"
    drawn = cover.stat().st_mtime_ns, cover.read_bytes()
    monkeypatch.setattr("pipeline.studio.cover.artwork.show_cover", None)  # called, it would fail
    built.put("2026-03-04-new.txt", "新通知\n\n明天放假。\n")
    built.run()
    assert (cover.stat().st_mtime_ns, cover.read_bytes()) == drawn
    monkeypatch.undo()
    cover.write_bytes(b"spoilt")
    built.put("2026-03-04-new.txt", "新通知\n\n后天放假。\n")
    built.run()
    assert cover.read_bytes() == drawn[1]
    settings = built.root / "station.toml"
    settings.write_text(settings.read_text().replace('name = "', 'name = "新', 1))
    built.run()
    assert cover.read_bytes() != drawn[1]


def test_a_document_without_a_date_is_dated_once(works: Works) -> None:
    path = works.put("通知.txt", "通知\n\n明天放假。\n")
    works.run()
    (folder,) = [p for p in works.audio.iterdir() if not p.name.startswith(".")]
    assert works.episode(folder.name).date == "2026-06-01T20:00:30+08:00"
    path.write_text("通知\n\n后天放假。\n")
    works.run(now=datetime(2030, 1, 1, tzinfo=UTC))
    assert works.episode(folder.name).date == "2026-06-01T20:00:30+08:00"


def test_a_draft_is_read_and_not_published(built: Works) -> None:
    path = built.seeds / "2026-03-03-thanks.md"
    path.write_text(path.read_text().replace("title: 致谢", "title: 致谢\ndraft: true"))
    summary, _screen = built.run()
    assert (summary.drafts, summary.withdrawn) == (1, ["2026-03-03-thanks"])
    assert "致谢" not in built.feed
    summary, screen = built.run()
    assert (summary.drafts, summary.withdrawn, screen.waiting) == (1, [], 0)


def test_a_failing_document_leaves_the_others_and_its_own_predecessor(built: Works) -> None:
    before = bytes_of(built.audio / "2026-03-03-thanks")
    (built.seeds / "2026-03-03-thanks.md").write_bytes(b"\x00\x01\x02" * 50)
    (built.seeds / "empty.txt").write_bytes(b"")
    built.put("2026-03-05-good.txt", "好消息\n\n明天发工资。\n")
    summary, _screen = built.run()
    assert [episode.slug for episode in summary.made] == ["2026-03-05-good"]
    assert len(summary.failures) == 2
    assert all(failure.next and str(built.seeds) in failure.where for failure in summary.failures)
    assert bytes_of(built.audio / "2026-03-03-thanks") == before
    assert "致谢" in built.feed


def test_a_lost_index_costs_a_look_and_nothing_else(built: Works) -> None:
    built.run()
    before = bytes_of(built.audio)
    (built.audio / ".index.json").unlink()
    summary, screen = built.run()
    assert (len(summary.made), summary.kept, screen.waiting) == (0, 2, 2)
    assert bytes_of(built.audio) == before
    (built.audio / ".index.json").write_text("{")
    (built.seeds / "2026-03-03-thanks.md").unlink()
    assert built.run()[0].withdrawn == ["2026-03-03-thanks"]


def test_deleted_feeds_come_back(built: Works, golden_tree: Path) -> None:
    built.run()
    shutil.rmtree(built.root / "feeds")
    built.run(NOW)
    assert bytes_of(built.root / "feeds") == bytes_of(golden_tree / "feeds")


def test_two_runs_at_once_the_second_says_who_is_there(built: Works) -> None:
    with (built.audio / ".lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(
            UsageError, match=rf"another run is at work here \(process {os.getpid()} on .*wait"
        ) as caught:
            lock.truncate(0)
            lock.write(f"process {os.getpid()} on here\n")
            lock.flush()
            built.run()
    assert str(built.audio) in str(caught.value)
    built.run()


def test_wrong_settings_touch_nothing(works: Works) -> None:
    works.put("a.txt", "通知\n\n明天放假。\n")
    (works.root / "station.toml").write_text("[voice]\nengine = 'tone'\n[voice.presenters]\ntone = ['hgih']\n")
    works.engine = None
    with pytest.raises(StationError, match=r"station.toml:4: .*no voice “hgih” → did you mean “high”"):
        works.run()
    assert not [p for p in works.audio.iterdir() if not p.name.startswith(".")]
    (works.root / "station.toml").write_text("[lexicon]\n'重庆' = 'chong2 qing9'\n")
    with pytest.raises(StationError, match=r"station.toml:2: "):
        works.run()
    (works.root / "station.toml").write_text("[cover]\npicture = 'none.png'\n")
    with pytest.raises(StationError, match=r"station.toml:2: .*none.png"):
        works.run()


def test_a_word_of_the_lexicon_that_occurs_nowhere_is_told_with_its_line(works: Works) -> None:
    works.put("2026-01-01-a.txt", "通知\n\n重庆放假。\n")
    (works.root / "station.toml").write_text("[lexicon]\n'重庆' = 'chong2 qing4'\n'成都' = 'cheng2 du1'\n")
    _summary, screen = works.run()
    assert screen.notices == [f"{works.root / 'station.toml'}:3: “成都” occurs in no document"]


def test_a_sentence_too_long_for_a_sip_device_is_told(works: Works) -> None:
    (works.root / "station.toml").write_text("[profiles.sip]\nenabled = true\nseconds = 5\n")
    works.put("notice.txt", "通知\n\n请各车间的全体工友在今天下午四点整到一号门外的大操场上集合参加消防演习。\n")
    _summary, screen = works.run()
    long = "请各车间的全体工友在今天下午四点…"
    assert screen.notices == [f"notice.txt: SIP: longer than 5 s and cut at its quietest place: “{long}”"]


def test_the_usb_folder_comes_and_goes_with_its_profile(built: Works) -> None:
    settings = built.root / "station.toml"
    text = settings.read_text()
    before, after = text.split("[profiles.usb]")
    settings.write_text(before + "[profiles.usb]" + after.replace("enabled = false", "enabled = true", 1))
    built.run()
    names = sorted(path.name for path in (built.audio / "usb").iterdir())
    assert names == ["001-2026-03-02-morning.mp3", "002-2026-03-03-thanks.mp3", "play.m3u"]
    assert built.run()[0].kept == 2
    settings.write_text(text)
    built.run()
    assert not (built.audio / "usb").exists()


def test_what_killed_runs_left_half_written_is_swept_and_nothing_else(built: Works) -> None:
    settings = built.root / "station.toml"
    settings.write_text(settings.read_text().replace("enabled = false", "enabled = true"))
    built.run()
    left = [
        built.audio / ".ab12_xyz.part.json",
        built.audio / "usb" / ".ab12_xyz.part.m3u",
        built.audio / "usb" / ".001-2026-03-02-morning.mp3.part",
        built.root / "feeds" / ".ab12_xyz.part.html",
    ]
    own = [built.audio / ".mine.part", built.audio / "usb" / ".mine.part", built.root / "feeds" / ".my notes.part.txt"]
    for path in (*left, *own):
        path.write_text("half")
    (built.audio / ".lock").write_text("process 1 on a machine that lost its power\n")
    assert built.run()[0].made == []
    assert [path for path in (*left, *own) if path.exists()] == own


def test_seeds_missing_or_empty(works: Works) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        works.run()
    works.seeds.mkdir()
    with pytest.raises(UsageError, match="no document here"):
        works.run()


def test_an_output_folder_that_cannot_be_written(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    works.put("a.txt", "通知\n\n明天放假。\n")
    works.audio.write_text("a file in its place")
    with pytest.raises(OutputError, match="audio_out: cannot be written"):
        works.run()


def test_a_document_may_choose_its_voices(works: Works) -> None:
    works.put("2026-01-01-a.txt", "---\nvoice: low\n---\n通知\n\n明天放假。\n")
    works.put("2026-01-01-b.txt", "---\nvoice: zm_yunxi\n---\n通知\n\n明天放假。\n")
    works.put("2026-01-01-c.txt", "---\nvoice: nobody\n---\n通知\n\n明天放假。\n")
    summary, _screen = works.run()
    assert works.episode("2026-01-01-a").voices == ("low",)
    assert works.episode("2026-01-01-b").voices == ("high",), "kokoro's voice; tone keeps its own presenters"
    assert "asks for a voice “nobody”" in str(summary.failures[0])


def test_a_fault_of_the_program_in_one_document_is_told_and_the_others_go_on(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.text import read_document

    works.put("2026-01-01-a.txt", "通知\n\n明天放假。\n")
    works.put("2026-01-01-b.txt", "通知\n\n明天放假。\n")

    def stumble(path: Path) -> object:
        if path.name.endswith("a.txt"):
            raise ZeroDivisionError("oops")
        return read_document(path)

    monkeypatch.setattr("pipeline.build.planning.read_document", stumble)
    summary, _screen = works.run()
    assert [episode.slug for episode in summary.made] == ["2026-01-01-b"]
    assert "a fault of this program: ZeroDivisionError at test_build.py" in str(summary.failures[0])


def test_the_next_episode_is_recorded_while_one_is_mastered_and_all_is_told_in_order(works: Works) -> None:
    for name in "abde":
        works.put(f"2026-01-01-{name}.txt", "通知\n\n明天放假。\n")
    works.put("2026-01-01-c.txt", "……\n")
    works.put("2026-01-01-d.txt", "---\ndraft: true\n---\n通知\n\n明天放假。\n")
    summary, screen = works.run()
    first, second, last = (f"2026-01-01-{name}.txt" for name in "abe")
    assert screen.log == [first, second, "done", last, "done", "done", "done", "done"]
    assert [episode.source for episode in summary.made] == [first, second, last]
    assert [episode.number for episode in summary.made] == [1, 2, 3], "a failure and a draft use no number"
    assert (len(summary.failures), summary.drafts) == (1, 1)


def test_a_build_that_is_interrupted_while_one_is_mastered_leaves_no_process(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab":
        works.put(f"2026-01-01-{name}.txt", "通知\n\n明天放假。\n")
    works.run()
    pid = workers(1, "studio 0").submit(os.getpid).result()
    for name in "ab":
        works.put(f"2026-01-01-{name}.txt", "通知\n\n后天放假。\n")
    said = RecordingScreen.started

    def interrupted(self: RecordingScreen, source: str, *rest: object) -> None:
        said(self, source, *rest)  # type: ignore[arg-type]  # passed through
        if "-b" in source:
            raise KeyboardInterrupt

    monkeypatch.setattr(RecordingScreen, "started", interrupted)
    with pytest.raises(KeyboardInterrupt):
        works.run()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    monkeypatch.undo()
    summary, _screen = works.run()
    assert len(summary.made) + summary.kept == 2
    cues = [cue.text for name in "ab" for cue in works.episode(f"2026-01-01-{name}").cues]
    assert cues.count("后天放假。") == 2


class LoadingEngine(ToneEngine):
    """Beeps from a worker process that leaves a sign when it loads."""

    def __init__(self, sign: Path) -> None:
        self._sign = sign

    def executor(self, jobs: int) -> Executor:
        return workers(jobs, "loading", self._sign.touch)


def test_the_voice_loads_while_the_reader_does(works: Works, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import pipeline.voice as room
    from pipeline.reading import Reader

    sign = tmp_path / "loads"
    monkeypatch.setattr(room, "ENGINES", {"tone": lambda _station: LoadingEngine(sign)})
    read = Reader.read

    def read_later(self: Reader, text: str) -> Reading:
        until = time.monotonic() + 30
        while not sign.exists() and time.monotonic() < until:
            time.sleep(0.01)
        assert sign.exists(), "the reader is ready, and no worker has begun to load"
        return read(self, text)

    monkeypatch.setattr(Reader, "read", read_later)
    works.put("2026-01-01-a.txt", "通知\n\n明天放假。\n")
    try:
        summary, _screen = works.run()
    finally:
        end_workers("loading")
    assert len(summary.made) == 1


def begun_early(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The engine of each document that is begun before its turn."""
    engines: list[object] = []
    begin = Making.begin

    def begun(self: Making, tasks: Sequence[Task]) -> None:
        engines.append(self._engine)
        begin(self, tasks)

    monkeypatch.setattr(Making, "begin", begun)
    return engines


def test_the_next_document_is_begun_with_the_last_sentences_of_one(
    works: Works, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No worker waits for the next document; one that fails, is a draft or stands already is left to its turn."""
    import pipeline.voice as room

    (tmp_path / "begun").mkdir()
    engine = FaultyEngine(tmp_path / "begun")
    monkeypatch.setattr(room, "ENGINES", {"tone": lambda _station: engine})
    early = begun_early(monkeypatch)
    works.put("2026-01-01-a.txt", "通知\n\n明天放假。后天上班。请大家互相转告。\n")
    works.put("2026-01-01-b.txt", "公告\n\n食堂今天开门。欢迎光临。\n")
    works.put("2026-01-01-c.txt", "---\ndraft: true\n---\n喜讯\n\n大家好。\n")
    works.put("2026-01-01-d.txt", "……\n")
    works.put("2026-01-01-e.txt", "喜报\n\n今晚放电影。\n")
    summary, _screen = works.run()
    assert (len(summary.made), summary.drafts, len(summary.failures)) == (3, 1, 1)
    assert early == [engine]
    works.put("2026-01-01-a.txt", "通知\n\n明天不放假。\n")
    works.put("2026-01-01-b.txt", "公告\n\n食堂今天关门。\n")
    summary, _screen = works.run()
    assert len(summary.made) == 2
    assert early == [engine, engine]
    assert all(len(list(engine.scratch.glob(f"{said}.*"))) == 1 for said in ("食堂今天开门。", "食堂今天关门。"))


def test_an_engine_without_workers_begins_nothing_early(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    early = begun_early(monkeypatch)
    works.put("2026-01-01-a.txt", "通知\n\n明天放假。后天上班。\n")
    works.put("2026-01-01-b.txt", "公告\n\n食堂今天开门。\n")
    summary, _screen = works.run()
    assert len(summary.made) == 2
    assert not early


# ── auto: one episode, one engine ──────────────────────────────────────────────────────────────────


class StandIn(ToneEngine):
    """The tone engine under another engine's name, which may go down."""

    def __init__(
        self, name: str, *, down_at: int = 10**9, unsayable: str = "", probes: list[str] | None = None
    ) -> None:
        self.name = name
        self.remote = name == "edge"
        self.said = 0
        self.down_at = down_at
        self.unsayable = unsayable
        self.probes = probes if probes is not None else []

    def voices(self) -> tuple[Voice, ...]:
        offline = ("zf_lan", "zm_tao", "zf_xiaobei", "zm_yunjian")
        names = {"edge": ("zh-CN-XiaoxiaoNeural", "zh-CN-YunjianNeural"), "kokoro": offline}
        return tuple(Voice(name, "female", "") for name in names[self.name])

    def probe(self) -> None:
        self.probes.append(self.name)
        if self.down_at == 0:
            raise ServiceDown("the service is down", next="wait")

    def say(self, utterance: Utterance) -> Clip:
        self.said += 1
        if self.said > self.down_at:
            raise ServiceDown("gone in the middle", next="wait")
        if self.unsayable and self.unsayable in utterance.reading.text:
            raise VoiceError("no sound", where="“…”", next="rewrite it")
        voice = "high" if utterance.voice in ("zf_lan", "zf_xiaobei", "zh-CN-XiaoxiaoNeural") else "low"
        return super().say(Utterance(utterance.reading, voice, utterance.pace))

    def executor(self, jobs: int) -> Executor:
        return super().executor(1)


Stage = Callable[..., tuple[StandIn, StandIn]]


@pytest.fixture
def stage(works: Works, monkeypatch: pytest.MonkeyPatch) -> Stage:
    import pipeline.voice as room

    works.engine = "auto"
    works.put("2026-01-01-a.txt", "通知\n\n明天放假。后天上班。\n")

    def set_up(**edge: object) -> tuple[StandIn, StandIn]:
        online, offline = StandIn("edge", **edge), StandIn("kokoro")  # type: ignore[arg-type]  # passed through
        monkeypatch.setattr(room, "ENGINES", {"edge": lambda _s: online, "kokoro": lambda _s: offline})
        return online, offline

    return set_up


def test_nobody_is_asked_to_speak_where_all_stands_after_a_change_of_the_program(
    works: Works, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    online, _offline = stage()
    works.run()
    assert online.probes == ["edge"]
    monkeypatch.setattr("pipeline.build.fingerprints.of_everything", lambda *_facts: "another program")
    summary, _screen = works.run()
    assert (len(summary.made), summary.kept) == (0, 1)
    assert online.probes == ["edge"]


def test_auto_takes_the_service_if_it_answers(works: Works, stage: Stage) -> None:
    _online, offline = stage()
    works.run()
    episode = works.episode("2026-01-01-a")
    assert (episode.engine, episode.engine_reason, offline.said) == ("edge", "", 0)


def test_auto_asks_once_and_says_why_it_went_offline(works: Works, stage: Stage) -> None:
    probes: list[str] = []
    online, _offline = stage(down_at=0, probes=probes)
    works.put("2026-01-01-b.txt", "通知\n\n明天加班。\n")
    _summary, screen = works.run()
    assert probes == ["edge"]
    assert online.said == 0
    for slug in ("2026-01-01-a", "2026-01-01-b"):
        assert works.episode(slug).engine == "kokoro"
        assert works.episode(slug).engine_reason == "the online voice could not be reached"
    assert screen.notices == [": the service is down → wait"]


@pytest.mark.parametrize("fault", [{"down_at": 2}, {"unsayable": "后天"}])
def test_when_the_service_gives_up_the_whole_episode_is_made_offline(
    works: Works, stage: Stage, fault: dict[str, object]
) -> None:
    _online, offline = stage(**fault)
    works.run()
    episode = works.episode("2026-01-01-a")
    assert episode.engine == "kokoro"
    assert episode.engine_reason == "the online voice gave up in the middle"
    assert set(episode.voices) == {"zf_lan"}
    assert offline.said == len(episode.cues)


def test_a_built_episode_is_not_remade_because_the_network_came_or_went(works: Works, stage: Stage) -> None:
    stage(down_at=0)
    works.run()
    before = bytes_of(works.audio)
    stage()
    (works.audio / ".index.json").unlink()
    summary, _screen = works.run()
    assert (summary.made, summary.kept) == ([], 1)
    assert bytes_of(works.audio) == before


def test_an_episode_keeps_the_presenters_it_was_made_with_when_the_program_brings_others(
    works: Works, stage: Stage
) -> None:
    stage(down_at=0)
    station_file = works.root / "station.toml"
    station_file.write_text("[voice.presenters]\nkokoro = ['zf_xiaobei', 'zm_yunjian']\n")
    works.run()
    before = bytes_of(works.audio / "2026-01-01-a")
    station_file.write_text("")  # as after an upgrade of a station that left the presenters open
    works.put("2026-01-01-b.txt", "通知\n\n明天加班。\n")
    summary, _screen = works.run()
    assert (len(summary.made), summary.kept) == (1, 1)
    assert bytes_of(works.audio / "2026-01-01-a") == before
    assert works.episode("2026-01-01-b").voices == ("zf_lan",)
    works.put("2026-01-01-a.txt", "通知\n\n明天放假。后天仍放假。\n")
    works.run()
    assert works.episode("2026-01-01-a").voices == ("zf_xiaobei",), "a correction is no reason for another voice"
    station_file.write_text("[voice.presenters]\nkokoro = ['zm_tao']\n")
    works.run()
    assert works.episode("2026-01-01-a").voices == ("zm_tao",), "what the station chooses itself goes before"


def test_edge_alone_fails_and_is_not_replaced(works: Works, stage: Stage) -> None:
    works.engine = "edge"
    stage(down_at=2)
    summary, _screen = works.run()
    assert summary.made == []
    assert "gone in the middle" in str(summary.failures[0])
    assert not (works.audio / "2026-01-01-a" / MANIFEST).exists()


def test_kokoro_by_settings_opens_no_connection(works: Works, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("text left the machine")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    works.engine = None
    (works.root / "station.toml").write_text("[voice]\nengine = 'kokoro'\n")
    probes: list[str] = []
    stage(probes=probes)
    summary, _screen = works.run()
    assert works.episode("2026-01-01-a").engine == "kokoro"
    assert (probes, summary.failures) == ([], [])


def test_the_publication_failing_is_told_and_the_episodes_stay(built: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    feeds = built.root / "feeds"
    shutil.rmtree(feeds)
    feeds.write_text("a file in its place")
    with pytest.raises(OutputError):
        built.run()
    assert built.episode("2026-03-03-thanks")


# ── odd names, full disks ──────────────────────────────────────────────────────────────────────────


def test_documents_with_odd_names_are_published(works: Works) -> None:
    names = ["a b.txt", "一号'车间\".txt", "two\nlines.txt", b"gbk-\xb3\xb5.txt".decode(errors="surrogateescape")]
    for name in names:
        works.put(name, "通知\n\n明天放假。\n")
    summary, _screen = works.run()
    assert summary.failures == []
    assert len(summary.made) == len(names)
    for episode in summary.made:
        assert episode.slug.isascii()
        assert f"/{episode.slug}/" in works.feed
    assert works.run()[1].waiting == 0


@pytest.mark.parametrize(
    ("write", "reason", "remedy"),
    [
        *((write, errno.ENOSPC, "make room") for write in (0, 1, 3, 9, 20, 40)),
        (3, errno.EROFS, "give yourself the right to write there"),
        (20, errno.EACCES, "give yourself the right to write there"),
    ],
)
def test_a_disk_that_is_full_or_locked_in_mid_build_is_told_and_the_next_run_goes_on(
    built: Works, golden_tree: Path, monkeypatch: pytest.MonkeyPatch, write: int, reason: int, remedy: str
) -> None:
    mastered_here(monkeypatch)
    before = bytes_of(built.audio / "2026-03-03-thanks")
    original = (built.seeds / "2026-03-03-thanks.md").read_text()
    (built.seeds / "2026-03-03-thanks.md").write_text(original.replace("长期", "继续"))
    left = write
    real = os.fsync

    def fill(handle: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(reason, os.strerror(reason))
        real(handle)

    monkeypatch.setattr(os, "fsync", fill)
    try:
        summary, _screen = built.run()
        told = [failure.next for failure in summary.failures]
    except OutputError as exc:
        told = [exc.next]
    monkeypatch.undo()
    assert any(remedy in next_step for next_step in told) or left >= 0
    assert "致谢" in built.feed
    if not waits(built.audio / "2026-03-03-thanks"):  # else they were on their way to their places
        after = bytes_of(built.audio / "2026-03-03-thanks")
        assert after == before or "继续" in after[MANIFEST].decode(), "what was published still stands"
    (built.seeds / "2026-03-03-thanks.md").write_text(original)
    built.run(NOW)
    clips = len(list((built.audio / ".clips").rglob("*.part*")))
    assert clips == 0
    assert bytes_of(built.root / "feeds") == bytes_of(golden_tree / "feeds")
