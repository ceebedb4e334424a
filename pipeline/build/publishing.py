"""What is published keeps step with the episodes of a run: each is published in the moment in which it changes over."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build import fingerprints, output_folder
from pipeline.errors import BroadcastError
from pipeline.manifest import MANIFEST, read_episode
from pipeline.staging import NEXT, READY, change_over, clear, put_right, show, take_over, waits
from pipeline.system.files import sweep_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.build.identities import Identities
    from pipeline.build.index import Index
    from pipeline.model import Episode
    from pipeline.publish.publication import Publication
    from pipeline.station import Station


class Publishing:
    """Feeds, pages, playlists, the programme's cover and the USB folder of one run.

    Nothing is loaded before the first change. Where the station itself cannot be published, episodes change over
    nevertheless; :meth:`finish` tells why.
    """

    def __init__(
        self,
        station: Station,
        picture: Path | None,
        *,
        audio_out: Path,
        feeds: Path,
        index: Index,
        identities: Identities,
        now: Callable[[], datetime],
        expected: Collection[str] = (),
    ) -> None:
        """``picture`` is the operator's own cover; ``now`` gives moments with their offset; ``expected`` are slugs of
        episodes that may change."""
        self._station, self._picture = station, picture
        self._audio_out, self._feeds, self._index, self._expected = audio_out, feeds, index, expected
        self._identities, self._now = identities, now
        self._publication: Publication | BroadcastError | None = None
        """What is published, or why nothing can be; None until something is asked of it."""

    @property
    def failures(self) -> Mapping[str, BroadcastError]:
        """Why an episode that stands could not be published, by its slug."""
        return self._at_hand.failures if self._at_hand else {}

    @property
    def same_titles(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each title that several episodes of one day have, and their slugs, if anything has been published."""
        return self._at_hand.same_titles if self._at_hand else []

    def catch_up(self) -> None:
        """Publish what stands, before anything is made, and bring to its end what a run that was cut off had begun."""
        self._opened()
        for slug in self._index.on_air():
            with suppress(BroadcastError):  # told when its document's turn comes
                self.bring_to_end(slug)

    def turn(self) -> None:
        """Publish what has come due meanwhile, and mark what has ended. What goes wrong is told by :meth:`finish`."""
        now = self._now()
        with suppress(BroadcastError):
            if self._at_hand:
                self._at_hand.turn(now)
            elif _has_come(self._index.changes, now):
                self._opened()

    def change_over(self, episode: Episode) -> None:
        """Bring the files of ``episode`` that are ready into its folder, and publish it.

        At every moment each feed, page and list leads to files that are what it says: of an episode that stands, they
        lead to the new files beside the old ones while those are replaced.

        Raises:
            BroadcastError: it cannot be published, or moved; what stood and was published before still is.
        """
        self.turn()
        folder = self._audio_out / episode.slug
        from pipeline.publish.publication import beside  # late, as below

        publication = self._opened()
        begun = False
        try:
            if isinstance(publication, BroadcastError) or not (folder / MANIFEST).exists():
                with self._changing(episode):
                    begun = True
                    # From here on the next run would bring it to its end: its number is taken.
                    self._identities.keep(episode)
                    change_over(folder)
                return
            with publication.changing(episode, beside(episode)):
                begun = True
                self._identities.keep(episode)
                show(folder)
            _take_over(publication, episode, folder)
        except BaseException:
            if not begun:
                clear(folder)
                with suppress(OSError):
                    folder.rmdir()
            raise

    def bring_to_end(self, slug: str) -> None:
        """Go on with the episode ``slug`` where an earlier run had to leave it; a glance if it had nothing in hand.

        Raises:
            BroadcastError: it cannot be published, or moved.
        """
        folder = self._audio_out / slug
        begun = waits(folder)
        publication = self._opened() if begun else None
        if publication is not None and not isinstance(publication, BroadcastError):
            episode = read_episode(folder, f"{begun}/{MANIFEST}")
            if episode and begun == READY:
                self.change_over(episode)
            elif episode:
                _take_over(publication, episode, folder)
        put_right(folder)

    def stands(self, episode: Episode) -> None:
        """Publish ``episode`` as it stands, should it be published otherwise.

        Raises:
            BroadcastError: it cannot be published.
        """
        if self._at_hand and not self._at_hand.holds(episode):
            with self._changing(episode):
                pass

    def finish(self) -> None:
        """Bring all to its end: files of what is on the air no more are removed.

        Raises:
            BroadcastError: the station cannot be published as it is, or a file cannot be written.
        """
        stamp = fingerprints.fingerprint(
            fingerprints.of_code(),
            fingerprints.of_station(self._station),
            sorted(self._index.on_air().items()),
            str(self._feeds.resolve()),
        )
        if not self._at_hand and stamp == self._index.published and self._is_of(self._now()):
            return
        publication = self._opened()
        if isinstance(publication, BroadcastError):
            raise publication
        publication.turn(now := self._now())
        publication.leave_all_but(self._index.on_air().keys())
        publication.finish()
        self._usb(publication)
        self._index.moment = now.isoformat()
        self._index.changes = publication.changes.isoformat() if publication.changes else ""
        self._index.waiting = [[one.title, one.airtime.begins.isoformat()] for one in publication.waiting]
        self._index.published = "" if publication.failures else stamp
        self._index.feeds = _seen(self._feeds)

    def close(self) -> None:
        """Nothing is being written any more when this returns."""
        if self._at_hand:
            self._at_hand.__exit__(None, None, None)

    @property
    def _at_hand(self) -> Publication | None:
        """What is published, if something has been asked of it and it can be."""
        return None if isinstance(self._publication, BroadcastError) else self._publication

    @contextmanager
    def _changing(self, episode: Episode) -> Iterator[None]:
        publication = self._opened()
        if isinstance(publication, BroadcastError):
            yield
        else:
            with publication.changing(episode):
                yield

    def _opened(self) -> Publication | BroadcastError:
        """What is published, loaded when it is first asked for, or why nothing can be."""
        if self._publication is None:
            try:
                self._publication = self._loaded()
            except BroadcastError as exc:
                self._publication = exc
        return self._publication

    def _loaded(self) -> Publication:
        # Late: a run with nothing to do ends before any of this is loaded.
        from pipeline.publish.publication import Publication
        from pipeline.studio import show_cover

        sweep_parts(self._feeds)
        trusted = bool(self._index.feeds) and _seen(self._feeds) == self._index.feeds
        cover = self._feeds / "cover.jpg"
        if not cover.exists() or self._cover_stamp(cover) != self._index.cover:
            show_cover(self._station, cover, picture=self._picture)
            self._index.cover = self._cover_stamp(cover)
        publication = Publication(
            self._station, audio_out=self._audio_out, feeds=self._feeds, now=self._now(), trusted=trusted
        )
        try:
            slugs = self._index.on_air().keys()
            changing = {slug for slug in slugs if waits(self._audio_out / slug) == NEXT}
            publication.load(
                output_folder.standing(self._audio_out, slugs - changing),
                output_folder.standing(self._audio_out, changing, f"{NEXT}/{MANIFEST}"),
            )
            publication.expect(self._expected)
        except BaseException:
            publication.__exit__(None, None, None)
            raise
        return publication

    def _is_of(self, now: datetime) -> bool:
        """Whether feeds stand as they were left, and need be no other at the moment ``now``. The clock may have been
        put back since."""
        left = _has_come(self._index.moment, now) or not self._index.moment
        return left and not _has_come(self._index.changes, now) and _seen(self._feeds) == self._index.feeds

    def _usb(self, publication: Publication) -> None:
        from pipeline.studio import usb_folder

        oldest_first = [entry for entry in publication.entries[::-1] if not entry.expired]
        publication.failures.update(usb_folder(self._station, oldest_first, audio_out=self._audio_out))

    def _cover_stamp(self, cover: Path) -> str:
        """Of all that the programme's cover is drawn from, and of the file that was drawn."""
        facts = cover.stat()
        return fingerprints.of_cover(self._station, self._picture, facts.st_size, facts.st_mtime_ns)


def _take_over(publication: Publication, episode: Episode, folder: Path) -> None:
    """Let ``episode``, which is published beside its ``folder``, stand in it, and be published there."""
    with publication.changing(episode):
        take_over(folder)
    clear(folder)


def _has_come(moment: str, now: datetime) -> bool:
    """Whether ``moment``, as the index has it, lies behind; an empty one never does."""
    return bool(moment) and datetime.fromisoformat(moment) <= now


def _seen(feeds: Path) -> str:
    """What all files in ``feeds`` look like from outside: whoever touches one changes it."""
    try:
        with os.scandir(feeds) as listing:
            facts = sorted(
                (entry.name, entry.stat().st_size, entry.stat().st_mtime_ns) for entry in listing if entry.is_file()
            )
    except OSError:
        return ""
    return fingerprints.fingerprint(facts)
