"""Documents become episodes, or are found to be episodes already."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from uuid import UUID, uuid5

from pipeline.build import fingerprints, output_folder
from pipeline.build.engine_choice import Casting, StandIn
from pipeline.build.identities import Identities, Identity, Numbers
from pipeline.build.index import Index
from pipeline.build.lookahead import Following
from pipeline.build.mastering_process import FinishingProcess, Recorded, Studios
from pipeline.build.script import Script, write_script
from pipeline.build.sources import Source
from pipeline.errors import BroadcastError, OutputError, VoiceError, fault
from pipeline.manifest import MANIFEST, read_episode
from pipeline.messages import _
from pipeline.model import Document, Episode, Imprint
from pipeline.progress import Progress
from pipeline.reading import Reader
from pipeline.station import Station
from pipeline.studio import notices
from pipeline.text import read_document
from pipeline.voice import ClipStore, record

if TYPE_CHECKING:
    from pipeline.voice.engine import Engine

_NAMESPACE = UUID("6d1f4c4e-0f9b-5e0c-9d57-3b8f2f6f0a51")
"""Of the episodes' GUIDs; any fixed value would do."""


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a document."""

    episode: Episode | None
    """None: a draft."""
    made: bool = False
    """Whether the episode was made in this run."""


class _Said(NamedTuple):
    """A document whose sentences all lie in the clip store."""

    recorded: Recorded
    """Still without number and fingerprint."""
    script: Script
    engine: Engine


class Maker:
    """Makes episodes, with all that is heavy loaded once."""

    def __init__(
        self,
        *,
        station: Station,
        picture: Path | None,
        audio_out: Path,
        jobs: int,
        studios: int,
        reader: Reader,
        casting: Casting,
        following: Following,
        progress: Progress,
        now: Callable[[], datetime],
        index: Index,
        identities: Identities,
        numbers: Numbers,
        bring_to_end: Callable[[str], None],
    ) -> None:
        """``jobs`` sentences are said at once, ``studios`` episodes mastered; ``now`` dates what has no date;
        ``bring_to_end`` goes on where an earlier run had to leave an episode."""
        self._station, self._picture, self._audio_out = station, picture, audio_out
        self._jobs, self._studios = jobs, studios
        self._reader, self._casting, self._progress, self._now = reader, casting, progress, now
        self._following = following
        self._index, self._identities, self._numbers = index, identities, numbers
        self._bring_to_end = bring_to_end
        self._clips = ClipStore(audio_out / output_folder.CLIPS, self._tell_damage)
        self._told = {""}
        """Why an engine stood in, as the operator has read it."""
        self.unused_words = set(station.lexicon)
        """Words of the lexicon that no document read so far has."""

    def results(self, sources: Iterable[Source]) -> Generator[tuple[Source, Outcome | BroadcastError], None, None]:
        """What comes of each of ``sources``, in order: an outcome, or why there is none; then what stood there before
        still stands there. While some are being mastered, the sentences of the next are recorded.
        """
        studios = Studios(self._studios)
        under_way: deque[tuple[Source, FinishingProcess | Outcome | BroadcastError]] = deque()

        def first() -> tuple[Source, Outcome | BroadcastError]:
            source, step = under_way.popleft()
            if isinstance(step, FinishingProcess):
                return source, _tried(self._finished, source, studios, step)
            return source, step

        try:
            for source in sources:
                step = _tried(self._recorded, source)
                while isinstance(step, _Said) and studios.busy:
                    yield first()
                under_way.append((source, _tried(self._begun, step, studios) if isinstance(step, _Said) else step))
                while under_way and not isinstance(under_way[0][1], FinishingProcess):
                    yield first()
            while under_way:
                yield first()
        except BaseException:
            studios.end()
            raise

    def _recorded(self, source: Source) -> Outcome | _Said:
        """The episode of ``source`` with all it will say in the clip store, unless it stands already as it should."""
        document = read_document(source.path)
        self.unused_words.intersection_update(self._reader.unused_words([document.text]))
        for text in document.notices:
            self._progress.notice(source.name, text)
        folder = self._audio_out / source.slug
        self._bring_to_end(source.slug)
        imprint = self._imprint(source, document, self._known(source.slug))
        if document.draft:
            self._script(document, imprint, self._casting.for_new().engine)
            return Outcome(None)
        first = None
        if (episode := self._standing(document, imprint, folder)) and (engine := self._casting.engine(episode.engine)):
            spoilt = output_folder.damaged(episode, folder, self._index.doubtful(source))
            if not spoilt:
                return Outcome(episode)
            self._progress.notice(source.name, _made_again(spoilt))
            first = StandIn(engine, episode.engine_reason)
        first = first or self._casting.for_new()
        try:
            return self._said(document, imprint, folder, first)
        except VoiceError as exc:
            stand_in = self._casting.after(first.engine, exc)
            if stand_in is None:
                raise
            return self._said(document, imprint, folder, stand_in)

    def _finished(self, source: Source, studios: Studios, studio: FinishingProcess) -> Outcome:
        episode = studios.episode(studio)
        for text in notices(episode, self._station):
            self._progress.notice(source.name, text)
        return Outcome(episode, made=True)

    def _standing(self, document: Document, imprint: Imprint, folder: Path) -> Episode | None:
        """The episode whose manifest stands there, if making it again with its own engine would give the same."""
        try:
            episode = read_episode(folder)
        except OutputError:
            episode = None
        if episode is None and imprint.number and not (folder / output_folder.WITHDRAWN).exists():
            self._progress.notice(imprint.source, _made_again([MANIFEST]))
        engine = self._casting.engine(episode.engine) if episode else None
        if episode is None or engine is None:
            return None
        script = self._script(document, imprint, engine)
        return episode if self._fingerprint(imprint, script, engine) == episode.fingerprint else None

    def _said(self, document: Document, imprint: Imprint, folder: Path, speaker: StandIn) -> _Said:
        engine = speaker.engine
        if speaker.told not in self._told:
            self._told.add(speaker.told)
            self._progress.notice("", speaker.told)
        script = self._script(document, imprint, engine)
        for text in script.notices:
            self._progress.notice(imprint.source, text)
        imprint = replace(
            imprint,
            engine=engine.name,
            engine_reason=speaker.reason,
            voices=tuple(dict.fromkeys(line.utterance.voice for line in script.lines)),
        )
        self._progress.started(imprint.source, imprint.title, engine.name, len(script.lines))
        left = len(script.lines)

        def done(_index: int, _made: bool) -> None:
            nonlocal left
            left -= 1
            self._progress.sentence()
            if left <= self._jobs:
                self._following.begin(imprint.source)

        keys = record(
            [line.utterance for line in script.lines],
            engine,
            self._clips,
            jobs=self._jobs,
            on_done=done,
            begun=self._following.begun,
        )
        self._clips.note(imprint.slug, keys)
        # Absolute: where the other process stands is its own affair.
        recorded = Recorded(
            imprint,
            script.lines,
            keys,
            self._clips.folder.absolute(),
            self._station,
            self._picture and self._picture.absolute(),
            folder.absolute(),
        )
        return _Said(recorded, script, engine)

    def _begun(self, said: _Said, studios: Studios) -> FinishingProcess:
        """Who masters it. Its number is given here, where it is known what became of those before it."""
        imprint = said.recorded.imprint
        imprint = replace(imprint, number=imprint.number or self._numbers.take(imprint.slug))
        imprint = replace(imprint, fingerprint=self._fingerprint(imprint, said.script, said.engine))
        return studios.begin(replace(said.recorded, imprint=imprint))

    def _tell_damage(self, path: Path, reason: str) -> None:
        text = _("a stored sound is damaged ({reason}); it is made again").format(reason=reason)
        self._progress.notice(path.relative_to(self._audio_out).as_posix(), text)

    def _script(self, document: Document, imprint: Imprint, engine: Engine) -> Script:
        voices: Sequence[str] = self._casting.voices(engine, document)
        return write_script(document, date=imprint.date, station=self._station, reader=self._reader, voices=voices)

    def _fingerprint(self, imprint: Imprint, script: Script, engine: Engine) -> str:
        return fingerprints.of_episode(imprint, script, self._station, engine, self._picture)

    def _known(self, slug: str) -> Identity | None:
        """Who the episode called ``slug`` is; None where there has been none.

        Raises:
            OutputError: a manifest stands there, is damaged, and nothing else tells.
        """
        if noted := self._identities.of(slug):
            return noted
        try:
            episode = output_folder.identity(self._audio_out / slug)
        except OutputError as exc:
            remedy = _(
                "restore it from a backup; without it (delete it then) subscribers get the episode a second time"
            )
            raise OutputError(exc.what, where=exc.where, next=remedy) from exc
        if episode:
            self._identities.keep(episode)
        return self._identities.of(slug)

    def _imprint(self, source: Source, document: Document, known: Identity | None) -> Imprint:
        """Who the episode is. GUID, date and number are given once, whatever becomes of the audio."""
        if known is None:
            date = self._first_date(document)
            guid = self._new_guid(f"{self._station.name}/{source.name}/{date}")
            number = 0
        else:
            guid, date, number = known.guid, known.date, known.number
        return Imprint(
            slug=source.slug,
            guid=guid,
            title=document.title,
            date=date,
            author=document.author,
            source=source.name,
            fingerprint="",
            engine="",
            voices=(),
            number=number,
        )

    def _new_guid(self, name: str) -> str:
        """A GUID made of ``name``: the same for the same, unless another episode has it."""
        guid = str(uuid5(_NAMESPACE, name))
        return self._new_guid(f"{name}+") if self._identities.has_given(guid) else guid

    def _first_date(self, document: Document) -> str:
        zone = self._station.zone
        if document.date:
            return datetime.fromisoformat(document.date).replace(tzinfo=zone).isoformat()
        return self._now().astimezone(zone).replace(microsecond=0).isoformat()


def _made_again(names: Sequence[str]) -> str:
    return _("missing or damaged, and made again: {names}").format(names=", ".join(names))


def _tried(step: Callable[..., _T], *arguments: object) -> _T | BroadcastError:
    """What ``step`` gives, or why it cannot; a fault of this program in one document must not silence the others."""
    try:
        return step(*arguments)
    except BroadcastError as exc:
        return exc
    except Exception as exc:
        return fault(exc)
