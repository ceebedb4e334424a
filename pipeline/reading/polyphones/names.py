"""Persons' names in a run of Chinese characters: which characters are a surname and the given name after it.

A place is asked where a surname stands that is read otherwise as a name (单 shàn, 任 rén), or a given name holds a
character with several readings. Each way to read a name there is weighed by a logistic regression
(``names.npz``, made by ``training/polyphones/train_names.py``) over what the ordinary words cost and the name would,
the characters of the given name, the words beside it and the signs of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np  # this module itself is imported late, by the first sentence that is read

from pipeline.chinese.words import UNLISTED, Words, words
from pipeline.reading.polyphones.no_names import is_no_name, is_place
from pipeline.reading.polyphones.surnames import (
    ALWAYS_SURNAMES,
    COMPOUND,
    FAMILY_READINGS,
    GIVEN,
    MOSTLY_GIVEN,
    SELDOM_A_SURNAME,
    SURNAMES,
    TITLE,
)
from pipeline.reading.polyphones.titled import bearers, before_title

MODEL_FILE = Path(__file__).with_name("names.npz")
CERTAIN = -0.75
"""Log odds from which a name is taken for one."""
WARY, WARY_BUT_TITLED = frozenset("任都解查应曲薄"), frozenset("曾单盖乐黑")
"""Surnames that are often verbs or begin foreign names and compounds, the latter where no title stands before them."""
CERTAIN_IF_WARY = 0.5
"""Log odds from which those are taken for names."""
APPOINTED = 3.0
"""Log odds added between 由 and what is done by somebody: 由单丽负责."""
DOUBLED = 2.0
"""Log odds added to 员 behind another: the first ends who somebody is (保洁员 员小红)."""
LIKELY = 170
"""Cost up to which a word of three characters that begins with a surname is a name: 王海涛, not 许多人."""
RARE = 123
"""Cost of a part of a name that is not listed: seen less than twice."""
UNCOUNTED = 72
"""Cost of a surname that was not counted: that of the rarer half."""
GIVEN_COST = 95
"""Cost of one of :data:`MOSTLY_GIVEN` that was not counted."""
SELDOM, SELDOM_BEHIND_A_TITLE = 5.0, 2.5
"""Log odds taken from surnames that are nearly always another word; training has each surname as often."""
HOPELESS = -100
"""A name that costs so much more than the ordinary words in its place is not weighed at all."""
COMMON = 125
"""Cost up to which a word of two characters is no beginning of a name: 220 in the 60 million words of the corpus."""
SURE = 2.0
"""Log odds from which a name is one everywhere in the document: seven in eight."""
HINT = 5.0
"""Log odds added where the same name is certain elsewhere in the document."""

_CHINESE = re.compile("[\u4e00-\u9fff]+")
_TITLE = re.compile(TITLE)
_TITLE_BEFORE = re.compile(
    f"(?:{TITLE}|行长|矿长|首长|总理|主编|总编|将军|上校|名将|新秀|英雄|烈士|女工|家政员|会计|出纳|厂医|医师)$"
)
_DONE_BY = re.compile("负责|担任|主持|牵头|带队|讲解|介绍|接[替任手]|执行|签[字发]|保管|操作|驾驶|代[班替理]|兼任")
_SIGNS = {
    **dict.fromkeys("。！？；!?;\n", "。"), **dict.fromkeys("：:", "："), **dict.fromkeys("（([【〔", "（"),
    **dict.fromkeys("）)]】〕", "）"), **dict.fromkeys("，,", "，"), **dict.fromkeys(" \u3000\t", " "),
    "、": "、", "“": "“", "”": "”", "《": "《", "》": "》", "·": "·", "": "。",
}  # fmt: skip
"""Marks beside a run, by what they tell; others are ``.``."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name, or the surname before a title."""

    text: str
    syllables: tuple[str, ...]
    """One for each character, full tones."""


