"""Who speaks at the desk: first what somebody waits for, then what lies ahead, and nothing ahead beside a build."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.build.engine_choice import Ahead, Casting
from pipeline.desk.speech.speaking import Speaking
from pipeline.errors import UsageError
from tests.desk.desks import NOTICE, opened, place_in, visit
from tests.desk.test_acts import KEY, wait_for


def test_who_waits_comes_first_and_a_build_before_all_that_lies_ahead() -> None:
    said: list[str] = []
    busy = False
    begun, going = threading.Event(), threading.Event()
    speaking = Speaking(lambda: busy)

    def saying(what: str) -> Callable[[], None]:
        return lambda: said.append(what)

    def first() -> None:
        begun.set()
        assert going.wait(30)
        said.append("first")

    def fails() -> None:
        raise UsageError("x")

    speaking.ahead([first, saying("second"), fails, saying("third")])
    assert begun.wait(30)
    asking = threading.Thread(target=speaking.at_once, args=(saying("asked"),))
    asking.start()
    wait_for(lambda: speaking._waiting == 1)
    going.set()
    asking.join()
    wait_for(lambda: "third" in said)
    assert said == ["first", "asked", "second", "third"]

    busy = True
    speaking.ahead([saying("beside a build")])
    assert speaking.at_once(lambda: "at once") == "at once"
    assert "beside a build" not in said
    with pytest.raises(UsageError):
        speaking.at_once(fails)
    busy = False
    speaking.at_once(lambda: None)
    wait_for(lambda: said[-1] == "beside a build")
    speaking.close()
    speaking.ahead([saying("closed")])


def test_what_comes_next_is_said_before_anybody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = place_in(tmp_path)
    clips = place.audio_out / ".clips"
    with opened(place) as at, visit(at) as desk:
        desk.drop("停电通知.txt", NOTICE + "\n\n甲。\n\n乙。\n\n丙。\n\n丁。\n")
        desk.page(f"/notice/{KEY}")
        assert desk.client.get(f"/sound/{KEY}?line=s001-001").status_code == 200
        assert len(list(clips.glob("*/*.clip"))) == 1, "what costs nothing is not said ahead"
        monkeypatch.setattr(Casting, "ahead", lambda _self, _jobs: Ahead(1, 1))
        desk.page(f"/notice/{KEY}")
        wait_for(lambda: len(list(clips.glob("*/*.clip"))) == 3)
        desk.client.get(f"/sound/{KEY}?line=s001-004")
        wait_for(lambda: len(list(clips.glob("*/*.clip"))) == 7)
