"""TOML into frozen dataclasses, strictly: a complaint names the file, the line, the key and the nearest known key."""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_type_hints

from pipeline.errors import StationError
from pipeline.messages import _

T = TypeVar("T")
Key = tuple[str, ...]

_HEADER = re.compile(r"\s*\[[^\[].*\]\s*(?:#.*)?$")
_ELEMENT = re.compile(r"\s*\[(\[.+\])\]\s*(?:#.*)?$")
"""The header of one table of a list; its key ends with its number in the list, from 1."""
_ASSIGNMENT = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""", re.ASCII)
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


class Settings:
    """One parsed file and where each of its keys stands."""

    def __init__(self, path: Path) -> None:
        """Read ``path``.

        Raises:
            StationError: it is missing, not UTF-8 or not TOML.
        """
        self.path = path
        try:
            text = path.read_text(encoding="utf-8-sig")
            self.table: Mapping[str, Any] = tomllib.loads(text)
        except FileNotFoundError as exc:
            raise StationError(
                _("there is no such file"), where=path, next=_("restore station.toml, or name yours with --station")
            ) from exc
        except OSError as exc:
            raise StationError(
                _("cannot be read ({reason})").format(reason=exc.strerror), where=path, next=_("check its permissions")
            ) from exc
        except UnicodeDecodeError as exc:
            line = exc.object[: exc.start].count(b"\n") + 1
            raise StationError(_("is not UTF-8"), where=f"{path}:{line}", next=_("save it as UTF-8")) from exc
        except tomllib.TOMLDecodeError as exc:
            raise _syntax_error(path, exc) from exc
        self.places = MappingProxyType(_places(text))

    def where(self, *key: str) -> str:
        """``station.toml:12`` for a key that stands in the file, else the place of the table around it."""
        while key and key not in self.places:
            key = key[:-1]
        return f"{self.path}:{self.places[key]}" if key else str(self.path)

    def where_in(self, table: str) -> Callable[[str], str]:
        """:meth:`where` for the keys of one table."""
        return lambda key: self.where(table, key)

    def refuse(self, key: Key, what: str, remedy: str) -> StationError:
        """The error for ``key``; raise it."""
        return StationError(f"{'.'.join(key)}: {what}", where=self.where(*key), next=remedy)

    def refuse_kind(self, kind: Any, key: Key) -> StationError:
        """The error for a value that is not of ``kind``; raise it."""
        return self.refuse(key, _("must be {kind}").format(kind=_kind_name(kind)), _("correct the value"))

    def refuse_beyond(self, low: float, high: float, value: float, key: Key) -> StationError:
        """The error for a ``value`` that is not from ``low`` to ``high``; raise it."""
        return self.refuse(
            key,
            _("{value} is out of bounds").format(value=value),
            _("choose from {low} to {high}").format(low=low, high=high),
        )

    def checked_table(self, value: Any, key: Key) -> Mapping[str, Any]:
        """``value``, which stands at ``key``.

        Raises:
            StationError: it is no table.
        """
        if not isinstance(value, dict):
            name = ".".join(key)
            raise self.refuse(key, _("must be a table"), _("write [{key}] on a line of its own").format(key=name))
        return value

    def build(self, cls: type[T], *key: str) -> T:
        """The table at ``key`` as an instance of the frozen dataclass ``cls``; what is left out has its default.

        A field's ``metadata`` may hold ``choices`` (allowed values), ``low`` and ``high`` (bounds, inclusive)
        and ``complaint`` (value → what is wrong with it, or None).

        Raises:
            StationError: unknown key, wrong type, value out of bounds.
        """
        table: Any = self.table
        for part in key:
            table = table.get(part, {})
        self.checked_table(table, key)
        fields = {field.name: field for field in dataclasses.fields(cls) if field.init}  # type: ignore[arg-type]  # cls is a dataclass
        self.refuse_unknown(table, fields, key)
        hints = get_type_hints(cls)
        values = {
            name: self.build(hints[name], *key, name)
            if dataclasses.is_dataclass(hints[name])
            else self._value(table[name], hints[name], fields[name], (*key, name))
            for name in table
        }
        return cls(**values)

    def texts(self, name: str) -> dict[str, str]:
        """The top-level table ``name`` of free keys, each with a text; empty where it is not in the file.

        Raises:
            StationError: a value is not a text.
        """
        table = self.checked_table(self.table.get(name, {}), (name,))
        for key, value in table.items():
            if not isinstance(value, str):
                raise self.refuse_kind(str, (name, key))
        return dict(table)

    def refuse_unknown(self, table: Mapping[str, Any], known: Mapping[str, Any], key: Key = ()) -> None:
        """Raise for the first key of ``table`` that ``known`` does not have."""
        for name in table:
            if name not in known:
                otherwise = _("known here: {known}").format(known=", ".join(sorted(known)))
                raise self.refuse((*key, name), _("no such key"), nearest(name, known, otherwise))

    def _value(self, value: Any, kind: Any, field: dataclasses.Field[Any], key: Key) -> Any:
        fitted = _fitted(value, kind)
        if fitted is None:
            raise self.refuse_kind(kind, key)
        about = field.metadata
        if "choices" in about and fitted not in about["choices"]:
            raise self.refuse(
                key,
                _("“{value}” is not possible").format(value=fitted),
                _("choose one of: {known}").format(known=", ".join(map(str, about["choices"]))),
            )
        if "low" in about and not about["low"] <= fitted <= about["high"]:
            raise self.refuse_beyond(about["low"], about["high"], fitted, key)
        if "complaint" in about and (complaint := about["complaint"](fitted)):
            raise self.refuse(key, complaint, _("correct the value"))
        return fitted


def nearest(word: str, known: Iterable[str], otherwise: str, cutoff: float = 0.5) -> str:
    """What to do about a ``word`` that is not ``known``: the one it must have been meant for, or ``otherwise``.

    ``cutoff`` is how alike they must be, from 0 to 1.
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return _("did you mean “{near}”?").format(near=near[0]) if near else otherwise


