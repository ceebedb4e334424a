"""Changes in a .txt or .md document: a sentence, a field of its front matter, all of it. Other formats are left alone.

What comes out is UTF-8; every line that is not meant stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.text.decoding import decode
from pipeline.text.front_matter import KEYS, NAMES, pair_of, split_front_matter

EDITABLE = (".txt", ".md")
FIELDS = tuple(key for key in KEYS if key != "author")
"""Of the front matter, that the desk has fields for."""
_BETWEEN = {".txt": r"\s*", ".md": r"[\s*_`~\\]*"}
"""What may stand between two characters of a sentence: line ends, and marks that say nothing."""


def editable(path: Path) -> bool:
    return path.suffix.lower() in EDITABLE


def text_of(path: Path) -> str:
    """The text as it stands in the file, with ``\\n`` for line ends.

    Raises:
        DocumentError: it is no text.
        UsageError: it is a document of another kind.
    """
    if not editable(path):
        raise UsageError(
            _("only .txt and .md can be changed here"), where=path.name, next=_("change the document and drop it again")
        )
    return decode(path.read_bytes(), path.name).replace("\r\n", "\n").replace("\r", "\n")


def fields_of(text: str, where: str) -> dict[str, str]:
    """What the front matter of ``text`` says, by key, as one would type it; empty where it says nothing.

    Raises:
        DocumentError: the front matter is wrong.
    """
    matter = split_front_matter(text.split("\n"), where).matter
    told = dict.fromkeys(FIELDS, "")
    for key, value in matter.items():
        if key in told:
            told[key] = (
                ", ".join(value) if isinstance(value, tuple) else ("true" if value is True else str(value or ""))
            )
    return told


def with_fields(text: str, fields: Mapping[str, str], where: str) -> str:
    """``text`` with ``fields`` in its front matter in place of what stood there; an empty one is taken out.

    Raises:
        DocumentError: the front matter, or a value, is wrong.
    """
    lines = text.split("\n")
    taken = split_front_matter(lines, where).taken
    now = fields_of(text, where)
    new = {key: _one_line(value) for key, value in fields.items() if key in FIELDS}
    changed = {key: value for key, value in new.items() if value != now[key]}
    if not changed:
        return text
    head, rest = lines[:taken], lines[taken:]
    fenced = bool(head) and pair_of(next(line for line in head if line.strip()).strip()) is None
    kept = _without(head, changed)
    added = [f"{key}: {value}" for key, value in changed.items() if value]
    if fenced:
        kept[-1:-1] = added
    elif head:
        kept = ["---", *[line for line in kept if line.strip()], *added, "---"]
    else:
        kept = ["---", *added, "---", *([""] if rest and rest[0].strip() else [])]
    result = "\n".join([*kept, *rest])
    if fields_of(result, where) != now | changed:
        raise UsageError(
            _("these fields cannot be put into the front matter"), where=where, next=_("change it by hand")
        )
    return result


def with_sentence(text: str, sentences: Sequence[str], number: int, new: str, suffix: str) -> str:
    """``text`` with the sentence ``sentences[number]`` said as ``new``; empty: without it.

    Raises:
        UsageError: it does not stand there as it is said.
    """
    old = sentences[number].strip()
    between = _BETWEEN[suffix.lower()]
    pattern = between.join(re.escape(character) for character in old if not character.isspace())
    places = list(re.finditer(pattern, text))
    same = [n for n, sentence in enumerate(sentences) if sentence.strip() == old]
    if not old or len(places) != len(same):
        raise UsageError(
            _("this sentence stands otherwise in the file"), next=_("change it in the whole text, below the fields")
        )
    place = places[same.index(number)]
    return text[: place.start()] + _one_line(new) + text[place.end() :]


def _without(head: Sequence[str], keys: Mapping[str, str]) -> list[str]:
    """The lines of a front matter but those of ``keys``, with what is listed below them."""
    kept, leaving = [], False
    for line in head:
        pair = pair_of(line.strip())
        if pair and not line.lstrip().startswith(("- ", "#")):
            leaving = NAMES.get(pair[0].lower(), "") in keys
        elif not (leaving and line.lstrip().startswith(("- ", "– "))):
            leaving = False
        if not leaving:
            kept.append(line)
    return kept


def _one_line(value: str) -> str:
    return " ".join(value.split())
