"""Our dictionary beside others: every word and every default that is read otherwise is decided once, with a reason.

``decided_readings.tsv`` keeps the decisions. ``python -m training.words.audit_readings [complete.json]`` prints what is
not among them yet, in the same layout, with ``?`` for the reason; the optional file is the one of npm's
``@pinyin-pro/data``. The other sources are read from packages where they are installed: pypinyin-dict (CC-CEDICT and
汉典 for words; the table of standard characters of 2013, 现代汉语词典, 现代汉语频率词典 and CC-CEDICT for characters),
g2pM and polypoly. Tones that become light are not compared: ``pipeline/reading/tones`` decides them.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import pickle
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pypinyin.contrib.tone_convert import to_tone3

from pipeline.chinese.words import words
from pipeline.reading.polyphones.model import model
from pipeline.reading.polyphones.rules import ruled

DECIDED_FILE = Path(__file__).with_name("decided_readings.tsv")
WORD_LISTS = {"CC-CEDICT": "cc_cedict", "汉典": "zdic_cibs"}
"""Of pypinyin-dict. Its list of sayings (``zdic_cybs``) is left out: four of five differences are slips of the pen."""
CHARACTER_LISTS = {
    "通用规范汉字字典": "ktghz2013",
    "现代汉语词典": "kxhc1983",
    "现代汉语频率词典": "khanyupinlu",
    "CC-CEDICT": "cc_cedict",
}
"""Of pypinyin-dict: each names all readings of a character."""
ELSEWHERE = frozenset("一不儿")
"""What these three become in company is no reading of their own."""


class Difference(NamedTuple):
    """One character that another source reads otherwise."""

    word: str
    """The word it stands in; the character itself where its default differs."""
    place: int
    """In the word."""
    ours: str
    """Our syllable."""
    other: str
    """The other source's; for a default, its readings joined by commas."""


@cache
def syllable(marked: str) -> str:
    """``zhòng`` → ``zhong4``."""
    return str(to_tone3(marked.strip(), neutral_tone_with_five=True, v_to_u=False)).replace("ü", "v").lower()


def word_lists(pinyin_pro: Path | None = None) -> Iterator[Mapping[str, tuple[str, ...]]]:
    """Of each source that is there: word → its syllables."""
    for name in WORD_LISTS.values():
        phrases = importlib.import_module(f"pypinyin_dict.phrase_pinyin_data.{name}").phrases_dict
        yield {word: tuple(syllable(choices[0]) for choices in marks) for word, marks in phrases.items()}
    polypoly = importlib.util.find_spec("polypoly")
    if polypoly and polypoly.origin:
        listed = json.loads((Path(polypoly.origin).parent / "data" / "dict.json").read_text("utf-8"))
        yield {word: tuple(read.replace("u:", "v").lower().split()) for word, read in listed.items()}
    if pinyin_pro:
        listed = json.loads(pinyin_pro.read_text("utf-8"))
        yield {word: _before_sandhi(word, read) for word, (read, _weight) in listed.items()}


def _before_sandhi(word: str, read: str) -> tuple[str, ...]:
    """pinyin-pro's syllables; a second tone before a third one is taken for ours, which it stands for there."""
    found = [syllable(marked) for marked in read.split()]
    if len(found) != len(word):
        return ()
    for place in range(len(word) - 2, -1, -1):
        mine = our_reading(word, place)
        if mine and mine.endswith("3") and found[place] == f"{mine[:-1]}2" and found[place + 1][-1] in "23":
            found[place] = mine
    return tuple(found)


def character_lists() -> Iterator[Mapping[str, tuple[str, ...]]]:
    """Of each source that is there: character → all its readings."""
    for name in CHARACTER_LISTS.values():
        table = importlib.import_module(f"pypinyin_dict.pinyin_data.{name}").pinyin_dict
        yield {chr(code): tuple(map(syllable, marks.split(","))) for code, marks in table.items()}
    g2pm = importlib.util.find_spec("g2pM")
    if g2pm and g2pm.origin:
        # A pickle of a package that was chosen and installed by hand, read on a developer's machine.
        table = pickle.loads((Path(g2pm.origin).parent / "digest_cedict.pkl").read_bytes())  # noqa: S301  # of an installed package
        yield {character: tuple(read.replace("u:", "v") for read in found) for character, found in table.items()}


@cache
def _asked_in_context() -> frozenset[str]:
    return frozenset(model().readings) | ruled()


def our_reading(word: str, place: int) -> str:
    """What the dictionary alone makes of a character in a word, empty where the sentence is asked; or its default."""
    if len(word) == 1:
        return words().defaults[word]
    found = words().known(word).get(place)
    if found or word[place] in _asked_in_context():
        return found or ""
    return words().defaults[word[place]]


def word_differences(source: Mapping[str, tuple[str, ...]]) -> Iterator[Difference]:
    """Where a source reads one of our words otherwise."""
    for word in words().costs:
        read = source.get(word, ())
        if len(word) == 1 or len(read) != len(word):
            continue
        for place, other in enumerate(read):
            ours = our_reading(word, place)
            light = ours[:-1] == other[:-1] and "5" in (ours[-1:], other[-1:])
            if ours and ours != other and not light and word[place] not in ELSEWHERE:
                yield Difference(word, place, ours, other)


def default_differences(source: Mapping[str, tuple[str, ...]]) -> Iterator[Difference]:
    """Where a source does not know a character's default reading at all."""
    for character, ours in words().defaults.items():
        known = source.get(character)
        if known and ours not in known:
            yield Difference(character, 0, ours, ",".join(known))


def differences(pinyin_pro: Path | None = None) -> Iterator[Difference]:
    """Of all sources that are there."""
    for readings in character_lists():
        yield from default_differences(readings)
    for source in word_lists(pinyin_pro):
        yield from word_differences(source)


def decided() -> dict[Difference, str]:
    """The decisions with their reasons. Each line: character, our syllable, the other's, the reason, words."""
    found = {}
    for line in DECIDED_FILE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            character, ours, other, reason, listed = line.split("\t")
            for word in listed.split(" "):
                text, _, place = word.partition("@")
                found[Difference(text, int(place or text.index(character)), ours, other)] = reason
    return found


def lines(found: Iterable[tuple[Difference, str]]) -> Iterator[str]:
    """Differences in the layout of the file, those of one kind in a line; ``@`` tells which of equal characters."""
    kinds: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for (word, place, ours, other), reason in found:
        mark = "" if word.index(word[place]) == place else f"@{place}"
        kinds[word[place], ours, other, reason].add(word + mark)
    for kind, listed in sorted(kinds.items()):
        yield "\t".join((*kind, " ".join(sorted(listed))))


def main() -> None:
    """Print the differences that are not decided."""
    known = decided()
    new = {found for found in differences(Path(sys.argv[1]) if sys.argv[1:] else None) if found not in known}
    for line in lines((found, "?") for found in new):
        print(line)


if __name__ == "__main__":
    main()
