"""From utterances to clips: what the store lacks is made, longest first; then all are read from there in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import VoiceError
from pipeline.messages import _
from pipeline.voice.engine import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pipeline.model import Clip, Utterance
    from pipeline.voice.clip_store import ClipStore
    from pipeline.voice.engine import Engine
    from pipeline.voice.synthesis_workers import InFlight


class Recording:
    """The sounds of one episode, from the first that is begun until all lie in the clip store."""

    def __init__(
        self,
        utterances: Sequence[Utterance],
        engine: Engine,
        store: ClipStore,
        *,
        jobs: int,
        in_flight: InFlight | None = None,
    ) -> None:
        """Nothing is made yet.

        Args:
            utterances: of one episode.
            engine: who speaks, by ``engine.executor(jobs)``.
            store: what was said before.
            jobs: how many at once.
            in_flight: what is being made for other episodes; none where this one is alone.
        """
        # A run with nothing to say imports this module for its face, but none of these.
        from pipeline.voice.clip_store import clip_key
        from pipeline.voice.synthesis_workers import InFlight, Making, Task

        self._making = Making(engine, store, jobs, InFlight() if in_flight is None else in_flight)
        self._store = store
        self._sentences = len(utterances)
        keys = []
        places: dict[str, list[int]] = {}
        for index, utterance in enumerate(utterances):
            try:
                key = clip_key(utterance, engine)
            except VoiceError as exc:
                self._making.failures[index] = exc
                continue
            keys.append(key)
            places.setdefault(key, []).append(index)
        self._keys = tuple(keys)
        tasks = [Task(key, utterances[indices[0]], tuple(indices)) for key, indices in places.items()]
        # Longest first: a long sentence begun last would keep one worker busy while the others have nothing to do.
        self._tasks = sorted(tasks, key=lambda task: -task.utterance.reading.syllables)

    def begin(self) -> None:
        """Have what the store lacks made, after all that was begun before. Damaged clips are left to :meth:`finish`,
        which tells of them.

        Raises:
            EngineMissing, ServiceDown: there is nobody to make it.
        """
        self._making.begin(self._tasks)

    def finish(
        self, on_done: Callable[[int, bool], None] | None = None, meanwhile: Callable[[], bool] | None = None
    ) -> tuple[str, ...]:
        """See to it that the store has each sound, whether begun or not; the keys they lie under, in order.

        Equal sounds are made once, each kept in the store the moment it is there. An exception, Ctrl-C included, loses
        only what was in hand.

        Args:
            on_done: called in this thread, once for each utterance as its sound is there: its index, and whether it
                was made for it now (else it was found).
            meanwhile: called in this thread while sounds are waited for, as :meth:`Making.make` says.

        Raises:
            VoiceError: one or several sentences cannot be said; all others have been, and are in the store.
            EngineMissing, ServiceDown: at once.
            OutputError: the store cannot be written.
        """
        done = on_done or (lambda _index, _made: None)
        missing = []
        for task in self._tasks:
            if self._making.has_begun(task.key) or not self._store.holds(task.key):
                missing.append(task)
            else:
                for index in task.places:
                    done(index, False)
        self._making.make(missing, done, meanwhile)
        if self._making.failures:
            raise _told_together(self._making.failures, self._sentences)
        return self._keys


def play(keys: Sequence[str], utterances: Sequence[Utterance], store: ClipStore) -> Iterator[Clip]:
    """The clips of ``utterances``, recorded under ``keys``, in order, each read from ``store`` when it is asked for.

    Raises:
        VoiceError: one is gone or damaged.
        OutputError: one cannot be read.
    """
    from pipeline.voice.word_times import as_written  # late, as above

    for key, utterance in zip(keys, utterances, strict=True):
        clip = store.get(key)
        if clip is None:
            raise VoiceError(
                _("its sound was removed from {folder} while it was needed").format(folder=store.folder),
                where=excerpt(utterance),
                next=_("run make again"),
            )
        yield replace(clip, words=as_written(clip.words, utterance.reading))


def _told_together(failures: Mapping[int, VoiceError], sentences: int) -> VoiceError:
    """One error for an episode: its first failure, and how many there are."""
    first = failures[min(failures)]
    if len(failures) == 1:
        return first
    what = _("{failed} of {sentences} sentences cannot be said; the first: {what}")
    return VoiceError(
        what.format(failed=len(failures), sentences=sentences, what=first.what), where=first.where, next=first.next
    )
