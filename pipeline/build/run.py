"""Plan, run, publish: the one module that knows the order of the rooms."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build import fingerprints, output_folder
from pipeline.build.identities import Identities, Numbers
from pipeline.build.index import Index
from pipeline.build.sources import Found, Source, find_sources
from pipeline.errors import BroadcastError, DocumentError, OutputError
from pipeline.manifest import MANIFEST
from pipeline.messages import _
from pipeline.model import Episode
from pipeline.progress import Screen
from pipeline.settings import Settings
from pipeline.station import Station, read_station
from pipeline.system.files import sweep_parts

if TYPE_CHECKING:
    from pipeline.build.episodes import Outcome


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for."""

    seeds: Path
    audio_out: Path
    feeds: Path
    station: Path
    engine: str | None
    """In place of the station's."""
    jobs: int
    """Sentences synthesised at once."""
    cluster: str | None = None
    """Address of a scheduler whose workers synthesise them."""


@dataclass(slots=True)
class Summary:
    """How a run went; filled while it goes on."""

    made: list[Episode] = field(default_factory=list)
    kept: int = 0
    drafts: int = 0
    withdrawn: list[str] = field(default_factory=list)
    """Slugs of episodes that were published and are no longer."""
    failures: list[BroadcastError] = field(default_factory=list)


def build(order: Order, screen: Screen, now: Callable[[], datetime] = datetime.now) -> Summary:
    """Turn ``order.seeds`` into episodes and publish them; ``now`` dates a document that has no date of its own.

    A document that fails is noted in the summary; the others go on, and what it published before stays published.

    Raises:
        StationError, UsageError, EngineMissing: nothing was touched.
        OutputError: an output folder cannot be written.
    """
    station, settings = read_station(order.station)
    with output_folder.held(order.audio_out) as cut_off:
        if cut_off:
            sweep_parts(order.feeds)
        index = Index(order.audio_out)
        identities = Identities(order.audio_out)
        if cut_off or not index.entries:
            standing = output_folder.standing(order.audio_out)
            withdrawn = output_folder.standing(order.audio_out, name=output_folder.WITHDRAWN)
            index.recall(standing, withdrawn, identities.numbered)
        _complete(identities, index, order.audio_out)
        known = {name: entry.slug for name, entry in index.entries.items()}
        found = find_sources(order.seeds, known, identities.slug_of)
        summary = Summary(failures=list(found.failures))
        for text in found.notices:
            screen.notice("", text)
        numbers = Numbers(index.numbered)
        run = _Run(order, station, cover_picture(station, settings), found, index, identities, numbers, summary)
        try:
            run.make(settings, screen, now)
            run.publish()
        finally:
            index.identities = identities.size
            index.write()
    return summary


def _complete(identities: Identities, index: Index, audio_out: Path) -> None:
    """Note who the standing episodes are, where that got lost or an older version made them."""
    if identities.size != index.identities:
        unknown = [slug for slug in index.on_air() if not identities.of(slug)]
        identities.keep(*output_folder.standing(audio_out, unknown))


