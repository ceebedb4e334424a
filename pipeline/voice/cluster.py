"""Sentences said by the machines of a cluster: dask.distributed, through its ``concurrent.futures`` face.

What travels is plain: to a worker the engine, the utterance and a hash of this room's files, as bytes that the
scheduler need not understand; back a clip as the store keeps it, with its key and its checksum. A worker that was lost
costs time alone, for the scheduler gives its sentences to another.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import BroadcastError, ServiceDown, UsageError, VoiceError, package_missing
from pipeline.messages import _
from pipeline.voice.clip_store import ClipStore
from pipeline.voice.cluster_answers import refuse, whole
from pipeline.voice.cluster_worker import program
from pipeline.voice.engine import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.model import Clip, Utterance
    from pipeline.voice.cluster_worker import Answer
    from pipeline.voice.engine import Engine, Voice

CONNECT_SECONDS = 10.0
"""Longest wait for the scheduler, and for its first worker."""
COME_BACK_SECONDS = 60.0
"""Longest wait for a worker when all were lost: one that was killed is started again by its nanny in a few seconds."""
GREETING_SECONDS = 60.0
"""Longest wait for all workers to answer the first time, when they load the program."""

_LONGER_THAN_ANY = 100_000
"""Syllables."""

_E = TypeVar("_E", bound=BroadcastError)
_T = TypeVar("_T")


@contextmanager
def cluster_at(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler listens at ``address`` (``tcp://10.0.0.7:8786``), for one run.

    Raises:
        UsageError: dask is not installed here, nobody answers there, or its workers are none or of another version.
    """
    try:
        from distributed import Client
    except ImportError as exc:
        raise package_missing("distributed", "--cluster") from exc
    # What goes wrong is told by our own errors; dask would write each with its traceback between them.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        _check_scheduler(address)
        client: Any = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]  # dask has no types here
    except UsageError:
        raise
    except Exception as exc:  # dask reads lengths and types from the bytes of whatever answers
        raise _no_scheduler(address, exc) from exc
    try:
        yield Cluster(client, address)
    finally:
        client.close(timeout=2)


def _check_scheduler(address: str) -> None:
    """Let ``address`` pass if a scheduler answers there in time. Dask's own client waits for ever on one that accepts
    the connection and says nothing.

    Raises:
        UsageError: a worker answers.
        Exception: nobody does (``OSError``, ``TimeoutError``), or not as one of dask does.
    """
    from distributed.comm.core import connect

    async def ask() -> Any:
        line = await connect(address, timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]  # as above
        try:
            await line.write({"op": "identity", "reply": True})
            return await line.read()
        finally:
            line.abort()

    who = asyncio.run(asyncio.wait_for(ask(), CONNECT_SECONDS))
    if who["type"] != "Scheduler":
        raise UsageError(
            _("this is no scheduler but a {kind} of a cluster").format(kind=who["type"]),
            where=address,
            next=_("give the address that `dask scheduler` shows"),
        )


def _no_scheduler(address: str, exc: Exception) -> UsageError:
    """The error for an address where ``exc`` came of asking for a scheduler."""
    if isinstance(exc, OSError):  # a TimeoutError is one
        reason = _reason(exc) if str(exc) else _("nothing came within {seconds:g} s").format(seconds=CONNECT_SECONDS)
        what = _("the cluster's scheduler does not answer ({reason})").format(reason=reason)
    else:
        what = _("what answers there is no scheduler of a cluster ({reason})").format(reason=_reason(exc))
    return UsageError(what, where=address, next=_("start it (dask scheduler), or correct the address"))


def _within(seconds: float, do: Callable[[], _T]) -> _T:
    """What ``do`` returns or raises; a ``TimeoutError`` when it takes longer, while it goes on in its thread."""
    outcome: Future[_T] = Future()

    def run() -> None:
        try:
            outcome.set_result(do())
        except BaseException as exc:  # told where it is waited for
            outcome.set_exception(exc)

    Thread(target=run, daemon=True, name="cluster").start()
    return outcome.result(seconds)


