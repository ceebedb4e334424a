"""Parts for SIP loudspeakers."""

from __future__ import annotations

import itertools
import json
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import studio
from pipeline.errors import OutputError
from pipeline.model import Cue
from pipeline.studio import sip
from pipeline.studio.sip import narrowed, plan, write_parts
from pipeline.studio.sound import trim
from tests.studio.conftest import Made
from tests.studio.scenes import silence, station, tone

SECOND = trim.RATE


def cues(*spans: tuple[float, float]) -> list[Cue]:
    return [Cue(f"s{n}", round(a * SECOND), round(b * SECOND), "句。") for n, (a, b) in enumerate(spans)]


@pytest.mark.parametrize(
    ("spans", "limit", "expected"),
    [
        # Chime and all sentences fit.
        ([(2, 4), (5, 7)], 16, [(0, 7.1)]),
        # The second no longer fits: it begins the second part, and the silence between is left out.
        ([(2, 4), (5, 7)], 6, [(0, 4.1), (5, 7.1)]),
        # The chime and the first sentence do not fit together.
        ([(3, 8), (9, 10)], 7, [(0, 3), (3, 10)]),
        # No chime.
        ([(0, 4), (4, 8), (9, 12)], 8, [(0, 8), (9, 12.1)]),
        # A sentence that is too long stands alone.
        ([(0, 3), (4, 30), (31, 33)], 10, [(0, 3.1), (4, 30), (31, 33.1)]),
    ],
)
def test_parts_end_where_sentences_end(
    spans: list[tuple[float, float]], limit: int, expected: list[tuple[float, float]]
) -> None:
    said = cues(*spans)
    assert plan(said, limit * SECOND) == [(round(start * SECOND), round(end * SECOND)) for start, end in expected]


@given(
    st.lists(st.tuples(st.floats(0, 3), st.floats(0.2, 9)), min_size=1, max_size=30),
    st.integers(5, 20),
)
def test_every_sentence_is_in_just_one_part(lengths: list[tuple[float, float]], limit: int) -> None:
    spans = []
    at = 0.0
    for gap, length in lengths:
        spans.append((at + gap, at + gap + length))
        at += gap + length
    said = cues(*spans)
    parts = plan(said, limit * SECOND)
    for cue in said:
        assert sum(start <= cue.start and cue.end <= end for start, end in parts) == 1
    for start, end in parts:
        inside = [cue for cue in said if start <= cue.start and cue.end <= end]
        assert end - start <= limit * SECOND or len(inside) == 1
    for (_, end), (start, _) in itertools.pairwise(parts):
        assert end <= start


def test_the_files_are_what_such_devices_take(made: Made) -> None:
    parts = sorted((made.folder / "sip").glob("*.wav"))
    for path in parts:
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
            assert file.getnframes() <= 5 * 8000
        content = path.read_bytes()
        assert content[36:40] == b"data"
        assert int.from_bytes(content[4:8], "little") == len(content) - 8
        told = content[content.index(b"AIGC=") + 5 :].rstrip(b"\0")
        assert json.loads(told)["Label"] == "1"
    names = [path.name for path in parts]
    assert (made.folder / "sip" / "play.m3u").read_text().split() == ["#EXTM3U", *names, *names]


def test_without_a_label_a_file_is_header_and_audio(tmp_path: Path) -> None:
    parts = write_parts(iter([tone(2 * SECOND)]), cues((0, 2 - 0.1)), 16, tmp_path, "")
    assert parts == [("001.wav", 2 * 8000)]
    assert (tmp_path / "001.wav").stat().st_size == 44 + 2 * 2 * 8000


def test_what_an_8_khz_device_cannot_play_does_not_fold_down() -> None:
    loud = np.abs(narrowed(tone(SECOND, 1000))).max()
    assert loud == pytest.approx(6000, rel=0.02)
    for hertz in (4100, 5000, 7000, 9000, 11_900):
        middle = narrowed(tone(SECOND, hertz))[2000:6000]
        assert np.abs(middle).max() < 6000 * 10 ** (-60 / 20)
    assert np.abs(narrowed(tone(SECOND, 3400))[2000:6000]).max() > 5500


def test_parts_begin_and_end_softly() -> None:
    part = narrowed(tone(SECOND, 300))
    assert part[0] == 0
    assert abs(int(part[-1])) < 10


def test_a_sentence_that_is_too_long_is_cut_where_it_is_quietest(tmp_path: Path) -> None:
    sound = np.concatenate([tone(9 * SECOND // 2), silence(SECOND // 10), tone(3 * SECOND)])
    parts = write_parts(iter([sound]), cues((0, 7.6)), 5, tmp_path, "")
    assert len(parts) == 2
    assert parts[0][1] / 8000 == pytest.approx(4.55, abs=0.05)
    assert sum(samples for _, samples in parts) == pytest.approx(7.6 * 8000, abs=2)


def test_the_operator_is_told_which_sentence_is_too_long() -> None:
    long = Cue("s1", 4 * SECOND, 10 * SECOND, "请全体工友进入厂房时戴好安全帽，穿好防护鞋。")
    said = [Cue("s0", 0, 4 * SECOND, "短句。"), long, Cue("s2", 11 * SECOND, 16 * SECOND, "正好五秒。")]
    assert sip.notices(said, 5) == [
        "SIP: longer than 5 s and cut at its quietest place: “请全体工友进入厂房时戴好安全帽，…”"
    ]
    assert sip.notices(said, 6) == []


def test_what_is_not_made_is_not_told(made: Made) -> None:
    long = replace(made.episode, cues=(Cue("s0", 0, 6 * SECOND, "长句。"),))
    assert len(studio.notices(long, station(sip={"enabled": True, "seconds": 5}))) == 1
    assert studio.notices(long, station(sip={"enabled": False, "seconds": 5})) == []


def test_all_of_the_master_is_taken(tmp_path: Path) -> None:
    taken = []

    def blocks() -> object:
        for number in range(5):
            taken.append(number)
            yield tone(SECOND)

    write_parts(blocks(), cues((0, 1)), 5, tmp_path, "")  # type: ignore[arg-type]  # a generator of blocks
    assert taken == [0, 1, 2, 3, 4]


def test_a_folder_that_is_gone_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"001\.wav"):
        write_parts(iter([tone(SECOND)]), cues((0, 0.5)), 5, tmp_path / "gone", "")


def test_blocks_of_any_size_give_the_same_files(tmp_path: Path) -> None:
    sound = np.concatenate([tone(3 * SECOND), silence(SECOND), tone(3 * SECOND, 700), silence(SECOND)])
    said = cues((0, 3), (4, 7))
    for name, cut in (("a", [sound.size]), ("b", [1, 5000, 72_000, 100_001])):
        (tmp_path / name).mkdir()
        write_parts(iter(np.split(sound, cut)), said, 5, tmp_path / name, "")
    assert [p.read_bytes() for p in sorted((tmp_path / "a").iterdir())] == [
        p.read_bytes() for p in sorted((tmp_path / "b").iterdir())
    ]
    assert sip.RATE == 8000
