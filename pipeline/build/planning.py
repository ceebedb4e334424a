"""What is to become of a document: an episode that stands already, a draft, or a plan of one that is to be made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.build import fingerprints, output_folder
from pipeline.build.engine_choice import Casting, StandIn
from pipeline.build.imprints import Imprints, ignored_date
from pipeline.build.index import Index
from pipeline.build.script import Script, write_script
from pipeline.build.sources import Source
from pipeline.errors import OutputError
from pipeline.manifest import MANIFEST, read_episode
from pipeline.messages import _
from pipeline.model import Document, Episode, Imprint
from pipeline.reading import Reader
from pipeline.station import Station
from pipeline.text import read_document
from pipeline.voice.engine import Engine


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a document."""

    episode: Episode | None
    """None: a draft."""
    made: bool = False
    """Whether the episode was made in this run."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An episode that is to be made."""

    document: Document
    imprint: Imprint
    """Still without number, where it is new, and without fingerprint."""
    script: Script
    speaker: StandIn
    folder: Path
    """Where it is to stand."""
    made_with: tuple[str, ...]
    """The voices of the episode that stands there."""

    @property
    def engine(self) -> Engine:
        return self.speaker.engine


@dataclass(slots=True, kw_only=True)
class Planner:
    """Reads each document of one run and writes its script, once."""

    station: Station
    picture: Path | None
    reader: Reader
    casting: Casting
    imprints: Imprints
    index: Index
    audio_out: Path
    bring_to_end: Callable[[str], None]
    """Goes on where an earlier run had to leave the episode of that name."""
    unused_words: set[str] = field(init=False)
    """Words of the lexicon that no document read so far has."""

    def __post_init__(self) -> None:
        self.unused_words = set(self.station.lexicon)

    def plan(self, source: Source, tell: Callable[[str], None]) -> Plan | Outcome:
        """What is to be made of ``source``, or the episode that stands there already as it should.

        ``tell`` hears what the operator should know of the document, also where it fails afterwards.

        Raises:
            DocumentError: it cannot be read, or not be said.
            BroadcastError: what stands in its folder cannot be read, or brought to its end.
        """
        document = read_document(source.path)
        self.unused_words.intersection_update(self.reader.unused_words([document.text]))
        for text in document.notices:
            tell(text)
        folder = self.audio_out / source.slug
        self.bring_to_end(source.slug)
        standing = _standing(folder)
        imprint = self.imprints.of(source, document, standing)
        if late := ignored_date(document, imprint.date):
            tell(
                _("was published with the date {date} and keeps it; {late} in it changes nothing").format(
                    date=imprint.date[:10], late=late
                )
            )
        if not imprint.number and self.imprints.has_ended(imprint):
            tell(_("its end, {until}, has passed: no loudspeaker will play it").format(until=document.until))
        if document.draft:
            self._script(document, imprint, self.casting.for_new().engine)
            return Outcome(None)
        if standing is None and imprint.number and not (folder / output_folder.WITHDRAWN).exists():
            tell(_made_again([MANIFEST]))
        own = self.casting.engine(standing.engine) if standing else None
        made_with = standing.voices if standing else ()
        if standing is None or own is None:
            return self._planned(document, imprint, folder, self.casting.for_new(), made_with)
        script = self._script(document, imprint, own, made_with)
        if self.fingerprint(imprint, script, own) == standing.fingerprint:
            spoilt = output_folder.damaged(standing, folder, self.index.doubtful(source))
            if not spoilt:
                return Outcome(standing)
            tell(_made_again(spoilt))
            return Plan(document, imprint, script, StandIn(own, standing.engine_reason), folder, made_with)
        speaker = self.casting.for_new()
        if speaker.engine is own:
            return Plan(document, imprint, script, speaker, folder, made_with)
        return self._planned(document, imprint, folder, speaker, made_with)

    def spoken_by(self, speaker: StandIn, plan: Plan) -> Plan:
        """``plan`` with another who speaks."""
        return self._planned(plan.document, plan.imprint, plan.folder, speaker, plan.made_with)

    def fingerprint(self, imprint: Imprint, script: Script, engine: Engine) -> str:
        """Of all that decides the episode's bytes."""
        return fingerprints.of_episode(imprint, script, self.station, engine, self.picture)

    def complete(self, plan: Plan, number: int) -> Imprint:
        """All that is told of the episode itself, when ``number`` is known."""
        voices = tuple(dict.fromkeys(line.utterance.voice for line in plan.script.lines))
        imprint = replace(
            plan.imprint, engine=plan.engine.name, engine_reason=plan.speaker.reason, voices=voices, number=number
        )
        return replace(imprint, fingerprint=self.fingerprint(imprint, plan.script, plan.engine))

    def _planned(
        self, document: Document, imprint: Imprint, folder: Path, speaker: StandIn, made_with: tuple[str, ...]
    ) -> Plan:
        script = self._script(document, imprint, speaker.engine, made_with)
        return Plan(document, imprint, script, speaker, folder, made_with)

    def _script(self, document: Document, imprint: Imprint, engine: Engine, made_with: Sequence[str] = ()) -> Script:
        voices: Sequence[str] = self.casting.voices(engine, document, made_with)
        return write_script(document, date=imprint.date, station=self.station, reader=self.reader, voices=voices)


def _standing(folder: Path) -> Episode | None:
    """The episode whose manifest stands in ``folder``; None where there is none that can be read."""
    try:
        return read_episode(folder)
    except OutputError:
        return None


def _made_again(names: Sequence[str]) -> str:
    return _("missing or damaged, and made again: {names}").format(names=", ".join(names))
