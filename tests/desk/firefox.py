"""Firefox as a person has it, spoken to in its own protocol (Marionette): no driver beside it is needed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FIREFOX = Path("/usr/bin/firefox-esr")
PATIENCE = 60.0
"""Seconds for whatever is waited for."""


class Firefox:
    """One window."""

    def __init__(self, port: int) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
                break
            except OSError:
                assert time.monotonic() < end, "Firefox did not start"
                time.sleep(0.1)
        self._come = b""
        self._asked = 0
        assert self._read()["marionetteProtocol"] == 3
        self._do("WebDriver:NewSession", capabilities={})

    def go(self, address: str) -> None:
        self._do("WebDriver:Navigate", url=address)

    def run(self, script: str) -> Any:
        """What ``script``, a function's body, returns."""
        return self._do("WebDriver:ExecuteScript", script=script, args=[])["value"]

    def click(self, selector: str) -> None:
        """As a person does: it must be seen, and nothing may lie above it."""
        (element,) = self._do("WebDriver:FindElement", using="css selector", value=selector)["value"].values()
        self._do("WebDriver:ElementClick", id=element)

    def wait(self, condition: str) -> None:
        """Until ``condition`` is true on the page."""
        end = time.monotonic() + PATIENCE
        while not self.run(f"return {condition}"):
            assert time.monotonic() < end, condition
            time.sleep(0.05)

    def close(self) -> None:
        self._socket.close()

    def _do(self, name: str, **given: object) -> Any:
        self._asked += 1
        message = json.dumps([0, self._asked, name, given]).encode()
        self._socket.sendall(str(len(message)).encode() + b":" + message)
        _kind, _number, error, result = self._read()
        assert error is None, error
        return result

    def _read(self) -> Any:
        while b":" not in self._come:
            self._receive()
        length, _colon, rest = self._come.partition(b":")
        self._come = rest
        while len(self._come) < int(length):
            self._receive()
        message, self._come = self._come[: int(length)], self._come[int(length) :]
        return json.loads(message)

    def _receive(self) -> None:
        part = self._socket.recv(65_536)
        assert part, "Firefox has ended"
        self._come += part


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Firefox without a window on the screen; ``profile`` is an empty folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"marionette.port": port, "media.autoplay.default": 0, "app.normandy.enabled": False}
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items())
    (profile / "user.js").write_text("".join(lines))
    process = subprocess.Popen(  # noqa: S603
        [str(FIREFOX), "--headless", "--marionette", "--profile", str(profile)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(profile)},
    )  # fmt: skip
    try:
        window = Firefox(port)
        yield window
        window.close()
    finally:
        process.terminate()
        process.wait()
