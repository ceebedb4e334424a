"""Feeds and audio change over together, episode by episode; what fails in one keeps no other off the air."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipeline.build import episodes, mastering_process
from pipeline.build.publishing import Publishing
from pipeline.errors import OutputError
from pipeline.manifest import read_episode
from pipeline.model import Episode
from pipeline.publish.publication import Publication
from pipeline.publish.site.pages import Pages
from tests.doubles.inline import InlinePool
from tests.golden.tree import STATION
from tests.workplace import NOON, Works

LATER = NOON + timedelta(days=1)
TEXTS = {"a": "停水通知\n\n明天停水。\n", "b": "停电通知\n\n明天停电。\n", "c": "放假通知\n\n明天放假。\n"}
LONGER = "停电通知\n\n后天全厂停电，请各车间提前关好设备。\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    works = Works(tmp_path_factory.mktemp("publishing") / "made")
    works.root.mkdir()
    works.root.joinpath("station.toml").write_text(_with_usb(STATION.read_text()))
    for slug, text in TEXTS.items():
        works.put(f"{slug}.txt", text)
    assert not works.run()[0].failures
    return works.root


def _with_usb(station: str) -> str:
    before, after = station.split("[profiles.usb]")
    return before + "[profiles.usb]" + after.replace("enabled = false", "enabled = true", 1)


@pytest.fixture
def works(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Works:
    """Three episodes on the air; all work is done in this process."""
    shutil.copytree(made, tmp_path / "works")
    monkeypatch.setattr(mastering_process, "workers", lambda *_arguments: InlinePool())
    return Works(tmp_path / "works")


def titles(works: Works, feed: str = "podcast.xml") -> list[str]:
    root = etree.fromstring((works.root / "feeds" / feed).read_bytes())
    return [str(item.findtext("guid")) for item in root.iterfind("channel/item")]


def true_to_audio(works: Works) -> bool:
    """Whether feeds and pages tell of each episode what its files are."""
    for feed in ("podcast", "workshop"):
        root = etree.fromstring((works.root / "feeds" / f"{feed}.xml").read_bytes())
        for enclosure in root.iterfind("channel/item/enclosure"):
            slug, name = enclosure.get("url", "").split("/")[-2:]
            if (works.audio / slug / name).stat().st_size != int(enclosure.get("length", "")):
                return False
    for manifest in works.audio.glob("*/episode.json"):
        episode = read_episode(manifest.parent)
        page = works.root / "feeds" / f"{manifest.parent.name}.html"
        if episode and page.exists():
            shown = re.sub(r"<[^>]*>|\s", "", page.read_text())
            if not all(re.sub(r"\s", "", cue.text) in shown for cue in episode.cues):
                return False
    return True


def test_each_episode_is_published_as_it_is_finished(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int]] = []
    real = Publishing.change_over

    def noted(self: Publishing, episode: Episode) -> None:
        real(self, episode)
        assert true_to_audio(works)
        assert works.audio.joinpath(episode.slug, "episode.json").exists()
        assert (works.root / "feeds" / f"{episode.slug}.html").exists()
        assert episode.slug in (works.root / "feeds" / "index.html").read_text()
        assert episode.slug in (works.root / "feeds" / "workshop.m3u").read_text()
        seen.append((episode.slug, len(titles(works))))

    monkeypatch.setattr(Publishing, "change_over", noted)
    for slug in "de":
        works.put(f"{slug}.txt", f"通知{slug}\n\n明天开会。\n")
    works.put("b.txt", LONGER)
    assert not works.run(LATER)[0].failures
    assert seen == [("b", 3), ("d", 4), ("e", 5)]


def test_what_comes_of_it_one_by_one_is_what_comes_of_it_at_one_go(works: Works) -> None:
    works.put("d.txt", "通知\n\n明天开会。\n")
    works.put("b.txt", LONGER)
    (works.seeds / "a.txt").unlink()
    assert works.run(LATER)[0].withdrawn == ["a"]

    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((works.root / "feeds").iterdir())}

    one_by_one = files()
    shutil.rmtree(works.root / "feeds")
    works.run(LATER)
    assert files() == one_by_one


class Cut(BaseException):
    """The power is gone."""


def cut_at(moment: int, patched: pytest.MonkeyPatch) -> list[int]:
    """Let the power go at the ``moment``-th change of a name; the list holds how many are left."""
    left = [moment]

    def until(step: Callable[..., Any]) -> Callable[..., Any]:
        def tried(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Cut
            return step(*arguments, **named)

        return tried

    for name in ("replace", "unlink", "rmdir", "mkdir"):
        patched.setattr(os, name, until(getattr(os, name)))
    return left


@pytest.mark.slow
def test_cut_off_anywhere_feeds_and_audio_are_of_one_kind_but_for_a_moment(
    works: Works, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two edits and a new document. After each change of a name the power goes: feeds are true to the audio except
    between the move of a published master and that of its feed; the next run mends that before it makes anything."""
    works.put("b.txt", LONGER)
    works.put("c.txt", "放假通知\n\n后天放假三天，请大家互相转告。\n")
    works.put("d.txt", "通知\n\n明天开会。\n")
    untrue, moments = 0, 0
    for moment in range(0, 1000, 7):
        here = Works(tmp_path / f"cut-{moment}")
        shutil.copytree(works.root, here.root)
        with monkeypatch.context() as patched:
            left = cut_at(moment, patched)
            with suppress(Cut):
                here.run(LATER)
        if left[0] >= 0:
            break
        moments += 1
        if not true_to_audio(here):
            untrue += 1
            with monkeypatch.context() as patched:
                patched.setattr(episodes, "read_document", None)  # called, it would be told as a fault
                patched.setattr(Publishing, "catch_up", _caught_up(here))
                with pytest.raises(Caught):
                    here.run(LATER)
        assert not here.run(LATER)[0].failures
        assert true_to_audio(here)
        assert len(titles(here)) == 4
        shutil.rmtree(here.root)
    assert moments > 10
    assert untrue <= moments // 4, "of every change of a name; in time it is some milliseconds of an edit"


