"""Who an episode is: GUID, date and number are given once, whatever becomes of the audio."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from uuid import UUID, uuid5

from pipeline.airtime import beginning, end
from pipeline.build import output_folder
from pipeline.build.identities import Identities, Identity
from pipeline.build.sources import Source
from pipeline.errors import OutputError
from pipeline.messages import _
from pipeline.model import Document, Episode, Imprint
from pipeline.station import Station

_NAMESPACE = UUID("6d1f4c4e-0f9b-5e0c-9d57-3b8f2f6f0a51")
"""Of the episodes' GUIDs; any fixed value would do."""


@dataclass(frozen=True, slots=True)
class Imprints:
    """Of all documents of one run."""

    station: Station
    audio_out: Path
    identities: Identities
    now: Callable[[], datetime]
    """Dates what has no date of its own."""
    first: str = ""
    """Name of the document that the operator puts before all others; empty: none."""

    def of(self, source: Source, document: Document, standing: Episode | None) -> Imprint:
        """Who the episode of ``document`` is; of a new one the number is 0 until it is recorded. ``standing`` is what
        stands in its folder: put before all others once, it stays so.

        Raises:
            OutputError: a manifest stands there, is damaged, and nothing else tells.
        """
        zone = self.station.zone
        known = self._known(source.slug)
        date = date_of(document, known.date if known else "", zone=zone, now=self.now().astimezone(zone))
        return Imprint(
            slug=source.slug,
            guid=known.guid if known else self._new_guid(f"{self.station.name}/{source.name}/{date}"),
            title=document.title,
            date=date,
            author=document.author,
            source=source.name,
            fingerprint="",
            engine="",
            voices=(),
            number=known.number if known else 0,
            until=end(document.until, zone).isoformat() if document.until else "",
            urgent=document.urgent,
            first=source.name == self.first or (standing is not None and standing.first),
        )

    def has_ended(self, imprint: Imprint) -> bool:
        """Whether the end that its document names has passed."""
        return bool(imprint.until) and datetime.fromisoformat(imprint.until) <= self.now().astimezone()

    def _known(self, slug: str) -> Identity | None:
        """Who the episode called ``slug`` is; None where there has been none."""
        if noted := self.identities.of(slug):
            return noted
        try:
            episode = output_folder.identity(self.audio_out / slug)
        except OutputError as exc:
            remedy = _(
                "restore it from a backup; without it (delete it then) subscribers get the episode a second time"
            )
            raise OutputError(exc.what, where=exc.where, next=remedy) from exc
        if episode:
            self.identities.keep(episode)
        return self.identities.of(slug)

    def _new_guid(self, name: str) -> str:
        """A GUID made of ``name``: the same for the same, unless another episode has it."""
        guid = str(uuid5(_NAMESPACE, name))
        return self._new_guid(f"{name}+") if self.identities.has_given(guid) else guid


def date_of(document: Document, given: str, *, zone: tzinfo, now: datetime) -> str:
    """The date of the episode of ``document``, ISO 8601 with offset; ``given`` is the one it has, empty for a new one.

    A date is given once. Only while an episode waits for it, and nobody outside has seen it, may the document name
    another one, or none for “at once”.
    """
    if given and not _is_ahead(given, now):
        return given
    if document.date:
        return beginning(document.date, zone).isoformat()
    return now.astimezone(zone).replace(microsecond=0).isoformat()


def ignored_date(document: Document, given: str) -> str:
    """The date in ``document`` that comes too late to change the one that its episode has; empty where there is
    none."""
    return "" if given.startswith(document.date) else document.date


def _is_ahead(given: str, now: datetime) -> bool:
    try:
        return datetime.fromisoformat(given) > now
    except (ValueError, TypeError):  # no date, or one without a zone: told where it is published
        return False
