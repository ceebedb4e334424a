"""Captions that players read."""

from __future__ import annotations

import html
import itertools
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Cue, Word
from pipeline.studio.captions import LINE, caption_lines, columns, subrip, webvtt, webvtt_words
from pipeline.studio.sound.encode import ffmpeg

RATE = 24_000
CUES = (
    Cue("opening", 48_000, 96_000, "车间之声。"),
    Cue(
        "s001-001",
        96_000,
        240_024,
        "注意：A<B & C --> D",
        (Word("注意", 96_000, 120_000), Word("<B", 120_000, 240_024)),
    ),
    Cue("s001-002", 87_000_000, 87_100_000, "全过程都要有人负责，" * 9 + "不留死角。"),
)


def parsed_vtt(text: str) -> list[tuple[str, float, float, list[str]]]:
    """Id, start, end and lines of each cue, by the letter of the WebVTT grammar."""
    header, *blocks = text.rstrip("\n").split("\n\n")
    assert header == "WEBVTT"
    cues = []
    for block in blocks:
        if block.startswith("NOTE"):
            continue
        lines = block.split("\n")
        name = lines.pop(0) if "-->" not in lines[0] else ""
        timing = re.fullmatch(r"(\d\d+):(\d\d):(\d\d\.\d{3}) --> (\d\d+):(\d\d):(\d\d\.\d{3})", lines[0])
        assert timing, block
        h, m, s, h2, m2, s2 = map(float, timing.groups())
        payload = "\n".join(lines[1:])
        assert payload
        assert "-->" not in payload
        assert "<" not in payload
        assert not re.search(r"&(?!amp;|lt;|gt;)", payload)
        cues.append((name, h * 3600 + m * 60 + s, h2 * 3600 + m2 * 60 + s2, html.unescape(payload).split("\n")))
    return cues


def test_webvtt_says_who_when_and_what() -> None:
    first, second, third = parsed_vtt(webvtt(CUES, RATE))
    assert first == ("opening", 2.0, 4.0, ["车间之声。"])
    assert second == ("s001-001", 4.0, 10.001, ["注意：A<B & C --> D"])
    assert third[1:3] == (3625.0, 3629.166)
    assert "".join(third[3]) == CUES[2].text
    assert len(third[3]) == 4
    assert all(each.endswith("，") for each in third[3][:-1])


def test_subrip_is_numbered_and_uses_commas() -> None:
    blocks = subrip(CUES, RATE).rstrip("\n").split("\n\n")
    assert blocks[0] == "1\n00:00:02,000 --> 00:00:04,000\n车间之声。"
    assert blocks[2].split("\n")[:2] == ["3", "01:00:25,000 --> 01:00:29,166"]
    assert len(blocks) == 3


NOTATION = [
    "00:00:01.000 --> 00:00:09.000 这是一句。",
    "00:00:01,000 --> 00:00:09,000",
    "1:0 --> 2",
    "--->",
    "按<Enter>键，再按<Alt+F4>。",
    "{\\an8}注意。",
    "文件在C:\\News\\history里。",
    "12",
    "NOTE 停水",
    "A<B，C>D。",
    "a &lt; b &amp; c",
    "按<b>键，再按</b>键，< i >，<<u>，<s，<br>。",
    '写作<font color="red">红</font>。',
    "第<3>页，<_x>。",
    "设{甲}为乙，{y:b}，{C:$0000ff}，{\\b1}粗{\\b0}。",
    "\\n与\\h，\\\\N。",
]


def as_read(text: str) -> str:
    """What a reader sees of it: no spaces, none of the signs that are shown as nothing, braces of any width."""
    return re.sub(r"[\s\u2060]", "", text).translate(str.maketrans("｛｝", "{}"))