class Caught(Exception):
    """The next run has caught up."""


def _caught_up(works: Works) -> Callable[[Publishing], None]:
    real = Publishing.catch_up

    def caught_up(self: Publishing) -> None:
        real(self)
        assert true_to_audio(works)
        raise Caught

    return caught_up


# ── a fault in each step of one item ────────────────────────────────────────────────────────────────


def concerns(slug: str, value: object) -> bool:
    """Whether an argument is about the episode: its document, imprint, entry, page, or a list that it stands in."""
    if isinstance(value, (str, Path)):
        return Path(str(value)).stem == slug or slug in Path(str(value)).parts
    if isinstance(value, (list, tuple)):
        return any(concerns(slug, each) for each in list(value))
    names = ("slug", "path", "imprint", "recorded", "entries", "entry", "episode")
    return any(concerns(slug, getattr(value, name)) for name in names if hasattr(value, name))


STEPS = [
    "pipeline.build.episodes.read_document",
    "pipeline.build.episodes.Maker._script",
    "pipeline.build.episodes.Maker._imprint",
    "pipeline.build.episodes.fingerprints.of_episode",
    "pipeline.build.mastering_process.finish",
    "pipeline.build.mastering_process.produce",
    "pipeline.studio.production.episode_cover",
    "pipeline.studio.production.full_tags",
    "pipeline.studio.production.small_tags",
    "pipeline.studio.production.transcript_html",
    "pipeline.studio.production.chapters_json",
    "pipeline.studio.production.episode_to_json",
    "pipeline.studio.production.make_ready",
    "pipeline.publish.publication.entry_of",
    "pipeline.publish.publication.record_of",
    "pipeline.publish.publication.text_of",
    "pipeline.publish.cache_keys.Keys.of_page",
    "pipeline.publish.site.pages.Pages.episode",
    "pipeline.publish.site.pages.Pages.programme",
    "pipeline.publish.listings.play_order",
    "pipeline.publish.listings.m3u8",
    "pipeline.publish.listings.m3u",
    "pipeline.publish.feed.item.ItemWriter.fill",
    "pipeline.publish.feed.item.show_notes",
    "pipeline.build.publishing.change_over",
]


