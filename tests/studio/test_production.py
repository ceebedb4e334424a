"""A whole episode: all its files, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import OutputError, StudioError, VoiceError
from pipeline.manifest import read_episode
from pipeline.model import Clip, Episode, Word
from pipeline.staging import put_right
from pipeline.station import Station
from pipeline.studio import production
from pipeline.studio.sound import chime
from pipeline.studio.sound.trim import RATE
from pipeline.system.files import told_as_output_error
from tests.studio.conftest import Made, produced
from tests.studio.scenes import clip, decoded, imprint, line, news, station

TREE = [
    "chapters.json", "cover.jpg", "episode.json", "notice-podcast.mp3", "notice-workshop.mp3", "podcast.mp3",
    "sip/001.wav", "sip/002.wav", "sip/003.wav", "sip/play.m3u", "thumb.jpg", "transcript.html", "transcript.srt",
    "transcript.vtt", "words.vtt", "workshop.mp3",
]  # fmt: skip
PICTURE = "picture.png"


def tree(folder: Path) -> dict[str, str]:
    """Every file below ``folder`` and a hash of it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Episode]:
    """Produces as the real thing does, but without mastering and with a small cover."""

    def untouched(blocks: Callable[[], Iterator[Any]], rate: int, profile: object) -> Iterator[Any]:
        return ((block * 32767).astype(np.int16) for block in blocks())

    monkeypatch.setattr(production, "master", untouched)
    picture = tmp_path / PICTURE
    Image.new("RGB", (1400, 1400), "#123456").save(picture)

    def produce(folder: Path, house: Station | None = None, **changes: Any) -> Episode:
        lines, clips = news()
        return produced(imprint(**changes), lines, clips, house or station(), folder, picture=picture)

    return produce


def test_every_file_is_there_and_the_manifest_tells_of_each(made: Made) -> None:
    assert list(tree(made.folder)) == TREE
    assert read_episode(made.folder) == made.episode
    for audio in made.episode.files.values():
        assert (made.folder / audio.path).stat().st_size == audio.bytes
        assert audio.path.isascii()
    assert list(made.episode.files) == ["podcast", "workshop", "sip-001", "sip-002", "sip-003"]


def test_times_are_those_of_the_podcast(made: Made) -> None:
    episode = made.episode
    opening = chime.ring(chime.SOFT).size + 750 * RATE // 1000
    assert episode.rate == RATE
    assert episode.cues[0].start == opening
    assert episode.samples == episode.cues[-1].end + RATE // 2
    assert episode.files["podcast"].milliseconds == episode.samples * 1000 // RATE
    assert [chapter.title for chapter in episode.chapters] == ["第一条", "第二条"]
    assert [chapter.start for chapter in episode.chapters] == [episode.cues[1].start, episode.cues[3].start]
    assert episode.words_estimated
    assert episode.synthetic


def test_the_podcasts_first_word_comes_as_long_after_its_chime_as_asked(
    quick: Callable[..., Episode], tmp_path: Path
) -> None:
    episode = quick(tmp_path / "e", station(podcast={"attention": 2_000}))
    assert episode.cues[0].start == chime.ring(chime.SOFT).size + 2 * RATE


