"""Who an episode is: GUID, date and number are given once, whatever becomes of the audio."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from pipeline.build import output_folder
from pipeline.build.identities import Identities, Identity
from pipeline.build.sources import Source
from pipeline.errors import OutputError
from pipeline.messages import _
from pipeline.model import Document, Imprint
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

    def of(self, source: Source, document: Document) -> Imprint:
        """Who the episode of ``document`` is; of a new one the number is 0 until it is recorded.

        Raises:
            OutputError: a manifest stands there, is damaged, and nothing else tells.
        """
        known = self._known(source.slug)
        if known is None:
            date = self._first_date(document)
            guid = self._new_guid(f"{self.station.name}/{source.name}/{date}")
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

    def _first_date(self, document: Document) -> str:
        zone = self.station.zone
        if document.date:
            return datetime.fromisoformat(document.date).replace(tzinfo=zone).isoformat()
        return self.now().astimezone(zone).replace(microsecond=0).isoformat()
