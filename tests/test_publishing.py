"""Feeds and audio change over together, episode by episode; what fails in one keeps no other off the air."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipeline.build import mastering_process, publishing
from pipeline.build.publishing import Publishing
from pipeline.errors import OutputError
from pipeline.model import Episode
from pipeline.publish.publication import Publication
from pipeline.publish.site.pages import Pages
from pipeline.staging import NEXT, READY
from pipeline.studio import produce
from tests.doubles.inline import mastered_here
from tests.doubles.studio import RememberingStudio
from tests.golden.tree import STATION
from tests.workplace import NOON, Works, bytes_of

LATER = NOON + timedelta(hours=1)
TEXTS = {"a": "停水通知\n\n明天停水。\n", "b": "停电通知\n\n明天停电。\n", "c": "放假通知\n\n明天放假。\n"}
LONGER = "停电通知\n\n后天全厂停电，请各车间提前关好设备。\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    works = Works(tmp_path_factory.mktemp("publishing") / "made")
    works.root.mkdir()
    works.root.joinpath("station.toml").write_text(_with_usb(STATION.read_text()))
    for slug, text in TEXTS.items():
        works.put(f"{slug}.txt", text)
    with pytest.MonkeyPatch.context() as patched:
        mastered_here(patched)
        assert not works.run()[0].failures
    return works.root


def _with_usb(station: str) -> str:
    before, after = station.split("[profiles.usb]")
    return before + "[profiles.usb]" + after.replace("enabled = false", "enabled = true", 1)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> RememberingStudio:
    return RememberingStudio(tmp_path_factory.mktemp("studio"))


@pytest.fixture
def works(made: Path, studio: RememberingStudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Works:
    """Three episodes on the air; all work is done in this process."""
    shutil.copytree(made, tmp_path / "works")
    monkeypatch.setattr(mastering_process, "produce", studio)
    mastered_here(monkeypatch)
    return Works(tmp_path / "works")


def titles(works: Works, feed: str = "podcast.xml") -> list[str]:
    root = etree.fromstring((works.root / "feeds" / feed).read_bytes())
    return [str(item.findtext("guid")) for item in root.iterfind("channel/item")]


def untrue(works: Works) -> list[str]:
    """What is led to by a feed, page or list and is not there, or not as it says."""
    found = []
    feeds = works.root / "feeds"
    for feed in ("podcast", "workshop"):
        for item in etree.fromstring((feeds / f"{feed}.xml").read_bytes()).iterfind("channel/item"):
            leads = [str(value) for tag in item.iter() for value in tag.attrib.values() if "/audio_out/" in str(value)]
            found += [lead for lead in leads if not _led_to(works, lead).is_file()]
            enclosure = item.find("enclosure")
            assert enclosure is not None
            if _size(works, enclosure.get("url", "")) != int(enclosure.get("length", "")):
                found.append(f"{feed}: {enclosure.get('url')}")
    for page in feeds.glob("[!.]*.html"):
        shown = page.read_text()
        leads = re.findall(r'(?:src|href|data-audio)="([^"#]*audio_out/[^"#]*)"', shown)
        found += [f"{page.name}: {lead}" for lead in leads if not _led_to(works, lead).is_file()]
        told = re.sub(r"<[^>]*>|\s", "", shown)
        for captions in (lead for lead in leads if lead.endswith("transcript.srt") and _led_to(works, lead).is_file()):
            lines = _led_to(works, captions).read_text().split("\n")
            if not all(
                re.sub(r"\s", "", line) in told for line in lines if line and not re.match(r"[\d:, >-]+$", line)
            ):
                found.append(f"{page.name}: {captions}")
    for name in ("workshop.m3u", "workshop.m3u8"):
        lines = (feeds / name).read_text().split()
        found += [line for line in lines if "/audio_out/" in line and not _led_to(works, line).is_file()]
    return found


def _led_to(works: Works, lead: str) -> Path:
    return works.audio / lead.split()[0].partition("audio_out/")[2]


def _size(works: Works, lead: str) -> int:
    path = _led_to(works, lead)
    return path.stat().st_size if path.is_file() else -1


def test_each_episode_is_published_as_it_is_finished(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int]] = []
    real = Publishing.change_over

    def noted(self: Publishing, episode: Episode) -> None:
        real(self, episode)
        assert untrue(works) == []
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


CHANGES = ("replace", "rename", "link", "unlink", "rmdir", "mkdir")


@contextmanager
def before_each_change(look: Callable[[int], object]) -> Iterator[None]:
    """Before a name changes on the disk, ``look`` is called with how many have changed: what is there then is what a
    power cut leaves."""
    number = -1
    looking = False

    def noted(step: Callable[..., Any]) -> Callable[..., Any]:
        def looked(*arguments: Any, **named: Any) -> Any:
            nonlocal number, looking
            if not looking:
                looking, number = True, number + 1
                try:
                    look(number)
                finally:
                    looking = False
            return step(*arguments, **named)

        return looked

    with pytest.MonkeyPatch.context() as patched:
        for name in CHANGES:
            patched.setattr(os, name, noted(getattr(os, name)))
        yield


def test_at_every_moment_feeds_pages_and_audio_are_of_one_kind(works: Works, tmp_path: Path) -> None:
    """Two edits, a new document and one that was taken away. Before each change of a name all that is published is
    looked at, and so while the next run brings to its end what a cut at one of them has left."""
    works.put("b.txt", LONGER)
    works.put("c.txt", "放假通知\n\n后天放假三天，请大家互相转告。\n")
    works.put("d.txt", "通知\n\n明天开会。\n")
    (works.seeds / "a.txt").unlink()
    cut: list[Works] = []
    beside = 0

    def look(moment: int) -> None:
        nonlocal beside
        assert untrue(works) == [], moment
        next_files = (works.audio / "b" / READY).exists() or (works.audio / "b" / NEXT).exists()
        beside += next_files
        if moment % 40 == 7 or (next_files and beside % 12 == 1):
            here = Works(tmp_path / f"cut-{moment}")
            shutil.copytree(works.root, here.root)
            cut.append(here)

    with before_each_change(look):
        summary, _screen = works.run(LATER)
    assert not summary.failures
    assert beside > 30
    assert len(cut) > 6
    undisturbed = tree(works)
    for here in cut:
        with before_each_change(partial(_true, here)):
            assert not here.run(LATER)[0].failures
        assert tree(here) == undisturbed, here.root
        shutil.rmtree(here.root)


def _true(works: Works, moment: int) -> None:
    assert untrue(works) == [], f"{works.root.name}, {moment}"


def tree(works: Works) -> dict[str, bytes]:
    return bytes_of(works.audio) | bytes_of(works.root / "feeds")


def test_what_cannot_take_its_place_is_published_beside_what_stood_until_the_next_run(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refuses the new captions their place: the others go on, and no feed leads to half of one kind."""
    works.put("b.txt", LONGER)
    works.put("d.txt", "通知\n\n明天开会。\n")
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target == works.audio / "b" / "transcript.vtt":
            raise OSError(5, "Input/output error")
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        summary, _screen = works.run(LATER)
    (failure,) = summary.failures
    assert "Input/output error" in str(failure)
    assert [episode.slug for episode in summary.made] == ["d"]
    assert untrue(works) == []
    assert "/b/next/" in works.feed
    assert not works.run(LATER)[0].failures
    assert untrue(works) == []
    assert "/b/next/" not in works.feed
    assert not (works.audio / "b" / NEXT).exists()
    assert any("后天全厂停电" in cue.text for cue in works.episode("b").cues)


