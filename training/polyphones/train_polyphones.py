"""Makes ``pipeline/reading/polyphones/polyphones.npz``, and measures the model by five-fold cross-validation.

Run by hand, with g2pM installed (Apache-2.0), on the folder with ``cpp_dev.sent`` and ``cpp_dev.lb``::

    python -m training.polyphones.train_polyphones FOLDER

To CPP's sentences come those of ``talk.tsv`` beside this module: CPP's are nearly all of the commonest reading, and a
model that knows no others is as sure of itself where it is wrong. The same inputs make the same weights.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from pipeline.chinese.words import words
from pipeline.reading.polyphones.model import (
    BEGIN,
    END,
    MODEL_FILE,
    UNKNOWN,
    Network,
    neighbourhood,
    sentence_around,
    signs,
)
from pipeline.system.files import whole_file

FOLDS = 5
TALK = Path(__file__).with_name("talk.tsv")
"""Sentences with characters in brackets, a tab, their readings."""
SHAPES = "fg"
"""Signs of a word by itself and of its length; see :func:`neighbourhood`."""
OF_GRAMMAR = frozenset("为着得地了还")
"""Characters that are everywhere, of which talk is no fair sample: trained on it, the model read prose worse."""
RIDGE = 2.0
"""Of the signs' weights: half the inverse of their prior variance; of five tried, the best for the whole reader on CPP
among those that read the tables of office prose without a fault."""
FAINT = 0.02
"""Weights nearer to nothing than this are left out of the file."""
STEP = 1 / 24
"""Weights are stored as whole multiples of this, in one byte."""


@dataclass(frozen=True, slots=True)
class Example:
    """One marked character."""

    text: str
    place: int
    syllable: str
    of_talk: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Candidates of all examples as rows: which example, whether it is right, the network's word, signs."""

    owner: NDArray[np.int64]
    right: NDArray[np.bool_]
    network: NDArray[np.float64]
    signs: csr_matrix
    columns: list[int]


def examples(folder: Path) -> list[Example]:
    """The marked sentences of CPP's development part."""
    labels = (folder / "cpp_dev.lb").read_text("utf-8").split()
    found = []
    for line, label in zip((folder / "cpp_dev.sent").read_text("utf-8").split("\n"), labels, strict=False):
        before, character, after = line.split("▁")
        found.append(Example(before + character + after, len(before), label.replace("u:", "v")))
    return found


def of_talk(readings: dict[str, list[str]]) -> list[Example]:
    """The marked characters of talk whose reading is one of the ``readings`` that the network knows."""
    return [
        case
        for line in TALK.read_text("utf-8").splitlines()
        if not line.startswith("#")
        for case in _marked(line)
        if case.text[case.place] not in OF_GRAMMAR and case.syllable in readings.get(case.text[case.place], ())
    ]


def _marked(line: str) -> Iterator[Example]:
    marked, syllables = line.split("\t")
    text = marked.replace("[", "").replace("]", "")
    for number, (mark, syllable) in enumerate(zip(re.finditer(r"\[", marked), syllables.split(), strict=True)):
        yield Example(text, mark.start() - 2 * number, syllable.replace("ü", "v"), of_talk=True)


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
        pickle.loads((folder / f"{name}.pkl").read_bytes())  # noqa: S301  # of an installed package
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


def table(cases: list[Example], weights: dict[str, Any]) -> Table:
    """Every candidate reading of every example, described."""
    network, dictionary = Network(weights), words()
    owner, right, logs, rows, pointers = [], [], [], [], [0]
    columns: dict[int, int] = {}
    for number, case in enumerate(cases):
        readings = weights["readings"][case.text[case.place]]
        first, last = sentence_around(case.text, case.place)
        sentence, place = case.text[first:last], case.place - first
        state = network.states(sentence)[place]
        around = neighbourhood(sentence, place, *in_words(dictionary, sentence, place))
        if case.of_talk:  # how common a reading is in talk, and in words of what length, tells nothing of prose
            around = [sign for sign in around if sign and chr(sign[0]) not in SHAPES]
        chances = network.log_probabilities(state, readings)
        for reading, chance in zip(readings, chances.tolist(), strict=True):
            owner.append(number)
            right.append(reading == case.syllable)
            logs.append(chance)
            rows += [columns.setdefault(sign, len(columns)) for sign in signs(case.text[case.place], reading, around)]
            pointers.append(len(rows))
    matrix = csr_matrix((np.ones(len(rows)), rows, pointers), shape=(len(owner), len(columns)))
    return Table(np.array(owner), np.array(right), np.array(logs), matrix, list(columns))


def in_words(dictionary: Any, text: str, place: int) -> tuple[tuple[str, str, str], int]:
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