@pytest.mark.parametrize(
    ("step", "kind"), [*((step, "edited") for step in STEPS), *((step, "new") for step in STEPS[::6])]
)
def test_a_fault_in_any_step_of_one_episode_is_its_own(
    works: Works, monkeypatch: pytest.MonkeyPatch, step: str, kind: str
) -> None:
    slug = "d" if kind == "new" else "b"
    before = {name: (works.audio / "b" / name).read_bytes() for name in ("podcast.mp3", "episode.json")}
    known = dict(zip("abc", sorted(titles(works)), strict=True))
    works.put(f"{slug}.txt", LONGER)
    works.put("e.txt", "会议通知\n\n明天开会。\n")
    owner, _dot, name = step.rpartition(".")
    real = _found(owner)
    step_itself, change_itself = getattr(real, name), Publication.changing
    armed = not step.startswith("pipeline.publish")

    @contextmanager
    def changing(publication: Publication, episode: Episode) -> Iterator[None]:
        """The old episode is published as it was; the fault is in the new one."""
        nonlocal armed
        before, armed = armed, armed or episode.slug == slug
        try:
            with change_itself(publication, episode):
                yield
        finally:
            armed = before

    def stumble(*arguments: Any, **named: Any) -> Any:
        if armed and any(concerns(slug, value) for value in (*arguments, *named.values())):
            raise OverflowError("date value out of range")
        return step_itself(*arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(real, name, stumble)
        patched.setattr(Publication, "changing", changing)
        summary, _screen = works.run(LATER)
    (failure,) = summary.failures
    assert "OverflowError" in str(failure)
    assert f"{slug}.txt" in failure.where
    assert "e" in {episode.slug for episode in summary.made}
    assert len(titles(works)) == len(known) + 1, "the others and the new one, and what the edited one was"
    assert len(titles(works, "workshop.xml")) == len(titles(works))
    assert true_to_audio(works)
    if kind == "edited":
        assert {name: (works.audio / "b" / name).read_bytes() for name in before} == before
        assert (works.root / "feeds" / "b.html").exists()
        return
    summary, _screen = works.run(LATER)
    assert not summary.failures
    moving = step.endswith(".change_over")  # what had begun to move is brought to its end
    assert [episode.slug for episode in summary.made] == ([] if moving else [slug])
    assert true_to_audio(works)
    assert (works.episode("e").number, works.episode(slug).number) == ((5, 4) if moving else (4, 5))


def _found(path: str) -> Any:
    """The module or class called ``path``."""
    from importlib import import_module

    try:
        return import_module(path)
    except ModuleNotFoundError:
        owner, _dot, name = path.rpartition(".")
        return getattr(_found(owner), name)


def test_a_fault_that_only_shows_in_a_list_takes_out_the_one_it_is_about(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old episode spoils the pages that are made anew for another."""
    real = Pages.programme

    def stumble(self: Pages, page: Any, **named: Any) -> bytes:
        if any(entry.slug == "b" for entry in page.entries):
            raise OverflowError("date value out of range")
        return real(self, page, **named)

    works.put("d.txt", "通知\n\n明天开会。\n")
    monkeypatch.setattr(Pages, "programme", stumble)
    summary, _screen = works.run(LATER)
    (failure,) = summary.failures
    assert "b.txt" in failure.where
    assert [episode.slug for episode in summary.made] == ["d"]
    assert len(titles(works)) == 3
    monkeypatch.undo()
    assert not works.run(LATER)[0].failures
    assert len(titles(works)) == 4
    assert true_to_audio(works)


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31", "1899-12-31"])
def test_a_date_that_no_calendar_on_the_wall_has_is_its_documents_own_matter(works: Works, date: str) -> None:
    works.put("d.txt", f"---\ndate: {date}\n---\n通知\n\n明天开会。\n")
    works.put("e.txt", "会议通知\n\n明天开会。\n")
    summary, _screen = works.run(LATER)
    (failure,) = summary.failures
    assert f"“{date}” is no date → write it like 2026-05-01" in str(failure)
    assert [episode.slug for episode in summary.made] == ["e"]
    assert len(titles(works)) == 4


def test_a_document_that_vanishes_while_it_is_made_stops_no_other(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Publishing.change_over

    def vanished(self: Publishing, episode: Episode) -> None:
        (works.seeds / "d.txt").unlink(missing_ok=True)
        real(self, episode)

    monkeypatch.setattr(Publishing, "change_over", vanished)
    for slug in "de":
        works.put(f"{slug}.txt", f"通知{slug}\n\n明天开会。\n")
    assert not works.run(LATER)[0].failures
    monkeypatch.undo()
    assert works.run(LATER)[0].withdrawn == ["d"]


def test_feeds_that_cannot_be_written_are_told_and_what_was_published_stays(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = titles(works)
    works.put("b.txt", LONGER)
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if Path(target).name == "workshop.xml":
            raise OSError(28, "No space left on device")
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(OutputError, match="make room"):
            works.run(LATER)
    assert not works.run(LATER)[0].failures
    assert titles(works) == before
    assert true_to_audio(works)


def _harmed(works: Works) -> Iterator[tuple[str, Callable[[Path], object]]]:
    harms: Sequence[tuple[str, Callable[[Path], object]]] = (
        ("deleted", Path.unlink),
        ("emptied", lambda path: path.write_bytes(b"")),
        ("altered", lambda path: path.write_bytes(path.read_bytes()[:-9] + b"#########")),
    )
    for path in sorted((works.root / "feeds").iterdir()):
        yield from ((path.name, harm) for _name, harm in harms)


def test_a_file_of_the_feeds_that_is_missing_or_altered_is_made_again(works: Works) -> None:
    feeds = works.root / "feeds"
    before = {path.name: path.read_bytes() for path in sorted(feeds.iterdir())}
    for name, harm in list(_harmed(works)):
        harm(feeds / name)
        assert works.run(LATER)[0].made == []
        assert {path.name: path.read_bytes() for path in sorted(feeds.iterdir())} == before, name
