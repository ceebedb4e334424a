"""What feeds, playlists and lists say of an episode: little enough to hold ten thousand of them in memory."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from pipeline.airtime import Airtime, airtime_of
from pipeline.errors import PublishError
from pipeline.messages import _
from pipeline.publish.addresses import page_name
from pipeline.publish.programmes import PODCAST, WORKSHOP
from pipeline.publish.summary import lead_of
from pipeline.publish.xml_text import at_most_bytes, clock, one_line

if TYPE_CHECKING:
    from pipeline.model import AudioFile, Episode

_FARTHEST = (timezone(timedelta(hours=-24, minutes=1)), timezone(timedelta(hours=24, minutes=-1)))
"""Offsets between which all time zones lie."""
_SUMMARY_BYTES = 3_900
"""Below the 4,000 bytes a description may have."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One episode in a list. Every text is XML-safe and on one line."""

    slug: str
    folder: str
    """Where its files are, below ``audio_out``."""
    guid: str
    title: str
    airtime: Airtime
    author: str
    number: int
    """Position in the programme; 0 when unknown."""
    summary: str
    """See :func:`pipeline.publish.summary.lead_of`."""
    chapters: tuple[tuple[int, str], ...]
    """Whole seconds from the start, title."""
    files: Mapping[str, AudioFile] = field(hash=False)
    synthetic: bool
    expired: bool = False
    """Whether it has ended at the moment it is listed for."""

    @property
    def date(self) -> datetime:
        """With its offset."""
        return self.airtime.begins

    @property
    def page(self) -> str:
        """Name of its page in ``feeds``."""
        return page_name(self.slug)

    @property
    def audio(self) -> AudioFile | None:
        """What pages play: the master for phones, else that for loudspeakers."""
        return self.files.get(PODCAST.profile) or self.files.get(WORKSHOP.profile)

    def seconds(self, profile: str) -> int:
        """Length of a master, rounded."""
        return round(self.files[profile].milliseconds / 1000)


def entry_of(episode: Episode, folder: str = "") -> Entry:
    """What is said of ``episode`` outside its own page while it is on the air; its files are in ``folder``, below
    ``audio_out``, if not in the one that is called as it is.

    Raises:
        PublishError: its date or its end is none, or it has no GUID.
    """
    airtime = checked_airtime(episode)
    guid = one_line(episode.guid)
    if not guid:
        raise _damaged(episode, _("has no GUID"))
    return Entry(
        slug=episode.slug,
        folder=folder or episode.slug,
        guid=guid,
        title=one_line(episode.title) or episode.slug,
        airtime=airtime,
        author=one_line(episode.author),
        number=episode.number,
        summary=at_most_bytes(lead_of(episode), _SUMMARY_BYTES),
        chapters=tuple((chapter.start // episode.rate, one_line(chapter.title) or "…") for chapter in episode.chapters),
        files=dict(sorted(episode.files.items())),  # as a manifest has them
        synthetic=episode.synthetic,
    )


def place(entry: Entry) -> tuple[datetime, int, str]:
    """What entries are ordered by: clients show the newest first, and of one day what was made later."""
    return entry.date, entry.number, entry.slug


def show_notes(entry: Entry, page: str, label: str, *, chapters: bool) -> str:
    """HTML for ``content:encoded``: summary, chapters with their times if wanted, ``label``, a link to ``page``."""
    parts = [f"<p>{html.escape(entry.summary)}</p>"] if entry.summary else []
    if entry.chapters and chapters:
        lines = (f"<li>{clock(start)} {html.escape(title)}</li>" for start, title in entry.chapters)
        parts += ["<h3>章节</h3>", "<ul>", *lines, "</ul>"]
    if entry.synthetic and label:
        parts.append(f"<p>{html.escape(label)}</p>")
    parts.append(f'<p><a href="{html.escape(page)}">收听并阅读文字稿</a></p>')
    return "\n".join(parts)


def checked_airtime(episode: Episode) -> Airtime:
    """When ``episode`` is on the air.

    Raises:
        PublishError: its date or its end is none.
    """
    _check(episode.date, episode)
    if episode.until:
        _check(episode.until, episode)
    return airtime_of(episode)


def _check(written: str, episode: Episode) -> None:
    try:
        date = datetime.fromisoformat(written)
        for offset in _FARTHEST:  # wherever it is told, it is a date there
            date.replace(tzinfo=UTC).astimezone(offset)
    except (ValueError, OverflowError) as exc:
        raise _damaged(episode, _("“{date}” is no date").format(date=written)) from exc
    if date.tzinfo is None:
        raise _damaged(episode, _("the date “{date}” has no time zone").format(date=written))


def _damaged(episode: Episode, what: str) -> PublishError:
    return PublishError(what, where=f"{episode.slug}/episode.json", next=_("delete that file and run make again"))
