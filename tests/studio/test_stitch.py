"""Clips and pauses joined to the sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import OutputError, StudioError
from pipeline.model import Chapter, Clip, PauseKind, Word
from pipeline.station import Pauses
from pipeline.studio import stitch as stitching
from pipeline.studio.sound.trim import RATE, tidy
from pipeline.studio.stitch import moved, silence_after, stitch
from tests.studio.scenes import clip, line, news

KINDS: list[PauseKind] = ["none", "comma", "sentence", "paragraph", "section"]
PAUSES = Pauses(comma=150, sentence=420, paragraph=751, section=1400)


def joined(path: Path) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return np.fromfile(path, "<i2")


def test_the_programme_is_clips_and_pauses_and_nothing_else(tmp_path: Path) -> None:
    lines, clips = news()
    programme = stitch(lines, clips, PAUSES, tmp_path / "p.pcm")
    ready = [tidy(each, "").samples for each in clips]
    # 150 ms, 420 ms, 1,400 ms at 24,000 Hz
    gaps = [33_600, 10_080, 33_600, 3_600]
    expected = [ready[0]]
    for gap, sound in zip(gaps, ready[1:], strict=True):
        expected += [np.zeros(gap, np.int16), sound]
    np.testing.assert_array_equal(joined(tmp_path / "p.pcm"), np.concatenate(expected))
    assert programme.samples == sum(part.size for part in expected)
    assert [(cue.id, cue.end - cue.start) for cue in programme.cues] == [
        (each.id, sound.size) for each, sound in zip(lines, ready, strict=True)
    ]
    assert [b.start - a.end for a, b in zip(programme.cues, programme.cues[1:], strict=False)] == gaps
    assert programme.chapters == (
        Chapter(programme.cues[1].start, "第一条"),
        Chapter(programme.cues[3].start, "第二条"),
    )


@pytest.mark.parametrize(
    ("kind", "samples"),
    [("none", 0), ("comma", 3600), ("sentence", 10_080), ("paragraph", 18_024), ("section", 33_600)],
)
def test_each_kind_of_pause_has_its_length(kind: PauseKind, samples: int) -> None:
    assert silence_after(kind, PAUSES) == samples


def test_words_lie_in_the_programme(tmp_path: Path) -> None:
    lines, clips = news()
    programme = stitch(lines, clips, PAUSES, tmp_path / "p.pcm")
    first, second = programme.cues[1].words
    assert programme.cues[1].start <= first.start < first.end == second.start < second.end <= programme.cues[1].end
    assert programme.estimated
    plain = stitch(lines, [replace(each, estimated=False) for each in clips], PAUSES, tmp_path / "q.pcm")
    assert not plain.estimated


@settings(max_examples=25, deadline=None)
@given(
    parts=st.lists(
        st.tuples(
            st.integers(1200, 9000),
            st.sampled_from(["none", "comma", "sentence", "paragraph", "section"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    ),
    section=st.integers(1, 30_000),
)
def test_cues_are_ordered_and_true_however_it_is_written_out(
    parts: list[tuple[int, PauseKind, bool]], section: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    spool = tmp_path_factory.mktemp("spool") / "p.pcm"
    lines = [line(f"s001-{n:03}", pause=kind, chapter="章" if new else "") for n, (_, kind, new) in enumerate(parts, 1)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stitching, "SECTION", section)
        programme = stitch(lines, (clip(samples) for samples, _, _ in parts), PAUSES, spool)
    sound = joined(spool)
    assert sound.size == programme.samples == programme.cues[-1].end
    for (samples, _, _), cue in zip(parts, programme.cues, strict=True):
        np.testing.assert_array_equal(sound[cue.start : cue.end], tidy(clip(samples), "").samples)
    for before, after in zip(programme.cues, programme.cues[1:], strict=False):
        assert before.end <= after.start
        assert not sound[before.end : after.start].any()
    np.testing.assert_array_equal(np.concatenate(list(programme.blocks())), sound)


def test_clips_are_taken_one_at_a_time(tmp_path: Path) -> None:
    lines, clips = news()
    taken: list[str] = []

    def one_by_one() -> Iterator[Clip]:
        for each, sound in zip(lines, clips, strict=True):
            taken.append(each.id)
            yield sound

    class Watched(list[object]):
        def __iter__(self) -> Iterator[object]:
            for number, each in enumerate(lines):
                assert len(taken) == number
                yield each

    stitch(Watched(lines), one_by_one(), PAUSES, tmp_path / "p.pcm")  # type: ignore[arg-type]  # a list of lines
    assert taken == [each.id for each in lines]


def test_moving_the_programme_moves_everything_in_it(tmp_path: Path) -> None:
    lines, clips = news()
    programme = stitch(lines, clips, PAUSES, tmp_path / "p.pcm")
    cues, chapters = moved(programme, 1000)
    assert [cue.start - 1000 for cue in cues] == [cue.start for cue in programme.cues]
    assert [cue.end - 1000 for cue in cues] == [cue.end for cue in programme.cues]
    assert [chapter.start - 1000 for chapter in chapters] == [chapter.start for chapter in programme.chapters]
    from_the_start = replace(programme, chapters=(Chapter(0, "一"), Chapter(500, "二")))
    assert moved(from_the_start, 1000)[1] == (Chapter(0, "一"), Chapter(1500, "二")), "the chime is the first chapter's"
    old = programme.cues[1].words[0]
    assert cues[1].words[0] == Word(old.text, old.start + 1000, old.end + 1000)


@pytest.mark.parametrize(("keep", "message"), [(4, "closing: there is no sound"), (6, "do not match")])
def test_clips_and_lines_must_match(keep: int, message: str, tmp_path: Path) -> None:
    lines, clips = news()
    with pytest.raises(StudioError, match=message):
        stitch(lines, [*clips, clips[0]][:keep], PAUSES, tmp_path / "p.pcm")


def test_no_lines_make_no_programme(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="do not match"):
        stitch([], [], PAUSES, tmp_path / "p.pcm")


def test_a_full_disk_is_an_output_error() -> None:
    lines, clips = news()
    with pytest.raises(OutputError, match="No space left"):
        stitch(lines, clips, PAUSES, Path("/dev/full"))


def test_a_folder_that_is_gone_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="gone"):
        stitch([line("a")], [clip(RATE)], PAUSES, tmp_path / "gone" / "p.pcm")
