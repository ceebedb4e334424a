"""The local socket by which the operator speaks to a station that is on the air: a line of JSON in, one back.

It lies in a folder that only the operator's own account may enter; nothing listens on the network.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline.errors import BroadcastError, UsageError
from pipeline.messages import _
from pipeline.system.priority import before_others

NAME = "control"
"""The socket, in the folder of the air."""
LONGEST = 65_536
"""Bytes of one line."""
PATIENCE = 30.0
"""Seconds that an answer may take."""
_LONGEST_PATH = 100
"""Bytes that the system takes as a socket's address."""

LIVE = "live"
"""What is asked by who then goes on speaking on the same connection."""

Answer = dict[str, Any]


class Control:
    """Holds the socket, and answers on it in a thread of its own and one for each who asks."""

    def __init__(
        self,
        folder: Path,
        answer: Callable[[Answer], Answer],
        live: Callable[[Answer, socket.socket], None] | None = None,
    ) -> None:
        """``answer`` may raise :class:`~pipeline.errors.BroadcastError`; the asker is told. So may ``live``, as long as
        it has not answered by itself on the connection, which is its own for as long as it wants.

        Raises:
            UsageError: another station is on the air here.
        """
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        refuse_another(folder)
        self._answer, self._live = answer, live
        self._path = folder / NAME
        self._path.unlink(missing_ok=True)
        self._listening = socket.socket(socket.AF_UNIX)
        with _address(self._path) as address:
            self._listening.bind(address)
        self._listening.listen()

    def start(self) -> None:
        """Answer from now on; who has asked before was kept waiting."""
        threading.Thread(target=self._serve, daemon=True, name="control").start()

    def close(self) -> None:
        """Answer no more."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._path.unlink(missing_ok=True)

    def _serve(self) -> None:
        before_others()
        while True:
            try:
                asking, _peer = self._listening.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._reply, args=(asking,), daemon=True, name="asked").start()

    def _reply(self, asking: socket.socket) -> None:
        before_others()
        with asking, suppress(OSError):
            asking.settimeout(PATIENCE)
            try:
                question = json.loads(_line(asking))
                if question.get("do") == LIVE and self._live:
                    self._live(question, asking)
                    return
                answer = self._answer(question)
            except BroadcastError as exc:
                answer = {"error": str(exc)}
            except (ValueError, KeyError, TypeError, AttributeError) as exc:
                answer = {"error": _("not understood: {reason}").format(reason=exc)}
            asking.sendall(json.dumps(answer, ensure_ascii=False).encode() + b"\n")


def ask(folder: Path, question: Answer) -> Answer:
    """What the station whose air is ``folder`` answers.

    Raises:
        UsageError: it is not on the air, or refuses.
    """
    with asked(folder, question) as (answer, _connection):
        return answer


@contextmanager
def asked(folder: Path, question: Answer) -> Iterator[tuple[Answer, socket.socket]]:
    """:func:`ask`, with the connection on which the answer came; it is closed at the end of the block.

    Raises:
        UsageError: as :func:`ask`.
    """
    with socket.socket(socket.AF_UNIX) as asking:
        try:
            with _address(folder / NAME) as address:
                asking.settimeout(PATIENCE)
                asking.connect(address)
            asking.sendall(json.dumps(question, ensure_ascii=False).encode() + b"\n")
            answer = json.loads(_line(asking))
        except (OSError, ValueError) as exc:
            raise UsageError(_("the station is not on the air"), where=folder, next=_("run make air")) from exc
        if not isinstance(answer, dict) or "error" in answer:
            raise UsageError(str(answer.get("error") if isinstance(answer, dict) else answer))
        yield answer, asking


def refuse_another(folder: Path) -> None:
    """There is one station on the air in a folder.

    Raises:
        UsageError: somebody answers in ``folder``.
    """
    if is_on_air(folder):
        raise UsageError(_("this station is on the air already"), where=folder, next=_("stop the other one first"))


def is_on_air(folder: Path) -> bool:
    """Whether somebody answers in ``folder``."""
    try:
        with socket.socket(socket.AF_UNIX) as asking, _address(folder / NAME) as address:
            asking.connect(address)
            return True
    except OSError:
        return False


def _line(connection: socket.socket) -> bytes:
    """One line, without its end.

    Raises:
        ValueError: it is too long, or none comes.
    """
    line = b""
    while not line.endswith(b"\n"):
        part = connection.recv(LONGEST)
        line += part
        if not part or len(line) > LONGEST:
            raise ValueError(_("no whole line"))
    return line[:-1]


@contextmanager
def _address(path: Path) -> Iterator[str]:
    """``path`` as the system takes it for a socket: a long one by way of its folder."""
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
