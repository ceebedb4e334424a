"""A private feed's gate: HTTP Basic with one name and password, the password kept as a salted hash."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

_COST, _BLOCKS, _LANES = 2**14, 8, 1
"""scrypt's parameters as OWASP's password storage sheet advises for interactive use with 16 MiB."""
_FREE_TRIES = 3
_LONGEST_WAIT = 300.0
"""Seconds."""
_REMEMBERED = 10_000
"""Addresses whose failures are remembered."""


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


class Gate:
    """Lets in who knows name and password; an address that fails waits twice as long each time."""

    def __init__(self, user: str, line: str, clock: Callable[[], float] = time.monotonic) -> None:
        """``line`` as :func:`hashed` gives it; ``clock`` in seconds."""
        self._user = user.encode()
        _kind, salt, digest = line.split("$")
        self._salt, self._digest_wanted = bytes.fromhex(salt), bytes.fromhex(digest)
        self._clock = clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._good = b""

    def wait(self, address: str) -> float:
        """Seconds that ``address`` must still wait before it may try again."""
        count, last = self._failures.get(address, (0, 0.0))
        if count < _FREE_TRIES:
            return 0.0
        return max(0.0, last + min(_LONGEST_WAIT, 2.0 ** (count - _FREE_TRIES)) - self._clock())

    def lets_in(self, header: str, address: str) -> bool:
        """Whether an ``Authorization`` header opens the gate; compared in constant time, failures counted."""
        token = hashlib.sha256(header.encode("utf-8", "replace")).digest()
        if self._good and hmac.compare_digest(token, self._good):
            return True  # scrypt is slow by design; a player asks for every range anew
        user, password = _credentials(header)
        right_user = hmac.compare_digest(user.encode(), self._user)
        right_password = hmac.compare_digest(_digest(password, self._salt), self._digest_wanted)
        if right_user and right_password:
            self._good = token
            self._failures.pop(address, None)
            return True
        if header:
            self._failures[address] = (self._failures.pop(address, (0, 0.0))[0] + 1, self._clock())
            while len(self._failures) > _REMEMBERED:
                self._failures.popitem(last=False)
        return False


def _credentials(header: str) -> tuple[str, str]:
    kind, _, coded = header.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=_COST, r=_BLOCKS, p=_LANES, dklen=32)
