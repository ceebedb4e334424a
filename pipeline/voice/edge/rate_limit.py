"""The rate limit of the online voice: how many requests are under way, how many failures are borne, who waits."""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from pipeline.errors import ServiceDown, VoiceError
from pipeline.messages import _

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from types import TracebackType

    from pipeline.voice.edge.errors import Setback

P = ParamSpec("P")
T = TypeVar("T")


class Limiter:
    """Lets ``most`` through at once; fewer while the service asks for it. For one event loop.

    Halved when told that the service throttles, and grown again by one for as many successes as it lets through at
    once: additive increase, multiplicative decrease, as TCP does (RFC 5681, section 3.1).
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._limit = float(most)
        self._inside = 0
        self._halvings = 0
        self._free = asyncio.Condition()

    @property
    def limit(self) -> int:
        """How many are let through at once now."""
        return int(self._limit)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[int]:
        """Wait for a free place and hold it. Gives what :meth:`throttled` wants to know."""
        async with self._free:
            await self._free.wait_for(lambda: self._inside < self.limit)
            self._inside += 1
        try:
            yield self._halvings
        finally:
            self._inside -= 1
            async with self._free:
                self._free.notify_all()

    def throttled(self, turn: int) -> None:
        """A request that held ``turn`` was told to slow down; one from before the last halving tells nothing new."""
        if turn == self._halvings:
            self._halvings += 1
            self._limit = max(1.0, self._limit / 2)

    def succeeded(self) -> None:
        """A request succeeded."""
        self._limit = min(float(self._most), self._limit + 1 / self._limit)


class Budget:
    """What is borne in failures. Each success earns one back: only a service that mostly fails is given up."""

    def __init__(self, failures: int) -> None:
        self._most = failures
        self._left = failures
        self.proven = False
        """Whether the service has answered well in this run."""
        self.down: ServiceDown | None = None
        """Why the service is not asked any more in this run."""

    def succeeded(self) -> None:
        """Count a success."""
        self.proven = True
        self._left = min(self._most, self._left + 1)

    def failed(self, why: Setback) -> None:
        """Take what the failure costs; when nothing is left, the service is down."""
        self._left -= why.cost
        if self._left <= 0:
            what = _("the online voice failed too often, at last because: {reason}").format(reason=why.what)
            self.give_up(ServiceDown(what, next=why.next))

    def give_up(self, why: ServiceDown) -> None:
        """Nothing is asked any more in this run."""
        self.down = self.down or why

    def check(self) -> None:
        """Let pass while the service is not down.

        Raises:
            ServiceDown: it is.
        """
        if self.down:
            raise ServiceDown(self.down.what, next=self.down.next)


class Line:
    """A thread with an event loop in which requests wait, there while somebody holds it (``with line``)."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._lock = Lock()
        self._holders = 0
        self._under_way: set[Future[Any]] = set()

    def __enter__(self) -> Line:
        with self._lock:
            if not self._holders:
                self._start()
            self._holders += 1
        return self

    def __exit__(self, *_exc: object) -> None:
        with self._lock:
            self._holders -= 1
            if not self._holders:
                self._loop.call_soon_threadsafe(self._closed.set)
                self._thread.join()

    def _start(self) -> None:
        ready: Future[None] = Future()

        def serve() -> None:
            try:
                asyncio.run(self._open(ready))
            except OSError as exc:
                ready.set_exception(exc)

        self._thread = Thread(target=serve, name="edge", daemon=True)
        try:
            self._thread.start()
            ready.result()
        except (OSError, RuntimeError) as exc:  # no more file handles, no more threads
            raise VoiceError(
                _("no connection can be opened on this machine ({reason})").format(reason=type(exc).__name__),
                next=_("close other programs and run make again"),
            ) from exc

    async def _open(self, ready: Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._closed = asyncio.Event()
        self._hurry = asyncio.Event()
        self.limiter = Limiter(self._at_once)
        ready.set_result(None)
        await self._closed.wait()

    def wait_for(self, ask: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of ``ask(…)``, run in the line's loop; an exception here (Ctrl-C) stops it there.

        Raises:
            VoiceError: it was stopped.
        """
        with self:
            future = asyncio.run_coroutine_threadsafe(ask(*args, **kwargs), self._loop)
            self._under_way.add(future)
            try:
                return future.result()
            except CancelledError as exc:
                raise VoiceError(_("it was stopped before it was said"), next=_("run make again")) from exc
            finally:
                future.cancel()
                self._under_way.discard(future)

    async def pause(self, seconds: float) -> None:
        """Wait, but not when everybody is told to hurry."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), seconds)

    def hurry(self) -> None:
        """End all pauses, now and later: there is nothing left to wait for. Called in the loop."""
        self._hurry.set()

    def stop(self) -> None:
        """Stop all that is under way."""
        for future in tuple(self._under_way):
            future.cancel()


class LineExecutor(ThreadPoolExecutor):
    """Threads that wait on a line. Told to drop what is queued, or left by Ctrl-C, it stops what is under way too."""

    def __init__(self, line: Line, threads: int) -> None:
        super().__init__(threads, thread_name_prefix="edge")
        self._line = line
        self.ended = False
        """Whether it was shut down and takes nothing more."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.ended = True
        super().shutdown(wait=False, cancel_futures=cancel_futures)
        if cancel_futures:
            self._line.stop()
        super().shutdown(wait=wait)

    def __exit__(
        self, kind: type[BaseException] | None, _exc: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.shutdown(cancel_futures=kind is not None and not issubclass(kind, Exception))