@dataclass(frozen=True, slots=True)
class Run:
    """Chinese characters without a mark between them, and how they fall into ordinary words."""

    text: str
    left: str
    """The character before it; empty at the beginning."""
    right: str
    """The character after it; empty at the end."""
    costs: list[int]
    """See :meth:`pipeline.chinese.words.Words.paths`."""
    ends: list[int]
    before: dict[int, str]
    """Place → the ordinary word that ends there."""

    @staticmethod
    def of(text: str, left: str, right: str, dictionary: Words, breaks: Sequence[int] = ()) -> Run:
        """The run ``text`` between two characters; ``breaks``: places where a word begins, from the left."""
        costs, ends = dictionary.paths(text)
        for place in reversed(breaks):
            ends[:place] = dictionary.paths(text[:place])[1]
        before, place = {}, 0
        while place < len(text):
            before[ends[place]] = text[place : ends[place]]
            place = ends[place]
        return Run(text, left, right, costs, ends, before)


class Names:
    """The model."""

    def __init__(self, dictionary: Words) -> None:
        self._words = dictionary
        with np.load(MODEL_FILE) as stored:
            strengths = stored["strengths"].astype(np.float32) * stored["step"]
            self._weights: dict[int, float] = dict(zip(stored["signs"].tolist(), strengths.tolist(), strict=True))
            self.costs = Costs.stored(stored)
            self.persons = frozenset(str(stored["persons"]).split(" "))
            """Words of the dictionary that are names, or the beginning of one: what else is a word is none."""
        given = "".join({**self.costs.first, **self.costs.alone, **dict.fromkeys(MOSTLY_GIVEN)})
        first, second = ("".join(name[place] for name in COMPOUND) for place in (0, 1))
        self._asked = re.compile(f"[{''.join(FAMILY_READINGS)}](?=[{given}])|[{first}](?=[{second}])")

    def cut(self, text: str, left: str, right: str, known: frozenset[str] = frozenset()) -> Iterator[str | Name]:
        """The words of a run between two characters, names among them; ``known``: names certain elsewhere."""
        asked = {match.start() for match in self._asked.finditer(text)}
        titled = bearers(text)
        if not asked and not titled:
            yield from self._words.split(text)
            return
        run = self._run(text, left, right, asked)
        place, named = 0, -1
        while place < len(text):
            surname, end = self._likeliest(run, place, known) if place in asked else (0, 0)
            if surname:
                yield Name(text[place:end], self._syllables(text[place : place + surname], text[place + surname : end]))
                named = end
            else:
                end = run.ends[place]
                family = self._titled(run, place, named) if place in titled else ""
                yield Name(text[place], (family,)) if family else text[place:end]
            place = end

    def certain(self, text: str) -> Iterator[str]:
        """The names in a sentence that leave no doubt."""
        for match in _CHINESE.finditer(text):
            characters, start = match[0], match.start()
            if not self._asked.search(characters):
                continue
            asked = {match.start() for match in self._asked.finditer(characters)}
            run = self._run(characters, text[start - 1 : start], text[match.end() :][:1], asked)
            place = 0
            while place < len(characters):
                surname, end = self._likeliest(run, place, frozenset()) if place in asked else (0, 0)
                if surname and self.odds(run, place, surname, end) >= SURE:
                    yield characters[place:end]
                place = end or run.ends[place]

    def _run(self, text: str, left: str, right: str, asked: Iterable[int]) -> Run:
        """A run in which a word begins at a name behind a title: 市长 乐立昌, not 市 长乐 立昌."""
        run = Run.of(text, left, right, self._words)
        inside = [place for place in sorted(asked) if place and place not in run.before and _title_before(text, place)]
        breaks = [place for place in inside if self._likeliest(run, place, frozenset())[0]]
        return Run.of(text, left, right, self._words, breaks) if breaks else run

    def _likeliest(self, run: Run, start: int, known: frozenset[str]) -> tuple[int, int]:
        """The length of the surname and the end of the likeliest name from ``start``; (0, 0): likelier none."""
        if not self._open(run, start) or is_no_name(run, start):
            return 0, 0
        family = run.text[start]
        wary = family in WARY or (family in WARY_BUT_TITLED and not _title_before(run.text, start))
        best, found = CERTAIN_IF_WARY if wary else CERTAIN, (0, 0)
        for surname, end in self.possible(run, start):
            odds = self.odds(run, start, surname, end) + (HINT if run.text[start:end] in known else 0)
            if odds >= best and not is_place(run, start, end):
                best, found = odds, (surname, end)
        return (0, 0) if found[0] and self._is_given(run, start, best) else found

    def _is_given(self, run: Run, start: int, odds: float) -> bool:
        """Whether the surname at ``start`` is likelier the given name of somebody else, or its beginning: 胡宁, 邢燕翔.

        ``odds``: what that has to reach.
        """
        before = start - 1
        if start == 0 or run.before.get(start) != run.text[before] or run.text[before] in SURNAMES:
            return False
        return any(
            end in (start + 1, start + 2)
            and surname == 1
            and self.odds(run, before, surname, end) >= max(odds, CERTAIN)
            for surname, end in self.possible(run, before)
        )

    def _titled(self, run: Run, start: int, named: int) -> str:
        """The syllable of a surname before a title, at ``start``; empty where it is none, or a given name: 田华同志."""
        family, before = before_title(run, start, after_name=named == start), run.before.get(start, "")
        return "" if family and before and before in ALWAYS_SURNAMES else family

    def _open(self, run: Run, start: int) -> bool:
        """Whether a name is looked for: of what is nearly always another word, only where names stand."""
        text = run.text
        if start == 0 or text[start] not in SELDOM_A_SURNAME:
            return True
        return bool(_title_before(text, start)) or text[start - 1] == text[start] or self._in_a_list(run, start)

    def _in_a_list(self, run: Run, start: int) -> bool:
        """Whether a name and 和 stand before ``start``."""
        end = start - 1
        if run.text[end] not in "和与及":
            return False
        word = run.before.get(end, "")
        if len(word) == 3 and word[0] in ALWAYS_SURNAMES and self.costs.of(word[0], word[1:]) <= LIKELY:
            return True
        return any(
            found == end and self.odds(run, first, surname, found) >= CERTAIN
            for first in range(max(0, end - 4), end - 1)
            if first == 0 or first in run.before
            for surname, found in self.possible(run, first)
        )

    def possible(self, run: Run, start: int) -> Iterator[tuple[int, int]]:
        """Lengths of the surname that may stand at ``start``, and where the name would end."""
        text, ordinary = run.text, run.text[start : run.ends[start]]
        if self._is_no_name(ordinary) and not (len(ordinary) == 2 and _title_before(text, start)):
            return
        for surname in (2, 1):
            family = text[start : start + surname]
            if family not in self.costs.family or len(family) != surname or _TITLE.match(text, start + surname):
                continue
            for end in (start + surname + 2, start + surname + 1):
                if end <= len(text) and self.gain(run, start, surname, end) >= HOPELESS:
                    yield surname, end

    def _is_no_name(self, ordinary: str) -> bool:
        """Whether the word at a surname rules a name out: one of three, a common one of two, one that is known."""
        if len(ordinary) == 1 or ordinary in self.persons or ordinary in COMPOUND:
            return False
        return len(ordinary) > 2 or self.word_cost(ordinary) <= COMMON or bool(self._words.reading(ordinary))

    def gain(self, run: Run, start: int, surname: int, end: int) -> int:
        """What a name costs less than the ordinary words in its place, in the currency of words."""
        name = self.costs.of(run.text[start : start + surname], run.text[start + surname : end])
        return run.costs[start] - run.costs[end] - name

    def odds(self, run: Run, start: int, surname: int, end: int) -> float:
        """Natural logarithm of the odds that these characters are a name."""
        found = sum(self._weights.get(crc32(sign.encode()), 0.0) for sign in signs(run, start, surname, end, self))
        if run.text[start - 1 : start] == "由" and _DONE_BY.match(run.text, end):
            found += APPOINTED
        if run.text[start] not in SELDOM_A_SURNAME or (start and self._in_a_list(run, start)):
            return found
        if run.text[start - 1 : start] == run.text[start]:
            return found + DOUBLED
        return found - (SELDOM_BEHIND_A_TITLE if start and _title_before(run.text, start) else SELDOM)

    def _syllables(self, family: str, given: str) -> tuple[str, ...]:
        first = COMPOUND.get(family) or (FAMILY_READINGS.get(family) or self._words.defaults[family],)
        read = self._words.reading(given) if len(given) > 1 else {}
        return first + tuple(
            read.get(place) or GIVEN.get(character) or self._words.defaults[character]
            for place, character in enumerate(given)
        )

    def word_cost(self, word: str) -> int:
        """What an ordinary word costs; for what is none, the cost of an unlisted character."""
        return self._words.costs.get(word, UNLISTED)


