"""Which reading, by a model of the whole sentence: for what phrases and rules leave open.

Two parts in ``polyphones.npz`` (made by ``training/polyphones/train_polyphones.py``): the bidirectional LSTM of g2pM
0.1.2.5 (Park and Lee, 2020; Apache-2.0) in half precision, and a conditional logit over its log-probabilities and over
signs of the neighbourhood (characters, words), trained on the development part of the same authors' CPP data.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np  # this module itself is imported late, by the first sentence with an open reading
from numpy.typing import NDArray

MODEL_FILE = Path(__file__).with_name("polyphones.npz")
BEGIN, END, UNKNOWN = "\ue000", "\ue001", "\ue002"
"""Private-use characters stand for the edges of a sentence and for what the network has not seen."""
FLOOR = -12.0
"""Log-probabilities below this count the same."""

_SENTENCE_MARKS = "。！？"
_CLOSING = f"{_SENTENCE_MARKS}”》）"

Floats = NDArray[np.float32]


class Network:
    """A bidirectional LSTM over characters, then two dense layers over the readings of all polyphones."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self.ids = {character: place for place, character in enumerate(str(weights["characters"]))}
        self.classes = {syllable: place for place, syllable in enumerate(str(weights["classes"]).split())}
        self.embedding: Floats = weights["embedding"].astype(np.float32)
        # Both directions run as one cell of double width; the gates of each kind stand together.
        self.inward: Floats = weights["inward"].astype(np.float32)
        self.bias: Floats = weights["bias"].astype(np.float32)
        self.onward: Floats = weights["onward"].astype(np.float32) / 2
        self.dense: list[Floats] = [weights[f"dense{number}"].astype(np.float32) for number in range(4)]
        self.dense[0] /= 2

    def states(self, text: str, asked: Sequence[int] = ()) -> Floats:
        """For each character of ``text``, what the LSTM makes of it in its sentence.

        With ``asked``, places from the left, only their rows are filled in.
        """
        unknown = self.ids[UNKNOWN]
        row = np.array([self.ids[BEGIN], *(self.ids.get(c, unknown) for c in text), self.ids[END]])
        seen = self.embedding[row]
        size = self.onward.shape[0]
        half = size // 2
        forward, backward = seen @ self.inward[0], seen[::-1] @ self.inward[1]
        gates = np.empty((len(row), 4, 2, half), np.float32)
        gates[:, :, 0] = forward.reshape(-1, 4, half)
        gates[:, :, 1] = backward.reshape(-1, 4, half)
        flat = gates.reshape(-1, 4 * size) + self.bias
        # Forward no further than the last place that is asked for, backward than the first.
        steps = max(asked[-1] + 2, len(row) - 1 - asked[0]) if asked else len(row)
        states = self._run(flat[:steps], len(row))
        return np.concatenate((states[:, :half], states[::-1, half:]), axis=1)[1:-1]

    def log_probabilities(self, state: Floats, readings: list[str]) -> Floats:
        """Of these readings among themselves for a row of :meth:`states`, not below :data:`FLOOR`."""
        classes = [self.classes[reading] for reading in readings]
        hidden = np.maximum(state @ self.dense[0] + self.dense[1], 0)
        chosen = hidden @ self.dense[2][:, classes] + self.dense[3][classes]
        chosen -= chosen.max()
        result: Floats = np.maximum(chosen - np.log(np.exp(chosen).sum()), FLOOR)
        return result

    def _run(self, inputs: Floats, rows: int) -> Floats:
        """The cell's states, twice their size, for rows of inputs to its gates; zeros up to so many ``rows``.

        A sigmoid is half of one plus the tanh of half the input: one call for all four gates, whose weights are
        halved beforehand; the other half is in the weights that take the states. No step makes new arrays.
        """
        size = self.onward.shape[0]
        states = np.zeros((rows, size), np.float32)
        state, room = np.zeros(size, np.float32), np.zeros(5 * size, np.float32)
        gates, openings, cell = room[: 4 * size], room[: 3 * size], room[4 * size :]
        taken, kept, shown = room[:size], room[size : 2 * size], room[2 * size : 3 * size]
        both, values = room[: 2 * size], room[3 * size :]  # what is taken and kept, of the new value and the cell's
        for row, following in zip(inputs, states, strict=False):
            np.dot(state, self.onward, gates)
            gates += row
            np.tanh(gates, gates)
            openings += 1
            both *= values
            np.add(taken, kept, cell)
            cell *= 0.5
            state = np.tanh(cell, following)
            state *= shown
        return states


class Model:
    """Probabilities of a character's readings in its sentence."""

    def __init__(self) -> None:
        with np.load(MODEL_FILE) as stored:
            weights = {name: stored[name] for name in stored.files}
        self.network = Network(weights)
        self.readings: dict[str, list[str]] = json.loads(str(weights["readings"]))
        """Character → the readings the model can tell apart."""
        self.trust = float(weights["trust"])
        strengths = weights["strengths"].astype(np.float32) * weights["step"]
        self.weights: dict[int, float] = dict(zip(weights["signs"].tolist(), strengths.tolist(), strict=True))

    def chances(self, character: str, state: Floats, around: Sequence[bytes]) -> list[tuple[str, float]]:
        """Readings of ``character`` with probabilities, the likeliest first.

        ``state`` is the network's row for its place, ``around`` comes from :func:`neighbourhood`.
        """
        readings = self.readings[character]
        scores = self.trust * self.network.log_probabilities(state, readings)
        for number, reading in enumerate(readings):
            scores[number] += sum([self.weights.get(sign, 0.0) for sign in signs(character, reading, around)])
        odds = np.exp(scores - scores.max())
        odds /= odds.sum()
        return sorted(zip(readings, odds.tolist(), strict=True), key=lambda choice: -choice[1])


def sentence_around(text: str, place: int, longest: int = 250) -> tuple[int, int]:
    """First character of the sentence that ``place`` is in, and one past its last mark.

    The model sees no more than that, so that sentences are read alike whether apart or together; nor more than
    ``longest`` characters on either side.
    """
    start = max(text.rfind(mark, 0, place) for mark in _SENTENCE_MARKS) + 1
    while text[start] in _CLOSING:
        start += 1
    end = min((at for mark in _SENTENCE_MARKS if (at := text.find(mark, place)) >= 0), default=len(text))
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return max(start, place - longest), min(end, place + longest)


def neighbourhood(text: str, place: int, words: tuple[str, str, str], inside: int) -> list[bytes]:
    """What the logit looks at: characters and words around ``place``; ``words``: the one before, its own, the next.

    Encoded once for all readings of the character.
    """
    padded = f"^^{text[max(0, place - 2) : place]}"[-2:] + text[place] + f"{text[place + 1 : place + 3]}$$"[:2]
    before, own, after = words
    seen = (
        "",
        f"a{padded[1]}",
        f"b{padded[3]}",
        f"c{padded[:2]}",
        f"d{padded[3:]}",
        f"e{padded[1]}{padded[3]}",
        f"f{inside}{own}",
        f"g{min(len(own), 3)}{inside == 0}{inside == len(own) - 1}",
        f"h{before}",
        f"i{after}",
    )
    return [sign.encode("utf-8", "surrogatepass") for sign in seen]


def signs(character: str, reading: str, around: Sequence[bytes]) -> list[int]:
    """Hashes of what speaks for or against ``reading``."""
    head = crc32(f"{character}{reading}".encode())
    return [crc32(sign, head) for sign in around]


@cache
def model() -> Model:
    """The model, read when it is first asked for."""
    return Model()
