"""What a document says of itself: title, date, end, author, voice, draft, urgent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.front_matter.dates import is_date, normal_date

KEYS = ("title", "date", "until", "author", "voice", "urgent", "draft")
DATES, SWITCHES = ("date", "until"), ("draft", "urgent")

Matter = dict[str, str | tuple[str, ...] | bool]

NAMES = {
    **{key: key for key in KEYS},
    **dict.fromkeys(("标题", "题目", "標題", "稿件标题", "文章标题", "节目标题"), "title"),
    **dict.fromkeys(("日期", "播出日期", "发布日期"), "date"),
    **dict.fromkeys(("作者", "撰稿", "authors"), "author"),
    **dict.fromkeys(("播音", "主播", "播音员", "声音", "voices"), "voice"),
    **dict.fromkeys(("到期", "到期日", "到期时间", "有效期至"), "until"),
    **dict.fromkeys(("紧急", "加急"), "urgent"),
    **dict.fromkeys(("草稿",), "draft"),
}
"""What the keys may be called."""

_FENCE = re.compile(r"(?:-{3,}|—{2,}|\+{3})$")
_CLOSING_FENCE = re.compile(r"(?:-{3,}|—{2,}|\.{3}|\+{3})$")
_PAIR = re.compile(r"([^\s:：=]+|[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff])+)\s*(?:[:：]|=(?!=))\s*(.*)$")
_BRACKETED = re.compile(r"[【\[［]\s*([\u4e00-\u9fff]{2,5})\s*[】\]］]\s*[:：]?\s*(.*)$")
_TABLE = re.compile(r"\[{1,2}[\w.-]+\]{1,2}$")
"""How TOML begins a table of keys of its own."""
_RULE = re.compile(r"(?:－{3,}|={3,}|＝{3,}|\*{3,}|_{3,}|~{3,})$")
"""Fences that elsewhere are rules across the page: between them nothing but known keys is front matter."""
_FOLDED = re.compile(r"[>|][+-]?")
"""Behind a key of YAML whose value stands on the indented lines below."""
_FOREIGN = re.compile(r"[A-Za-z][\w-]*$")
_PANDOC = re.compile(r"%\s+(\S.*)$")
_PANDOC_KEYS = ("title", "author", "date")
_MEMBER = re.compile(r"[-–]\s+(.*)$")
_YES, _NO = ("true", "yes", "on", "1", "是"), ("false", "no", "off", "0", "否", "")
_SLIP = 0.8
"""Likeness to one of ``KEYS`` from which another key is a slip of the pen."""


def _words() -> dict[str, str]:
    """What each of :data:`KEYS` is called in the operator's language."""
    return {
        "title": _("title"),
        "date": _("date"),
        "until": _("until"),
        "author": _("author"),
        "voice": _("voice"),
        "urgent": _("urgent"),
        "draft": _("draft"),
    }


def _in_words() -> str:
    return ", ".join(_words()[key] for key in KEYS)


class Head(NamedTuple):
    """The front matter at the top of a document."""

    matter: Matter
    taken: int
    """Lines that it takes, blank ones before it included."""
    notices: tuple[str, ...] = ()


def split_front_matter(lines: Sequence[str], where: str) -> Head:
    """The front matter at the top of ``lines``, between fences or, where the lines tell it, without.

    Keys that other programs read (tags, layout …) are passed over with a notice.

    Raises:
        DocumentError: a key misspelt, a key twice, a value that is none, a block that is not closed.
    """
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    if found := _between_rules(lines, start, where) or _of_pandoc(lines, start, where):
        return found
    if start == len(lines) or not _FENCE.match(lines[start].strip()):
        return _unfenced(lines, start, where)
    end = next((i for i in range(start + 1, len(lines)) if _CLOSING_FENCE.match(lines[i].strip())), None)
    first = next((line for line in lines[start + 1 :] if line.strip() and not line.strip().startswith("#")), "")
    pair = pair_of(first.strip())
    if end is None and pair and pair[0].lower() in NAMES:
        raise DocumentError(
            _("the front matter that begins here is not closed"),
            where=f"{where}:{start + 1}",
            next=_("put a line --- behind it"),
        )
    if end is None or (not pair and any(line.strip() for line in lines[start + 1 : end])):
        return Head({}, 0)  # a rule across the page
    return _parsed(lines, start + 1, end, where)


def _between_rules(lines: Sequence[str], start: int, where: str) -> Head | None:
    """A head between two rules of one kind, if nothing but known keys stands between them."""
    if start == len(lines) or not _RULE.match(lines[start].strip()):
        return None
    end = next((i for i in range(start + 1, len(lines)) if _RULE.match(lines[i].strip())), start + 1)
    held = [pair for line in lines[start + 1 : end] if line.strip() and (pair := pair_of(line.strip())) is not None]
    if not held or len(held) < sum(1 for line in lines[start + 1 : end] if line.strip()):
        return None
    return _parsed(lines, start + 1, end, where) if all(key.lower() in NAMES for key, _ in held) else None


def _of_pandoc(lines: Sequence[str], start: int, where: str) -> Head | None:
    """The title, the author and the date that pandoc reads from the first lines of a file, each behind a %."""
    found = [match[1] for line in lines[start : start + 3] if (match := _PANDOC.match(line.strip()))]
    if not found or not (start < len(lines) and _PANDOC.match(lines[start].strip())):
        return None
    end = start + len(found)
    if not any(line.strip() for line in lines[end:]) or (end < len(lines) and lines[end].strip()):
        return None
    return Head(matter_of(dict(zip(_PANDOC_KEYS, found, strict=False)), where), end)


