"""A value is put into ``station.toml``; everything else in the file stays as the operator wrote it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from pipeline.errors import StationError
from pipeline.messages import _

LEXICON = "lexicon"
_ANY_TABLE = re.compile(r"\s*\[")
_STRING = r""""(?:[^"\\]|\\.)*"|'[^']*'"""
_PAIR = re.compile(rf"(\s*)({_STRING}|[\w-]+)(\s*=\s*)({_STRING}|\[(?:[^\]\"']|{_STRING})*\]|[\w.+-]+)(.*)$")

Value = str | Sequence[str]


def with_value(text: str, table: str, key: str, value: Value, where: str | Path) -> str:
    """``text``, that of ``station.toml``, with ``value`` for ``key`` under ``[table]``, such as ``voice.presenters``.

    Raises:
        StationError: the file is written in a way in which the line cannot be put without touching anything else.
    """
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    line = f"{_quoted(key)} = {_written(value)}"
    head = re.compile(rf"\s*\[{re.escape(table)}\]\s*(?:#.*)?$")
    start = next((number for number, each in enumerate(lines) if head.match(each.rstrip())), None)
    if start is None:
        gap = "" if not lines or not lines[-1].strip() else end
        ended = "" if not lines or lines[-1].endswith("\n") else end
        new = f"{text}{ended}{gap}[{table}]{end}{line}{end}"
    else:
        stop = next((n for n in range(start + 1, len(lines)) if _ANY_TABLE.match(lines[n])), len(lines))
        new = _put(lines, (start, stop), key, value, end)
    if _parsed(new) != _changed(_parsed(text), table, key, value):
        raise StationError(
            _("the line “{line}” cannot be put there").format(line=line),
            where=where,
            next=_("write it under [{table}] yourself").format(table=table),
        )
    return new


def _put(lines: list[str], table: tuple[int, int], key: str, value: Value, end: str) -> str:
    """In place of the line of the same key, else behind the last one of the table."""
    last = table[0]
    for number in range(table[0] + 1, table[1]):
        pair = _PAIR.match(lines[number].rstrip("\r\n"))
        if pair and _parsed(f"{pair[2]} = 0").keys() == {key}:
            ending = lines[number][len(lines[number].rstrip("\r\n")) :]
            replaced = f"{pair[1]}{pair[2]}{pair[3]}{_written(value)}{pair[5]}{ending}"
            return "".join([*lines[:number], replaced, *lines[number + 1 :]])
        if lines[number].strip():
            last = number
    before = lines[: last + 1]
    if before and not before[-1].endswith("\n"):
        before[-1] += end
    return "".join([*before, f"{_key(key)} = {_written(value)}{end}", *lines[last + 1 :]])


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quoted(key)


def _written(value: Value) -> str:
    return _quoted(value) if isinstance(value, str) else f"[{', '.join(map(_quoted, value))}]"


def _quoted(text: str) -> str:
    """A basic string of TOML, which JSON's strings are but for one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _changed(parsed: dict[str, Any], table: str, key: str, value: Value) -> dict[str, Any]:
    changed = deepcopy(parsed)
    inner = changed
    for name in table.split("."):
        inner = inner.setdefault(name, {})
        if not isinstance(inner, dict):
            return {}
    inner[key] = value if isinstance(value, str) else list(value)
    return changed


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {"": {"": text}}
