"""A few words on the spot, in one voice, into one file: to hear a lexicon entry or to choose a presenter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build.engine_choice import Casting
from pipeline.build.script import few_words
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.model import Utterance
from pipeline.reading import Reader
from pipeline.settings import Settings
from pipeline.station import Station
from pipeline.system.files import whole_file
from pipeline.voice import ENGINES, open_engine

if TYPE_CHECKING:
    from pipeline.voice.engine import Voice

FORMATS = (".wav", ".flac", ".mp3")
_BREATH = 0.3
"""Seconds between two sentences."""


def audition(
    text: str, path: Path, station: Station, settings: Settings, asked: str | None, voice: str | None
) -> tuple[str, str]:
    """Let ``voice`` (default: the first presenter) say ``text`` into ``path``; the engine and the voice that did.

    Raises:
        UsageError: an unknown voice or file format, or nothing to say.
        VoiceError: the engine failed.
        OutputError: ``path`` cannot be written.
    """
    import numpy as np  # late, with soundfile: the command line itself stays quick
    import soundfile

    if path.suffix.lower() not in FORMATS:
        raise UsageError(
            _("cannot write this kind of file"),
            where=path,
            next=_("choose one of: {known}").format(known=" ".join(FORMATS)),
        )
    casting = Casting(station, settings, asked or station.voice.engine)
    engine = casting.for_new().engine
    if voice is not None and voice not in {known.name for known in engine.voices()}:
        raise UsageError(
            _("{engine} has no voice “{voice}”").format(engine=engine.name, voice=voice),
            next=_("`broadcast voices` lists them all"),
        )
    voice = voice or getattr(station.voice.presenters, engine.name)[0]
    reader = Reader(station.lexicon, where=settings.where_in("lexicon"))
    readings = few_words(text, reader)
    clips = [engine.say(Utterance(reading, voice, station.voice.pace)) for reading in readings]
    breath = np.zeros(round(_BREATH * clips[0].rate), dtype=np.int16)
    samples = np.concatenate([part for clip in clips for part in (clip.samples, breath)])
    with whole_file(path) as temporary:
        soundfile.write(temporary, samples, clips[0].rate, format=path.suffix[1:].upper())
    return engine.name, voice


def voices_of(station: Station, asked: str | None) -> Iterator[tuple[str, Voice]]:
    """Each voice of the engine asked for, else of all that are installed, with the engine's name."""
    for name in ENGINES if asked in (None, "auto") else (asked,):
        for voice in open_engine(name or "", station).voices():
            yield name or "", voice
