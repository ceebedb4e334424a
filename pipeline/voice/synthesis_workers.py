"""Makes the clips that the store lacks, on as many processes or threads as the engine wants."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Future
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import EngineMissing, ServiceDown, VoiceError
from pipeline.messages import _
from pipeline.system.worker_pool import WorkerPool
from pipeline.voice.clip_store import taken
from pipeline.voice.engine import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from pipeline.model import Utterance
    from pipeline.voice.clip_store import ClipStore
    from pipeline.voice.engine import Engine

PATIENCE_SECONDS = 120.0
"""A worker counts as hung when nothing was finished for this long …"""
PATIENCE_PER_SYLLABLE = 3.0
"""… and this for each syllable of the longest sentence: twelve times its length, for an old machine under load."""


class Task(NamedTuple):
    """One sound to be made."""

    key: str
    utterance: Utterance
    places: tuple[int, ...]
    """Indices of all the utterances that it serves; the first is ``utterance``."""


class InFlight:
    """The sounds that are being made, of however many episodes; each leaves when it is done or given up."""

    def __init__(self) -> None:
        self.finished = 0
        """How many have left: while this grows, somebody is at work."""
        self._futures: dict[str, Future[None]] = {}

    def __len__(self) -> int:
        return len(self._futures)

    def get(self, key: str) -> Future[None] | None:
        """Of the sound ``key``, if it is being made."""
        return self._futures.get(key)

    def add(self, key: str, future: Future[None]) -> None:
        """Have ``future`` stand for the sound ``key`` until it is done; another that did is forgotten."""
        self._futures[key] = future
        future.add_done_callback(lambda _done: self._leave(key, future))

    def _leave(self, key: str, future: Future[None]) -> None:
        self.finished += 1
        if self._futures.get(key) is future:
            del self._futures[key]


class Making:
    """The making of one episode's missing clips."""

    def __init__(self, engine: Engine, store: ClipStore, jobs: int, in_flight: InFlight) -> None:
        self.failures: dict[int, VoiceError] = {}
        """By index of the utterance, what cannot be said and why."""
        self._engine = engine
        self._store = store
        self._jobs = jobs
        self._in_flight = in_flight
        self._begun: dict[str, Future[None]] = {}

    def begin(self, tasks: Sequence[Task]) -> None:
        """Submit what of ``tasks`` has no file and is not being made for another episode, after all that was before.

        Raises:
            EngineMissing, ServiceDown: there is nobody to submit it to.
        """
        executor = self._engine.executor(self._jobs)
        for task in tasks:
            # Asked in this order: a sound is no longer being made only when its file is there.
            future = self._in_flight.get(task.key)
            if future is None and not self._store.path(task.key).exists():
                future = self._submitted(executor, task)
            if future is not None:
                self._begun[task.key] = future

    def has_begun(self, key: str) -> bool:
        """Whether the sound ``key`` was begun and may yet come of it."""
        future = self._begun.get(key)
        return future is not None and not (future.done() and (future.cancelled() or future.exception()))

    def make(
        self, tasks: Sequence[Task], done: Callable[[int, bool], None], meanwhile: Callable[[], bool] | None = None
    ) -> None:
        """Make and keep the sounds of ``tasks``, those that were begun included; what cannot be said goes to
        :attr:`failures`.

        When workers die or hang, the sentences they may have had in hand are tried again one by one, so that the
        one to blame is known and the others are said.

        Args:
            tasks: longest first.
            done: told the index of each utterance, and that its sound was made and not only served again.
            meanwhile: called while no sound is there to be taken up; it does some other work, and tells whether there
                was any.

        Raises:
            EngineMissing, ServiceDown, OutputError: at once; what has not started is not started.
        """
        left = list(tasks)
        while left:
            left = self._attempt(left, done, meanwhile)
            # A pool hands out its work in order, one piece to each worker and one more in advance for each and one.
            suspects, left = left[: 2 * self._jobs + 1], left[2 * self._jobs + 1 :]
            guilty = [task for task in suspects if self._attempt([task], done)]
            if suspects and guilty == suspects:
                # Not the sentences' fault: nothing at all can be said here.
                guilty, left = suspects + left, []
            for task in guilty:
                self._fail(task, _lost(task.utterance))

    def _attempt(
        self, tasks: Sequence[Task], done: Callable[[int, bool], None], meanwhile: Callable[[], bool] | None = None
    ) -> list[Task]:
        """Make ``tasks``; those that were lost with their workers, in order."""
        executor = self._engine.executor(self._jobs)
        finished: SimpleQueue[Future[None]] = SimpleQueue()
        pending: dict[Future[None], Task] = {}
        lost: list[Task] = []
        try:
            for task in tasks:
                future = self._begun.pop(task.key) if self.has_begun(task.key) else self._submitted(executor, task)
                pending[future] = task
                future.add_done_callback(finished.put)
            while pending:
                while meanwhile and finished.empty() and meanwhile():
                    pass
                future = self._next(finished, _patience(tasks))
                task = pending.pop(future)
                if not self._done_or_told(task, future, done):
                    lost.append(task)
        except Empty:
            lost += pending.values()
        except BaseException as exc:
            for future in pending:
                future.cancel()
            if not isinstance(exc, Exception):
                # Ctrl-C: nobody waits for sentences in hand.
                _end(executor)
            raise
        if lost:
            _end(executor)
        return sorted(lost, key=tasks.index)

    def _next(self, finished: SimpleQueue[Future[None]], patience: float) -> Future[None]:
        """The next that is done; ``Empty`` when nothing was for ``patience`` seconds, of whatever episode."""
        while True:
            before = self._in_flight.finished
            try:
                return finished.get(timeout=patience)
            except Empty:
                if self._in_flight.finished == before:
                    raise

    def _submitted(self, executor: Executor, task: Task) -> Future[None]:
        """The future of ``task``; where the executor is already broken, one that says so."""
        try:
            future = executor.submit(taken, self._engine.say, task.utterance, task.key, self._store.folder)
        except BrokenExecutor as exc:
            future = Future()
            future.set_exception(exc)
        self._in_flight.add(task.key, future)
        return future

    def _done_or_told(self, task: Task, future: Future[None], done: Callable[[int, bool], None]) -> bool:
        """Note what came of ``task``; false when its worker was lost."""
        try:
            future.result()
        except BrokenExecutor:
            return False
        except (EngineMissing, ServiceDown):
            raise
        except VoiceError as exc:
            self._fail(task, exc)
        except MemoryError:
            self._fail(task, VoiceError(_("memory ran out"), where=excerpt(task.utterance), next=_free_memory()))
        else:
            for index in task.places:
                done(index, index == task.places[0])
        return True

    def _fail(self, task: Task, reason: VoiceError) -> None:
        self.failures |= dict.fromkeys(task.places, reason)


def _end(executor: Executor) -> None:
    if isinstance(executor, WorkerPool):
        executor.end()
    else:
        executor.shutdown(wait=False, cancel_futures=True)


def _patience(tasks: Sequence[Task]) -> float:
    return PATIENCE_SECONDS + PATIENCE_PER_SYLLABLE * max(task.utterance.reading.syllables for task in tasks)


def _lost(utterance: Utterance) -> VoiceError:
    return VoiceError(
        _("the process that was to say it was killed or hung, twice"),
        where=excerpt(utterance),
        next=_free_memory(),
    )


def _free_memory() -> str:
    return _("close other programs to free memory, or run with fewer --jobs")