def _kind_name(kind: Any) -> str:
    names: dict[Any, str] = {
        str: _("a text in quotes"),
        bool: _("true or false"),
        int: _("a whole number"),
        float: _("a number"),
        tuple[str, ...]: _("a list of texts"),
    }
    return names[kind]


def _fitted(value: Any, kind: Any) -> Any:
    """``value`` as ``kind``, or None where it is not of that kind (a bool is no number here)."""
    if kind == tuple[str, ...]:
        return tuple(value) if isinstance(value, list) and value and all(isinstance(v, str) for v in value) else None
    if kind is float and type(value) is int:
        return float(value)
    return value if type(value) is kind else None


def _places(text: str) -> dict[Key, int]:
    """Line (from 1) of each table header and key; inside multi-line values a guess that only moves a line number."""
    places: dict[Key, int] = {}
    elements: Counter[Key] = Counter()
    table: Key = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if element := _ELEMENT.match(line):
            name = _key_of(element[1])
            elements[name] += 1
            table = (*name, str(elements[name]))
            places[table] = number
        elif _HEADER.match(line):
            table = _key_of(line) or table
            places.setdefault(table, number)
        elif match := _ASSIGNMENT.match(line):
            key = _key_of(f"{match[1]} = 0")
            places.setdefault((*table, *key), number)
    return places


def _key_of(line: str) -> Key:
    try:
        table: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    key: list[str] = []
    while isinstance(table, dict) and table:
        name = next(iter(table))
        key.append(name)
        table = table[name]
    return tuple(key)


def _syntax_error(path: Path, exc: tomllib.TOMLDecodeError) -> StationError:
    match = _AT_LINE.search(str(exc))
    where = f"{path}:{match[1]}" if match else str(path)
    reason = _AT_LINE.sub("", str(exc)).strip()
    return StationError(
        _("is not TOML ({reason})").format(reason=reason), where=where, next=_("compare the line with its neighbours")
    )