def fit(data: Table, chosen: NDArray[np.bool_], trust: float | None = None) -> NDArray[np.float64]:
    """Weights of the conditional logit on the rows chosen: the network's first, then the signs'.

    With ``trust``, that is the network's; then no character's weights depend on another's sentences.
    """
    rows = np.flatnonzero(chosen)
    matrix, logs, right = data.signs[rows], data.network[rows], data.right[rows]
    _, owner = np.unique(data.owner[rows], return_inverse=True)
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    transposed = matrix.T.tocsr()

    def loss(vector: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = vector[0] * logs + matrix @ vector[1:]
        scores = scores - np.maximum.reduceat(scores, starts)[owner]
        odds = np.exp(scores)
        odds /= np.add.reduceat(odds, starts)[owner]
        value = -np.log(np.maximum(odds[right], 1e-300)).sum() + RIDGE * (vector[1:] @ vector[1:])
        slope = odds - right
        first = slope @ logs if trust is None else 0.0
        return value, np.r_[first, transposed @ slope + 2 * RIDGE * vector[1:]]

    begin = np.r_[1.0 if trust is None else trust, np.zeros(matrix.shape[1])]
    return np.asarray(minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x)


def choices(data: Table, vector: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each example, the row of its likeliest candidate."""
    scores = vector[0] * data.network + data.signs @ vector[1:]
    best: dict[int, int] = {}
    for row, number in enumerate(data.owner.tolist()):
        if number not in best or scores[row] > scores[best[number]]:
            best[number] = row
    return np.array([best[number] for number in sorted(best)])


def cross_validated(data: Table, prose: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each example is read right by a model that was not trained on its fold: one of prose, one of both."""
    fold = folds(len(prose))
    alone, both = np.zeros(len(fold), bool), np.zeros(len(fold), bool)
    for number in range(FOLDS):
        seen = fold[data.owner] != number
        vector = fit(data, seen & prose[data.owner])
        alone[fold == number] = data.right[choices(data, vector)][fold == number]
        vector = fit(data, seen, vector[0])
        both[fold == number] = data.right[choices(data, vector)][fold == number]
    return alone, both


def gaining(
    cases: list[Example], prose: NDArray[np.bool_], alone: NDArray[np.bool_], both: NDArray[np.bool_]
) -> frozenset[str]:
    """The characters that talk teaches something: it is read better, and prose no worse."""
    characters = np.array([case.text[case.place] for case in cases])
    gain = both.astype(int) - alone
    return frozenset(
        character
        for character in set(characters[~prose].tolist())
        if gain[(characters == character) & ~prose].sum() > 0 and gain[(characters == character) & prose].sum() >= 0
    )


def main(folder: Path) -> None:
    """Train on everything, write the file, print the cross-validated shares of right readings."""
    weights = network_weights()
    theirs, ours = examples(folder), of_talk(weights["readings"])
    cases = theirs + ours
    prose = np.arange(len(cases)) < len(theirs)
    data = table(cases, weights)
    alone, both = cross_validated(data, prose)
    taught = gaining(cases, prose, alone, both)
    vector = fit(data, prose[data.owner])
    learnt = np.array([case.text[case.place] in taught for case in cases])
    own = np.unique(data.signs[learnt[data.owner]].indices)
    vector[1 + own] = fit(data, learnt[data.owner], vector[0])[1 + own]
    write(weights, data, vector)
    right = np.where(learnt, both, alone)
    shares = alone[prose].mean(), right[prose].mean(), alone[~prose].mean(), right[~prose].mean()
    print("five-fold cross-validation: CPP {:.2%}, {:.2%} with talk; talk {:.2%}, {:.2%} with it".format(*shares))
    print(f"{len(taught)} characters have learnt from talk: {''.join(sorted(taught))}")


def write(weights: dict[str, Any], data: Table, vector: NDArray[np.float64]) -> None:
    """Puts the file in its place and prints its sum."""
    strong = np.abs(vector[1:]) > FAINT
    strengths = np.clip(np.round(vector[1:][strong] / STEP), -127, 127).astype(np.int8)
    order = np.argsort(np.array(data.columns, np.uint32)[strong])
    with whole_file(MODEL_FILE) as making, making.open("wb") as file:
        np.savez_compressed(
            file,
            **{name: value for name, value in weights.items() if name != "readings"},
            readings=json.dumps(weights["readings"], ensure_ascii=False, sort_keys=True),
            trust=np.float32(vector[0]),
            signs=np.array(data.columns, np.uint32)[strong][order],
            strengths=strengths[order],
            step=np.float32(STEP),
        )
    content = MODEL_FILE.read_bytes()
    print(f"{MODEL_FILE.name}: {len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()}")
    print(f"{strong.sum():,} signs, trust {vector[0]:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
