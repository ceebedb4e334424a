"""What each page and fragment shows, put together from what is there now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from pipeline.airtime import beginning
from pipeline.desk import first_start
from pipeline.desk.changes import text_file
from pipeline.desk.desk import Desk
from pipeline.desk.notices import Notice, one_of
from pipeline.desk.pages import Pages
from pipeline.desk.place import version_of
from pipeline.desk.speech.said import SaidSection, said, sentence_of
from pipeline.desk.speech.words import choices, units
from pipeline.errors import BroadcastError, UsageError
from pipeline.messages import N_, _
from pipeline.model import Document
from pipeline.publish import check
from pipeline.publish.misread import Marked, read_marked
from pipeline.station import Station
from pipeline.text import SUFFIXES

SHOWN = 60
"""Documents in the list, unless all are asked for."""
_CHANGES = 20
_LONGEST_WHOLE = 200_000
"""Characters of a text that is offered to be changed as a whole."""
_FIELDS = (
    ("title", N_("title"), ""),
    (
        "date",
        N_("on the air from"),
        N_("like 2026-07-01 or 2026-07-01T08:00; it stays as it was when it was first on the air"),
    ),
    ("until", N_("end"), N_("the last day on which it plays")),
    ("urgent", N_("urgent (before all others)"), ""),
    ("voice", N_("presenter"), N_("empty: the station's take turns")),
    ("draft", N_("only a draft, not on the air yet"), ""),
)


class Views:
    """Of one desk."""

    def __init__(self, desk: Desk, pages: Pages) -> None:
        self._desk, self._pages = desk, pages
        self._said: tuple[tuple[str, str], tuple[SaidSection, ...]] | None = None
        self._checked: tuple[tuple[int, str], str] | None = None

    def home(self, token: str, *, trouble: str = "", everything: bool = False) -> str:
        """What is on the air, what was done."""
        found = self._desk.listed()
        zone = self._zone()
        today = self._desk.clock().astimezone(zone)
        changes = [
            (change, datetime.fromisoformat(change.at).astimezone(zone))
            for change in self._desk.journal.changes[:_CHANGES]
        ]
        facts = self._shell(found, token, "", trouble, everything=everything) | self._air(found)
        return self._pages.render(
            "home.html",
            facts
            | {
                "today": today,
                "programme": self._desk.played(found),
                "changes": changes,
                "undone": self._desk.journal.undone(),
                "misread": self._misread(found),
                "first": self._is_first(),
            },
        )

    def notice(self, key: str, token: str) -> str:
        """One document: what will be said, and all that can be done with it.

        Raises:
            UsageError: there is none.
        """
        found = self._desk.listed()
        notice = one_of(found, key)
        document = self._desk.documents.get(notice.path)
        version = version_of(notice.path)
        sections: tuple[SaidSection, ...] = ()
        why = notice.why, notice.remedy
        if isinstance(document, Document):
            sections = self._sections(document, version)
            made_with = notice.episode.voices if notice.episode else ()
            self._desk.auditions.opened(self._desk.station.get(), document, version, made_with)
        else:
            why = document.what, document.next
        target = self._desk.place.seeds / notice.path.name
        return self._pages.render(
            "notice.html",
            self._shell(found, token, key, "")
            | {
                "notice": notice,
                "heading": document.title if isinstance(document, Document) else notice.title,
                "sections": sections,
                "why": why[0],
                "remedy": why[1],
                "later": self._later(document) if isinstance(document, Document) else None,
                "replaces": version_of(target) if notice.is_draft else "",
                "file_version": version,
                "can_edit": text_file.editable(notice.path),
                "notes": document.notices if isinstance(document, Document) else (),
                "left_out": document.left_out if isinstance(document, Document) else (),
                "doubts": sum(s.doubts for part in sections for p in part.paragraphs for s in p.sentences),
                "field_labels": _FIELDS,
                "voices": self._voices(),
                "misread": {marked.sentence: marked.times for _notice, marked in self._misread([notice])},
                **self._text(notice),
            },
        )

    def start(self, token: str) -> str:
        """The first start's questions.

        Raises:
            StationError: ``station.toml`` is wrong.
        """
        now = self._desk.station.get()
        engine = now.casting().for_new().engine
        facts = {
            "station": now.station,
            "voices": engine.voices(),
            "presenters": getattr(now.station.voice.presenters, engine.name),
            "network": first_start.network_address(now.station),
        }
        return self.page("start.html", token, facts)

    def sample(self, voice: str) -> bytes:
        """What ``voice`` sounds like, as a WAV file.

        Raises:
            BroadcastError: there is no such voice, or it cannot be heard now.
        """
        return self._desk.auditions.sample(self._desk.station.get(), voice)

    def listing(self, here: str, token: str) -> str:
        """The list of documents."""
        return self._pages.render("list.html", self._shell(self._desk.listed(), token, here, ""))

    def today(self, token: str) -> str:
        """What loudspeakers play today."""
        facts = {"programme": self._desk.played(self._desk.listed()), "token": token}
        return self._pages.render("today.html", facts)

    def air(self, token: str) -> str:
        """What plays now and next."""
        return self._pages.render("air.html", self._air(self._desk.listed()) | {"token": token})

    def alarm(self, token: str) -> str:
        """The emergency that is on, if there is one."""
        return self._pages.render(
            "alarm.html", {"on_air": self._desk.on_air.get(), "microphone": self._desk.microphone, "token": token}
        )

    def page(self, name: str, token: str, facts: Mapping[str, object]) -> str:
        """The template ``name`` with what every page shows and ``facts``."""
        return self._pages.render(name, {**self._shell(self._desk.listed(), token, "", ""), **facts})

    def check(self) -> str:
        """Whether all that is published is in order."""
        place = self._desk.place
        station = self._desk.station.get()
        key = (self._desk.builds.progress.ended, station.version)
        if self._checked is None or self._checked[0] != key:
            count = sum(notice.episode is not None for notice in self._desk.listed())
            now = self._desk.clock()
            findings = check(place.audio_out, place.feeds, station.station, now=now) if count else []
            errors = sum(finding.level == "error" for finding in findings)
            facts = {"findings": [str(finding) for finding in findings], "errors": errors, "count": count}
            self._checked = key, self._pages.render("check.html", facts)
        return self._checked[1]

    def words(self, key: str, number: int, at: int, token: str) -> str:
        """The characters of one sentence with their readings, those of the one that begins at ``at`` to choose from.

        Raises:
            UsageError: there is no such sentence.
        """
        document = self._desk.documents.read(self._desk.find(key).path)
        sentence = sentence_of(document, number)
        if sentence is None:
            raise UsageError(_("there is no such sentence"), next=_("look at the page again"))
        reader = self._desk.station.get().reader.of_document(each.text for each in document.sentences)
        found = units(reader, sentence.text.strip())
        chosen = next((unit for unit in found if unit.start == at), None)
        offered = choices(reader, found, at)
        word = offered[0].everywhere.word if offered else ""
        facts = {
            "key": key, "number": number, "line": sentence.id, "units": found, "chosen": chosen, "choices": offered,
            "other_word": word, "token": token,
        }  # fmt: skip
        return self._pages.render("words.html", facts)

    def sound(self, key: str, line: str, otherwise: tuple[str, str] | None) -> bytes:
        """A sentence as a WAV file.

        Raises:
            BroadcastError: it cannot be said.
        """
        notice = self._desk.find(key)
        document = self._desk.documents.read(notice.path)
        now = self._desk.station.get()
        made_with = notice.episode.voices if notice.episode else ()
        return self._desk.auditions.wav(now, document, version_of(notice.path), line, otherwise, made_with)

    def _misread(self, found: Sequence[Notice]) -> list[tuple[Notice, Marked]]:
        """What listeners say is read wrongly in ``found``, the last first."""
        by_slug = {notice.episode.slug: notice for notice in found if notice.episode}
        try:
            marked = read_marked(self._desk.place.audio_out)
        except BroadcastError:
            return []
        return [(by_slug[each.slug], each) for each in reversed(marked) if each.slug in by_slug]

    def _sections(self, document: Document, version: str) -> tuple[SaidSection, ...]:
        now = self._desk.station.get()
        key = version, now.version
        if self._said is None or self._said[0] != key:
            self._said = key, said(document, now.reader)
        return self._said[1]

    def _shell(
        self, found: Sequence[Notice], token: str, here: str, trouble: str, *, everything: bool = False
    ) -> dict[str, object]:
        """What every page shows around its own."""
        shown = found if everything else found[:SHOWN]
        try:
            station = self._desk.station.get().station
        except BroadcastError as exc:
            station, trouble = Station(name=""), trouble or str(exc)
        return {
            "station_name": station.name,
            "messages": station.air.emergency,
            "zones": list(station.air.zones),
            "microphone": self._desk.microphone,
            "on_air": self._desk.on_air.get(),
            "token": token,
            "here": here,
            "notices": shown,
            "more": len(found) - len(shown),
            "suffixes": ",".join(SUFFIXES),
            "progress": self._desk.builds.progress,
            "trouble": trouble,
            "last": self._desk.last(),
        }

    def _air(self, found: Sequence[Notice]) -> dict[str, object]:
        return {
            "on_air": self._desk.on_air.get(),
            "titles": self._desk.titles(found),
            "date_now": self._desk.clock().astimezone(self._zone()).date(),
        }

    def _later(self, document: Document) -> datetime | None:
        """The date that the document names, if it is still to come."""
        if not document.date:
            return None
        begins = beginning(document.date, self._desk.station.get().station.zone)
        return begins if begins > self._desk.clock() else None

    def _is_first(self) -> bool:
        try:
            return first_start.is_due(self._desk, self._desk.station.get().station)
        except BroadcastError:
            return False

    def _text(self, notice: Notice) -> dict[str, object]:
        """What can be changed of a text: its fields and the whole, as far as it can be read at all."""
        none: dict[str, object] = {"fields": None, "whole": None}
        if not text_file.editable(notice.path):
            return none
        try:
            text = text_file.text_of(notice.path)
        except BroadcastError:
            return none
        whole = text if len(text) <= _LONGEST_WHOLE else None
        try:
            return {"fields": text_file.fields_of(text, notice.path.name), "whole": whole}
        except BroadcastError:
            return {"fields": None, "whole": whole}

    def _voices(self) -> list[str]:
        casting = self._desk.station.get().station.voice
        engines = ("edge", "kokoro") if casting.engine == "auto" else (casting.engine,)
        return [voice for engine in engines for voice in getattr(casting.presenters, engine)]

    def _zone(self) -> tzinfo | None:
        """The station's; None, which means this machine's, where its file is wrong."""
        try:
            return self._desk.station.get().station.zone
        except BroadcastError:
            return None
