"""What an operator does: each act is one change of files, told in the journal, followed by a build where one is due."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.desk.changes import text_file, uploads
from pipeline.desk.changes.dating import NOW, dated
from pipeline.desk.changes.station_file import LEXICON, with_value
from pipeline.desk.desk import Desk
from pipeline.desk.notices import Notice
from pipeline.desk.place import digest, version_of
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.publish.misread import MISREAD, read_marked, without
from pipeline.reading import Reader


def drop(desk: Desk, name: str, content: bytes, who: str) -> str:
    """Keep a document as a draft; its key. What is there already with the same content is not kept twice.

    Raises:
        UsageError: it is no name for a document.
        OutputError: it cannot be written.
    """
    name = uploads.clean_name(name)
    with desk.changing:
        if version_of(desk.place.drafts / name) != digest(content):
            name = uploads.free_name(name, desk.place)
            desk.journal.change("drop", name, {desk.place.drafts / name: content}, who)
    desk.events.changed()
    return f"drafts/{name}"


def publish(desk: Desk, key: str, version: str, replaces: str, who: str, at: str = "") -> str:
    """Move a draft to where builds find it, and build; its new key.

    Args:
        at: from when on it is to be on the air, as documents write a date; :data:`NOW`; empty: as it says itself.
        version: of the draft that the operator has seen.
        replaces: the version of the document of the same name that the operator knows will be replaced; empty: none.

    Raises:
        UsageError: one of the two is another by now, or the time has passed.
        DocumentError: it is no time.
    """
    with desk.changing:
        notice = desk.find(key)
        content = _as_seen(notice.path, version)
        name, content = dated(notice.path, content, at, desk.clock(), desk.station.get().station.zone)
        target = desk.place.seeds / name
        if not notice.is_draft or version_of(target) != (replaces if name == notice.path.name else ""):
            raise _changed(notice.path.name)
        desk.journal.change("publish", notice.title, {target: content, notice.path: None}, who)
    desk.builds.ask()
    desk.events.changed()
    return f"seeds/{target.name}"


def publish_now(desk: Desk, key: str, version: str, who: str) -> None:
    """Have a text that waits for its date on the air at once.

    Raises:
        UsageError: it has been changed meanwhile, or is no text.
    """
    with desk.changing:
        notice, _text_of_it = _text(desk, key, version)
        zone = desk.station.get().station.zone
        name, content = dated(notice.path, notice.path.read_bytes(), NOW, desk.clock(), zone)
        contents: dict[Path, bytes | None] = {notice.path.with_name(name): content}
        if name != notice.path.name:
            contents[notice.path] = None
        desk.journal.change("publish", notice.title, contents, who)
    _built_anew(desk, notice)


def bring_back(desk: Desk, key: str, who: str) -> None:
    """Put a document whose file somebody deleted where it stood.

    Raises:
        UsageError: it is there, or is not at hand any more.
    """
    with desk.changing:
        path = desk.place.seeds / key.partition("/")[2]
        found = desk.notices.seen.find(key.partition("/")[2])
        content = desk.notices.seen.content(found) if found else None
        if found is None or content is None or path.exists():
            raise UsageError(_("there is no such document"), where=path.name, next=_("look at the page again"))
        desk.journal.change("bring back", found.title, {path: content}, who)
    desk.builds.ask()
    desk.events.changed()


def settle(desk: Desk, slug: str, number: int, who: str) -> None:
    """Take what listeners marked off their list: it has been seen to.

    Raises:
        UsageError: it is not there.
    """
    path = desk.place.misread
    with desk.changing:
        marked = next((m for m in read_marked(desk.place.audio_out) if (m.slug, m.number) == (slug, number)), None)
        if marked is None:
            raise UsageError(_("there is no such sentence"), next=_("look at the page again"))
        desk.journal.change("settled", marked.sentence, {path: without(path.read_bytes(), marked) or None}, who)
    desk.events.changed()


def take_away(desk: Desk, key: str, who: str) -> None:
    """Withdraw a document, or discard a draft."""
    with desk.changing:
        notice = desk.find(key)
        desk.journal.change("discard" if notice.is_draft else "withdraw", notice.title, {notice.path: None}, who)
    _built_anew(desk, notice)


def change_sentence(desk: Desk, key: str, version: str, number: int, new: str, who: str) -> None:
    """Have a sentence of a text say ``new``.

    Raises:
        UsageError: it is not there, or the file has been changed since the page was made.
    """
    with desk.changing:
        notice, text = _text(desk, key, version)
        sentences = [sentence.text for sentence in desk.documents.read(notice.path).sentences]
        if not 0 <= number < len(sentences):
            raise _changed(notice.path.name)
        changed = text_file.with_sentence(text, sentences, number, new, notice.path.suffix)
        desk.journal.change("edit", notice.title, {notice.path: changed.encode()}, who)
    _built_anew(desk, notice)


def change_text(desk: Desk, key: str, version: str, new: str, who: str) -> None:
    """Put ``new`` in place of all of a text."""
    with desk.changing:
        notice, _old = _text(desk, key, version)
        content = new.replace("\r\n", "\n").encode("utf-8", "replace")
        desk.journal.change("edit", notice.title, {notice.path: content}, who)
    _built_anew(desk, notice)


def change_fields(desk: Desk, key: str, version: str, fields: Mapping[str, str], who: str) -> None:
    """Put ``fields`` into the front matter of a text.

    Raises:
        DocumentError: a value is wrong.
    """
    with desk.changing:
        notice, text = _text(desk, key, version)
        _put_fields(desk, notice, text, fields, who)
    _built_anew(desk, notice)


def last_day(desk: Desk, key: str, who: str) -> None:
    """Have a document end with this day."""
    today = desk.clock().astimezone(desk.station.get().station.zone).date().isoformat()
    with desk.changing:
        notice = desk.find(key)
        _put_fields(desk, notice, text_file.text_of(notice.path), {"until": today}, who)
    _built_anew(desk, notice)


def say(desk: Desk, word: str, value: str, who: str) -> None:
    """Have ``word`` said as ``value`` from now on, everywhere.

    Raises:
        StationError: it is no pinyin for that word, or cannot be put into the file.
    """
    word, value = word.strip(), " ".join(value.split())
    path = desk.place.station
    with desk.changing:
        Reader({word: value}).read("")  # a wrong one is refused before the file is touched
        text = with_value(path.read_text("utf-8"), LEXICON, word, value, path)
        desk.journal.change("reading", f"{word} = {value}", {path: text.encode()}, who)
    desk.builds.ask()
    desk.events.changed()


def undo(desk: Desk, number: int, who: str) -> None:
    """Take a change back.

    Raises:
        UsageError: it cannot be.
    """
    with desk.changing:
        change = desk.journal.undo(number, who)
    if any(not touched.file.startswith((f"{desk.place.drafts.name}/", MISREAD)) for touched in change.files):
        desk.builds.ask()
    desk.events.changed()


def _put_fields(desk: Desk, notice: Notice, text: str, fields: Mapping[str, str], who: str) -> None:
    changed = text_file.with_fields(text, fields, notice.path.name)
    if changed != text:
        desk.journal.change("fields", notice.title, {notice.path: changed.encode()}, who)


def _built_anew(desk: Desk, notice: Notice) -> None:
    if not notice.is_draft:
        desk.builds.ask()
    desk.events.changed()


def _text(desk: Desk, key: str, version: str) -> tuple[Notice, str]:
    notice = desk.find(key)
    _as_seen(notice.path, version)
    return notice, text_file.text_of(notice.path)


def _as_seen(path: Path, version: str) -> bytes:
    content = path.read_bytes()
    if digest(content) != version:
        raise _changed(path.name)
    return content


def _changed(name: str) -> UsageError:
    return UsageError(_("has been changed meanwhile"), where=name, next=_("look at the page again"))
