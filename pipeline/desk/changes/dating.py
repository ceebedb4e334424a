"""From when on a document is to be on the air: the date that it names, at the top of a text or before its name."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path

from pipeline.airtime import beginning
from pipeline.desk.changes import text_file
from pipeline.errors import BroadcastError, UsageError
from pipeline.messages import _
from pipeline.text.front_matter import date_of_name, normal_date

NOW = "now"
"""In place of a date: at once, whatever the document says."""


def dated(path: Path, content: bytes, at: str, now: datetime, zone: tzinfo) -> tuple[str, bytes]:
    """The name and the content under which the draft at ``path`` is published so that it is on the air ``at``.

    Args:
        content: what stands at ``path``.
        at: a date, :data:`NOW`, or empty: as it says itself.
        now: with its offset.
        zone: of dates without an offset.

    Raises:
        DocumentError: ``at`` is no date.
        UsageError: it has passed; or it names a time, and such a document can only name a day.
    """
    date = "" if at in ("", NOW) else normal_date(at, path.name)
    if date and beginning(date, zone) <= now:
        raise UsageError(
            _("that time has passed"), where=date, next=_("choose a later one, or put it on the air at once")
        )
    day, rest = date_of_name(path.stem)
    ahead = bool(day) and beginning(day, zone) > now
    name = path.name
    if ahead and at == NOW:
        name = f"{rest.lstrip('-_ ')}{path.suffix}"
    if not text_file.editable(path):
        if date[10:]:
            raise UsageError(
                _("only .txt and .md can begin at a time of day"), where=path.name, next=_("name the day alone")
            )
        return (f"{date}-{rest.lstrip('-_ ')}{path.suffix}" if date else name), content
    fields = {"draft": ""}
    if date:
        fields["date"] = date
    with suppress(BroadcastError):  # what cannot be read is told by the build
        text = text_file.text_of(path)
        own = text_file.fields_of(text, path.name)["date"]
        if at == NOW and own and beginning(own, zone) > now:
            fields["date"] = ""
        published = text_file.with_fields(text, fields, path.name)
        content = content if published == text else published.encode()
    return name, content
