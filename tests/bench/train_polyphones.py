"""Makes ``pipeline/reading/polyphones.npz``, and measures the model by five-fold cross-validation.

Run by hand, with g2pM installed (Apache-2.0), on the folder with ``cpp_dev.sent`` and ``cpp_dev.lb``::

    python -m tests.bench.train_polyphones FOLDER

It learns from these and from ``tests/reading/marked_working.tsv``. The same inputs make the same weights.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from pipeline.reading.phrases import Words, words
from pipeline.reading.polyphones_model import (
    BEGIN,
    END,
    MODEL_FILE,
    UNKNOWN,
    Network,
    neighbourhood,
    sentence_around,
    signs,
)
from tests.reading.tables import rows as rows_of

FOLDS = 5
RIDGE = 0.1
"""Of the signs' weights: half the inverse of their prior variance."""
FAINT = 0.02
"""Weights nearer to nothing than this are left out of the file."""
UNSURE = 0.9
"""A character of which the dictionary reads a smaller share right is left to the model, to which it is a sign."""
STEP = 1 / 24
"""Weights are stored as whole multiples of this, in one byte."""


@dataclass(frozen=True, slots=True)
class Example:
    """One marked character."""

    text: str
    place: int
    syllable: str
    natural: bool = True
    """Whether readings are as common among these examples as in print; the marked sentences have as many of each."""


@dataclass(frozen=True, slots=True)
class Table:
    """Candidates of all examples as rows: which example, whether it is right, what is known of it."""

    owner: NDArray[np.int64]
    right: NDArray[np.bool_]
    words_of: NDArray[np.float64]
    """Two columns: the network's log-probability, and whether the dictionary reads so."""
    signs: csr_matrix
    columns: list[int]
    unsure: list[bool | None]
    """For each example whether the dictionary is right, where it says anything that is not of ``phrases.txt``."""


def examples(folder: Path) -> list[Example]:
    """The marked sentences of CPP's development part."""
    labels = (folder / "cpp_dev.lb").read_text("utf-8").split()
    found = []
    for line, label in zip((folder / "cpp_dev.sent").read_text("utf-8").split("\n"), labels, strict=False):
        before, character, after = line.split("▁")
        found.append(Example(before + character + after, len(before), label.replace("u:", "v")))
    return found


def marked() -> list[Example]:
    """The marked sentences of the project's own."""
    found = []
    for sentence, syllable in rows_of("marked_working.tsv"):
        before, _, after = sentence.partition("[")
        found.append(Example(before + after.replace("]", ""), len(before), syllable, natural=False))
    return found


def folds(size: int) -> NDArray[np.int64]:
    """The fold of each example: even, and as good as by lot, but the same each time."""
    order = sorted(range(size), key=lambda number: hashlib.sha256(str(number).encode()).hexdigest())
    found = np.empty(size, np.int64)
    found[order] = np.arange(size) % FOLDS
    return found