def pair_of(line: str) -> tuple[str, str] | None:
    """The key and the value that ``line`` gives: 标题：…, 标 题：…, 【标题】…, title = …"""
    match = _BRACKETED.match(line)
    if match is None or match[1] not in NAMES:
        match = _PAIR.match(line)
    return None if match is None else ("".join(match[1].split()), match[2])


def _unfenced(lines: Sequence[str], start: int, where: str) -> Head:
    """Lines of known keys on top of a document: its title among them, or several, or one that is nothing else."""
    keys: list[str] = []
    end = start
    for line in lines[start:]:
        pair = pair_of(line.strip())
        key = NAMES.get(pair[0].lower(), "") if pair else ""
        if pair is None or key in keys or (key and not _is_meant(key, pair[1].strip())):
            break
        if not key and not ("title" in keys and _FOREIGN.match(pair[0]) and pair[1]):
            break
        keys += [key] if key else []
        end += 1
    told = len(keys) > 1 or keys in (["title"], *([key] for key in SWITCHES))
    if not told or not any(line.strip() for line in lines[end:]):
        return Head({}, 0)
    head = _parsed(lines, start, end, where)
    return Head(head.matter, end, head.notices)


def _is_meant(key: str, text: str) -> bool:
    """Whether ``text`` behind ``key`` belongs to a head; 紧急：请马上关机 and 日期：5月1日 are what a document says."""
    if key in DATES:
        return is_date(text)
    return bool(text) and (key not in SWITCHES or text.lower() in (*_YES, *_NO))


def _parsed(lines: Sequence[str], start: int, end: int, where: str) -> Head:
    raw: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    foreign: list[str] = []
    key = ""
    for number, line in _unfolded(lines[start:end], start + 1):
        text = line.strip()
        member, pair = _MEMBER.match(text), pair_of(text)
        if not text or text.startswith("#"):
            continue
        if member and key in raw:
            raw[key].append(_bare(member.group(1)))
        elif key and key not in raw and (member or line[:1].isspace()):
            continue  # what stands under a foreign key is a part of it
        elif _TABLE.match(text):
            foreign.append(key := text.strip("[]"))
        elif pair:
            key = known_key(pair[0], f"{where}:{number}")
            if not key:
                foreign.append(key := pair[0])
                continue
            if key in raw:
                raise DocumentError(
                    _("“{key}” stands twice in the front matter").format(key=pair[0]),
                    where=f"{where}:{number}",
                    next=_("leave one out"),
                )
            raw[key] = _members(pair[1])
            numbers[key] = number
        else:
            raise DocumentError(
                _("“{text}” is no line of a front matter").format(text=text[:40]),
                where=f"{where}:{number}",
                next=_("write key: value, with one of {keys}").format(keys=_in_words()),
            )
    matter = {key: value(key, values, f"{where}:{numbers[key]}") for key, values in raw.items()}
    unused = _("in the front matter, not used: {keys}").format(keys=", ".join(foreign))
    return Head(matter, end + 1, (unused,) if foreign else ())


def _unfolded(lines: Sequence[str], first: int) -> Iterator[tuple[int, str]]:
    """``lines`` with their numbers, those that YAML folds into the value above (title: >-) in one piece."""
    held = ""
    begun = first
    for number, line in enumerate(lines, first):
        if held and line[:1].isspace():
            held += line.strip()
            continue
        if held:
            yield begun, held
        pair = _PAIR.match(line)
        folds = pair is not None and _FOLDED.fullmatch(pair.group(2).strip()) is not None
        held = line[: line.rindex(pair.group(2))] if folds and pair else ""
        begun = number
        if not folds:
            yield number, line
    if held:
        yield begun, held


def known_key(name: str, where: str) -> str:
    """``name`` as one of ``KEYS``; empty if it is a key of another program.

    Raises:
        DocumentError: it is one of ``KEYS``, misspelt.
    """
    key = name.lower()
    if key in NAMES:
        return NAMES[key]
    near = get_close_matches(key, KEYS, n=1, cutoff=_SLIP)
    if not near and not any(sorted(key) == sorted(known) for known in KEYS):
        return ""
    raise DocumentError(
        _("the front matter has no key “{key}”").format(key=name),
        where=where,
        next=_("did you mean “{near}”? There are {keys}").format(
            near=near[0] if near else next(k for k in KEYS if sorted(k) == sorted(key)), keys=_in_words()
        ),
    )


def value(key: str, values: Sequence[str], where: str) -> str | tuple[str, ...] | bool:
    """``values`` written for ``key``, as what it means.

    Raises:
        DocumentError: it means nothing.
    """
    joined = ", ".join(values)
    if key == "voice":
        return tuple(name for text in values for member in re.split(r"[,，、]", text) if (name := _bare(member)))
    if key in DATES:
        return normal_date(joined, where)
    if key in SWITCHES:
        if joined.lower() not in (*_YES, *_NO):
            raise DocumentError(
                _("{key} is “{value}”, neither yes nor no").format(key=_words()[key], value=joined),
                where=where,
                next=_("write yes or no"),
            )
        return joined.lower() in _YES
    return joined


def matter_of(pairs: Mapping[str, str], where: str) -> Matter:
    """Front matter from a format's own fields, by known key."""
    return {key: value(key, _members(text), where) for key, text in pairs.items()}


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
