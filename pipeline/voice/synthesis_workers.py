"""Makes the clips that the store lacks, on as many processes or threads as the engine wants."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import EngineMissing, ServiceDown, VoiceError
from pipeline.messages import _
from pipeline.system.worker_pool import WorkerPool
from pipeline.voice.clip_store import taken
from pipeline.voice.engine import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor, Future
    from pathlib import Path

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


class Begun(dict[str, "Future[None]"]):
    """Sounds that are being made before their episode's turn, by key."""


class Making:
    """One run through the missing clips of an episode."""

    def __init__(
        self, engine: Engine, store: ClipStore, jobs: int, done: Callable[[int, bool], None], begun: Begun
    ) -> None:
        """``done`` is told the index of each utterance, and that its sound was made and not only served again; what
        has ``begun`` is waited for, not made again.
        """
        self.failures: dict[int, VoiceError] = {}
        """By index of the utterance, what cannot be said and why."""
        self._engine = engine
        self._store = store
        self._jobs = jobs
        self._done = done
        self._begun = begun

    def make(self, tasks: Sequence[Task]) -> None:
        """Make and keep the sounds of ``tasks``; what cannot be said goes to ``failures``.

        When workers die or hang, the sentences they may have had in hand are tried again one by one, so that the
        one to blame is known and the others are said.

        Raises:
            EngineMissing, ServiceDown, OutputError: at once; what has not started is not started.
        """
        left = in_order(tasks)
        while left:
            left = self._attempt(left)
            # A pool hands out its work in order, one piece to each worker and one more in advance for each and one.
            suspects, left = left[: 2 * self._jobs + 1], left[2 * self._jobs + 1 :]
            guilty = [task for task in suspects if self._attempt([task])]
            if suspects and guilty == suspects:
                # Not the sentences' fault: nothing at all can be said here.
                guilty, left = suspects + left, []
            for task in guilty:
                self._fail(task, _lost(task.utterance))

    def _attempt(self, tasks: Sequence[Task]) -> list[Task]:
        """Make ``tasks``; those that were lost with their workers, in order."""
        executor = self._engine.executor(self._jobs)
        finished: SimpleQueue[Future[None]] = SimpleQueue()
        pending: dict[Future[None], Task] = {}
        lost: list[Task] = []
        try:
            for task in tasks:
                future = self._begun.pop(task.key, None)
                if future is None or (future.done() and (future.cancelled() or future.exception())):
                    future = submit(executor, self._engine, task, self._store.folder)
                pending[future] = task
                future.add_done_callback(finished.put)
            while pending:
                future = finished.get(timeout=_patience(tasks))
                task = pending.pop(future)
                if not self._done_or_told(task, future):
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

    def _done_or_told(self, task: Task, future: Future[None]) -> bool:
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
                self._done(index, index == task.places[0])
        return True

    def _fail(self, task: Task, reason: VoiceError) -> None:
        self.failures |= dict.fromkeys(task.places, reason)


def in_order(tasks: Sequence[Task]) -> list[Task]:
    """Longest first: a long sentence begun last would keep one worker busy while the others have nothing to do."""
    return sorted(tasks, key=lambda task: -task.utterance.reading.syllables)


def submit(executor: Executor, engine: Engine, task: Task, folder: Path) -> Future[None]:
    """The future of ``task``; where the executor is already broken, one that says so."""
    try:
        return executor.submit(taken, engine.say, task.utterance, task.key, folder)
    except BrokenExecutor as exc:
        from concurrent.futures import Future

        future: Future[None] = Future()
        future.set_exception(exc)
        return future


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