class Cluster:
    """The workers behind one scheduler."""

    def __init__(self, client: Any, address: str) -> None:
        """``client`` is dask's.

        Raises:
            UsageError: there is no worker, or one cannot be used.
        """
        self._client = client
        self._address = address
        self._lost = ""
        self._episodes = count()
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as exc:
            raise self._no_worker(UsageError) from exc
        except Exception as exc:  # whatever dask meets over there
            raise self._gone(UsageError, _reason(exc)) from exc
        greet = partial(client.run, _errand(), program(), b"", on_error="raise")
        try:
            answers: dict[str, Answer] = _within(GREETING_SECONDS, greet)
        except TimeoutError as exc:
            raise UsageError(
                _("a worker of the cluster did not answer within {seconds:g} s").format(seconds=GREETING_SECONDS),
                where=address,
                next=_("look which worker hangs, and start it again"),
            ) from exc
        except Exception as exc:  # whatever dask meets over there
            raise self._gone(UsageError, _reason(exc)) from exc
        for answer in answers.values():
            refuse(answer, UsageError)

    def engine(self, engine: Engine) -> Engine:
        """``engine``, speaking over there."""
        return ClusterEngine(engine, self)

    def executor(self) -> Executor:
        """Where an engine's ``say`` is done.

        Raises:
            ServiceDown: the scheduler is gone, or all workers are and stay away.
        """
        if self._lost:
            raise self._gone(ServiceDown, self._lost)
        try:
            self._client.wait_for_workers(1, timeout=COME_BACK_SECONDS)
        except TimeoutError as exc:
            raise self._no_worker(ServiceDown) from exc
        except Exception as exc:  # as above
            raise self.lost(exc) from exc
        return _Sending(self._client.get_executor(pure=False), self, next(self._episodes))

    def lost(self, exc: BaseException) -> ServiceDown:
        """The error for a connection that broke; from now on nothing is sent any more."""
        self._lost = _("it has ended") if isinstance(exc, CancelledError) else _reason(exc)
        return self._gone(ServiceDown, self._lost)

    def _gone(self, kind: type[_E], reason: str) -> _E:
        return kind(
            _("the connection to the cluster's scheduler was lost ({reason})").format(reason=reason),
            where=self._address,
            next=_("see that it runs, then run make again: what was said is kept"),
        )

    def _no_worker(self, kind: type[_E]) -> _E:
        return kind(
            _("the cluster has no workers"),
            where=self._address,
            next=_("start some: dask worker {address}").format(address=self._address),
        )


class ClusterEngine:
    """An engine whose sentences are said elsewhere; all that is asked of it otherwise is answered here."""

    def __init__(self, engine: Engine, cluster: Cluster) -> None:
        self.name = engine.name
        self.remote = engine.remote
        self._engine = engine
        self._cluster = cluster

    def probe(self) -> None:
        """As the engine."""
        self._engine.probe()

    @property
    def fingerprint(self) -> str:
        return self._engine.fingerprint

    def voices(self) -> tuple[Voice, ...]:
        return self._engine.voices()

    def heard(self, utterance: Utterance) -> str:
        return self._engine.heard(utterance)

    @property
    def say(self) -> Callable[[Utterance], Clip]:
        """The engine's own: what is sent must not take this connection along."""
        return self._engine.say

    def executor(self, jobs: int) -> Executor:  # noqa: ARG002  # the cluster has as many as it has
        return self._cluster.executor()


class _Sending(Executor):
    """Dask's executor, for calls of :func:`pipeline.voice.clip_store.taken`."""

    def __init__(self, remote: Any, cluster: Cluster, episode: int) -> None:
        """``episode`` counts those that were begun."""
        self._remote = remote
        self._cluster = cluster
        self._first = -episode * _LONGER_THAN_ANY
        self._ended = False

    def submit(  # type: ignore[override]  # one kind of call
        self, _taken: Any, say: Any, utterance: Any, key: Any, folder: Any, /
    ) -> Future[Any]:
        answer: Future[None] = Future()
        order = pickle.dumps((say, utterance, key))
        # What is submitted within a tenth of a second is equal for dask; what was begun first comes first nonetheless,
        # and of one episode the longest.
        priority = self._first + utterance.reading.syllables
        try:
            sent = self._remote.submit(_errand(), program(), order, priority=priority)
        except Exception as exc:  # whatever dask meets on a line that is going dead
            raise self._cluster.lost(exc) from exc
        answer.add_done_callback(lambda done: sent.cancel() if done.cancelled() else None)
        sent.add_done_callback(partial(self._hand_over, answer, key, utterance, folder))
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nobody waits here for what is in hand over there."""
        del wait
        if cancel_futures:
            self._ended = True
            self._remote.shutdown(wait=False)

    def _hand_over(
        self, answer: Future[None], key: str, utterance: Utterance, folder: Path, sent: Future[Answer]
    ) -> None:
        if self._ended or not answer.set_running_or_notify_cancel():
            return  # nobody waits for it any more
        try:
            ClipStore(folder).put(key, whole(sent.result(), key, utterance))
        except BroadcastError as exc:
            answer.set_exception(exc)
        except (CancelledError, OSError) as exc:
            answer.set_exception(self._cluster.lost(exc))
        except Exception as exc:  # dask's own: the sentence has killed several workers, or could not be sent
            answer.set_exception(
                VoiceError(
                    _("the cluster could not say it ({reason})").format(reason=_reason(exc)),
                    where=excerpt(utterance),
                    next=_("look into the workers' logs"),
                )
            )
        else:
            answer.set_result(None)


def _errand() -> Callable[[str, bytes], Answer]:
    """What a worker is to do. A function without a name of its own travels with its code, not as the name of a module:
    so a worker that lacks the program can say so.
    """

    def errand(ours: str, order: bytes) -> Answer:
        import socket

        here = socket.gethostname()
        try:
            from pipeline.voice.cluster_worker import carried_out
        except ImportError as exc:
            return "missing", here, str(exc).encode()
        return carried_out(ours, order, here)

    return errand


def _reason(exc: BaseException) -> str:
    return str(exc).splitlines()[0] if str(exc) else type(exc).__name__
