"""The online voice: Microsoft's read-aloud service, through edge-tts.

The best voices at hand, from a free service that promises nothing. Each sentence is one request. It arrives whole
(:mod:`pipeline.voice.edge.request`) and is the sentence that was asked for (:mod:`pipeline.voice.edge.acceptance`), or
it is an error; it is asked again where that can help (retry: :class:`Patience`); and a service that fails too often is
left alone for the rest of the run. The text of the documents leaves this machine.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.errors import ServiceDown, VoiceError
from pipeline.messages import _
from pipeline.system.code_digest import code_digest
from pipeline.voice.edge.errors import Setback
from pipeline.voice.edge.rate_limit import Budget, Line, LineExecutor
from pipeline.voice.edge.request import Deadlines, Request, check_text, fetch
from pipeline.voice.edge.voices import chinese_voices, rate
from pipeline.voice.engine import excerpt

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from pipeline.model import Clip, Utterance
    from pipeline.voice.edge.acceptance import Acceptance
    from pipeline.voice.engine import Voice

DECIDING = ("voice/edge/mp3.py", "voice/edge/voices.py", "voice/word_times.py")
"""At which speaking pace a sentence is asked for, and what is made of the reply."""
PROBE_TEXT = "你好。"


@dataclass(frozen=True)
class Patience:
    """What is borne before giving up. Pauses in seconds."""

    attempts: int = 10
    """For one sentence: at three requests in ten failing, one sentence in 170,000 is not said."""
    failures: int = 20
    """So many more of them than successes, counted from the last time all was well, and the service is down for this
    run. One that took a whole deadline counts as several (:data:`pipeline.voice.edge.errors.COST_OF_WAITING`)."""
    first_pause: float = 0.5
    """Before the second attempt; doubled each time, and chance adds up to as much again, so that the sentences
    of a refused wave do not come back together."""
    longest_pause: float = 10.0
    """Without what chance adds."""
    probe: float = 8.0
    """For the question whether the service answers at all."""


@dataclass(eq=False)
class EdgeEngine:
    """The engine ``edge``. One object a run: what it learns about the service holds until the object is gone.

    It can be pickled; a copy in another process learns for itself.
    """

    proxy: str = field(default="", repr=False)
    """See :mod:`pipeline.voice.edge.proxy`. Not shown anywhere: it may hold a password."""
    at_once: int = 4
    """Requests under way at most; above 8 the service throttles."""
    listen: bool = False
    """Whether a recogniser hears each sentence (:mod:`pipeline.voice.edge.listening`)."""
    deadlines: Deadlines = field(default_factory=Deadlines)
    patience: Patience = field(default_factory=Patience)

    name = "edge"
    remote = True

    def __post_init__(self) -> None:
        self._line = Line(self.at_once)
        self._budget = Budget(self.patience.failures)
        self._executor: LineExecutor | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return EdgeEngine, (self.proxy, self.at_once, self.listen, self.deadlines, self.patience)

    @property
    def fingerprint(self) -> str:
        """Of how sentences are asked and decoded. What the service itself changes over the years is not in it:
        a built episode stays as it is."""
        return f"edge {code_digest(*DECIDING, packages=('imageio-ffmpeg',))}"

    def voices(self) -> tuple[Voice, ...]:
        return chinese_voices()

    def heard(self, utterance: Utterance) -> str:
        """What is sent: the service takes no phonemes, so a forced reading is spelt with a homophone."""
        return utterance.reading.respelt or utterance.reading.spoken

    def say(self, utterance: Utterance) -> Clip:
        """See :class:`pipeline.voice.engine.Engine`. Blocks; call it from any thread."""
        try:
            request = self._request(utterance)
            return self._line.wait_for(self._said, request, utterance)
        except VoiceError as exc:
            raise type(exc)(exc.what, where=excerpt(utterance), next=exc.next) from exc.__cause__

    def executor(self, jobs: int) -> Executor:  # noqa: ARG002 - here the service sets the number, not the processor
        """Threads that wait; as many requests as ``at_once`` says, while others decode what has come.

        The same for every episode of a run, until somebody shuts it down.
        """
        if self._executor is None or self._executor.ended:
            self._executor = LineExecutor(self._line, threads=2 * self.at_once)
        return self._executor

    def probe(self) -> None:
        """Ask once a run whether the service answers, with two words that are in no document.

        Raises:
            ServiceDown: it does not, and why; it is then not asked in this run.
            EngineMissing: edge-tts is not installed, or what is to listen.
        """
        _ready = self._acceptance
        if not self._budget.proven:
            self._line.wait_for(self._answers)
        self._budget.check()

    @cached_property
    def _acceptance(self) -> Acceptance:
        # Late: they load numpy, which who only opens an engine need not wait for.
        from pipeline.voice.edge.acceptance import Acceptance
        from pipeline.voice.edge.listening import Listener

        return Acceptance(Listener() if self.listen else None)

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────

    def _request(self, utterance: Utterance) -> Request:
        if utterance.voice not in {voice.name for voice in self.voices()}:
            raise VoiceError(
                _("the online voice has no presenter {name}").format(name=utterance.voice),
                next=_("choose one that `broadcast voices` lists"),
            )
        text = self.heard(utterance)
        check_text(text)
        return Request(text, utterance.voice, rate(utterance.voice, utterance.pace))

    async def _said(self, request: Request, utterance: Utterance) -> Clip:
        """The clip, by as many attempts as patience allows."""
        import tenacity  # late, as the client itself

        span = {"multiplier": self.patience.first_pause, "max": self.patience.longest_pause}
        again = tenacity.AsyncRetrying(
            sleep=self._line.pause,
            stop=tenacity.stop_after_attempt(self.patience.attempts),
            wait=tenacity.wait_exponential(**span) + tenacity.wait_random_exponential(**span),
            retry=tenacity.retry_if_exception_type(Setback),
            reraise=True,
        )
        try:
            return await again(self._attempt, request, utterance)
        except Setback as exc:
            what = _("{reason} ({count} attempts)").format(reason=exc.what, count=self.patience.attempts)
            raise VoiceError(what, next=exc.next) from exc

    async def _attempt(self, request: Request, utterance: Utterance) -> Clip:
        """One request, and what it does to the limit and the budget of all."""
        limiter, acceptance = self._line.limiter, self._acceptance
        async with limiter.turn() as turn:
            self._budget.check()
            try:
                reply = await fetch(request, self.deadlines, self.proxy)
                if acceptance.lacks_pace(reply, request):
                    trial = acceptance.trial(request)
                    heard = await fetch(trial, self.deadlines, self.proxy)
                    await asyncio.to_thread(acceptance.measure, heard, trial)
                if marked := acceptance.second(request):
                    second = await fetch(marked, self.deadlines, self.proxy)
                    await asyncio.to_thread(acceptance.compare, reply, second, marked)
            except Setback as exc:
                if exc.throttled:
                    limiter.throttled(turn)
                self._failed(exc)
                raise
            except ServiceDown as exc:
                self._budget.give_up(exc)
                self._line.hurry()
                raise
        try:
            clip = await asyncio.to_thread(acceptance.clip, reply, request, utterance)
        except Setback as exc:
            self._failed(exc)
            raise
        limiter.succeeded()
        self._budget.succeeded()
        return clip

    def _failed(self, why: Setback) -> None:
        self._budget.failed(why)
        if self._budget.down:
            self._line.hurry()

    async def _answers(self) -> None:
        """Find out whether the service is there; one failure is forgiven."""
        import tenacity

        if self._budget.down:
            return
        twice = tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(2), retry=tenacity.retry_if_exception_type(Setback), reraise=True
        )
        request = Request(PROBE_TEXT, self.voices()[0].name, "+0%")
        try:
            async with asyncio.timeout(self.patience.probe):
                await twice(fetch, request, self.deadlines, self.proxy)
        except (Setback, ServiceDown) as exc:
            self._budget.give_up(ServiceDown(exc.what, next=exc.next))
        except TimeoutError:
            what = _("the online voice did not answer within {seconds:g} s").format(seconds=self.patience.probe)
            self._budget.give_up(ServiceDown(what, next=_("check the network and [edge] proxy in station.toml")))
        else:
            self._budget.succeeded()
