"""The clip store: what is kept is whole, and what is not whole is noticed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import OutputError
from pipeline.model import Clip, Word
from pipeline.voice.clip_store import ClipStore, clip_key, packed
from pipeline.voice.tone import ToneEngine
from tests.voice.readings import utterance

KEY = "ab" + "0" * 62
WORDS = (Word("你好", 10, 400), Word("“CNC”", 400, 800))


def sound(length: int = 1000, seed: int = 1) -> Clip:
    noise = np.random.default_rng(seed).integers(-32768, 32768, length).astype(np.int16)
    return Clip(noise, 24_000, WORDS, estimated=True)


@given(
    st.lists(st.integers(-32768, 32767), min_size=1, max_size=300),
    st.sampled_from([8000, 24_000, 44_100]),
    st.lists(st.tuples(st.text(), st.integers(0, 99), st.integers(0, 99)), max_size=3),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_every_sample_and_word_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    samples: list[int],
    rate: int,
    words: list[tuple[str, int, int]],
    estimated: bool,
) -> None:
    store = ClipStore(tmp_path_factory.mktemp("clips"))
    clip = Clip(np.array(samples, np.int16), rate, tuple(Word(*word) for word in words), estimated)
    store.put(KEY, packed(KEY, clip))
    back = store.get(KEY)
    assert back is not None
    assert np.array_equal(back.samples, clip.samples)
    assert back.samples.dtype == np.int16
    assert (back.rate, back.words, back.estimated) == (clip.rate, clip.words, clip.estimated)


def test_the_same_clip_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = ClipStore(tmp_path / "1"), ClipStore(tmp_path / "2")
    one.put(KEY, packed(KEY, sound()))
    other.put(KEY, packed(KEY, sound()))
    assert one.path(KEY).read_bytes() == other.path(KEY).read_bytes()
    assert one.path(KEY).relative_to(tmp_path / "1").as_posix() == f"ab/{KEY}.clip"


def test_speech_is_stored_in_less_than_its_samples(tmp_path: Path) -> None:
    store = ClipStore(tmp_path)
    clip = ToneEngine().say(utterance("安全生产。"))
    store.put(KEY, packed(KEY, clip))
    assert store.path(KEY).stat().st_size < clip.samples.nbytes / 2


def test_a_store_that_is_not_there_is_empty(tmp_path: Path) -> None:
    store = ClipStore(tmp_path / "none")
    assert store.get(KEY) is None
    assert not store.holds(KEY)
    assert not (tmp_path / "none").exists()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_changed_byte_and_any_lost_end_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    told: list[Path] = []
    store = ClipStore(tmp_path_factory.mktemp("clips"), lambda path, _reason: told.append(path))
    store.put(KEY, packed(KEY, sound(50)))
    path = store.path(KEY)
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[at] ^= data.draw(st.integers(1, 255))
    else:
        del content[at:]
    path.write_bytes(content)
    assert store.get(KEY) is None
    assert not store.holds(KEY)
    assert told == [path, path]
    store.put(KEY, packed(KEY, sound(50)))
    assert store.holds(KEY)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a clip"),
        (b"[1, 2]\nfLaC", "not a clip"),
        (b'{"sha256": 1, "format": 1}\n', "checksum"),
        (b"\xff\xfe\n", "not a clip"),
    ],
)
def test_foreign_files_are_told_with_a_reason(content: bytes, reason: str, tmp_path: Path) -> None:
    told: list[str] = []
    store = ClipStore(tmp_path, lambda _path, why: told.append(why))
    store.path(KEY).parent.mkdir()
    store.path(KEY).write_bytes(content)
    assert store.get(KEY) is None
    assert reason in told[0]


def test_a_clip_under_the_name_of_another_is_foreign(tmp_path: Path) -> None:
    told: list[str] = []
    store = ClipStore(tmp_path, lambda _path, why: told.append(why))
    store.put(KEY, packed(KEY, sound()))
    other = "ab" + "1" * 62
    store.path(KEY).rename(store.path(other))
    assert not store.holds(other)
    assert told == ["it belongs under another name"]


@pytest.mark.parametrize(("field", "value", "reason"), [("format", 99, "version"), ("samples", 7, "not whole")])
def test_a_clip_that_is_signed_but_wrong_is_made_again(
    field: str, value: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    store = ClipStore(tmp_path, lambda _path, why: told.append(why))
    store.put(KEY, packed(KEY, sound()))
    line, _newline, payload = store.path(KEY).read_bytes().partition(b"\n")
    header = json.loads(line) | {field: value}
    del header["sha256"]
    from pipeline.voice.clip_store import _checksum, _line

    store.path(KEY).write_bytes(_line(header | {"sha256": _checksum(header, payload)}) + payload)
    assert store.get(KEY) is None
    assert reason in told[0]


def test_a_file_that_cannot_be_read_is_an_error_not_a_gap(tmp_path: Path) -> None:
    store = ClipStore(tmp_path)
    store.path(KEY).mkdir(parents=True)
    with pytest.raises(OutputError, match="cannot be read"):
        store.get(KEY)


@pytest.fixture
def five(tmp_path: Path) -> tuple[ClipStore, list[str]]:
    """Five clips, last used at the seconds 100, 200 … 500."""
    store = ClipStore(tmp_path)
    keys = [f"{n}{n}" + str(n) * 62 for n in range(1, 6)]
    for n, key in enumerate(keys, 1):
        store.put(key, packed(key, sound(2000, seed=n)))
        os.utime(store.path(key), (n * 100, n * 100))
    return store, keys


def _left(store: ClipStore, keys: list[str]) -> list[int]:
    return [number for number, key in enumerate(keys, 1) if store.path(key).exists()]


def test_prune_by_age_removes_what_was_not_used(five: tuple[ClipStore, list[str]]) -> None:
    store, keys = five
    assert store.prune({keys[0]}, now=550, max_age=200).clips == 2
    assert _left(store, keys) == [1, 4, 5]


def test_prune_by_size_removes_the_longest_unused_first(five: tuple[ClipStore, list[str]]) -> None:
    store, keys = five
    size = store.path(keys[0]).stat().st_size
    total = sum(store.path(key).stat().st_size for key in keys)
    pruned = store.prune(set(), now=0, max_bytes=total - size - size // 2)
    assert _left(store, keys) == [3, 4, 5]
    assert (pruned.clips, pruned.bytes > size) == (2, True)


def test_a_clip_that_was_heard_counts_as_used(five: tuple[ClipStore, list[str]]) -> None:
    store, keys = five
    store.get(keys[0])
    store.prune(set(), now=0, max_bytes=store.path(keys[0]).stat().st_size)
    assert _left(store, keys) == [1]


def test_what_is_kept_stays_however_large_the_store(five: tuple[ClipStore, list[str]]) -> None:
    store, keys = five
    store.prune(set(keys), now=10**9, max_age=0, max_bytes=0)
    assert _left(store, keys) == [1, 2, 3, 4, 5]


def test_prune_without_limits_removes_nothing(five: tuple[ClipStore, list[str]]) -> None:
    assert five[0].prune(set(), now=10**9).clips == 0


def test_sweep_removes_half_written_files_only(five: tuple[ClipStore, list[str]]) -> None:
    store, keys = five
    half = store.path(keys[0]).with_name(".x8d2.part.clip")
    half.write_bytes(b"{")
    store.sweep()
    assert not half.exists()
    assert _left(store, keys) == [1, 2, 3, 4, 5]


def test_two_clips_are_one_only_if_they_sound_alike() -> None:
    tone = ToneEngine()
    asked = utterance("二十六台。", text="26台。")
    assert clip_key(asked, tone) == clip_key(utterance("二十六台！"), tone)
    others = [utterance("二十六台。", "low"), utterance("二十六台。", pace=251), utterance("十六台。")]
    assert len({clip_key(other, tone) for other in [asked, *others]}) == 4
