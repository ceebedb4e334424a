"""Files become samples on the disk: once, no more of them than were allowed, and what cannot be is told as it is."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from pipeline.air.mixing import decoding
from pipeline.air.mixing.decoding import Decoder, tone
from pipeline.air.samples import RATE
from pipeline.errors import AirError
from pipeline.studio.sound.encode import ffmpeg
from tests.air.test_engine import put_wav


def test_files_are_decoded_once_and_told_when_they_cannot_be(tmp_path: Path) -> None:
    decoder = Decoder(ffmpeg(), tmp_path / "pcm")
    source = put_wav(tmp_path / "a.wav", 440, 0.5)
    sound = decoder.sound(source)
    assert sound.samples == RATE // 2
    assert np.array_equal(sound.pcm, tone(440, RATE // 2).pcm)
    before = decoder.place(source).stat().st_ino
    decoder.sound(source)
    assert decoder.place(source).stat().st_ino == before
    put_wav(source, 440, 0.25)
    assert decoder.sound(source).samples == RATE // 4, "a file that has changed is decoded again"
    (tmp_path / "text.mp3").write_text("no sound")
    with pytest.raises(AirError, match="holds no sound"):
        decoder.sound(tmp_path / "text.mp3")
    with pytest.raises(AirError, match="cannot be read"):
        decoder.sound(tmp_path / "none.mp3")


def test_the_disk_holds_no_more_than_was_allowed_and_what_is_in_use_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = 2 * RATE  # bytes
    monkeypatch.setattr(decoding, "KEPT", 2 * second)
    decoder = Decoder(ffmpeg(), tmp_path / "pcm")
    sources = {name: put_wav(tmp_path / f"{name}.wav", 440, 1) for name in "abcde"}
    sounds = {}
    for age, name in enumerate("abc"):
        sounds[name] = decoder.sound(sources[name])
        os.utime(decoder.place(sources[name]), (age, age))  # used long ago, the first before the second
    decoder.sound(sources["a"])  # in use again
    decoder.sound(sources["d"])
    kept = {name for name in "abcde" if decoder.place(sources[name]).exists()}
    assert kept == {"a", "c", "d"}, "two beside the newest"
    assert np.array_equal(sounds["b"].pcm, tone(440, RATE).pcm), "what plays goes on"
    (tmp_path / "pcm" / ".x1234567.part.pcm").write_bytes(bytes(9 * second))  # left by a decoder that was killed
    os.utime(tmp_path / "pcm" / ".x1234567.part.pcm", (1, 1))
    decoder.sound(sources["e"])
    assert sum(each.stat().st_size for each in (tmp_path / "pcm").iterdir()) == 3 * second


def test_a_program_that_cannot_be_started_is_told_as_that(tmp_path: Path) -> None:
    source = put_wav(tmp_path / "a.wav", 440, 0.5)
    with pytest.raises(AirError, match="ffmpeg cannot be started \\(No such file"):
        Decoder(str(tmp_path / "nothing"), tmp_path / "pcm").sound(source)
    assert not list((tmp_path / "pcm").iterdir())