@dataclass(frozen=True, slots=True)
class _Run:
    """One build: what was asked, what is there, what came of it so far."""

    order: Order
    station: Station
    picture: Path | None
    found: Found
    index: Index
    identities: Identities
    numbers: Numbers
    summary: Summary

    def make(self, settings: Settings, screen: Screen, now: Callable[[], datetime]) -> None:
        """Make each episode that does not stand as it should."""
        asked = self.order.engine or self.station.voice.engine
        everything = fingerprints.of_everything(self.station, asked, self.picture)
        waiting = self._waiting(everything)
        screen.planned(len(waiting), sum(source.size for source in waiting))
        if not waiting:
            return
        # Late: a run with nothing to do ends before any of this is loaded.
        from pipeline.build.engine_choice import cast
        from pipeline.build.episodes import Maker
        from pipeline.build.lookahead import Ahead, Following, said_ahead
        from pipeline.reading import Reader

        with cast(self.station, settings, asked, self.order.cluster) as casting:
            # Where only settings or the program changed, all may yet stand, and nobody speaks.
            speaking = any(map(self.index.touched, waiting))
            getting_ready = casting.getting_ready(self.order.jobs) if speaking else None
            reader = Reader(self.station.lexicon, where=settings.where_in("lexicon"))
            reader.read("")  # a wrong line of the lexicon is told before anything is made
            if getting_ready:
                getting_ready.join()
            cluster = self.order.cluster is not None
            # A cluster's sentences are read in another thread, which has a reader of its own.
            ahead = Ahead(
                station=self.station,
                casting=casting,
                reader=Reader(self.station.lexicon) if cluster else reader,
                audio_out=self.order.audio_out,
                now=now,
            )
            turns = said_ahead(waiting, ahead, screen) if cluster else waiting
            maker = Maker(
                station=self.station,
                picture=self.picture,
                audio_out=self.order.audio_out,
                jobs=self.order.jobs,
                # Where others speak, this machine's cores are free to master.
                studios=self.order.jobs if cluster else 1,
                reader=reader,
                casting=casting,
                following=Following(() if cluster else waiting, ahead, self.order.jobs),
                progress=screen,
                now=now,
                index=self.index,
                identities=self.identities,
                numbers=self.numbers,
            )
            with closing(maker.results(turns)) as results:
                for source, outcome in results:
                    self._note(source, outcome, everything)
                    screen.finished(source.size)
        if len(waiting) == len(self.found.sources):  # only then has every document been read
            for word in sorted(maker.unused_words):
                screen.notice(settings.where("lexicon", word), _("“{word}” occurs in no document").format(word=word))

    def _waiting(self, everything: str) -> list[Source]:
        """The sources to look at closely; the others are counted as they stand."""
        waiting = []
        for source in self.found.sources:
            if not self.index.unchanged(source, everything):
                waiting.append(source)
            elif self.index.entries[source.name].draft:
                self.summary.drafts += 1
            else:
                self.summary.kept += 1
        return waiting

    def _note(self, source: Source, outcome: Outcome | BroadcastError, everything: str) -> None:
        if isinstance(outcome, BroadcastError):
            knows_its_file = outcome.where and isinstance(outcome, (DocumentError, OutputError))
            self.index.doubt(source)
            self.numbers.give_back(source.slug)
            self.summary.failures.append(outcome if knows_its_file else outcome.at(source.path))
            return
        self.index.remember(source, everything, outcome.episode)
        if outcome.episode is None:
            self.summary.drafts += 1
        elif outcome.made:
            self.summary.made.append(outcome.episode)
        else:
            self.summary.kept += 1

    def publish(self) -> None:
        """Bring feeds and pages up to date; only then clear away what they name no more."""
        audio_out, feeds = self.order.audio_out, self.order.feeds
        known = {entry.slug for entry in self.index.entries.values()}
        self.index.forget_all_but(self.found.present)
        on_air = self.index.on_air()
        gone = sorted(slug for slug in known - on_air.keys() if (audio_out / slug / MANIFEST).exists())
        stamp = fingerprints.fingerprint(
            fingerprints.of_code(), asdict(self.station), sorted(on_air.items()), str(feeds.resolve())
        )
        if gone or stamp != self.index.published or not (feeds / "index.html").exists():
            from pipeline.publish import publish  # late, as above
            from pipeline.studio import produce_show

            sweep_parts(feeds)
            episodes = output_folder.standing(audio_out, on_air)
            cover = feeds / "cover.jpg"
            stands = cover.exists() and self._cover_stamp(cover) == self.index.cover
            produce_show(
                self.station, episodes, audio_out=audio_out, cover=None if stands else cover, picture=self.picture
            )
            self.index.cover = self._cover_stamp(cover)
            publish(episodes, self.station, audio_out=audio_out, feeds=feeds)
            self.index.published = stamp
        for slug in gone:
            output_folder.withdraw(audio_out / slug)
            self.summary.withdrawn.append(slug)

    def _cover_stamp(self, cover: Path) -> str:
        """Of all that the programme's cover is drawn from, and of the file that was drawn."""
        facts = cover.stat()
        return fingerprints.of_cover(self.station, self.picture, facts.st_size, facts.st_mtime_ns)


def cover_picture(station: Station, settings: Settings) -> Path | None:
    """The operator's own cover, None where the program draws one.

    Raises:
        StationError: it is not there.
    """
    if not station.cover.picture:
        return None
    path = settings.path.parent / station.cover.picture
    if not path.is_file():
        raise settings.refuse(
            ("cover", "picture"),
            _("there is no file {path}").format(path=path),
            _("correct the path, or leave it empty"),
        )
    return path
