"""What a document says of itself: title, date, author, voice, draft."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches

from pipeline.errors import DocumentError
from pipeline.messages import _

KEYS = ("title", "date", "author", "voice", "draft")

Matter = dict[str, str | tuple[str, ...] | bool]

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Between which a date is meant: others are slips of the pen, and the first and the last of all lie in no time zone."""
_FENCE = re.compile(r"(?:-{3,}|—{2,})$")
_CLOSING_FENCE = re.compile(r"(?:-{3,}|—{2,}|\.{3})$")
_PAIR = re.compile(r"([^\s:：]+)\s*[:：]\s*(.*)$")
_MEMBER = re.compile(r"[-–]\s+(.*)$")
_DATE = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[T\s]\s*(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?)?$"
)
_FILE_DATE = re.compile(
    r"(\d{4})(?:[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)|\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)[\s_.\-—,，、]*"
)
_YES, _NO = ("true", "yes", "on", "1", "是"), ("false", "no", "off", "0", "否", "")


def split_front_matter(lines: Sequence[str], where: str) -> tuple[Matter, int]:
    """The front matter at the top of ``lines`` and the number of lines it takes, blank ones before it included.

    Raises:
        DocumentError: an unknown key, a key twice, a value that is none, a block that is not closed.
    """
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines) or not _FENCE.match(lines[start].strip()):
        return {}, 0
    end = next((i for i in range(start + 1, len(lines)) if _CLOSING_FENCE.match(lines[i].strip())), None)
    first = next((line for line in lines[start + 1 :] if line.strip() and not line.strip().startswith("#")), "")
    pair = _PAIR.match(first.strip())
    if end is None and pair and pair.group(1).lower() in KEYS:
        raise DocumentError(
            _("the front matter that begins here is not closed"),
            where=f"{where}:{start + 1}",
            next=_("put a line --- behind it"),
        )
    if end is None or (not pair and any(line.strip() for line in lines[start + 1 : end])):
        return {}, 0  # a rule across the page
    return _parsed(lines, start + 1, end, where), end + 1


def _parsed(lines: Sequence[str], start: int, end: int, where: str) -> Matter:
    raw: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    key = ""
    for number, line in enumerate(lines[start:end], start + 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        member = _MEMBER.match(text)
        pair = _PAIR.match(text)
        if member and key:
            raw[key].append(_bare(member.group(1)))
        elif pair:
            key = known_key(pair.group(1), f"{where}:{number}")
            if key in raw:
                raise DocumentError(
                    _("“{key}” stands twice in the front matter").format(key=key),
                    where=f"{where}:{number}",
                    next=_("leave one out"),
                )
            raw[key] = _members(pair.group(2))
            numbers[key] = number
        else:
            raise DocumentError(
                _("“{text}” is no line of a front matter").format(text=text[:40]),
                where=f"{where}:{number}",
                next=_("write key: value, with one of {keys}").format(keys=", ".join(KEYS)),
            )
    return {key: value(key, values, f"{where}:{numbers[key]}") for key, values in raw.items()}


def known_key(name: str, where: str) -> str:
    """``name`` as one of ``KEYS``.

    Raises:
        DocumentError: there is no such key; the nearest one is named.
    """
    key = name.lower()
    if key in KEYS:
        return key
    near = get_close_matches(key, KEYS, n=1, cutoff=0.0)[0]
    raise DocumentError(
        _("the front matter has no key “{key}”").format(key=name),
        where=where,
        next=_("did you mean “{near}”? There are {keys}").format(near=near, keys=", ".join(KEYS)),
    )


def value(key: str, values: Sequence[str], where: str) -> str | tuple[str, ...] | bool:
    """``values`` written for ``key``, as what it means.

    Raises:
        DocumentError: it means nothing.
    """
    joined = ", ".join(values)
    if key == "voice":
        return tuple(name for text in values for member in re.split(r"[,，、]", text) if (name := _bare(member)))
    if key == "date":
        return normal_date(joined, where)
    if key == "draft":
        if joined.lower() not in (*_YES, *_NO):
            raise DocumentError(
                _("draft is “{value}”, neither yes nor no").format(value=joined),
                where=where,
                next=_("write true or false"),
            )
        return joined.lower() in _YES
    return joined


def normal_date(text: str, where: str) -> str:
    """``text`` as ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM``; empty stays empty.

    Raises:
        DocumentError: it is no date, or one that no calendar has.
    """
    if not text:
        return ""
    match = _DATE.match(text.strip())
    if match and (date := _calendar(*match.groups())):
        return date
    raise DocumentError(
        _("“{text}” is no date").format(text=text[:40]),
        where=where,
        next=_("write it like 2026-05-01 or 2026-05-01T08:00"),
    )


def date_of_name(stem: str) -> tuple[str, str]:
    """The date at the start of a file's stem (empty if there is none) and the rest of the stem."""
    match = _FILE_DATE.match(stem)
    if not match:
        return "", stem
    year, month, day, written_month, written_day = match.groups()
    date = _calendar(year, month or written_month, day or written_day)
    return (date, stem[match.end() :] or stem) if date else ("", stem)


def matter_of(pairs: Mapping[str, str], where: str) -> Matter:
    """Front matter from a format's own fields, by known key."""
    return {key: value(key, _members(text), where) for key, text in pairs.items()}


def _calendar(year: str, month: str, day: str, hour: str | None = None, minute: str | None = None) -> str:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return ""
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))
    except ValueError:
        return ""
    return moment.strftime("%Y-%m-%d" if hour is None else "%Y-%m-%dT%H:%M").rjust(10 if hour is None else 16, "0")


def _members(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [_bare(member) for member in re.split(r"[,，、]", text[1:-1]) if member.strip()]
    return [_bare(text)] if text else []


def _bare(text: str) -> str:
    text = text.strip()
    for quotes in ('""', "''", "“”"):
        if len(text) >= 2 and text[0] == quotes[0] and text[-1] == quotes[1]:
            return text[1:-1].strip()
    return text
