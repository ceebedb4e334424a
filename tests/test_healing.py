"""What is missing or damaged is made again, and the episode stays who it is."""

from __future__ import annotations

import itertools
import json
import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.build.identities import IDENTITIES
from pipeline.manifest import MANIFEST
from pipeline.publish import check
from pipeline.station import read_station
from tests.golden.tree import STATION
from tests.workplace import NOON, Works, bytes_of

LATER = NOON + timedelta(hours=1)
FILES = [
    "cover.jpg", "thumb.jpg", "transcript.vtt", "transcript.srt", "transcript.html", "words.vtt", "chapters.json",
    "podcast.mp3", "workshop.mp3", "notice-podcast.mp3", "notice-workshop.mp3", "sip/001.wav", "sip/play.m3u", MANIFEST,
]  # fmt: skip

HARMS = ["deleted", "cut", "empty", "one byte"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    works = Works(tmp_path_factory.mktemp("healing") / "made")
    works.root.mkdir()
    text = STATION.read_text().replace("[profiles.sip]", "[profiles.sip]\nenabled = true\n#", 1)
    works.root.joinpath("station.toml").write_text(text.replace("\nenabled = false", "\n#", 1))
    works.put("notice.txt", "停水通知\n\n明天停水。请提前储水。\n")
    works.put("2026-03-04-other.txt", "停电通知\n\n后天停电。\n")
    assert not works.run()[0].failures
    return works.root


@pytest.fixture
def works(made: Path, tmp_path: Path) -> Works:
    """A station with two episodes, of which one has no date but that of its first build."""
    shutil.copytree(made, tmp_path / "works")  # with all time stamps
    return Works(tmp_path / "works")


def published(works: Works) -> dict[str, bytes]:
    return bytes_of(works.audio) | bytes_of(works.root / "feeds")


def harmed(path: Path, harm: str) -> None:
    whole = path.read_bytes()
    path.unlink()
    if harm != "deleted":
        middle = len(whole) // 2
        path.write_bytes({"cut": whole[:middle], "empty": b""}.get(harm, whole[:middle] + b"~" + whole[middle + 1 :]))


@pytest.mark.parametrize("first", range(len(HARMS)))
@pytest.mark.parametrize("names", [FILES[:-1], FILES[-1:]], ids=["files", "manifest"])
def test_each_file_deleted_or_damaged_is_found_and_made_again(works: Works, names: list[str], first: int) -> None:
    """All at one go, and each in each way; every one is told by its name. The manifest apart: it knows the others."""
    before = published(works)
    for name, harm in zip(names, itertools.cycle(HARMS[first:] + HARMS[:first]), strict=False):
        harmed(works.audio / "notice" / name, harm)
    summary, screen = works.run(LATER)
    assert not summary.failures
    assert [episode.slug for episode in summary.made] == ["notice"]
    assert published(works) == before
    (notice,) = (text for text in screen.notices if "made again: " in text)
    assert sorted(notice.removeprefix("notice.txt: missing or damaged, and made again: ").split(", ")) == sorted(names)
    assert works.run(LATER)[0].kept == 2


@pytest.mark.parametrize("name", ["chapters.json", "sip/001.wav"])
def test_one_file_alone_is_enough(works: Works, name: str) -> None:
    before = published(works)
    harmed(works.audio / "notice" / name, "one byte")
    summary, screen = works.run(LATER)
    assert [episode.slug for episode in summary.made] == ["notice"]
    assert published(works) == before
    assert f"notice.txt: missing or damaged, and made again: {name}" in screen.notices


@pytest.mark.parametrize("seed", range(3))
def test_any_bytes_of_any_files_changed(works: Works, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # places, no secrets
    before = published(works)
    for name in chance.sample(FILES, 3):
        path = works.audio / "notice" / name
        content = bytearray(path.read_bytes())
        for at in chance.sample(range(len(content)), min(3, len(content))):
            content[at] ^= chance.randrange(1, 256)
        path.unlink()
        path.write_bytes(content)
    assert not works.run(LATER)[0].failures
    assert published(works) == before


@pytest.mark.parametrize("lost", [(), (".index.json",), (IDENTITIES,), ("feeds",), (".index.json", "feeds")])
def test_a_folder_that_was_deleted_comes_back_as_the_same_episode(works: Works, lost: tuple[str, ...]) -> None:
    before, episode = published(works), works.episode("notice")
    for name in lost:
        path = works.root / "feeds" if name == "feeds" else works.audio / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if IDENTITIES in lost:
        works.run(LATER)  # with the folder still there: now they stand in two places again
    shutil.rmtree(works.audio / "notice")
    summary, _screen = works.run(LATER)
    assert not summary.failures
    assert works.episode("notice") == episode
    after = published(works)
    assert {name: after[name] for name in before if name != IDENTITIES} == {
        name: content for name, content in before.items() if name != IDENTITIES
    }


@pytest.mark.parametrize("where", ["both", "manifest", "list"])
def test_an_identity_that_was_changed_by_hand_is_put_back(works: Works, where: str) -> None:
    """The list decides, for manifests are what people edit; a list that is damaged is passed over."""
    before, episode = published(works), works.episode("notice")
    manifest, noted = works.audio / "notice" / MANIFEST, works.audio / IDENTITIES
    if where in ("both", "manifest"):
        manifest.write_text(manifest.read_text().replace(episode.guid, "urn:other"))
    if where in ("both", "list"):
        noted.write_bytes(noted.read_bytes().replace(b'"guid": ', b'"guid" '))
    summary, _screen = works.run(LATER)
    assert not summary.failures
    if where != "both":
        assert works.episode("notice") == episode
        assert {**published(works), IDENTITIES: b""} == {**before, IDENTITIES: b""}


def test_a_manifest_that_nothing_else_knows_is_not_given_a_new_identity(works: Works) -> None:
    (works.audio / IDENTITIES).unlink()
    manifest = works.audio / "notice" / MANIFEST
    content = manifest.read_bytes()
    manifest.write_bytes(content[:100])
    (failure,) = works.run(LATER)[0].failures
    assert "restore it from a backup" in str(failure)
    manifest.write_bytes(content)
    assert not works.run(LATER)[0].failures
    assert works.episode("notice").date.startswith("2026-06-01")


def test_the_list_survives_a_line_that_a_power_cut_took(works: Works) -> None:
    noted = works.audio / IDENTITIES
    lines = noted.read_bytes().splitlines()
    noted.write_bytes(lines[0] + b"\n" + lines[1][:20])
    works.put("third.txt", "会议通知\n\n明天开会。\n")
    works.run(LATER)
    slugs = [json.loads(line)["slug"] for line in noted.read_bytes().splitlines() if line.endswith(b"}")]
    assert sorted(set(slugs)) == ["2026-03-04-other", "notice", "third"]
    assert works.episode("third").number == 3


def test_a_new_document_under_an_old_name_is_not_given_the_guid_of_the_renamed_one(works: Works) -> None:
    guid = works.episode("2026-03-04-other").guid
    other = {"slug": "else", "source": "else.txt", "guid": guid, "date": "2026-03-04T00:00:00+08:00", "number": 9}
    shutil.rmtree(works.audio / "2026-03-04-other")
    (works.audio / ".index.json").unlink()
    noted = works.audio / IDENTITIES
    lines = [line for line in noted.read_text().splitlines() if "2026-03-04-other" not in line]
    noted.write_text("\n".join([*lines, json.dumps(other), ""]))
    works.run(LATER)
    assert works.episode("2026-03-04-other").guid != guid


def test_numbers_have_no_gap_where_documents_failed(works: Works) -> None:
    works.put("a-bad.txt", "……\n")
    works.put("b-good.txt", "放假通知\n\n明天放假。\n")
    assert len(works.run(LATER)[0].failures) == 1
    assert works.episode("b-good").number == 3
    works.put("a-bad.txt", "复工通知\n\n后天复工。\n")
    assert not works.run(LATER)[0].failures
    assert works.episode("a-bad").number == 4


def test_the_check_tells_what_is_not_as_it_was_made_and_its_way_out_keeps_the_episode(works: Works) -> None:
    station, _settings = read_station(works.root / "station.toml")
    episode = works.episode("notice")
    (works.audio / "notice" / "thumb.jpg").write_bytes(b"spoilt")
    (works.audio / "notice" / "sip" / "001.wav").unlink()
    told = [
        str(f.where) + " " + f.what + " " + f.next for f in check(works.audio, works.root / "feeds", station, now=LATER)
    ]
    assert any("thumb.jpg is not as it was made delete that file and run make again" in line for line in told)
    assert any("001.wav is missing" in line for line in told)
    assert not any("folder" in line for line in told)
    works.run(LATER)
    assert works.episode("notice") == episode
    assert not [f for f in check(works.audio, works.root / "feeds", station, now=LATER) if f.level == "error"]
