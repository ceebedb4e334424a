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
    from pipeline.voice.synthesis_workers import Begun, Task


def record(
    utterances: Sequence[Utterance],
    engine: Engine,
    store: ClipStore,
    *,
    jobs: int,
    on_done: Callable[[int, bool], None] | None = None,
    begun: Begun | None = None,
) -> tuple[str, ...]:
    """See to it that ``store`` has the sound of each of ``utterances``; the keys they lie under, in order.

    What is missing is made by ``engine.executor(jobs)``, longest first, equal sounds once, each kept in the store the
    moment it is there. An exception, Ctrl-C included, loses only what was in hand.

    Args:
        utterances: of one episode.
        engine: who speaks.
        store: what was said before.
        jobs: how many at once.
        on_done: called in this thread, once for each utterance as its sound is there: its index, and whether it
            was made for it now (else it was found).
        begun: what :func:`begin` has begun; what is waited for here is taken out of it.

    Raises:
        VoiceError: one or several sentences cannot be said; all others have been, and are in the store.
        EngineMissing, ServiceDown: at once.
        OutputError: the store cannot be written.
    """
    # A run with nothing to say imports this module for its face, but none of these.
    from pipeline.voice.synthesis_workers import Begun, Making

    done = on_done or (lambda _index, _made: None)
    making = Making(engine, store, jobs, done, Begun() if begun is None else begun)
    keys, missing, making.failures = _planned(utterances, engine, store)
    waited_for = {index for task in missing for index in task.places}
    for index in range(len(utterances)):
        if index not in waited_for and index not in making.failures:
            done(index, False)
    making.make(missing)
    if making.failures:
        raise _told_together(making.failures, len(utterances))
    return tuple(keys)


def begin(utterances: Sequence[Utterance], engine: Engine, store: ClipStore, *, jobs: int, begun: Begun) -> None:
    """Have ``engine.executor(jobs)`` say ``utterances``, as :func:`record` would, after all it has been given before.

    What is thus begun, and not yet in ``begun``, is noted there by its key. A damaged clip is left to :func:`record`,
    which tells of it.

    Raises:
        EngineMissing: as for :func:`record`.
    """
    from pipeline.voice.synthesis_workers import in_order, submit  # late, as above

    executor = engine.executor(jobs)
    _keys, missing, _failures = _planned(utterances, engine, store)
    for task in in_order(missing):
        if task.key not in begun and not store.path(task.key).exists():
            begun[task.key] = submit(executor, engine, task, store.folder)


def _planned(
    utterances: Sequence[Utterance], engine: Engine, store: ClipStore
) -> tuple[list[str], list[Task], dict[int, VoiceError]]:
    """The keys of ``utterances``, what ``store`` lacks of them, and by index what cannot be said at all."""
    from pipeline.voice.clip_store import clip_key  # late, as above
    from pipeline.voice.synthesis_workers import Task

    failures: dict[int, VoiceError] = {}
    keys = []
    places: dict[str, list[int]] = {}
    for index, utterance in enumerate(utterances):
        try:
            key = clip_key(utterance, engine)
        except VoiceError as exc:
            failures[index] = exc
            continue
        keys.append(key)
        places.setdefault(key, []).append(index)
    lacking = ((key, indices) for key, indices in places.items() if not store.holds(key))
    return keys, [Task(key, utterances[indices[0]], tuple(indices)) for key, indices in lacking], failures


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
