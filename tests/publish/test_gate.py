"""A private feed's gate."""

from __future__ import annotations

import base64

import pytest

from pipeline.publish.server.auth import Gate, hashed, well_formed


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_the_line_does_not_hold_the_password_and_two_lines_differ() -> None:
    assert "工会2026" not in hashed("工会2026")
    assert hashed("a") != hashed("a")
    assert well_formed(hashed("a"))


@pytest.mark.parametrize(
    "line", ["", "secret", "scrypt$", "scrypt$00$00", "scrypt$zz$zz", "md5$" + "00" * 16 + "$" + "00" * 32]
)
def test_what_is_no_line(line: str) -> None:
    assert not well_formed(line)


def test_who_may_enter() -> None:
    gate = Gate("工友", hashed("安全:第一"))
    assert gate.lets_in(basic("工友", "安全:第一"), "a")
    assert gate.lets_in(basic("工友", "安全:第一"), "b"), "remembered"
    for header in ["", "Basic", "Basic !!!", "Bearer x", basic("工友", "x"), basic("x", "安全:第一"), "Basic /w=="]:
        assert not gate.lets_in(header, "a")


def test_who_guesses_waits_longer_each_time_and_alone() -> None:
    clock = Clock()
    gate = Gate("u", hashed("p"), clock)
    waits = []
    for _try in range(6):
        gate.lets_in(basic("u", "wrong"), "guesser")
        waits.append(gate.wait("guesser"))
    assert waits == [0, 0, 1, 2, 4, 8]
    assert gate.wait("neighbour") == 0
    clock.now += 8
    assert gate.wait("guesser") == 0
    assert gate.lets_in(basic("u", "p"), "guesser")
    assert gate.wait("guesser") == 0


def test_asking_without_a_name_is_no_guess() -> None:
    gate = Gate("u", hashed("p"))
    for _try in range(10):
        gate.lets_in("", "browser")
    assert gate.wait("browser") == 0


def test_a_flood_of_addresses_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.publish.server.auth._REMEMBERED", 3)
    gate = Gate("u", hashed("p"))
    for _try in range(4):
        gate.lets_in("Basic x", "first")
    for number in range(3):
        gate.lets_in("Basic x", f"address {number}")
    assert gate.wait("first") == 0
