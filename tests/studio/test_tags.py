"""What players and inspectors read in the files, read by something that is not ffmpeg."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mutagen.id3 import ID3
from mutagen.id3._specs import CTOCFlags, Encoding, PictureType

from pipeline.model import Chapter
from pipeline.studio.sound.encode import encode_mp3
from pipeline.studio.sound.trim import RATE
from pipeline.studio.tags import MOST_CHAPTERS, full_tags, label_json, small_tags
from tests.studio.conftest import Made
from tests.studio.scenes import imprint, station, tone


def read(path: Path) -> Any:
    return ID3(path)  # type: ignore[no-untyped-call]  # mutagen has no types here


def written(tags: str, folder: Path) -> Any:
    encode_mp3(iter([tone(RATE)]), RATE, folder / "a.mp3", kilobits=64, tags=tags)
    return read(folder / "a.mp3")


def test_the_podcast_tells_everything(made: Made) -> None:
    tags = read(made.folder / "podcast.mp3")
    assert tags.version == (2, 3, 0)
    texts = {name: str(tags[name]) for name in ("TIT2", "TPE1", "TALB", "TCON", "TLAN", "TRCK", "TDRC")}
    assert texts == {
        "TIT2": "安全生产 = 头等大事；“第二期”",
        "TPE1": "厂工会",
        "TALB": "车间之声",
        "TCON": "Podcast",
        "TLAN": "zho",
        "TRCK": "7",
        "TDRC": "2026-11-20",
    }


def test_its_chapters_and_their_table_are_right(made: Made) -> None:
    tags = read(made.folder / "podcast.mp3")
    (table,) = tags.getall("CTOC")
    assert table.flags == CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    chapters = [tags[f"CHAP:{name}"] for name in table.child_element_ids]
    assert len(chapters) == len(tags.getall("CHAP")) == 2
    expected = [chapter.start * 1000 // RATE for chapter in made.episode.chapters]
    assert [chapter.start_time for chapter in chapters] == pytest.approx(expected, abs=1)
    ends = [*expected[1:], made.episode.samples * 1000 // RATE]
    assert [chapter.end_time for chapter in chapters] == pytest.approx(ends, abs=1)
    assert [str(chapter.sub_frames["TIT2"]) for chapter in chapters] == ["第一条", "第二条"]


def test_its_picture_is_a_small_front_cover(made: Made) -> None:
    (picture,) = read(made.folder / "podcast.mp3").getall("APIC")
    assert (picture.mime, picture.type) == ("image/jpeg", PictureType.COVER_FRONT)
    assert len(picture.data) < 100_000


def test_the_workshops_tag_is_small_and_plain(made: Made) -> None:
    tags = read(made.folder / "workshop.mp3")
    assert sorted(tags) == ["TALB", "TDRC", "TIT2", "TPE1", "TXXX:AIGC"]
    assert tags.size < 2048
    assert all(frame.encoding in (Encoding.LATIN1, Encoding.UTF16) for frame in tags.values())


@pytest.mark.parametrize("name", ["podcast.mp3", "workshop.mp3"])
def test_each_master_says_that_it_is_synthetic(name: str, made: Made) -> None:
    field = json.loads(str(read(made.folder / name)["TXXX:AIGC"]))
    assert field["Label"] == "1"
    assert field["ContentProducer"] == "厂工会"
    assert field["ProduceID"] == made.episode.guid
    assert json.loads(label_json(imprint(), station())) == field


def test_without_a_label_there_is_no_field(tmp_path: Path) -> None:
    house = station(programme={"label": "off"})
    assert "AIGC" not in full_tags(imprint(), house, [], RATE, RATE)
    assert "TXXX:AIGC" not in written(small_tags(imprint(), house), tmp_path)


@pytest.mark.parametrize(
    "title",
    ["a=b;c#d\\e", ";comment", "[CHAPTER]", "two\nlines\t", "“引号”'\"", "é ü 😀", "a\\\\b"],
)
def test_titles_come_through_as_they_are(title: str, tmp_path: Path) -> None:
    tags = written(full_tags(imprint(title=title), station(), [Chapter(0, title)], RATE, RATE), tmp_path)
    assert str(tags["TIT2"]) == " ".join(title.split())
    assert str(tags["CHAP:ch0"].sub_frames["TIT2"]) == " ".join(title.split())


def test_a_backslash_at_the_end_does_not_swallow_the_next_tag(tmp_path: Path) -> None:
    tags = written(full_tags(imprint(title="C:\\"), station(), [], RATE, RATE), tmp_path)
    assert (str(tags["TIT2"]), str(tags["TPE1"])) == ("C:", "厂工会")


def test_a_number_that_is_not_known_is_not_told(tmp_path: Path) -> None:
    assert "TRCK" not in written(full_tags(imprint(number=0), station(), [], RATE, RATE), tmp_path)


def test_more_chapters_than_the_table_can_count_are_cut_off(tmp_path: Path) -> None:
    chapters = [Chapter(n * 80, f"第{n}条") for n in range(300)]
    tags = written(full_tags(imprint(), station(), chapters, RATE, RATE), tmp_path)
    (table,) = tags.getall("CTOC")
    assert len(table.child_element_ids) == len(tags.getall("CHAP")) == MOST_CHAPTERS == 255
    assert tags["CHAP:ch254"].end_time == pytest.approx(1000, abs=1)