@dataclass(frozen=True, slots=True)
class Costs:
    """How common the parts of names are: ``SCALE × -ln(probability)``, as words have it."""

    family: dict[str, int]
    """Surname → cost."""
    first: dict[str, int]
    """First character of a given name of two → cost."""
    second: dict[str, int]
    alone: dict[str, int]
    """Given name of one character → cost."""

    def of(self, family: str, given: str) -> int:
        """Of a whole name; names with one character after the surname are the rarer kind."""
        if len(given) == 2:
            found = self.first.get(given[0], RARE) + self.second.get(given[1], RARE)
        else:
            found = self.alone.get(given, RARE) + 15
        return self.family.get(family, RARE) + found

    @staticmethod
    def stored(fields: np.lib.npyio.NpzFile) -> Costs:
        """As ``names.npz`` keeps them: for each table its entries, separated by spaces, and a byte for each."""
        family, first, second, alone = (
            dict(zip(str(fields[name]).split(" "), fields[f"{name}_costs"].tolist(), strict=True))
            for name in ("family", "first", "second", "alone")
        )
        for character in FAMILY_READINGS:
            family.setdefault(character, UNCOUNTED)
        for table in (first, second, alone):
            for character in MOSTLY_GIVEN:
                table.setdefault(character, GIVEN_COST)
        return Costs(family, first, second, alone)


