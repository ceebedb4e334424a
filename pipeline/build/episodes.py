"""Documents become episodes: each is planned, spoken and mastered, and while one stage waits another goes on.

    documents → plans → speech → mastering → what came of each, in the order of the documents

How far a stage may run ahead of the next is decided in two places: :meth:`Maker._look_ahead`, while sounds are waited
for, and :meth:`Maker.results`, while all studios are busy.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from pipeline.build.identities import Numbers
from pipeline.build.mastering_process import FinishingProcess, Recorded, Studios
from pipeline.build.output_folder import CLIPS
from pipeline.build.planning import Outcome, Plan, Planner
from pipeline.build.sources import Source
from pipeline.errors import BroadcastError, VoiceError, fault
from pipeline.messages import _
from pipeline.progress import Progress
from pipeline.staging import clear
from pipeline.studio import notices
from pipeline.voice import ClipStore, Recording
from pipeline.voice.synthesis_workers import InFlight

_T = TypeVar("_T")


class _Speech(NamedTuple):
    """A plan, and its sounds on their way into the clip store."""

    plan: Plan
    recording: Recording


class _Opened(NamedTuple):
    """A document that has been read, maybe before its turn: all is told and raised in its turn."""

    source: Source
    notices: tuple[str, ...]
    step: _Speech | Outcome | BroadcastError


class _Said(NamedTuple):
    """A plan whose sounds all lie in the clip store."""

    plan: Plan
    keys: tuple[str, ...]
    """Of the lines' clips, in order."""


class _InHand(NamedTuple):
    """An episode that is being mastered."""

    said: _Said
    number: int
    studio: FinishingProcess


