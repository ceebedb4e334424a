"""The documents as an operator sees them: what each is called, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from itertools import islice
from pathlib import Path

from pipeline.airtime import State, airtime_of
from pipeline.build.identities import Identities
from pipeline.build.index import Index
from pipeline.build.sources import Found, Source, find_sources
from pipeline.desk.builds import Progress
from pipeline.desk.changes.journal import Journal
from pipeline.desk.changes.seen import Seen, Standing
from pipeline.desk.documents import Documents
from pipeline.desk.place import Place
from pipeline.desk.wording import day_of
from pipeline.errors import BroadcastError, UsageError
from pipeline.manifest import MANIFEST, read_episode
from pipeline.messages import N_, _
from pipeline.model import Document, Episode
from pipeline.text import SUFFIXES

_WITHDRAWN_SHOWN = 10


class Stage(Enum):
    """What has become of a document; the value is what the page says, in English."""

    DRAFT = N_("draft")
    UNREADABLE = N_("cannot be read")
    FAILED = N_("could not be made")
    TO_BE_MADE = N_("to be made")
    BEING_MADE = N_("being made")
    MADE = N_("made, published in a moment")
    WAITING = N_("begins")
    ON_THE_AIR = N_("on the air")
    EXPIRED = N_("over")
    WITHDRAWN = N_("withdrawn")


@dataclass(frozen=True, slots=True)
class Notice:
    """One document."""

    key: str
    """Its path in the desk's addresses: ``drafts/…`` or ``seeds/…``."""
    path: Path
    title: str
    stage: Stage
    detail: str = ""
    """How far, or when."""
    why: str = ""
    """Why it cannot be used."""
    remedy: str = ""
    when: float = 0.0
    """By what the list is sorted: seconds, the newest first."""
    undo: int = 0
    """The change whose undoing brings it back; 0: none."""
    at_hand: bool = False
    """Whether it can be brought back although somebody deleted its file."""
    episode: Episode | None = None

    @property
    def name(self) -> str:
        return self.key.partition("/")[2]

    @property
    def is_draft(self) -> bool:
        return self.key.startswith("drafts/")

    @property
    def is_gone(self) -> bool:
        return self.stage is Stage.WITHDRAWN