def _title_before(text: str, start: int) -> re.Match[str] | None:
    return _TITLE_BEFORE.search(text[max(0, start - 5) : start])


def signs(run: Run, start: int, surname: int, end: int, names: Names) -> Iterable[str]:
    """What speaks for or against a name in ``run``, as the regression knows it."""
    text, family, given = run.text, run.text[start : start + surname], run.text[start + surname : end]
    size = len(given)
    gain = max(-8, min(8, round(names.gain(run, start, surname, end) / 15)))
    ordinary = text[start : run.ends[start]]
    before = run.before.get(start) or text[start - 1]
    left = "" if start else _SIGNS.get(run.left, ".")
    right = "" if end < len(text) else _SIGNS.get(run.right, ".")
    yield from ("b", f"d{gain}", f"l{size}d{gain}", f"s{family}", f"s{family}{size}", f"1{given[0]}")
    yield from (f"L{left or before[-4:]}", f"c{left or text[start - 1]}")
    yield from (f"r{right or text[end]}", f"R{right or text[end : end + 2]}", f"w{right or text[end : run.ends[end]]}")
    yield from (f"t{min(len(ordinary), 4)}{size}", f"v{int(ordinary == text[start:end])}{size}")
    if size == 2:
        common = min(9, names.word_cost(given) // 20)
        yield from (f"2{given[1]}", f"p{common}")
    else:
        yield f"g{given}"
    yield f"B{left}|{right}"
    if left and right:
        yield f"whole{size}"
    if start and _title_before(text, start):
        yield "T"


@cache
def names() -> Names:
    """The model, read when it is first asked for."""
    return Names(words())
