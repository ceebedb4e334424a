"""Makes ``pipeline/chinese/words.bin``: which words there are, how common they are, and how they are read.

Run by hand, with jieba and pypinyin installed at the pinned versions::

    python -m training.words.make_words

Sources: jieba's ``dict.txt`` (MIT; words and their frequencies), pypinyin's phrase and character tables (MIT;
readings), g2pM (Apache-2.0; which characters have one reading only), and our own lists beside this module. The same
sources make the same bytes. The layout is told in ``pipeline/chinese/words.py``.
"""

from __future__ import annotations

import importlib.util
import lzma
import math
import pickle
import re
from collections import defaultdict
from hashlib import sha256
from pathlib import Path

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

from pipeline.chinese.words import HEADER, SCALE, WORDS_FILE, Readings, annotated
from pipeline.system.files import write_whole

COMMON = 3
"""A word of jieba's list is kept from this many occurrences in its corpus of 60 million."""
LONGEST = 8
"""Characters; longer words are put together from shorter ones."""
UNKNOWN = 3
"""The frequency taken for a phrase that jieba does not list."""
ALWAYS = {"一": "yi1", "不": "bu4"}
"""pypinyin's phrases carry the changed tones of these two; the tone in context is the reader's own work."""
DEFAULTS = dict(re.findall(r"(\S)=([a-z]+\d)", Path(__file__).with_name("default_readings.txt").read_text("utf-8")))
"""The reading that news prose has most often, where pypinyin's first one is another."""
OUTDATED = frozenset(
    re.findall(r"(\S)=[a-z]+\d/([a-z]+\d)", Path(__file__).with_name("default_readings.txt").read_text("utf-8"))
)
"""Characters with a reading that the standard has given up: in every phrase they have the default instead."""
LEFT_OPEN = frozenset({"一场", "还给", "应用", "落下", "调配", "行车", "乐得"})
"""What pypinyin reads one way and the sentence decides: the rules and the model are asked."""
CORRECTED: dict[str, Readings] = defaultdict(dict)
for name in ("word_readings.txt", "corrected_readings.txt"):
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        for entry in line.partition("#")[0].split():
            word, places = annotated(entry)
            CORRECTED[word] |= places
"""The words that pypinyin reads wrong, with the places where it does, and those that it lacks.

Unlike the entries of ``phrases.txt`` they become no commoner.
"""


def syllable(marked: str) -> str:
    """``zhòng`` → ``zhong4``; a syllable without a mark is neutral: 5."""
    return str(to_tone3(marked, neutral_tone_with_five=True, v_to_u=False)).replace("ü", "v")


def characters() -> dict[str, str]:
    """Each character's default reading."""
    found = {}
    for code, marks in PINYIN_DICT.items():
        character = chr(code)
        found[character] = DEFAULTS.get(character) or syllable(marks.split(",")[0])
    return found


def frequencies() -> dict[str, int]:
    """The words that are kept, with their occurrences."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise SystemExit("jieba is not installed: pip install jieba==0.42.1")
    found = {}
    for line in (Path(spec.origin).parent / "dict.txt").read_text("utf-8").splitlines():
        word, count, _tag = line.split(" ")
        if (int(count) >= COMMON and len(word) <= LONGEST) or word in PHRASES_DICT:
            found[word] = max(int(count), UNKNOWN)
    for phrase in PHRASES_DICT:
        if len(phrase) <= LONGEST:
            found.setdefault(phrase, UNKNOWN)
    return found


def phrase_readings() -> dict[str, tuple[str, ...]]:
    """The syllables of every phrase pypinyin knows, before tone sandhi, with the corrections."""
    found: dict[str, tuple[str, ...]] = {}
    for phrase, marks in PHRASES_DICT.items():
        if len(marks) == len(phrase) and phrase not in LEFT_OPEN:
            found[phrase] = tuple(
                _in_phrase(character, syllable(choices[0])) for character, choices in zip(phrase, marks, strict=True)
            )
    defaults = characters()
    for word, places in CORRECTED.items():
        before = found.get(word) or tuple(defaults[character] for character in word)
        found[word] = tuple(places.get(place, syllable) for place, syllable in enumerate(before))
    return found


def _in_phrase(character: str, found: str) -> str:
    """The syllable of a character of a phrase: pypinyin's, unless it carries tone sandhi or is out of date."""
    return ALWAYS.get(character) or (DEFAULTS[character] if (character, found) in OUTDATED else found)


def single_readings(defaults: dict[str, str]) -> list[str]:
    """Characters of GB 2312 that have one reading, in CC-CEDICT as g2pM carries it and in all phrases."""
    spec = importlib.util.find_spec("g2pM")
    if spec is None or spec.origin is None:
        raise SystemExit("g2pM is not installed: pip install g2pM==0.1.2.5")
    # A pickle of a package that was chosen and installed by hand, read on a developer's machine.
    readings = pickle.loads((Path(spec.origin).parent / "digest_cedict.pkl").read_bytes())  # noqa: S301  # of an installed package
    spoilt = {
        character
        for phrase, syllables in phrase_readings().items()
        for character, syllable in zip(phrase, syllables, strict=True)
        if syllable != defaults[character]
    }
    return sorted(
        character
        for character, found in readings.items()
        if len(found) == 1
        and found[0].replace("u:", "v") == defaults.get(character)
        and character not in spoilt
        and _in_gb2312(character)
    )


def _in_gb2312(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def lines() -> list[str]:
    """The text of the file; see ``pipeline/chinese/words.py``."""
    by_syllable: dict[str, list[str]] = defaultdict(list)
    defaults = characters()
    for character, reading in defaults.items():
        by_syllable[reading].append(character)
    readings = phrase_readings()
    counts = frequencies()
    total = sum(counts.values())
    buckets: dict[tuple[int, str], list[str]] = defaultdict(list)
    for word, count in counts.items():
        if not all(character in defaults for character in word):
            continue
        score = round(SCALE * math.log(total / count))
        if word not in readings or len(word) == 1:
            buckets[score, "open"].append(word)
            continue
        odd = "".join(
            f"{place}{reading}"
            for place, (character, reading) in enumerate(zip(word, readings[word], strict=True))
            if reading != defaults[character]
        )
        buckets[score, "odd" if odd else "known"].append(f"{word}:{odd}" if odd else word)
    text = [HEADER, f"single - {''.join(single_readings(defaults))}"]
    text += [f"char {reading} {''.join(sorted(found))}" for reading, found in sorted(by_syllable.items())]
    text += [f"{kind} {score} {' '.join(sorted(found))}" for (score, kind), found in sorted(buckets.items())]
    return text


def make() -> bytes:
    """The bytes of ``words.bin``."""
    return lzma.compress("\n".join(lines()).encode(), format=lzma.FORMAT_XZ, preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    content = make()
    write_whole(WORDS_FILE, content)
    print(f"{WORDS_FILE.name}: {len(content):,} bytes, sha256 {sha256(content).hexdigest()}")
