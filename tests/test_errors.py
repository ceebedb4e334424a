"""Messages an operator reads: what, where, what to do next, on one line."""

from __future__ import annotations

import pickle
from pathlib import Path

from pipeline.errors import BroadcastError, DocumentError, VoiceError, printable


def test_the_three_parts_in_order() -> None:
    assert str(DocumentError("is empty", where=Path("seeds/a.txt"), next="write something")) == (
        "seeds/a.txt: is empty → write something"
    )
    assert str(BroadcastError("it broke")) == "it broke"


def test_a_place_can_be_put_before_and_the_cause_stays() -> None:
    cause = ValueError("x")
    error = VoiceError("silent", where="“你好”", next="try again")
    error.__cause__ = cause
    moved = error.at("seeds/a.txt")
    assert type(moved) is VoiceError
    assert str(moved) == "seeds/a.txt: “你好”: silent → try again"
    assert moved.__cause__ is cause
    assert str(VoiceError("silent").at("a")) == "a: silent"


def test_an_error_survives_a_process_border() -> None:
    error = VoiceError("silent", where="here", next="then")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301  # our own bytes


def test_names_from_a_hostile_file_system_stay_on_one_line() -> None:
    assert printable("a\nb\x1b[2J\udcff") == "a\\nb\\x1b[2J\\udcff"
    assert printable("车间 1号'\".txt") == "车间 1号'\".txt"
