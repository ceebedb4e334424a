"""The sound of one sentence, from the same clip store as the build: nothing is said twice."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build.output_folder import CLIPS
from pipeline.build.script import write_script
from pipeline.desk.speech.speaking import Speaking
from pipeline.desk.station_now import Now
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.model import Utterance
from pipeline.reading import Reader
from pipeline.voice import ClipStore, Recording, play

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.model import Clip, Document
    from pipeline.voice.engine import Engine


SAMPLE = "各位工友大家好，欢迎收听今天的节目。"
"""What a voice says of itself."""
AHEAD = 3
"""Sentences that are said before anybody asks for them."""


@dataclass(slots=True)
class Auditions:
    """Lets sentences be heard, one at a time; the next ones of the same document are said ahead."""

    audio_out: Path
    busy: Callable[[], bool]
    """Whether a build runs, to which auditions yield."""
    _speaking: Speaking = field(init=False)
    _voices: dict[tuple[str, str, str], dict[str, Utterance]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._speaking = Speaking(self.busy)

    def wav(
        self,
        now: Now,
        document: Document,
        key: str,
        line: str,
        otherwise: tuple[str, str] | None = None,
        made_with: tuple[str, ...] = (),
    ) -> bytes:
        """The sentence ``line`` (its id) of ``document``, which the file version ``key`` holds, as a WAV file.

        ``otherwise`` is a line of the lexicon to try: word and value; ``made_with`` are the voices of its episode.

        Raises:
            UsageError: there is no such line, or nothing in it can be heard.
            StationError: the line of the lexicon is wrong.
            VoiceError: it cannot be said.
            OutputError: it cannot be kept.
        """

        def say() -> bytes:
            engine = now.casting().for_new().engine
            lines = self._lines(now, document, key, made_with)
            utterance = lines.get(line)
            if utterance is None:
                raise UsageError(_("nothing of this can be heard"), next=_("look at the page again"))
            self._say_ahead(now, _of_document(document, lines), after=utterance)
            if otherwise:
                word, value = otherwise
                reader = Reader({**now.station.lexicon, word: value}).of_document([s.text for s in document.sentences])
                utterance = replace(utterance, reading=reader.read(utterance.reading.text))
            return self._heard(utterance, engine)

        return self._speaking.at_once(say)

    def opened(self, now: Now, document: Document, key: str, made_with: tuple[str, ...] = ()) -> None:
        """Somebody looks at ``document``, as for :meth:`wav`: have the voice ready, and its beginning said."""

        def begin() -> None:
            self._say_ahead(now, _of_document(document, self._lines(now, document, key, made_with)))

        self._speaking.ahead([begin])

    def close(self) -> None:
        """Nothing is said any more."""
        self._speaking.close()

    def _say_ahead(self, now: Now, lines: Sequence[Utterance], after: Utterance | None = None) -> None:
        """Have the next lines said while nobody waits, where a voice of this machine takes its time for them."""
        casting = now.casting()
        if not casting.ahead(1).episodes:
            return
        engine = casting.for_new().engine
        start = lines.index(after) + 1 if after in lines else 0
        self._speaking.ahead(partial(self._kept, each, engine) for each in lines[start : start + AHEAD])

    def _kept(self, utterance: Utterance, engine: Engine) -> None:
        Recording([utterance], engine, ClipStore(self.audio_out / CLIPS), jobs=1).finish()

    def sample(self, now: Now, voice: str) -> bytes:
        """What ``voice`` of the engine that speaks now sounds like, as a WAV file.

        Raises:
            UsageError: it has no such voice.
            VoiceError, OutputError: as :meth:`wav`.
        """

        def say() -> bytes:
            engine = now.casting().for_new().engine
            if voice not in {each.name for each in engine.voices()}:
                raise UsageError(_("there is no voice “{voice}”").format(voice=voice), next=_("look at the page again"))
            return self._heard(Utterance(now.reader.read(SAMPLE), voice, now.station.voice.pace), engine)

        return self._speaking.at_once(say)

    def _heard(self, utterance: Utterance, engine: Engine) -> bytes:
        store = ClipStore(self.audio_out / CLIPS)
        keys = Recording([utterance], engine, store, jobs=1).finish()
        return _wav(next(play(keys, [utterance], store)))

    def _lines(self, now: Now, document: Document, version: str, made_with: tuple[str, ...]) -> dict[str, Utterance]:
        """What each line of the document's script asks of whom; in the thread that speaks alone."""
        casting = now.casting()
        key = (now.version, version, casting.for_new().engine.name)
        if key not in self._voices:
            voices = casting.voices(casting.for_new().engine, document, made_with)
            date = document.date or datetime.now(now.station.zone).isoformat()
            script = write_script(document, date=date, station=now.station, reader=now.reader, voices=voices)
            self._voices = {key: {line.id: line.utterance for line in script.lines}}
        return self._voices[key]


def _of_document(document: Document, lines: Mapping[str, Utterance]) -> list[Utterance]:
    """Those that a page has ▶ for, without opening and closing."""
    return [lines[sentence.id] for sentence in document.sentences if sentence.id in lines]


def _wav(clip: Clip) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(clip.rate)
        sound.writeframes(clip.samples.astype("<i2").tobytes())
    return file.getvalue()