def test_what_is_heard_in_the_podcast_is_where_the_cues_say(made: Made) -> None:
    heard = decoded(made.folder / "podcast.mp3", RATE).astype(float)
    assert 0 <= heard.size - made.episode.samples < 3 * 1152
    margin = RATE // 25
    for cue in made.episode.cues:
        inside = heard[cue.start + margin : cue.end - margin]
        windows = inside[: inside.size // 480 * 480].reshape(-1, 480)
        assert np.sqrt(np.square(windows).mean(axis=1)).min() > 1000
    gaps = zip(made.episode.cues, made.episode.cues[1:], strict=False)
    for before, after in gaps:
        assert np.sqrt(np.square(heard[before.end + margin : after.start - margin]).mean()) < 20


def test_the_workshop_hears_it_twice_with_its_own_chime(made: Made) -> None:
    length = made.episode.cues[-1].end - made.episode.cues[0].start
    once = chime.ring(chime.CALLING).size + 1000 * RATE // 1000 + length + RATE // 2
    samples = 2 * once + 1400 * RATE // 1000
    assert made.episode.files["workshop"].milliseconds == samples * 1000 // RATE
    heard = decoded(made.folder / "workshop.mp3", RATE).astype(float)
    assert 0 <= heard.size - samples < 3 * 1152
    first, second = heard[:once], heard[once + 1400 * RATE // 1000 :][:once]
    assert np.corrcoef(np.abs(first), np.abs(second))[0, 1] > 0.9


def test_the_same_bytes_on_another_day_in_another_place(made: Made, tmp_path: Path) -> None:
    lines, clips = news()
    house = station(sip={"enabled": True, "seconds": 5, "repeat": 2}, workshop={"repeat": 2})
    produced(imprint(), lines, iter(clips), house, tmp_path / "elsewhere")
    assert tree(tmp_path / "elsewhere") == tree(made.folder)


def test_profiles_switched_off_make_nothing_and_take_away_what_they_made(
    quick: Callable[..., Episode], tmp_path: Path
) -> None:
    folder = tmp_path / "notice"
    quick(folder, station(sip={"enabled": True, "seconds": 5}))
    assert list(tree(folder)) == TREE
    (folder / "notes.txt").write_text("the operator's own")
    episode = quick(folder, station(podcast={"enabled": False}, sip={"enabled": False}))
    expected = [name for name in TREE if not name.startswith(("sip", "podcast", "notice-podcast"))]
    assert sorted(tree(folder)) == sorted([*expected, "notes.txt"])
    assert not (folder / "sip").exists()
    assert list(episode.files) == ["workshop"]
    assert episode.cues[0].start > 0


def test_a_master_is_published_under_a_name_of_its_own_and_takes_room_once(
    quick: Callable[..., Episode], tmp_path: Path
) -> None:
    names = {}
    for slug in ("a", "a-workshop"):
        episode = quick(tmp_path / slug, slug=slug)
        for audio in (episode.files["podcast"], episode.files["workshop"]):
            assert (tmp_path / slug / audio.published).samefile(tmp_path / slug / audio.path)
            names[audio.published] = slug
    assert len(names) == 4, "two files would overwrite one another in a download folder"
    assert all(name.isascii() for name in names)


def test_no_chime_no_label(quick: Callable[..., Episode], tmp_path: Path) -> None:
    episode = quick(tmp_path / "e", station(podcast={"chime": False}, programme={"label": "off"}))
    assert episode.cues[0].start == 0
    assert not episode.synthetic
    assert b"AIGC" not in (tmp_path / "e" / "podcast.mp3").read_bytes()


def test_the_rhythm_is_part_of_every_master(quick: Callable[..., Episode], tmp_path: Path) -> None:
    plain = quick(tmp_path / "a")
    marked = quick(tmp_path / "b", station(programme={"label": "rhythm"}))
    longer = chime.rhythm().size + chime.BEFORE_RHYTHM
    assert marked.cues[0].start - plain.cues[0].start == longer
    more = longer * 1000 // RATE
    for name in ("podcast", "workshop"):
        assert marked.files[name].milliseconds - plain.files[name].milliseconds == pytest.approx(more, abs=1)
    assert marked.synthetic


def test_a_voice_without_words_has_no_word_captions(quick: Callable[..., Episode], tmp_path: Path) -> None:
    quick(tmp_path / "e")
    assert (tmp_path / "e" / "words.vtt").exists()
    produced(imprint(), [line("a")], [clip(RATE)], station(), tmp_path / "e", picture=tmp_path / PICTURE)
    assert not (tmp_path / "e" / "words.vtt").exists()


def test_leftovers_of_a_killed_run_are_removed(quick: Callable[..., Episode], tmp_path: Path) -> None:
    making = tmp_path / "e" / ".making" / "sip"
    making.mkdir(parents=True)
    (making / "001.wav").write_bytes(b"half")
    quick(tmp_path / "e")
    assert not (tmp_path / "e" / ".making").exists()


def test_the_old_episode_stands_when_a_clip_fails(quick: Callable[..., Episode], tmp_path: Path) -> None:
    folder = tmp_path / "e"
    quick(folder)
    before = tree(folder)
    lines, clips = news()

    def failing() -> Iterator[Clip]:
        yield from clips[:3]
        raise VoiceError("the voice broke")

    with pytest.raises(VoiceError, match="the voice broke"):
        produced(imprint(title="New"), lines, failing(), station(), folder, picture=tmp_path / PICTURE)
    assert tree(folder) == before
    assert not (folder / ".making").exists()


def test_a_master_of_another_length_is_refused(
    quick: Callable[..., Episode], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shortened(blocks: Callable[[], Iterator[Any]], rate: int, profile: object) -> Iterator[Any]:
        return ((block[1:] * 32767).astype(np.int16) for block in blocks())

    monkeypatch.setattr(production, "master", shortened)
    with pytest.raises(StudioError, match=r"podcast\.mp3: the master has \d+ samples"):
        quick(tmp_path / "e")
    assert tree(tmp_path / "e") == {}


WRITES: list[tuple[Any, str]] = [
    (Path, "mkdir"), (Path, "open"), (Path, "write_bytes"), (Path, "write_text"), (Path, "replace"), (os, "fsync"),
]  # fmt: skip


class FullDisk:
    """Lets so many writes pass and refuses all that follow."""

    def __init__(self, passing: int, patched: pytest.MonkeyPatch) -> None:
        self.left = passing
        for owner, name in WRITES:
            patched.setattr(owner, name, self._guarded(getattr(owner, name), name))

    def _guarded(self, real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def write(*given: Any, **more: Any) -> Any:
            mode = given[1] if len(given) > 1 and name == "open" else more.get("mode", "r")
            if name == "open" and str(mode).startswith("r") and "+" not in str(mode):
                return real(*given, **more)
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*given, **more)

        return write


@pytest.mark.slow
def test_a_full_disk_at_any_write_leaves_a_true_manifest(
    quick: Callable[..., Episode], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(production, "encode_mp3", _instant)
    monkeypatch.setattr(production, "episode_cover", _plain_covers)
    folder = tmp_path / "e"
    house = station(
        podcast={"chime": False}, workshop={"chime": False}, sip={"enabled": True, "seconds": 5, "chime": False}
    )
    words = (Word("安全", 0, 2400),)

    def make(where: Path, **changes: str) -> None:
        lines = [line("s001-001", chapter="一"), line("s001-002")]
        produced(imprint(**changes), lines, [clip(6000, words=words), clip(6000)], house, where)

    changes = {"title": "新的一期", "fingerprint": "f2"}
    make(tmp_path / "undisturbed", **changes)
    new = tree(tmp_path / "undisturbed")
    make(folder)
    old = tree(folder)
    passing = 0
    while True:
        with pytest.MonkeyPatch.context() as patched:
            disk = FullDisk(passing, patched)
            try:
                make(folder, **changes)
            except OutputError as exc:
                assert "No space left" in str(exc)
            else:
                break
        assert disk.left < 0
        put_right(folder)  # as the next run does
        now = tree(folder)
        assert now in (old, new)
        if now == new:
            # Refused while the files were on their way to their places: they have arrived.
            make(folder)
        passing += 1
    assert passing > 30
    assert tree(folder) == new


def _instant(pcm: Iterator[Any], rate: int, path: Path, **_more: Any) -> int:
    with told_as_output_error(path):
        path.write_bytes(b"mp3")
    return sum(block.size for block in pcm)


def _plain_covers(_imprint: object, _station: object, folder: Path, *, picture: Path | None) -> None:
    for name in ("cover.jpg", "thumb.jpg"):
        with told_as_output_error(folder / name):
            (folder / name).write_bytes(b"jpeg")


def test_memory_does_not_grow_with_the_episode(
    quick: Callable[..., Episode], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(production, "encode_mp3", _instant)
    monkeypatch.setattr(production, "episode_cover", _plain_covers)

    def peak(minutes: int) -> int:
        lines = [line(f"s001-{n:03}") for n in range(minutes * 6)]
        one = clip(10 * RATE)
        tracemalloc.start()
        produced(imprint(), lines, (one for _ in lines), station(), tmp_path / str(minutes))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(1)
    short, long = peak(2), peak(8)
    # Six minutes more are 17 MB of PCM.
    assert long - short < 2_000_000


def test_chapters_and_captions_on_disk_are_those_of_the_manifest(made: Made) -> None:
    told = json.loads((made.folder / "chapters.json").read_bytes())
    assert [entry["startTime"] for entry in told["chapters"]] == [
        c.start * 1000 // RATE / 1000 for c in made.episode.chapters
    ]
    captions = (made.folder / "transcript.vtt").read_text()
    ids = [cue.id for cue in made.episode.cues]
    assert [each for each in captions.split("\n") if each in ids] == ids
