"""A private feed's password: who gets in, what a guess costs, and who waits for whom."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest

from pipeline.publish.server import auth
from pipeline.publish.server.auth import FREE_TRIES, PasswordCheck, Verdict, hashed, well_formed
from tests.publish.live import basic

ADMITTED, UNKNOWN, GUESSING = Verdict.ADMITTED, Verdict.UNKNOWN, Verdict.GUESSING


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


class Door:
    """A password check with its own clock and a count of the hashes it reckons."""

    def __init__(self, user: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = Clock()
        self.hashes: list[str] = []
        self.at_once = self.most_at_once = 0
        self.runner = asyncio.Runner()
        really = auth._digest

        def counted(given: str, salt: bytes) -> bytes:
            self.hashes.append(given)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                return really(given, salt)
            finally:
                self.at_once -= 1

        monkeypatch.setattr(auth, "_digest", counted)
        self._check = PasswordCheck(user, line, clock=self.clock, sleep=self.clock.sleep)

    def ask(self, *tries: tuple[str, str]) -> list[Verdict]:
        """Verdicts on ``(header, address)``, all asked at the same time."""

        async def all_of_them() -> list[Verdict]:
            return await asyncio.gather(*(self._check.verdict(*one) for one in tries))

        return self.runner.run(all_of_them())


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr(auth, "_COST", 2)  # what a hash costs is not asked here
    door = Door("u", hashed("p"), monkeypatch)
    yield door
    door.runner.close()


def test_the_line_does_not_hold_the_password_and_two_lines_differ() -> None:
    assert "工会2026" not in hashed("工会2026")
    assert hashed("a") != hashed("a")
    assert well_formed(hashed("a"))


@pytest.mark.parametrize(
    "line", ["", "secret", "scrypt$", "scrypt$00$00", "scrypt$zz$zz", "md5$" + "00" * 16 + "$" + "00" * 32]
)
def test_what_is_no_line(line: str) -> None:
    assert not well_formed(line)


def test_who_may_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door("工友", hashed("安全:第一"), monkeypatch)
    right = basic("工友", "安全:第一")
    assert door.ask((right, "a"), (right, "a")) == [ADMITTED, ADMITTED]
    assert door.ask((right.replace("Basic ", "basic  "), "b")) == [ADMITTED]
    assert len(door.hashes) == 1, "remembered, however it is written"
    assert door.ask((basic("工友", "x"), "a"), (basic("x", "安全:第一"), "b")) == [UNKNOWN, UNKNOWN]
    door.runner.close()


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic ", "Basic !!!", "Bearer x", "Basic /w==", "Basic dQ==", "Basic dTpw\x00", "é", "x" * 9000],
)
def test_what_is_no_guess_costs_nothing_and_counts_for_nothing(door: Door, header: str) -> None:
    assert set(door.ask(*[(header, "a")] * 50)) == {UNKNOWN}
    assert door.hashes == []
    assert door.ask((basic("u", "p"), "a")) == [ADMITTED]


def test_guesses_count_though_they_come_at_the_same_time(door: Door) -> None:
    told = Counter(door.ask(*((basic("u", f"{number}"), "a") for number in range(30))))
    assert told == {UNKNOWN: FREE_TRIES, GUESSING: 30 - FREE_TRIES}
    assert door.most_at_once == 1
    assert door.clock.now >= 1000 + (30 - FREE_TRIES - 1) * auth.PACE, "four a second"


def test_the_same_wrong_guess_again_costs_nothing(door: Door) -> None:
    told = [door.ask((basic("u", "old"), "phone"))[0] for _time in range(10)]
    assert told == [UNKNOWN] * FREE_TRIES + [GUESSING] * (10 - FREE_TRIES)
    assert door.hashes == ["old"]


def test_the_right_password_gets_in_from_where_somebody_guesses(door: Door) -> None:
    guesses = [(basic("u", f"{number}"), "works") for number in range(40)]
    assert door.ask(*guesses, (basic("u", "p"), "works"))[-1] is ADMITTED, "never seen before"
    assert door.ask(*guesses, (basic("u", "p"), "works"))[-1] is ADMITTED
    assert door.hashes.count("p") == 1


def test_one_address_does_not_hold_up_another(door: Door) -> None:
    door.ask(*((basic("u", f"{number}"), "neighbour") for number in range(FREE_TRIES + 1)))
    began = door.clock.now
    guesses = [(basic("u", f"guess {number}"), "guesser") for number in range(40)]
    assert door.ask(*guesses, (basic("u", "p"), "neighbour"), (basic("u", "q"), "stranger"))[-2:] == [ADMITTED, UNKNOWN]
    before = door.hashes.index("p") - door.hashes.index("guess 0")
    assert before <= FREE_TRIES + 4, "the neighbour, who has failed too often himself, has every other turn"
    assert door.clock.now > began


def test_more_guesses_than_can_wait_are_sent_away(door: Door) -> None:
    told = door.ask(*((basic("u", f"{number}"), "a") for number in range(200)))
    assert told.count(GUESSING) == 200 - FREE_TRIES
    assert len(door.hashes) == auth.MOST_PENDING_EACH


def test_an_address_that_has_been_quiet_begins_anew(door: Door) -> None:
    door.ask(*((basic("u", f"{number}"), "a") for number in range(10)))
    assert door.ask((basic("u", "x"), "a")) == [GUESSING]
    door.clock.now += auth.FORGOTTEN + 1
    assert door.ask((basic("u", "y"), "a")) == [UNKNOWN]


def test_who_is_let_in_does_not_wipe_out_the_guesses_of_others(door: Door) -> None:
    for number in range(FREE_TRIES):
        door.ask((basic("u", f"{number}"), "works"), (basic("u", "p"), "works"))
    assert door.ask((basic("u", "one more"), "works")) == [GUESSING]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("10.0.0.1", "10.0.0.2", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "unix", False),
    ],
)
def test_what_counts_as_one_address(door: Door, one: str, other: str, same: bool) -> None:
    door.ask(*((basic("u", f"{number}"), one) for number in range(FREE_TRIES)))
    assert door.ask((basic("u", "x"), other)) == [GUESSING if same else UNKNOWN]


def test_a_flood_of_addresses_is_forgotten(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "_REMEMBERED", 3)
    for _try in range(4):
        door.ask((basic("u", "x"), "first"))
    for number in range(3):
        door.ask((basic("u", f"{number}"), f"address {number}"))
    assert door.ask((basic("u", "x"), "first")) == [UNKNOWN]