@dataclass(slots=True)
class Notices:
    """All documents of one place."""

    place: Place
    documents: Documents
    journal: Journal
    seen: Seen
    _episodes: dict[Path, tuple[int, Episode | None]] = field(default_factory=dict)

    def all(self, progress: Progress, now: datetime) -> list[Notice]:
        """Drafts first, then what is under way or in trouble, then the newest."""
        index = Index(self.place.audio_out)
        seeds = list(self._seeds(index, progress, now))
        found = [*self._drafts(), *seeds, *self._withdrawn(), *self._deleted(index, seeds, now)]
        urgent = {Stage.DRAFT: 0, Stage.WITHDRAWN: 2, Stage.EXPIRED: 2}
        return sorted(found, key=lambda notice: (urgent.get(notice.stage, 1), -notice.when, notice.key))

    def find(self, key: str, progress: Progress, now: datetime) -> Notice:
        """The document at ``key``.

        Raises:
            UsageError: there is none.
        """
        return one_of(self.all(progress, now), key)

    def _drafts(self) -> Iterator[Notice]:
        if not self.place.drafts.is_dir():
            return
        for path in sorted(self.place.drafts.iterdir()):
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file():
                yield self._unpublished(f"drafts/{path.name}", path, Stage.DRAFT)

    def _unpublished(self, key: str, path: Path, stage: Stage, detail: str = "") -> Notice:
        """A document that stands for itself: its title, if it has been read, and what is wrong with it."""
        read = self.documents.known(path)
        when = path.stat().st_mtime
        if isinstance(read, BroadcastError):
            return Notice(key, path, path.stem, Stage.UNREADABLE, "", read.what, read.next, when)
        title = read.title if isinstance(read, Document) else path.stem
        return Notice(key, path, title, stage, detail, when=when)

    def _seeds(self, index: Index, progress: Progress, now: datetime) -> Iterator[Notice]:
        found = self._found(index)
        for source in found.sources:
            key = f"seeds/{source.name}"
            entry = index.entries.get(source.name)
            if progress.running and progress.source == source.name:
                detail = _("{said} of {all} sentences").format(said=progress.said, all=progress.sentences)
                yield Notice(key, source.path, progress.title, Stage.BEING_MADE, detail, when=now.timestamp())
            elif source.name in progress.made:
                yield self._unpublished(key, source.path, Stage.MADE)
            elif entry and not index.touched(source):
                episode = None if entry.draft else self._episode(entry.slug)
                yield _standing(key, source, episode, now) or self._unpublished(key, source.path, Stage.DRAFT)
            elif failure := next((each for each in progress.failures if each.where.startswith(str(source.path))), None):
                when = source.mtime_ns / 1e9
                stage = Stage.UNREADABLE if failure.kind == "DocumentError" else Stage.FAILED
                yield Notice(key, source.path, source.path.stem, stage, "", failure.what, failure.next, when)
            else:
                yield self._unpublished(key, source.path, Stage.TO_BE_MADE)
        for refused in found.failures:
            path = Path(refused.where)
            name = path.relative_to(self.place.seeds).as_posix() if path.is_relative_to(self.place.seeds) else path.name
            yield Notice(f"seeds/{name}", path, path.stem, Stage.UNREADABLE, "", refused.what, refused.next)

    def _found(self, index: Index) -> Found:
        known = {name: entry.slug for name, entry in index.entries.items()}
        try:
            return find_sources(self.place.seeds, known, Identities(self.place.audio_out).slug_of)
        except UsageError:  # nothing in it yet
            return Found((), frozenset(), (), ())

    def _episode(self, slug: str) -> Episode | None:
        path = self.place.audio_out / slug / MANIFEST
        try:
            stamp = path.stat().st_mtime_ns
        except OSError:
            return None
        known = self._episodes.get(path)
        if known is None or known[0] != stamp:
            try:
                known = stamp, read_episode(path.parent)
            except BroadcastError:
                known = stamp, None
            self._episodes[path] = known
        return known[1]

    def _deleted(self, index: Index, found: Sequence[Notice], now: datetime) -> Iterator[Notice]:
        """What stood on the air and was withdrawn by hand: its file is gone."""
        standing = [
            Standing(notice.name, notice.title, notice.episode.slug, entry.digest)
            for notice in found
            if notice.episode and (entry := index.entries.get(notice.name))
        ]
        here = {notice.name for notice in found}
        withdrawn = {change.files[0].file for change in self.journal.changes if change.act == "withdraw"}
        gone = (each for each in self.seen.look(standing, here, now.timestamp()) if each.name not in withdrawn)
        for each in islice(gone, _WITHDRAWN_SHOWN):
            at_hand = self.seen.has(each)
            why, remedy = (
                ("", "") if at_hand else (_("its file was deleted"), _("put it into seeds/ again to have it back"))
            )
            path = self.place.seeds / each.name
            yield Notice(
                f"seeds/{each.name}", path, each.title, Stage.WITHDRAWN, "", why, remedy, each.gone, at_hand=at_hand
            )

    def _withdrawn(self) -> Iterator[Notice]:
        undone = self.journal.undone()
        shown = 0
        for change in self.journal.changes:
            if change.act != "withdraw" or change.number in undone:
                continue
            path = self.place.seeds / change.files[0].file
            if not path.exists():
                when = datetime.fromisoformat(change.at).timestamp()
                key = f"seeds/{change.files[0].file}"
                yield Notice(key, path, change.about, Stage.WITHDRAWN, when=when, undo=change.number)
                shown += 1
            if shown >= _WITHDRAWN_SHOWN:
                return


def one_of(found: Iterable[Notice], key: str) -> Notice:
    """The document at ``key`` among ``found``, unless it is withdrawn.

    Raises:
        UsageError: there is none.
    """
    for notice in found:
        if notice.key == key and not notice.is_gone:
            return notice
    raise UsageError(_("there is no such document"), where=key.partition("/")[2], next=_("look at the page again"))


def _standing(key: str, source: Source, episode: Episode | None, now: datetime) -> Notice | None:
    if episode is None:
        return None
    airtime = airtime_of(episode)
    stage = {State.WAITING: Stage.WAITING, State.ON_THE_AIR: Stage.ON_THE_AIR, State.EXPIRED: Stage.EXPIRED}
    begins = datetime.fromisoformat(episode.date)
    state = airtime.state(now)
    detail = day_of(begins) if state is State.WAITING else ""
    if state is State.ON_THE_AIR and airtime.ends:
        detail = _("until {day}").format(day=day_of(airtime.ends - timedelta(seconds=1)))
    return Notice(key, source.path, episode.title, stage[state], detail, when=begins.timestamp(), episode=episode)
