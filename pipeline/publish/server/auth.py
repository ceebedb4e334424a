"""A private feed's password: HTTP Basic with one name and password, the password kept as a salted hash."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum

import anyio

_COST, _BLOCKS, _LANES = 2**14, 8, 1
"""scrypt's parameters as OWASP's password storage sheet advises for interactive use with 16 MiB."""
FREE_TRIES = 3
"""Of an address, before its guesses are slowed down."""
PACE = 0.25
"""Seconds between two guesses of all addresses that are slowed down."""
FORGOTTEN = 300.0
"""Seconds without a try after which an address begins anew."""
MOST_PENDING, MOST_PENDING_EACH = 512, 64
"""Guesses that wait to be looked at, in all and from one address: a right one among them gets in within 16 s."""
_REMEMBERED = 10_000
"""Addresses that have failed, and wrong credentials, that are remembered."""


def hashed(password: str, salt: bytes | None = None) -> str:
    """The line for ``station.toml``: ``scrypt$salt$hash``, both hexadecimal."""
    salt = salt or secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_digest(password, salt).hex()}"


def well_formed(line: str) -> bool:
    """Whether ``line`` is what :func:`hashed` gives."""
    kind, _, rest = line.partition("$")
    salt, _, digest = rest.partition("$")
    try:
        return kind == "scrypt" and len(bytes.fromhex(salt)) >= 8 and len(bytes.fromhex(digest)) == 32
    except ValueError:
        return False


class Verdict(Enum):
    """What becomes of a request."""

    ADMITTED = "admitted"
    UNKNOWN = "unknown"
    """No credentials, or wrong ones: asked for them (401)."""
    GUESSING = "guessing"
    """Wrong ones from an address that has tried too often, or no time to look at them now (429)."""


class PasswordCheck:
    """Tells who knows name and password.

    Whoever has been admitted once is known at once. A hash is reckoned only for credentials that were never seen, one
    at a time, and four a second for all addresses that have failed often. Those wait their turn but are looked at: in a
    works everyone may share one address with somebody who guesses, and must get in all the same.
    """

    def __init__(
        self,
        user: str,
        line: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``line`` as :func:`hashed` gives it; ``clock`` in seconds."""
        _kind, salt, digest = line.split("$")
        self._user, self._salt, self._digest = user.encode(), bytes.fromhex(salt), bytes.fromhex(digest)
        self._clock, self._sleep = clock, sleep
        self._secret = secrets.token_bytes(32)
        self._right = b""
        self._wrong: OrderedDict[bytes, None] = OrderedDict()
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._pending = 0
        self._hashing = asyncio.Lock()
        self._slow_lane = asyncio.Lock()
        self._slow_from = 0.0

    async def verdict(self, authorization: str, address: str) -> Verdict:
        """What becomes of a request from ``address`` with this ``Authorization`` header (empty: none)."""
        given = _credentials(authorization)
        return Verdict.UNKNOWN if given is None else await self.verdict_on(*given, address)

    async def verdict_on(self, user: str, password: str, address: str) -> Verdict:
        """The same of who tells name and password in another way."""
        given = user, password
        # Keyed, since it is kept: without the key nobody can look the passwords up by their hashes.
        token = hmac.digest(self._secret, ":".join(given).encode(), "sha256")
        if self._is_right(token):
            return Verdict.ADMITTED
        tries = self._tries_of(address)
        tries.count += 1  # before it is judged: guesses made at the same time count each other
        tries.last = self._clock()
        slowed = tries.count > FREE_TRIES
        if token not in self._wrong:
            if self._pending >= MOST_PENDING or tries.pending >= MOST_PENDING_EACH:
                return Verdict.GUESSING
            if await self._is_judged_right(token, given, tries, slowed=slowed):
                tries.count -= 1
                return Verdict.ADMITTED
        return Verdict.GUESSING if slowed else Verdict.UNKNOWN

    def _tries_of(self, address: str) -> _Tries:
        network = _network(address)
        tries = self._tries.pop(network, None)
        if tries is None or (self._clock() - tries.last > FORGOTTEN and not tries.pending):
            tries = _Tries()
        self._tries[network] = tries
        while len(self._tries) > _REMEMBERED:
            self._tries.popitem(last=False)
        return tries

    async def _is_judged_right(self, token: bytes, given: tuple[str, str], tries: _Tries, *, slowed: bool) -> bool:
        """Look at credentials that were not seen before, when it is their turn."""
        self._pending += 1
        tries.pending += 1
        try:
            if not slowed:
                return await self._is_hashed_right(token, given)
            # One of each address waits for the slow lane, so many guesses of one do not hold up another.
            async with tries.turn, self._slow_lane:
                if token not in self._wrong and not self._is_right(token):
                    await self._sleep(max(0.0, self._slow_from - self._clock()))
                    self._slow_from = self._clock() + PACE
                return await self._is_hashed_right(token, given)
        finally:
            self._pending -= 1
            tries.pending -= 1

    async def _is_hashed_right(self, token: bytes, given: tuple[str, str]) -> bool:
        async with self._hashing:
            if token in self._wrong or self._is_right(token):  # asked twice at the same time
                return self._is_right(token)
            user, password = given
            digest = await anyio.to_thread.run_sync(_digest, password, self._salt)
            # Both are compared, and the hash is reckoned for a wrong name too: how long it takes tells nothing.
            right_user = hmac.compare_digest(user.encode(), self._user)
            if hmac.compare_digest(digest, self._digest) and right_user:
                self._right = token
                return True
            self._wrong[token] = None
            while len(self._wrong) > _REMEMBERED:
                self._wrong.popitem(last=False)
            return False

    def _is_right(self, token: bytes) -> bool:
        return hmac.compare_digest(token, self._right)


@dataclass(slots=True)
class _Tries:
    """What is known of one address."""

    count: int = 0
    """Tries that failed or have not been judged yet."""
    last: float = 0.0
    """By the clock."""
    pending: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


def _network(address: str) -> str:
    """By what failures are remembered: whoever has one IPv6 address has the 2**64 beside it."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


def _credentials(header: str) -> tuple[str, str] | None:
    kind, _, coded = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return (user, password) if colon else None


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=_COST, r=_BLOCKS, p=_LANES, dklen=32)
