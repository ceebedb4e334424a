"""Numbers of new episodes have no gap, and the order of the documents, also where several are mastered at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.build import mastering_process
from pipeline.build.identities import Numbers
from pipeline.build.publishing import Publishing
from pipeline.errors import StudioError
from pipeline.model import Episode, Imprint
from pipeline.staging import READY
from tests.doubles.inline import mastered_here
from tests.doubles.studio import RememberingStudio
from tests.golden.tree import STATION
from tests.workplace import Works


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> RememberingStudio:
    return RememberingStudio(tmp_path_factory.mktemp("studio"))


@pytest.fixture
def works(studio: RememberingStudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Works:
    """Four new documents; three are mastered beside one another, as where a cluster speaks."""
    shutil.copy(STATION, tmp_path / "station.toml")
    works = Works(tmp_path)
    for slug in "abcd":
        works.put(f"{slug}.txt", f"通知{slug}\n\n明天开会。\n")
    _mastered_by(studio, monkeypatch)
    return works


def _mastered_by(studio: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = mastering_process.Studios
    monkeypatch.setattr(mastering_process, "Studios", lambda _most: real(3))
    monkeypatch.setattr(mastering_process, "produce", studio)
    mastered_here(monkeypatch)


def numbers(works: Works, slugs: str) -> list[int]:
    return [works.episode(slug).number for slug in slugs]


@pytest.mark.parametrize(("failing", "made"), [("a", "bcd"), ("ac", "bd"), ("d", "abc")])
def test_whoever_was_begun_after_one_that_fails_takes_its_number(
    failing: str, made: str, works: Works, studio: RememberingStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def produced(imprint: Imprint, *arguments: Any, **options: Any) -> Episode:
        if imprint.slug in failing:
            raise StudioError("no room")
        return studio(imprint, *arguments, **options)

    monkeypatch.setattr(mastering_process, "produce", produced)
    assert len(works.run()[0].failures) == len(failing)
    assert numbers(works, made) == [*range(1, 1 + len(made))]
    monkeypatch.setattr(mastering_process, "produce", studio)
    assert not works.run()[0].failures
    assert numbers(works, made + failing) == [1, 2, 3, 4]


def test_whoever_was_begun_after_one_that_cannot_be_published_takes_its_number(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Publishing.change_over

    def refused(self: Publishing, episode: Episode) -> None:
        if episode.slug == "b":
            raise StudioError("no room")
        real(self, episode)

    monkeypatch.setattr(Publishing, "change_over", refused)
    assert len(works.run()[0].failures) == 1
    assert numbers(works, "acd") == [1, 2, 3]


def test_after_a_cut_none_keeps_a_number_before_those_it_overtook(
    works: Works, studio: RememberingStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is published, the second still being mastered, the others are ready."""
    real = Publishing.change_over

    def cut(self: Publishing, episode: Episode) -> None:
        if episode.slug == "b":
            shutil.rmtree(works.audio / "b")
            raise KeyboardInterrupt
        real(self, episode)

    monkeypatch.setattr(Publishing, "change_over", cut)
    with pytest.raises(KeyboardInterrupt):
        works.run()
    assert [(works.audio / slug / READY).exists() for slug in "cd"] == [True, True]
    monkeypatch.undo()
    _mastered_by(studio, monkeypatch)
    assert not works.run()[0].failures
    assert numbers(works, "abcd") == [1, 2, 3, 4]


def test_after_a_cut_what_was_ready_in_its_turn_is_kept(
    works: Works, studio: RememberingStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Publishing, "change_over", lambda *_arguments: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        works.run()
    monkeypatch.undo()
    _mastered_by(studio, monkeypatch)
    assert [episode.slug for episode in works.run()[0].made] == ["d"]
    assert numbers(works, "abcd") == [1, 2, 3, 4]


def test_a_number_that_comes_to_nothing_is_the_next_ones() -> None:
    given = Numbers(7)
    assert [given.of(slug) for slug in ("a", "b", "c", "a")] == [8, 9, 10, 8]
    given.give_back("a")
    given.give_back("unknown")
    assert [given.of(slug) for slug in ("b", "c", "d", "a")] == [8, 9, 10, 11]