def test_a_document_that_goes_while_its_next_files_lie_beside_takes_both_along(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    works.put("b.txt", LONGER)
    with monkeypatch.context() as patched:
        patched.setattr(publishing, "take_over", _refusing)
        assert len(works.run(LATER)[0].failures) == 1
    assert "/b/next/" in works.feed
    (works.seeds / "b.txt").unlink()
    assert works.run(LATER)[0].withdrawn == ["b"]
    assert untrue(works) == []
    assert sorted(path.name for path in (works.audio / "b").iterdir()) == ["withdrawn.json"]


def _refusing(folder: Path) -> None:
    raise OutputError("cannot be written", where=folder, next="wait")


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
    "pipeline.build.planning.read_document",
    "pipeline.build.planning.Planner._script",
    "pipeline.build.imprints.Imprints.of",
    "pipeline.build.planning.fingerprints.of_episode",
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
    "pipeline.publish.listings.m3u8",
    "pipeline.publish.listings.m3u",
    "pipeline.publish.feed.item.ItemWriter.item",
    "pipeline.publish.feed.item.show_notes",
    "pipeline.build.publishing.change_over",
    "pipeline.build.publishing.show",
    "pipeline.build.publishing.take_over",
]


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        *((step, "edited") for step in STEPS if not step.endswith("publishing.change_over")),
        *((step, "new") for step in STEPS[:-2:6]),
    ],
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
    def changing(publication: Publication, episode: Episode, *folder: str) -> Iterator[None]:
        """The old episode is published as it was; the fault is in the new one."""
        nonlocal armed
        before, armed = armed, armed or episode.slug == slug
        try:
            with change_itself(publication, episode, *folder):
                yield
        finally:
            armed = before

    def stumble(*arguments: Any, **named: Any) -> Any:
        if armed and any(concerns(slug, value) for value in (*arguments, *named.values())):
            raise OverflowError("date value out of range")
        return step_itself(*arguments, **named)

    with monkeypatch.context() as patched:
        if step.startswith("pipeline.studio"):
            patched.setattr(mastering_process, "produce", produce)
        patched.setattr(real, name, stumble)
        patched.setattr(Publication, "changing", changing)
        summary, _screen = works.run(LATER)
    (failure,) = summary.failures
    assert "OverflowError" in str(failure)
    assert f"{slug}.txt" in failure.where
    assert "e" in {episode.slug for episode in summary.made}
    assert len(titles(works)) == len(known) + 1, "the others and the new one, and what the edited one was"
    assert len(titles(works, "workshop.xml")) == len(titles(works))
    assert untrue(works) == []
    if kind == "edited":
        assert {name: (works.audio / "b" / name).read_bytes() for name in before} == before
        assert (works.root / "feeds" / "b.html").exists()
        return
    summary, _screen = works.run(LATER)
    assert not summary.failures
    moving = step.endswith(".change_over")  # what had begun to move is brought to its end
    assert [episode.slug for episode in summary.made] == ([] if moving else [slug])
    assert untrue(works) == []
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
    assert untrue(works) == []


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
    assert untrue(works) == []


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