def network_weights() -> dict[str, Any]:
    """g2pM's weights in the layout that :class:`Network` reads, with its candidate readings."""
    spec = find_spec("g2pM")
    if spec is None or spec.origin is None:
        raise SystemExit("g2pM is not installed: pip install g2pM==0.1.2.5")
    folder = Path(spec.origin).parent
    # Pickles of a package that was chosen and installed by hand, read on a developer's machine.
    ids, classes, state, readings = (
        pickle.loads((folder / f"{name}.pkl").read_bytes())  # noqa: S301
        for name in ("char2idx", "class2idx", "np_ckpt", "digest_cedict")
    )
    renamed = {"<UNK>": UNKNOWN, "시": BEGIN, "끝": END, "<PAD>": "\ue003"}
    places = {place: renamed.get(character, character) for character, place in ids.items()}
    gates, half = [0, 1, 3, 2], state["lstm.weight_hh_l0"].shape[1]  # input, forget, output, then the new cell

    def ordered(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        blocks = matrix.reshape(4, half, *matrix.shape[1:])[gates]
        blocks = blocks * np.array([0.5, 0.5, 0.5, 1.0], np.float32).reshape(4, *[1] * matrix.ndim)
        return np.asarray(blocks, np.float32)

    onward = np.zeros((2, half, 4, 2, half), np.float32)
    inward, bias = [], np.zeros((4, 2, half), np.float32)
    for side, suffix in enumerate(("", "_reverse")):
        inward.append(ordered(state[f"lstm.weight_ih_l0{suffix}"]).reshape(4 * half, -1).T)
        onward[side, :, :, side] = ordered(state[f"lstm.weight_hh_l0{suffix}"]).transpose(2, 0, 1)
        bias[:, side] = ordered(state[f"lstm.bias_ih_l0{suffix}"] + state[f"lstm.bias_hh_l0{suffix}"])
    syllables = {name.replace("u:", "v"): place for name, place in classes.items()}
    return {
        "characters": "".join(places[place] for place in range(len(places))),
        "classes": " ".join(sorted(syllables, key=syllables.__getitem__)),
        "embedding": state["embedding.weight"].astype(np.float16),
        "inward": np.stack(inward).astype(np.float16),
        "bias": bias.reshape(-1).astype(np.float16),
        "onward": onward.reshape(2 * half, 8 * half).astype(np.float16),
        "dense0": state["logit_layer.0.weight"].T.astype(np.float16),
        "dense1": state["logit_layer.0.bias"].astype(np.float16),
        "dense2": state["logit_layer.2.weight"].T.astype(np.float16),
        "dense3": state["logit_layer.2.bias"].astype(np.float16),
        "readings": {
            character: [name for name in (r.replace("u:", "v") for r in found) if name in syllables]
            for character, found in readings.items()
            if len(found) > 1
        },
    }


def all_examples(folder: Path, weights: dict[str, Any]) -> list[Example]:
    """CPP's examples, then the project's own whose reading the network has; ``weights`` gets the readings new to it."""
    own = []
    for case in marked():
        readings, known = weights["readings"].get(case.text[case.place]), weights["classes"].split()
        if readings and case.syllable in known:
            if case.syllable not in readings:
                readings.append(case.syllable)
            own.append(case)
    return examples(folder) + own


def table(cases: list[Example], weights: dict[str, Any]) -> Table:
    """Every candidate reading of every example, described."""
    network, dictionary = Network(weights), words()
    owner, right, known, rows, pointers = [], [], [], [], [0]
    unsure: list[bool | None] = []
    columns: dict[int, int] = {}
    for number, case in enumerate(cases):
        readings = weights["readings"][case.text[case.place]]
        first, last = sentence_around(case.text, case.place)
        sentence, place = case.text[first:last], case.place - first
        state = network.states(sentence)[place]
        near, inside = in_words(dictionary, sentence, place)
        around = neighbourhood(sentence, place, near, inside)
        if not case.natural:  # how common a reading is, is not learnt from these
            around = tuple(sign if sign and sign[0] != "g" else f"marked{sign}" for sign in around)
        said = dictionary.known(near[1]).get(inside)
        unsure.append(None if said is None or dictionary.listed(near[1], inside) else said == case.syllable)
        chances = network.log_probabilities(state, readings)
        for reading, chance in zip(readings, chances.tolist(), strict=True):
            owner.append(number)
            right.append(reading == case.syllable)
            known.append((chance, reading == said))
            rows += [columns.setdefault(sign, len(columns)) for sign in signs(case.text[case.place], reading, around)]
            pointers.append(len(rows))
    matrix = csr_matrix((np.ones(len(rows)), rows, pointers), shape=(len(owner), len(columns)))
    return Table(np.array(owner), np.array(right), np.array(known, float), matrix, list(columns), unsure)


def unsure(cases: list[Example], data: Table, chosen: NDArray[np.bool_]) -> frozenset[str]:
    """The characters that the dictionary often reads wrong in the examples chosen."""
    heard: dict[str, list[bool]] = {}
    for number in np.flatnonzero(chosen).tolist():
        right = data.unsure[number]
        if right is not None:
            heard.setdefault(cases[number].text[cases[number].place], []).append(right)
    return frozenset(c for c, found in heard.items() if len(found) > 1 and sum(found) < UNSURE * len(found))


def in_words(dictionary: Words, text: str, place: int) -> tuple[tuple[str, str, str], int]:
    """The word a character stands in, its neighbours, and its place inside."""
    start = end = place
    while start and text[start - 1] in dictionary.defaults:
        start -= 1
    while end < len(text) and text[end] in dictionary.defaults:
        end += 1
    pieces = ["^", *dictionary.split(text[start:end]), "$"]
    for number, word in enumerate(pieces[1:-1], 1):
        if place < start + len(word):
            return (pieces[number - 1], word, pieces[number + 1]), place - start
        start += len(word)
    return ("^", text[place], "$"), 0


def fit(data: Table, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights of the conditional logit on the rows chosen: the network's, the dictionary's, then the signs'."""
    rows = np.flatnonzero(chosen)
    matrix, known, right = data.signs[rows], data.words_of[rows], data.right[rows]
    _, owner = np.unique(data.owner[rows], return_inverse=True)
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    transposed = matrix.T.tocsr()

    def loss(vector: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = known @ vector[:2] + matrix @ vector[2:]
        scores = scores - np.maximum.reduceat(scores, starts)[owner]
        odds = np.exp(scores)
        odds /= np.add.reduceat(odds, starts)[owner]
        value = -np.log(np.maximum(odds[right], 1e-300)).sum() + RIDGE * (vector[2:] @ vector[2:])
        slope = odds - right
        return value, np.r_[slope @ known, transposed @ slope + 2 * RIDGE * vector[2:]]

    begin = np.r_[1.0, 0.0, np.zeros(matrix.shape[1])]
    return np.asarray(minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x)


def choices(data: Table, vector: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each example, the row of its likeliest candidate."""
    scores = data.words_of @ vector[:2] + data.signs @ vector[2:]
    best: dict[int, int] = {}
    for row, number in enumerate(data.owner.tolist()):
        if number not in best or scores[row] > scores[best[number]]:
            best[number] = row
    return np.array([best[number] for number in sorted(best)])


def cross_validated(cases: list[Example], data: Table) -> NDArray[np.bool_]:
    """Whether the model, not trained on its fold, reads each of CPP's examples right (the others only train)."""
    fold = fold_of(cases)
    found = np.zeros(len(fold), bool)
    for number in range(FOLDS):
        vector = fit(data, (fold != number)[data.owner])
        found[fold == number] = data.right[choices(data, vector)][fold == number]
    return found[fold >= 0]


def fold_of(cases: list[Example]) -> NDArray[np.int64]:
    """:func:`folds` of CPP's examples, which come first; −1, no fold, for the project's own."""
    natural = sum(case.natural for case in cases)
    return np.asarray(np.r_[folds(natural), np.full(len(cases) - natural, -1)], np.int64)


def main(folder: Path) -> None:
    """Train on everything, write the file, print the cross-validated share of right readings."""
    weights = network_weights()
    cases = all_examples(folder, weights)
    data = table(cases, weights)
    vector = fit(data, np.ones(len(data.owner), bool))
    strong = np.abs(vector[2:]) > FAINT
    strengths = np.clip(np.round(vector[2:][strong] / STEP), -127, 127).astype(np.int8)
    order = np.argsort(np.array(data.columns, np.uint32)[strong])
    np.savez_compressed(
        MODEL_FILE,
        **{name: value for name, value in weights.items() if name != "readings"},
        readings=json.dumps(weights["readings"], ensure_ascii=False, sort_keys=True),
        unsure="".join(sorted(unsure(cases, data, np.ones(len(cases), bool)))),
        trust=np.float32(vector[0]),
        dictionary=np.float32(vector[1]),
        signs=np.array(data.columns, np.uint32)[strong][order],
        strengths=strengths[order],
        step=np.float32(STEP),
    )
    print(f"{MODEL_FILE.name}: {MODEL_FILE.stat().st_size:,} bytes, {strong.sum():,} signs, trust {vector[0]:.2f}")
    print(f"five-fold cross-validation: {cross_validated(cases, data).mean():.2%}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