class Maker:
    """Makes the episodes of one run."""

    def __init__(self, planner: Planner, studios: Studios, numbers: Numbers, progress: Progress, *, jobs: int) -> None:
        """``jobs`` sentences are said at once; as many episodes mastered as there are ``studios``."""
        self._planner, self._studios, self._numbers, self._progress = planner, studios, numbers, progress
        self._jobs = jobs
        self._clips = ClipStore(planner.audio_out / CLIPS, self._tell_damage)
        self._in_flight = InFlight()
        self._told = {""}
        """Why an engine stood in, as the operator has read it."""
        self._sources: Iterator[Source] = iter(())
        self._ahead: deque[_Opened] = deque()
        """Read before their turn, and begun where their engine allows it."""
        self._mastering: deque[tuple[Source, _InHand | Outcome | BroadcastError]] = deque()

    def results(self, sources: Iterable[Source]) -> Generator[tuple[Source, Outcome | BroadcastError], None, None]:
        """What comes of each of ``sources``, in order: an outcome, or why there is none; then what stood there before
        still stands there.
        """
        self._sources = iter(sources)
        try:
            while opened := self._next():
                step = _tried(self._said, opened)
                while isinstance(step, _Said) and self._studios.busy:
                    yield from self._handed_on()
                begun = _tried(self._begun, step) if isinstance(step, _Said) else step
                self._mastering.append((opened.source, begun))
                while self._mastering and not isinstance(self._mastering[0][1], _InHand):
                    yield from self._handed_on()
            while self._mastering:
                yield from self._handed_on()
        except BaseException:
            self._studios.end()
            raise

    def _next(self) -> _Opened | None:
        """The document whose turn it is, None after the last."""
        if self._ahead:
            return self._ahead.popleft()
        source = next(self._sources, None)
        return self._opened(source) if source else None

    def _look_ahead(self) -> bool:
        """Open one more document and begin its sounds, where there is room for them; whether there was one.

        What is wrong with it is told in its turn. Who speaks for one episode alone is not asked before.
        """
        casting = self._planner.casting
        ahead = casting.ahead(self._jobs)
        if len(self._ahead) >= ahead.episodes or len(self._in_flight) > ahead.sounds:
            return False
        source = next(self._sources, None)
        if source is None:
            return False
        opened = self._opened(source)
        self._ahead.append(opened)
        if isinstance(opened.step, _Speech) and opened.step.plan.engine is casting.for_new().engine:
            with suppress(BroadcastError):
                opened.step.recording.begin()
                return True
            return False
        return True

    def _opened(self, source: Source) -> _Opened:
        told: list[str] = []

        def opened() -> _Speech | Outcome:
            planned = self._planner.plan(source, told.append)
            return planned if isinstance(planned, Outcome) else self._speech(planned)

        step = _tried(opened)
        return _Opened(source, tuple(told), step)

    def _speech(self, plan: Plan) -> _Speech:
        utterances = [line.utterance for line in plan.script.lines]
        return _Speech(
            plan, Recording(utterances, plan.engine, self._clips, jobs=self._jobs, in_flight=self._in_flight)
        )

    def _said(self, opened: _Opened) -> Outcome | _Said:
        """``opened`` with all it will say in the clip store, unless its episode stands already as it should."""
        for text in opened.notices:
            self._progress.notice(opened.source.name, text)
        speech = opened.step
        if isinstance(speech, BroadcastError):
            raise speech
        if isinstance(speech, Outcome):
            return speech
        try:
            return self._finished_speech(speech)
        except VoiceError as exc:
            stand_in = self._planner.casting.after(speech.plan.engine, exc)
            if stand_in is None:
                raise
            return self._finished_speech(self._speech(self._planner.spoken_by(stand_in, speech.plan)))

    def _finished_speech(self, speech: _Speech) -> _Said:
        plan = speech.plan
        if plan.speaker.told not in self._told:
            self._told.add(plan.speaker.told)
            self._progress.notice("", plan.speaker.told)
        for text in plan.script.notices:
            self._progress.notice(plan.imprint.source, text)
        syllables = [line.utterance.reading.syllables for line in plan.script.lines]
        imprint = plan.imprint
        self._progress.started(imprint.source, imprint.title, plan.engine.name, len(syllables), sum(syllables))
        keys = speech.recording.finish(lambda index, _made: self._progress.sentence(syllables[index]), self._look_ahead)
        self._clips.note(plan.imprint.slug, keys)
        return _Said(plan, keys)

    def _begun(self, said: _Said) -> _InHand:
        """``said`` in the hands of who masters it. Its number is given here; what becomes of those before it may not be
        known yet."""
        plan, planner = said.plan, self._planner
        number = self._number(plan)
        # Absolute: where the other process stands is its own affair.
        recorded = Recorded(
            planner.complete(plan, number),
            plan.script.lines,
            said.keys,
            self._clips.folder.absolute(),
            planner.station,
            planner.picture and planner.picture.absolute(),
            plan.folder.absolute(),
        )
        return _InHand(said, number, self._studios.begin(recorded))

    def _number(self, plan: Plan) -> int:
        return plan.imprint.number or self._numbers.of(plan.imprint.slug)

    def _begun_again(self, in_hand: _InHand) -> _InHand:
        with suppress(BroadcastError):
            self._studios.episode(in_hand.studio)
        clear(in_hand.said.plan.folder)  # or the next would take it for what a run that was cut off has left
        return self._begun(in_hand.said)

    def _handed_on(self) -> Iterator[tuple[Source, Outcome | BroadcastError]]:
        """What came of the first in hand; where that was nothing, those after it are mastered under their new
        numbers."""
        yield self._first()
        for at, (source, step) in enumerate(self._mastering):
            if isinstance(step, _InHand) and step.number != self._number(step.said.plan):
                self._mastering[at] = source, _tried(self._begun_again, step)

    def _first(self) -> tuple[Source, Outcome | BroadcastError]:
        """What came of the first of those that are being mastered, as soon as it is there."""
        source, step = self._mastering.popleft()
        if isinstance(step, _InHand):
            return source, _tried(self._finished, source, step.studio)
        return source, step

    def _finished(self, source: Source, studio: FinishingProcess) -> Outcome:
        episode = self._studios.episode(studio)
        for text in notices(episode, self._planner.station):
            self._progress.notice(source.name, text)
        return Outcome(episode, made=True)

    def _tell_damage(self, path: Path, reason: str) -> None:
        text = _("a stored sound is damaged ({reason}); it is made again").format(reason=reason)
        self._progress.notice(path.relative_to(self._planner.audio_out).as_posix(), text)


def _tried(step: Callable[..., _T], *arguments: object) -> _T | BroadcastError:
    """What ``step`` gives, or why it cannot; a fault of this program in one document must not silence the others."""
    try:
        return step(*arguments)
    except BroadcastError as exc:
        return exc
    except Exception as exc:
        return fault(exc)
