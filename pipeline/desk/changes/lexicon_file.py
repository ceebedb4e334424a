"""A line is put under ``[lexicon]`` of ``station.toml``; everything else in the file stays as the operator wrote it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from pipeline.errors import StationError
from pipeline.messages import _

_TABLE = re.compile(r"\s*\[lexicon\]\s*(?:#.*)?$")
_ANY_TABLE = re.compile(r"\s*\[")
_PAIR = re.compile(r"""(\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)(\s*=\s*)("(?:[^"\\]|\\.)*"|'[^']*')(.*)$""")


def with_line(text: str, word: str, value: str, where: str | Path) -> str:
    """``text``, that of ``station.toml``, with ``word`` said as ``value``.

    Raises:
        StationError: the file is written in a way in which the line cannot be put without touching anything else.
    """
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    line, said = f"{_quoted(word)} = {_quoted(value)}", _quoted(value)
    start = next((number for number, each in enumerate(lines) if _TABLE.match(each.rstrip())), None)
    if start is None:
        gap = "" if not lines or not lines[-1].strip() else end
        ended = "" if not lines or lines[-1].endswith("\n") else end
        new = f"{text}{ended}{gap}[lexicon]{end}{line}{end}"
    else:
        stop = next((n for n in range(start + 1, len(lines)) if _ANY_TABLE.match(lines[n])), len(lines))
        new = _put(lines, (start, stop), word, said, end)
    if _lexicon_removed(new) != _lexicon_removed(text) or _lexicon(new) != _lexicon(text) | {word: value}:
        raise StationError(
            _("the line “{line}” cannot be put there").format(line=line),
            where=where,
            next=_("write it under [lexicon] yourself"),
        )
    return new


def _put(lines: list[str], table: tuple[int, int], word: str, value: str, end: str) -> str:
    """In place of the line of the same word, else behind the last one of the table."""
    last = table[0]
    for number in range(table[0] + 1, table[1]):
        pair = _PAIR.match(lines[number].rstrip("\r\n"))
        if pair and _lexicon(f"[lexicon]\n{pair[2]}{pair[3]}{pair[4]}").keys() == {word}:
            ending = lines[number][len(lines[number].rstrip("\r\n")) :]
            replaced = f"{pair[1]}{pair[2]}{pair[3]}{value}{pair[5]}{ending}"
            return "".join([*lines[:number], replaced, *lines[number + 1 :]])
        if lines[number].strip():
            last = number
    before = lines[: last + 1]
    if before and not before[-1].endswith("\n"):
        before[-1] += end
    return "".join([*before, f"{_quoted(word)} = {value}{end}", *lines[last + 1 :]])


def _quoted(text: str) -> str:
    """A basic string of TOML, which JSON's strings are but for one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _lexicon(text: str) -> dict[str, object]:
    return dict(_parsed(text).get("lexicon", {}))


def _lexicon_removed(text: str) -> dict[str, object]:
    return {key: value for key, value in _parsed(text).items() if key != "lexicon"}


def _parsed(text: str) -> dict[str, dict[str, object]]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {"": {"": text}}
