"""What is published: everything in ``feeds/``, kept in step with the episodes while they change over one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Self

from pipeline.airtime import State
from pipeline.errors import BroadcastError, fault
from pipeline.manifest import read_episode
from pipeline.publish.addresses import addresses_of, page_name
from pipeline.publish.cache_keys import Keys
from pipeline.publish.entries import entry_of
from pipeline.publish.listings import Item, Listing, Listings, spoilers
from pipeline.publish.programmes import PODCAST, programmes_of
from pipeline.publish.published import feed_guid
from pipeline.publish.schedule.items import Items
from pipeline.publish.schedule.same_titles import same_titles
from pipeline.publish.site.fixed import fixed
from pipeline.publish.site.pages import Text, pages_of_station, text_of
from pipeline.publish.site.playlists import opml
from pipeline.publish.site.search import record_of
from pipeline.publish.writer import CannotMake, Writer
from pipeline.staging import NEXT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.model import Episode
    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.schedule.waiting import Waiting
    from pipeline.station import Station

_OPML = "podcasts.opml"


@dataclass(frozen=True, slots=True)
class Edition:
    """What was published."""

    feed_url: str
    """What listeners subscribe to."""
    page: Path
    """What people open."""
    removed: tuple[str, ...]
    """Files of ``feeds`` that were taken away: pages of withdrawn episodes and the like."""
    failures: Mapping[str, BroadcastError]
    """Why an episode could not be published, by its slug; the others are."""


def bring_out(episodes: Iterable[Episode], station: Station, *, audio_out: Path, feeds: Path, now: datetime) -> Edition:
    """Write feeds, playlists and pages of ``episodes`` as they are at the moment ``now``, and remove what else was made
    here before.

    Raises:
        PublishError: the station cannot be published as it is; nothing was removed.
        OutputError: a file cannot be written; what stood there stands there still.
    """
    with Publication(station, audio_out=audio_out, feeds=feeds, now=now) as publication:
        publication.load(episodes)
        removed = publication.finish()
        return Edition(publication.feed_url, feeds / "index.html", removed, publication.failures)


class Publication:
    """Everything in ``feeds`` of one station: what changed is rewritten, what is published no more is removed.

    A pure function of the episodes, the station, the feeds' stored names (:mod:`pipeline.publish.published`) and the
    moment: nothing tells of an episode that is not on the air yet. Every file appears whole; feeds, which send clients
    to the audio, come last, and what is withdrawn is removed after no feed names it. An episode that cannot be
    published is left out and told; it never keeps others out. To be used in a ``with`` block.
    """

    def __init__(self, station: Station, *, audio_out: Path, feeds: Path, now: datetime, trusted: bool = False) -> None:
        """``now`` has an offset; :meth:`turn` moves it on. ``trusted``: nobody has touched ``feeds`` since it was last
        published.

        Raises:
            PublishError: the station's address is none, or what it has given out is damaged.
        """
        self._station, self._audio_out = station, audio_out
        self._items = Items(station, now)
        self._addresses = addresses_of(station, audio_out=audio_out, feeds=feeds)
        self._pages = pages_of_station(station, self._addresses)
        self._keys = Keys(station, self._addresses)
        guids = {
            programme.name: feed_guid(programme.name, self._addresses, audio_out, public=bool(station.base_url))
            for programme in programmes_of(station)
        }
        self._listings = Listings(station, self._addresses, guids)
        self._writer = Writer(feeds, trusted=trusted)
        self._offered: dict[str, Listing] = {}
        """By name, as last made or tried."""
        self._standing: dict[str, Sequence[object]] = {}
        """What decided the lists that stand, by name."""
        self._names: set[str] = set()
        """Of all lists there are."""
        self.failures: dict[str, BroadcastError] = {}
        """As :attr:`Edition.failures`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._writer.__exit__(*exc)

    @property
    def feed_url(self) -> str:
        """What listeners subscribe to."""
        return self._addresses.feed(f"{PODCAST.name}.xml")

    @property
    def entries(self) -> list[Entry]:
        """All that is published, newest first."""
        return self._items.entries

    @property
    def same_titles(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each title that several episodes of one day have, and their slugs."""
        return same_titles(self.entries[::-1], self._station.zone)

    @property
    def waiting(self) -> list[Waiting]:
        """All that is not published yet, the next first."""
        return self._items.schedule.waiting

    @property
    def changes(self) -> datetime | None:
        """When what is published changes next by itself, at the earliest; None: never."""
        return self._items.schedule.next

    def expect(self, slugs: Iterable[str]) -> None:
        """Prepare for episodes that may come: their pages are listed at one go.

        Raises:
            OutputError: the list cannot be written.
        """
        self._writer.expect({page_name(slug) for slug in slugs})

    def load(self, episodes: Iterable[Episode], changing: Iterable[Episode] = ()) -> None:
        """Publish ``episodes``, in any order; they are gone through once and may be lazy. The files of those that are
        ``changing`` are in :data:`~pipeline.staging.NEXT`.

        Raises:
            PublishError, OutputError: as :func:`bring_out`.
        """
        for name, content in fixed(self._station, self._addresses):
            self._writer.put(name, content)
        self._take_all(chain(((each, "") for each in episodes), ((each, beside(each)) for each in changing)))
        self._settle()

    def turn(self, now: datetime) -> None:
        """Go on to the moment ``now``: what has begun by then is published, what has ended is marked and leaves the
        lists for loudspeakers.

        Raises:
            PublishError, OutputError: as :func:`bring_out`.
        """
        if self.changes is None or now < self.changes:
            return
        slugs = self._items.schedule.turn(now)
        self._take_all(filter(None, map(self._standing_again, slugs)))
        self._settle()

    def holds(self, episode: Episode) -> bool:
        """Whether ``episode`` is published just as it is, or waits to be."""
        item = self._items.by_slug.get(episode.slug)
        if item is None:
            return self._items.schedule.waits(episode.slug)
        return item.key == self._keys.of_page(episode, expired=item.entry.expired)

    @contextmanager
    def changing(self, episode: Episode, folder: str = "") -> Iterator[None]:
        """Publish ``episode``, new or changed, in the moment in which the block ends: all that tells of it lies ready
        when it begins. After an exception, also in the block, what was published before is published still. Its files
        are in ``folder``, below ``audio_out``, if not in its own.

        What it costs does not depend on how many episodes there are, but for looking through their keys.

        Raises:
            BroadcastError: it cannot be published.
        """
        before = self._items.remove(episode.slug)
        changed = False
        offered: dict[str, Sequence[object]] = {}
        try:
            self._take(episode, folder)
            while True:
                offered = self._put_lists()
                try:
                    made = self._writer.made()
                    break
                except CannotMake as exc:
                    self._sort_out(exc.why, episode.slug)
            with self._writer.placing(made):
                yield
                changed = True
        except BaseException as exc:
            self._writer.forget()
            self._standing = {name: each for name, each in self._standing.items() if name not in offered}
            if not changed:
                self._items.remove(episode.slug)
                self._items.restore(before)
            if isinstance(exc, Exception) and not isinstance(exc, BroadcastError):
                raise fault(exc) from exc
            raise
        self._standing |= offered
        self.failures.pop(episode.slug, None)

    def leave_all_but(self, slugs: Collection[str]) -> None:
        """Publish only ``slugs`` of what there is, from :meth:`finish` on."""
        self._items.keep_only(slugs)

    def finish(self) -> tuple[str, ...]:
        """Bring all to its end; names of the files that were removed.

        Raises:
            PublishError, OutputError: as :func:`bring_out`.
        """
        self._settle()
        pages = {item.entry.page for item in self._items.by_slug.values()}
        always = {name for name, _content in fixed(self._station, self._addresses)}
        guids = {slug: item.entry.guid for slug, item in self._items.by_slug.items()}
        return self._writer.finish(pages | self._names | always | {_OPML}, guids, self.changes)

    # ── what there is ───────────────────────────────────────────────────────────────────────────────

    def _take_all(self, episodes: Iterable[tuple[Episode, str]]) -> None:
        """Each with the folder of its files, empty for its own."""
        for episode, folder in episodes:
            try:
                self._take(episode, folder)
            except BroadcastError as exc:
                self._leave_out(episode.slug, exc)
            except Exception as exc:  # in what was made of one episode; the others must not be silenced
                self._leave_out(episode.slug, fault(exc))

    def _take(self, episode: Episode, folder: str) -> None:
        """Have ``episode`` published, or wait until it may be."""
        entry = entry_of(episode, folder)
        if entry.airtime.state(self._items.schedule.now) is State.EXPIRED:
            entry = replace(entry, expired=True)
        self._items.remove(entry.slug)
        # What was heard is not taken back by a clock that is: a machine may wake up in another year.
        heard = self._writer.stood(entry.page)
        if not self._items.schedule.put(entry.slug, entry.title, entry.airtime, heard=heard):
            self._writer.expect_no_more(entry.page)  # what is listed is handed out
            return
        link = self._addresses.page_link(entry.slug)
        record = record_of(episode, entry, link, self._pages.day(entry.date))
        item = Item(entry, self._keys.of_page(episode, folder, expired=entry.expired), record)
        self._items.add(item)
        self._put_page(episode, item)

    def _standing_again(self, slug: str) -> tuple[Episode, str] | None:
        """What stands of an episode, and in which folder; None, and told, where that cannot be read."""
        item = self._items.by_slug.get(slug)
        folder = item.entry.folder if item else slug
        try:
            episode = read_episode(self._audio_out / folder)
        except BroadcastError as exc:
            self._leave_out(slug, exc)
            return None
        return (episode, folder if folder != slug else "") if episode else None

    def _leave_out(self, slug: str, why: BroadcastError) -> None:
        self._items.remove(slug)
        self.failures[slug] = why

    # ── what is made of it ──────────────────────────────────────────────────────────────────────────

    def _put_page(self, episode: Episode, item: Item) -> None:
        if not self._writer.keep(item.entry.page, item.key):
            text = text_of(episode, item.entry)
            make = partial(_episode_page, self._station, self._addresses, item.entry, text)
            self._writer.put(item.entry.page, make, item.key)

    def _put_lists(self) -> dict[str, Sequence[object]]:
        """Have each list made that is not what it was; what decided those, by name."""
        offered: dict[str, Sequence[object]] = {}
        self._names = set()
        for listing in self._listings.of(self._items.listed(), self._items.schedule.now):
            self._names.add(listing.name)
            if self._standing.get(listing.name) == listing.decided_by:
                continue
            offered[listing.name] = listing.decided_by
            self._offered[listing.name] = listing
            key = self._keys.of_list(listing.name, listing.decided_by)
            if not self._writer.keep(listing.name, key):
                make = partial(listing.make, listing.entries)
                self._writer.put(listing.name, make, key, leads=listing.leads)
        return offered

    def _settle(self) -> None:
        """Have all stand as it should; an episode that keeps a file from being made is left out."""
        while True:
            try:
                self._writer.flush()  # the pages, to which lists lead
                offered = self._put_lists()
                self._writer.put(_OPML, partial(opml, programmes_of(self._station), self._station, self._addresses))
                self._writer.flush()
            except CannotMake as exc:
                self._sort_out(exc.why)
            else:
                self._standing |= offered
                return

    def _sort_out(self, failed: Mapping[str, Exception], changing: str = "") -> None:
        """Leave out the episodes for which files could not be made.

        Raises:
            Exception: it is the one that is ``changing``, or none in particular.
        """
        culprits: dict[str, Exception] = {}
        by_page = {item.entry.page: slug for slug, item in self._items.by_slug.items()}
        for name, exc in failed.items():
            found = {by_page[name]: exc} if name in by_page else spoilers(self._offered.get(name))
            if not found:
                raise exc
            culprits |= found
        if changing in culprits:
            raise culprits[changing]
        for slug, exc in culprits.items():
            self._leave_out(slug, exc if isinstance(exc, BroadcastError) else fault(exc))


def beside(episode: Episode) -> str:
    """Where the files of ``episode`` are, below ``audio_out``, while it changes over."""
    return f"{episode.slug}/{NEXT}"


def _episode_page(station: Station, addresses: Addresses, entry: Entry, text: Text) -> bytes:
    """Other processes call it too."""
    return pages_of_station(station, addresses).episode(entry, text)
