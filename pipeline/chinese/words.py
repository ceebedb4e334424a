"""Words: which there are, how a sentence falls into them, and how those are read whose reading is known.

``words.bin`` is xz-compressed UTF-8 text, made by ``training/words/make_words.py``. After a header line each line has
three fields: ``single - CHARACTERS`` (with one reading only), ``char SYLLABLE
CHARACTERS`` (their default reading), ``open COST WORDS`` (words whose
reading is not known), ``known COST WORDS`` (every character has its default reading) and ``odd COST
WORD:PLACESYLLABLE…`` (others). A cost is ``SCALE × -ln(probability)`` of a word. ``phrases.txt`` holds the words, names
and turns of phrase of factory and union news that the sources lack or read otherwise; its head tells how it is written.
"""

from __future__ import annotations

import lzma
import re
from functools import cache
from pathlib import Path

from pipeline.chinese.characters import HAN

HEADER = "words 2"
SCALE = 10
FOLDER = Path(__file__).parent
WORDS_FILE = FOLDER / "words.bin"
PHRASES_FILE = FOLDER / "phrases.txt"
UNLISTED = 190
"""Cost of a character that is no word of its own: about one occurrence in the whole corpus."""
PHRASE_COST = 110
"""Cost of a phrase of ``phrases.txt`` unless it is listed as a commoner word."""

PAIRS, PAIRING = 1 << 20, 40503
"""Places of a table of pairs of characters, and what spreads them over it: one in ten is taken by others, too."""

Readings = dict[int, str]
"""Place in a word → syllable."""

_CHINESE, _NOT_CHINESE = re.compile(f"[{HAN}]+"), re.compile(f"[^{HAN}]", re.DOTALL)
_ANNOTATED = re.compile(r"([^a-z0-9])([a-z]+[1-5])?")


