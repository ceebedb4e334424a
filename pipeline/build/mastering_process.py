"""The studio's work on one episode, in a process of its own: meanwhile the next episode's sentences are recorded."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import BroadcastError, StudioError, fault
from pipeline.messages import _
from pipeline.model import Episode, Imprint, Line
from pipeline.station import Station
from pipeline.studio import produce
from pipeline.system.worker_pool import end_workers, workers
from pipeline.voice import ClipStore, play

if TYPE_CHECKING:
    from concurrent.futures import Future

PATIENCE_SECONDS = 300.0
"""The process counts as hung when an episode takes this long and as long again as it sounds: a busy old machine needs
a tenth of that."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An episode whose sentences all lie in the clip store."""

    imprint: Imprint
    lines: tuple[Line, ...]
    keys: tuple[str, ...]
    """Of the lines' clips, in order."""
    clips: Path
    """The store."""
    station: Station
    picture: Path | None
    folder: Path
    """Where the episode is to stand."""

    @property
    def seconds(self) -> float:
        """How long its words sound, about."""
        return sum(60 * line.utterance.reading.syllables / line.utterance.pace for line in self.lines)


def finish(recorded: Recorded) -> Episode:
    """Make the episode's files.

    Raises:
        BroadcastError: whatever goes wrong; what stood in the folder before still stands there.
    """
    try:
        clips = play(recorded.keys, [line.utterance for line in recorded.lines], ClipStore(recorded.clips))
        return produce(
            recorded.imprint, recorded.lines, clips, recorded.station, recorded.folder, picture=recorded.picture
        )
    except BroadcastError:
        raise
    except MemoryError as exc:
        raise StudioError(_("memory ran out while it was mastered"), next=_free_memory()) from exc
    except Exception as exc:  # told here, where its place is known; not every exception survives the way home
        raise fault(exc) from exc


class FinishingProcess:
    """One worker that finishes one episode after the other, in the order in which they were begun."""

    def __init__(self, number: int) -> None:
        """``number`` tells it from others of the same run."""
        self._purpose = f"studio {number}"
        self._recorded: Recorded | None = None
        self._future: Future[Episode] | None = None
        # Started now, its libraries are loaded by the time the first sentences have been said.
        with suppress(BrokenExecutor):
            workers(1, self._purpose, _load)

    def begin(self, recorded: Recorded) -> None:
        """Have ``recorded`` finished; whoever was begun before must have been asked for."""
        self._recorded = recorded
        self._future = self._sent(recorded)

    def episode(self) -> Episode:
        """The episode begun last, as soon as it is there.

        Raises:
            BroadcastError: it could not be made.
        """
        if self._recorded is None:
            raise ValueError("no episode was begun")
        for _attempt in range(2):
            self._future = self._future or self._sent(self._recorded)
            if self._future is None:
                continue
            try:
                return self._future.result(PATIENCE_SECONDS + self._recorded.seconds)
            except (BrokenExecutor, TimeoutError):
                self.end()
        raise StudioError(_("the process that was to master it was killed or hung, twice"), next=_free_memory())

    def end(self) -> None:
        """Stop at once; what was in hand is lost."""
        self._future = None
        end_workers(self._purpose)

    def _sent(self, recorded: Recorded) -> Future[Episode] | None:
        """The future of ``recorded``, None when the worker cannot be started."""
        pool = workers(1, self._purpose, _load)
        try:
            # Asked first whether it is there: what a worker that never comes up does not fetch would block the pool.
            pool.submit(_load).result(PATIENCE_SECONDS)
            return pool.submit(finish, recorded)
        except (BrokenExecutor, TimeoutError):
            pool.end()
            return None


class Studios:
    """Finishing processes, each with one episode in hand; another is started when all are at work."""

    def __init__(self, most: int) -> None:
        """``most`` of them, at most."""
        self._most = most
        self._all = [FinishingProcess(0)]
        self._idle = self._all.copy()

    @property
    def busy(self) -> bool:
        """Whether none can take another episode."""
        return not self._idle and len(self._all) == self._most

    def begin(self, recorded: Recorded) -> FinishingProcess:
        """The process that finishes ``recorded``; only while they are not :attr:`busy`."""
        if not self._idle:
            self._idle.append(FinishingProcess(len(self._all)))
            self._all += self._idle
        studio = self._idle.pop()
        studio.begin(recorded)
        return studio

    def episode(self, studio: FinishingProcess) -> Episode:
        """What ``studio`` has in hand, as soon as it is there.

        Raises:
            BroadcastError: it could not be made.
        """
        try:
            return studio.episode()
        finally:
            self._idle.append(studio)

    def end(self) -> None:
        """Stop all at once; what was in hand is lost."""
        for studio in self._all:
            studio.end()


def _load() -> None:
    """Import what the studio works with."""
    from pipeline.studio import production  # noqa: F401  # for what its import loads


def _free_memory() -> str:
    return _("close other programs to free memory, and run make again")