@pytest.mark.parametrize("suffix", ["srt", "vtt"])
def test_a_sentence_that_looks_like_notation_is_shown_as_it_stands(tmp_path: Path, suffix: str) -> None:
    cues = [Cue(f"s{at}", at * RATE, (at + 1) * RATE - 240, text) for at, text in enumerate(NOTATION)]
    path = tmp_path / f"captions.{suffix}"
    path.write_text((subrip if suffix == "srt" else webvtt)(cues, RATE))
    command = [ffmpeg(), "-v", "error", "-i", str(path), "-f", "ass", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  # our own arguments
    shown = [line.split(",", 9) for line in said.splitlines() if line.startswith("Dialogue:")]
    assert [parts[1] for parts in shown] == [f"0:00:{at:02}.00" for at in range(len(NOTATION))]
    # In the dialect that ffmpeg writes here, what it kept from being read as notation stands behind a sign of its own.
    texts = [as_read(parts[9].replace("\\{{}", "{")) for parts in shown]
    assert texts == [as_read(text) for text in NOTATION]


def without_tags(text: str) -> str:
    """``text`` as VLC shows it: a bracket, spaces and a letter are a tag up to the next closing bracket."""
    return re.sub(r"</? *[A-Za-z][^>]*>?|\{\\[^}]*\}|\{.:[^}]*\}|\\[Nnh]", "", text)


def test_no_player_finds_a_tag_an_override_or_a_line_break_in_a_sentence() -> None:
    """What those of the players that are not at hand look for, by their sources; SubStation Alpha hides all between
    braces."""
    text = subrip([Cue(f"s{at}", at * RATE, (at + 1) * RATE - 240, text) for at, text in enumerate(NOTATION)], RATE)
    assert without_tags(text) == text
    assert not re.search(r"[{}]", text)
    assert not re.search(r"\\[Nnh]", webvtt([Cue("s1", 0, RATE, NOTATION[6])], RATE))


def test_words_have_captions_of_their_own() -> None:
    cues = parsed_vtt(webvtt_words(CUES, RATE, estimated=False))
    assert cues == [("", 4.0, 5.0, ["注意"]), ("", 5.0, 10.001, ["<B"])]
    assert "NOTE Times of words are estimated." in webvtt_words(CUES, RATE, estimated=True)
    assert parsed_vtt(webvtt_words(CUES, RATE, estimated=True)) == cues


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 300), st.text(max_size=8)), max_size=30))
def test_no_caption_is_empty_or_begins_before_the_last_has_ended(parts: list[tuple[int, int, str]]) -> None:
    cues = []
    at = 0
    for number, (gap, length, text) in enumerate(parts):
        cues.append(Cue(f"s{number}", at + gap, at + gap + length, " ".join(text.replace("\r", " ").split())))
        at += gap + length
    read = parsed_vtt(webvtt(cues, RATE))
    assert len(read) == len(cues)
    for (_, start, end, _), (_, after, _, _) in itertools.pairwise(read):
        assert start < end <= after


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("短句。", ["短句。"]),
        ("字" * 32, ["字" * 32]),
        ("字" * 33, ["字" * 16, "字" * 17]),
        ("一二三四五六七八九十一二三四五六七八九，十一二三四五六七八九十二三四五。", None),
        ("see http://example.org/" + "a" * 100, None),
    ],
)
def test_lines_are_short_and_even(text: str, lines: list[str] | None) -> None:
    got = caption_lines(text)
    assert all(columns(each) <= LINE for each in got)
    assert "".join(got).replace(" ", "") == text.replace(" ", "")
    if lines is not None:
        assert got == lines


def test_no_line_begins_with_closing_punctuation() -> None:
    text = "为进一步提高全体职工的安全生产意识和应急处置能力切实防范各类事故，" * 4
    for each in caption_lines(text):
        assert each[0] not in "，。；：！？）》”"


def test_latin_words_and_figures_stay_whole() -> None:
    text = "设备编号为" + "GB/T 19001-2016 标准的 CNC-3000 数控机床主轴转速不得超过 12,000 转每分钟，" * 3
    joined = "\n".join(caption_lines(text))
    for word in ("19001-2016", "CNC-3000"):
        assert joined.count(word) == 3


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_no_character_is_lost_in_breaking_lines(text: str) -> None:
    lines = caption_lines(text)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(0 < columns(each) <= LINE for each in lines)
