"""Plan, run, publish: the one module that knows the order of the rooms."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build import fingerprints, output_folder
from pipeline.build.identities import Identities, Numbers
from pipeline.build.index import Index
from pipeline.build.publishing import Publishing
from pipeline.build.renames import renamed
from pipeline.build.sources import Found, Source, find_sources
from pipeline.errors import BroadcastError, DocumentError, OutputError, UsageError
from pipeline.manifest import MANIFEST
from pipeline.messages import _
from pipeline.model import Episode
from pipeline.progress import KeepingUp, Screen
from pipeline.settings import Settings
from pipeline.station import Station, read_station
from pipeline.system.files import sweep_parts
from pipeline.text import is_urgent

if TYPE_CHECKING:
    from pipeline.build.planning import Outcome


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
    first: Path | None = None
    """The document that goes before all others, in its folder or as it is called there."""


@dataclass(slots=True)
class Summary:
    """How a run went; filled while it goes on."""

    made: list[Episode] = field(default_factory=list)
    kept: int = 0
    drafts: int = 0
    withdrawn: list[str] = field(default_factory=list)
    """Slugs of episodes that were published and are no longer."""
    titles: dict[str, str] = field(default_factory=dict)
    """Of those, by slug."""
    waiting: list[tuple[str, datetime]] = field(default_factory=list)
    """Title of each episode that is not on the air yet, and from when on it will be; the next first."""
    same_titles: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """Each title that a new episode shares with others of its day, and their documents."""
    failures: list[BroadcastError] = field(default_factory=list)


def build(order: Order, screen: Screen, now: Callable[[], datetime] = datetime.now) -> Summary:
    """Turn ``order.seeds`` into episodes and publish them; ``now`` dates a document that has no date of its own.

    A document that fails is noted in the summary; the others go on, and what it published before stays published.

    Raises:
        StationError, UsageError, EngineMissing: nothing was touched.
        OutputError: an output folder cannot be written.
    """
    station, settings = read_station(order.station)
    with output_folder.held(order.audio_out, partial(screen.notice, "")) as cut_off:
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
        found = _found(order, index, identities, screen)
        first = _first(order, found)
        index.forget_all_but(found.present)
        summary = Summary(failures=list(found.failures))
        for text in found.notices:
            screen.notice("", text)
        picture = cover_picture(station, settings)
        publishing = Publishing(
            station,
            picture,
            audio_out=order.audio_out,
            feeds=order.feeds,
            index=index,
            identities=identities,
            now=lambda: now().astimezone(station.zone),
            expected=[source.slug for source in found.sources if source.name not in known],
        )
        run = _Run(
            order=order,
            station=station,
            picture=picture,
            found=found,
            known=frozenset(known.values()),
            index=index,
            identities=identities,
            numbers=Numbers(index.numbered),
            publishing=publishing,
            summary=summary,
            first=first,
        )
        try:
            if cut_off:
                publishing.catch_up()
            run.make(settings, screen, now)
            run.finish()
            run.announce(settings)
        finally:
            publishing.close()
            index.identities = identities.size
            index.write()
    return summary


def _found(order: Order, index: Index, identities: Identities, screen: Screen) -> Found:
    """The documents that are there; of those that were renamed, the episodes are theirs under their new names."""

    def slugs() -> dict[str, str]:
        return {name: entry.slug for name, entry in index.entries.items()}

    def owner(slug: str) -> str | None:
        known = identities.of(slug)
        return known.source if known else None

    found = find_sources(order.seeds, slugs(), identities.slug_of, owner)
    renames = renamed(found, index, order.audio_out, lambda name: identities.slug_of(name) is not None)
    if not renames:
        return found
    for rename in renames:
        index.rename(rename.old, rename.new)
        screen.notice(
            rename.new,
            _("is {old} under another name and keeps its episode; give it a date to make it a new one").format(
                old=rename.old
            ),
        )
    given = {rename.slug: rename.new for rename in renames}
    left = {rename.old for rename in renames}
    return find_sources(
        order.seeds,
        slugs(),
        lambda name: None if name in left else identities.slug_of(name),
        lambda slug: given.get(slug) or owner(slug),
    )


def _first(order: Order, found: Found) -> str:
    """Name of the document that the operator puts before all others; empty: none."""
    if order.first is None:
        return ""
    asked = {path.resolve() for path in (order.first, order.seeds / order.first)}
    for source in found.sources:
        if source.path.resolve() in asked:
            return source.name
    raise UsageError(
        _("there is no such document"),
        where=order.first,
        next=_("name one in {seeds}").format(seeds=order.seeds),
    )


def _complete(identities: Identities, index: Index, audio_out: Path) -> None:
    """Note who the standing episodes are, where that got lost or an older version made them."""
    if identities.size != index.identities:
        unknown = [slug for slug in index.on_air() if not identities.of(slug)]
        identities.keep(*output_folder.standing(audio_out, unknown))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One build: what was asked, what is there, what came of it so far."""

    order: Order
    station: Station
    picture: Path | None
    found: Found
    known: frozenset[str]
    """Slugs of what stood when it began."""
    index: Index
    identities: Identities
    numbers: Numbers
    publishing: Publishing
    summary: Summary
    first: str
    """Name of the document that the operator puts before all others; empty: none."""
    failed: set[str] = field(default_factory=set)
    """Slugs of those of which a failure has been told."""

    def make(self, settings: Settings, screen: Screen, now: Callable[[], datetime]) -> None:
        """Make each episode that does not stand as it should."""
        asked = self.order.engine or self.station.voice.engine
        everything = fingerprints.of_everything(self.station, asked, self.picture)
        waiting = self._waiting(everything)
        screen.planned(len(waiting))
        if not waiting:
            return
        # Late: a run with nothing to do ends before any of this is loaded.
        from pipeline.build.engine_choice import cast
        from pipeline.build.episodes import Maker
        from pipeline.build.imprints import Imprints
        from pipeline.build.mastering_process import Studios
        from pipeline.build.planning import Planner
        from pipeline.reading import Reader

        with cast(self.station, settings, asked, self.order.cluster) as casting:
            # Where only settings or the program changed, all may yet stand, and nobody speaks.
            speaking = any(map(self.index.touched, waiting))
            getting_ready = casting.getting_ready(self.order.jobs) if speaking else None
            reader = Reader(self.station.lexicon, where=settings.where_in("lexicon"))
            reader.read("")  # a wrong line of the lexicon is told before anything is made
            if getting_ready:
                getting_ready.join()
            planner = Planner(
                station=self.station,
                picture=self.picture,
                reader=reader,
                casting=casting,
                imprints=Imprints(self.station, self.order.audio_out, self.identities, now, self.first),
                index=self.index,
                audio_out=self.order.audio_out,
                bring_to_end=self.publishing.bring_to_end,
            )
            # Where others speak, this machine's cores are free to master.
            studios = Studios(self.order.jobs if self.order.cluster else 1)
            progress = KeepingUp(screen, self.publishing.turn)
            maker = Maker(planner, studios, self.numbers, progress, jobs=self.order.jobs)
            with closing(maker.results(waiting)) as results:
                for source, outcome in results:
                    self._take_up(source, outcome, everything)
                    screen.finished(source.name)
        if len(waiting) == len(self.found.sources):  # only then has every document been read
            for word in sorted(planner.unused_words):
                screen.notice(settings.where("lexicon", word), _("“{word}” occurs in no document").format(word=word))

    def _waiting(self, everything: str) -> list[Source]:
        """The sources to look at closely, those that are urgent first; the others are counted as they stand."""
        waiting = []
        for source in self.found.sources:
            if source.name == self.first or not self.index.unchanged(source, everything):
                waiting.append(source)
            elif self.index.entries[source.name].draft:
                self.summary.drafts += 1
            else:
                self.summary.kept += 1
        return sorted(waiting, key=lambda source: (source.name != self.first, not self._is_urgent(source)))

    def _is_urgent(self, source: Source) -> bool:
        """Whether ``source``, which nobody has heard yet as it is now, goes before all others."""
        return self.index.touched(source) and is_urgent(source.path)

    def _take_up(self, source: Source, outcome: Outcome | BroadcastError, everything: str) -> None:
        """What came of ``source``: published, and noted."""
        try:
            if isinstance(outcome, BroadcastError):
                raise outcome
            if outcome.episode:
                self._publish(outcome.episode, made=outcome.made)
        except BroadcastError as exc:
            self.index.doubt(source)
            if not self.identities.of(source.slug):
                self.numbers.give_back(source.slug)
            self._fail(source.slug, exc, source.path)
            return
        self.index.remember(source, everything, outcome.episode)
        if outcome.episode is None:
            self.summary.drafts += 1
        elif outcome.made:
            self.summary.made.append(outcome.episode)
        else:
            self.summary.kept += 1

    def _publish(self, episode: Episode, *, made: bool) -> None:
        if made:
            self.publishing.change_over(episode)
            output_folder.returned(self.order.audio_out / episode.slug)
        else:
            self.publishing.stands(episode)

    def _fail(self, slug: str, exc: BroadcastError, path: Path) -> None:
        """Tell once why the episode ``slug`` of the document at ``path`` is not published as it should be."""
        if slug not in self.failed:
            self.failed.add(slug)
            knows_its_file = exc.where and isinstance(exc, (DocumentError, OutputError))
            self.summary.failures.append(exc if knows_its_file else exc.at(path))

    def announce(self, settings: Settings) -> None:
        """Record what the timetable says, for it is not synthesised on the air."""
        # Late: a run of a station without a timetable loads none of it.
        if self.station.air.timetable or self.station.air.emergency:
            from pipeline.build.announcements import Announcer

            announcer = Announcer(self.station, settings, self.order.audio_out, self.order.engine, self.order.jobs)
            self.summary.failures += announcer.record_all()

    def finish(self) -> None:
        """Bring feeds and pages to their end; only then clear away what they name no more."""
        self.publishing.finish()
        paths = {source.slug: source.path for source in self.found.sources}
        new = {episode.slug for episode in self.summary.made}
        for title, slugs in self.publishing.same_titles:
            if not new.isdisjoint(slugs):
                names = tuple(source.name for source in self.found.sources if source.slug in slugs)
                self.summary.same_titles.append((title, names))
        for slug, exc in self.publishing.failures.items():
            self._fail(slug, exc, paths.get(slug, self.order.audio_out / slug))
        self.summary.waiting = [(title, datetime.fromisoformat(begins)) for title, begins in self.index.waiting]
        on_air = self.index.on_air()
        for slug in sorted(self.known - on_air.keys()):
            folder = self.order.audio_out / slug
            if (folder / MANIFEST).exists():
                self.summary.titles[slug] = output_folder.title_in(folder)
                output_folder.withdraw(folder)
                self.summary.withdrawn.append(slug)


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
