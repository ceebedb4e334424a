"""The folder for a USB stick."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.model import AudioFile, Episode
from pipeline.studio.usb import remove_usb_folder, usb_folder
from tests.studio.scenes import imprint


def episode(audio_out: Path, slug: str, sound: bytes = b"sound", *, number: int = 1, workshop: bool = True) -> Episode:
    (audio_out / slug).mkdir(parents=True, exist_ok=True)
    (audio_out / slug / "workshop.mp3").write_bytes(sound)
    files = {"workshop": AudioFile("workshop.mp3", len(sound), "audio/mpeg", 1)} if workshop else {}
    made = imprint(slug=slug, number=number)
    told = {name: getattr(made, name) for name in made.__dataclass_fields__}
    return Episode(**told, rate=1, samples=1, chapters=(), cues=(), words_estimated=False, files=files)


def listed(audio_out: Path) -> list[str]:
    return sorted(path.name for path in (audio_out / "usb").iterdir())


def test_masters_have_their_numbers_and_a_playlist(tmp_path: Path) -> None:
    episodes = [episode(tmp_path, "a", b"2", number=2), episode(tmp_path, "b", b"1")]
    usb_folder([*episodes, episode(tmp_path, "c", number=3, workshop=False)], tmp_path)
    assert listed(tmp_path) == ["001-b.mp3", "002-a.mp3", "play.m3u"]
    assert (tmp_path / "usb" / "002-a.mp3").read_bytes() == b"2"
    assert (tmp_path / "usb" / "play.m3u").read_bytes() == b"#EXTM3U\r\n001-b.mp3\r\n002-a.mp3\r\n"
    assert (tmp_path / "usb" / "001-b.mp3").samefile(tmp_path / "b" / "workshop.mp3")


def test_the_playlist_repeats_each_episode(tmp_path: Path) -> None:
    usb_folder([episode(tmp_path, "a"), episode(tmp_path, "b", number=2)], tmp_path, repeat=2)
    lines = (tmp_path / "usb" / "play.m3u").read_text().split()
    assert lines == ["#EXTM3U", "001-a.mp3", "001-a.mp3", "002-b.mp3", "002-b.mp3"]
    assert listed(tmp_path) == ["001-a.mp3", "002-b.mp3", "play.m3u"]


def test_a_second_time_follows_what_has_changed(tmp_path: Path) -> None:
    first, second = episode(tmp_path, "a"), episode(tmp_path, "b", number=2)
    usb_folder([first, second], tmp_path)
    fresh = tmp_path / "b" / "fresh"
    fresh.write_bytes(b"new sound")
    fresh.replace(tmp_path / "b" / "workshop.mp3")
    usb_folder([second, episode(tmp_path, "c", number=12)], tmp_path)
    assert listed(tmp_path) == ["002-b.mp3", "012-c.mp3", "play.m3u"], "the number stays with its episode"
    assert (tmp_path / "usb" / "002-b.mp3").read_bytes() == b"new sound"


def test_where_links_are_refused_files_are_copied_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_given: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    made = [episode(tmp_path, "a")]
    usb_folder(made, tmp_path)
    copy = tmp_path / "usb" / "001-a.mp3"
    assert copy.read_bytes() == b"sound"
    assert not copy.samefile(tmp_path / "a" / "workshop.mp3")
    number = copy.stat().st_ino
    usb_folder(made, tmp_path)
    assert copy.stat().st_ino == number
    assert listed(tmp_path) == ["001-a.mp3", "play.m3u"]


def test_more_than_a_thousand_get_longer_numbers(tmp_path: Path) -> None:
    usb_folder([episode(tmp_path, "a"), episode(tmp_path, "b", number=1000)], tmp_path)
    assert listed(tmp_path) == ["0001-a.mp3", "1000-b.mp3", "play.m3u"]


def test_a_master_that_is_gone_keeps_no_other_out(tmp_path: Path) -> None:
    episodes = [episode(tmp_path, slug, number=number) for number, slug in enumerate("abc", 1)]
    (tmp_path / "b" / "workshop.mp3").unlink()
    failures = usb_folder(episodes, tmp_path)
    assert list(failures) == ["b"]
    assert isinstance(failures["b"], OutputError)
    assert listed(tmp_path) == ["001-a.mp3", "003-c.mp3", "play.m3u"]
    assert b"b.mp3" not in (tmp_path / "usb" / "play.m3u").read_bytes()


def test_the_folder_can_be_taken_away_again(tmp_path: Path) -> None:
    usb_folder([episode(tmp_path, "a")], tmp_path)
    remove_usb_folder(tmp_path)
    remove_usb_folder(tmp_path)
    assert not (tmp_path / "usb").exists()
    assert (tmp_path / "a" / "workshop.mp3").exists()