class Words:
    """The dictionary in memory."""

    def __init__(self) -> None:
        self.defaults: dict[str, str] = {}
        """Character → the reading it has most often."""
        self.single: frozenset[str] = frozenset()
        """Common characters that have no other reading than their default."""
        self.costs: dict[str, int] = {}
        """Word → cost; the cheapest way through a sentence is how it falls into words."""
        self.readings: dict[str, Readings] = {}
        """Word → the syllables of those of its characters whose reading is known."""
        self._reach = bytearray(PAIRS)
        """Hash of two characters → length of the longest word that begins with them, or with others of that hash."""
        self._syllables: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, Readings] = {}
        self._parts: dict[str, tuple[int, ...]] = {}
        self._take_words(lzma.decompress(WORDS_FILE.read_bytes()).decode())
        self._take_phrases(PHRASES_FILE.read_text("utf-8"))
        reach = self._reach
        for word in self.costs:
            length = len(word)
            if length > 1:
                pair = (ord(word[0]) * PAIRING + ord(word[1])) % PAIRS
                if length > reach[pair]:
                    reach[pair] = length

    def _take_words(self, text: str) -> None:
        for line in text.split("\n")[1:]:
            kind, key, rest = line.split(" ", 2)
            if kind == "single":
                self.single = frozenset(rest)
                continue
            if kind == "char":
                self.defaults.update(dict.fromkeys(rest, key))
                continue
            cost = int(key)
            if kind == "odd":
                for entry in rest.split(" "):
                    word, marks = entry.split(":")
                    self.costs[word] = cost
                    self.readings[word] = self._all_places(word, marks)
                continue
            words = rest.split(" ")
            self.costs.update(dict.fromkeys(words, cost))
            if kind == "known":
                self.readings.update(dict.fromkeys(words, _DEFAULT_ALL))

    def _all_places(self, word: str, marks: str) -> Readings:
        places = {place: self.defaults[character] for place, character in enumerate(word)}
        places.update((int(place), syllable) for place, syllable in re.findall(r"(\d)([a-zê]+\d)", marks))
        return places

    def _take_phrases(self, text: str) -> None:
        for line in text.splitlines():
            for entry in line.partition("#")[0].split():
                word, places = annotated(entry)
                self.costs[word] = min(self.costs.get(word, PHRASE_COST), PHRASE_COST)
                self.readings[word] = self.reading(word) | places

    def reading(self, word: str) -> Readings:
        """What is known of a word's syllables; empty when nothing is."""
        found = self.readings.get(word)
        if found is None:
            return {}
        if found is _DEFAULT_ALL:
            return {place: self.defaults[character] for place, character in enumerate(word)}
        return found

    def syllables(self, word: str) -> tuple[str, ...]:
        """A syllable for each character: where nothing is known, the commonest."""
        found = self._syllables.get(word)
        if found is None:
            known = self.known(word)
            found = tuple(known.get(place, self.defaults[character]) for place, character in enumerate(word))
            self._syllables[word] = found
        return found

    def parts(self, word: str) -> tuple[int, ...]:
        """Sizes of the shorter words in a word of three characters or more; empty for shorter ones."""
        if len(word) < 3:
            return ()
        found = self._parts.get(word)
        if found is None:
            found = self._parts[word] = tuple(map(len, self.split(word, whole=False)))
        return found

    def known(self, word: str) -> Readings:
        """The syllables that are certain: the word's own, else those of the shorter words in it."""
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = self._certain(word)
        return found

    def _certain(self, word: str) -> Readings:
        places = self.reading(word)
        if len(word) < 3 or len(places) == len(word):
            return places
        inner: Readings = {}
        start = 0
        for part in self.split(word, whole=False):
            inner.update((start + place, syllable) for place, syllable in self.reading(part).items())
            start += len(part)
        return inner | places

    def split(self, run: str, *, whole: bool = True) -> list[str]:
        """The likeliest words of a run of Chinese characters (cheapest path, unigram costs).

        Without ``whole``, the run itself is not taken as one word.
        """
        _best, ends = self.paths(run, whole=whole)
        words = []
        place = 0
        while place < len(run):
            words.append(run[place : ends[place]])
            place = ends[place]
        return words

    def paths(self, run: str, *, whole: bool = True) -> tuple[list[int], list[int]]:
        """From each place of a run: what the cheapest words to its end cost, and where the first of them ends."""
        size = len(run)
        cost_of = self.costs.get
        reach = self._reach
        best = [0] * (size + 1)
        ends = [0] * size
        following = 0
        for start in range(size - 1, -1, -1):
            character = run[start]
            code = ord(character)
            cheapest = cost_of(character, UNLISTED) + best[start + 1]
            end_of_cheapest = start + 1
            last = start + reach[(code * PAIRING + following) % PAIRS]
            following = code
            for end in range(start + 2, (last if last < size else size) + 1):
                cost = cost_of(run[start:end])
                if cost is not None and cost + best[end] < cheapest and (whole or end - start < size):
                    cheapest, end_of_cheapest = cost + best[end], end
            best[start], ends[start] = cheapest, end_of_cheapest
        return best, ends


_DEFAULT_ALL: Readings = {}
"""Stands for a word all of whose characters have their default readings (compared by identity)."""


def annotated(entry: str) -> tuple[str, Readings]:
    """``会kuai4计`` → ``("会计", {0: "kuai4"})``."""
    word, places = "", {}
    for character, syllable in _ANNOTATED.findall(entry):
        if syllable:
            places[len(word)] = syllable
        word += character
    return word, places


@cache
def words() -> Words:
    """The dictionary, read when it is first asked for."""
    return Words()


def word_ends(text: str) -> set[int]:
    """The offsets in ``text`` after each word; what is no Chinese character ends one by itself."""
    ends = {match.end() for match in _NOT_CHINESE.finditer(text)}
    for match in _CHINESE.finditer(text):
        end = match.start()
        for word in words().split(match.group()):
            end += len(word)
            ends.add(end)
    return ends
