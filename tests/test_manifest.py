"""``episode.json``: what is written is read back, and damage is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OutputError
from pipeline.manifest import MANIFEST, episode_from_json, episode_to_json, is_intact, read_episode
from pipeline.model import AudioFile, Chapter, Cue, Episode, PauseKind, Word

text = st.text(st.characters(codec="utf-8"), max_size=20)
count = st.integers(0, 10**9)
episodes = st.builds(
    Episode,
    slug=text,
    guid=text,
    title=text,
    date=text,
    author=text,
    source=text,
    fingerprint=text,
    engine=text,
    engine_reason=text,
    voices=st.lists(text, max_size=3).map(tuple),
    number=count,
    until=text,
    urgent=st.booleans(),
    rate=count,
    samples=count,
    chapters=st.lists(st.builds(Chapter, start=count, title=text), max_size=3).map(tuple),
    cues=st.lists(
        st.builds(
            Cue,
            id=text,
            start=count,
            end=count,
            text=text,
            pause=st.sampled_from(get_args(PauseKind)),
            words=st.lists(st.builds(Word, text=text, start=count, end=count), max_size=2).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    words_estimated=st.booleans(),
    files=st.dictionaries(
        text, st.builds(AudioFile, path=text, bytes=count, mime=text, milliseconds=count, also=text), max_size=2
    ),
    synthetic=st.booleans(),
    sums=st.dictionaries(text, text, max_size=2),
)


@given(episodes)
def test_there_and_back(episode: Episode) -> None:
    content = episode_to_json(episode)
    assert episode_from_json(content) == episode
    assert episode_to_json(episode_from_json(content)) == content


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"format": 99}', b'{"format": 1}', b"\xff"])
def test_what_is_no_manifest_is_told(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        episode_from_json(content)
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(OutputError, match="run make again"):
        read_episode(tmp_path)


@given(episodes, st.data())
def test_a_manifest_knows_whether_it_is_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, episode: Episode, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp()
    content = episode_to_json(episode)
    (folder / MANIFEST).write_bytes(content)
    assert is_intact(folder)
    at = data.draw(st.integers(0, len(content) - 1))
    spoilt = bytearray(content)
    spoilt[at] ^= data.draw(st.integers(1, 255))
    (folder / MANIFEST).write_bytes(spoilt)
    try:
        same = json.loads(spoilt) == json.loads(content)  # another white space, another case of a hexadecimal digit
    except ValueError:
        same = False
    assert is_intact(folder) == same


@given(episodes)
def test_a_manifest_from_before_pauses_were_kept_is_read(episode: Episode) -> None:
    cue = b'{"id": "s001-001", "start": 0, "end": 9, "text": "\xe7\x94\xb2"}'
    written = json.loads(episode_to_json(episode)) | {"cues": [json.loads(cue)]}
    assert episode_from_json(json.dumps(written).encode()).cues == (Cue("s001-001", 0, 9, "甲"),)


def test_no_manifest_is_no_episode(tmp_path: Path) -> None:
    assert read_episode(tmp_path) is None
    assert read_episode(tmp_path / "nowhere") is None
