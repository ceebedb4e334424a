"""Whisper base as a function that can be differentiated: how sure it is of the right words in a given sound.

The weights are read from the file that ``pipeline.voice.edge.listening`` puts together, in CTranslate2's format; the
network is that of Radford and others, “Robust speech recognition via large-scale weak supervision” (2022), section 2.2.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
import torch
from torch.nn import functional

RATE = 16_000
VOCABULARY = 51_865
WIDTH, LAYERS, HEAD = 512, 6, 64
START = (50_258, 50_260, 50_359, 50_363)
"""Tokens before the first word: beginning, Chinese, transcribe, no times."""
CERTAIN = 0.02
"""Added to each probability: a word that is lost anyway does not outweigh those that can be saved."""
UNLIKELY = 0.001
"""Added likewise where two sounds are compared: how little is expected of what nobody would say does not matter."""
AFTER = RATE // 2
"""Samples of silence after the sound."""
KINDS = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2"}
"""Of numbers in the file."""


class Recogniser:
    """The network with its weights, in numbers of 16 bits: a processor that multiplies these is three times as fast."""

    def __init__(self, weights: Path, filters: np.ndarray[Any, Any], alike: np.ndarray[Any, Any]) -> None:
        """``filters``: mel bands × frequencies of its spectrogram; ``alike``: for each token a number that those that
        sound the same have in common."""
        with weights.open("rb") as file:
            self._weights = {
                name: torch.tensor(values.astype(np.float32)).to(torch.bfloat16) for name, values in _variables(file)
            }
        self._filters = torch.tensor(filters, dtype=torch.float32)
        self._alike = torch.tensor(alike)
        self._window = torch.hann_window(400)

    def expected(self, sounds: Any, tokens: Sequence[int]) -> Any:
        """What is expected to be said in each of ``sounds`` (at 16 kHz, equally long) in the place of each of
        ``tokens``, after those before it: sounds × tokens × kinds of ``alike``, shares that add up to 1."""
        mel = torch.stack([self._spectrogram(one) for one in functional.pad(sounds, (0, AFTER))])
        heard = self._encoded(mel.to(torch.bfloat16))
        said = torch.tensor([[*START, *tokens]]).expand(len(sounds), -1)
        scores = self._scores(heard, said[:, :-1])[:, len(START) - 1 :].float()
        shares = torch.zeros(*scores.shape[:2], int(self._alike.max()) + 1)
        return shares.index_add(2, self._alike, torch.softmax(scores, 2))

    def certainty(self, expected: Any, tokens: Sequence[int]) -> Any:
        """Of each sound, the mean of log(share + :data:`CERTAIN`) of ``tokens`` and what sounds the same."""
        right = self._alike[torch.tensor(tokens)].expand(len(expected), -1)
        return torch.log(expected.gather(2, right[:, :, None])[:, :, 0] + CERTAIN).mean(1)

    def _spectrogram(self, sound: Any) -> Any:
        power = torch.stft(sound, 400, 160, window=self._window, return_complex=True)[:, :-1].abs() ** 2
        mel = torch.log10(torch.clamp(self._filters @ power, min=1e-10))
        return (torch.maximum(mel, mel.max() - 8) + 4) / 4

    def _encoded(self, mel: Any) -> Any:
        w = self._weights
        x = functional.gelu(functional.conv1d(mel, w["encoder/conv1/weight"], w["encoder/conv1/bias"], padding=1))
        x = functional.conv1d(x, w["encoder/conv2/weight"], w["encoder/conv2/bias"], stride=2, padding=1)
        x = functional.gelu(x).transpose(1, 2)
        x = x + w["encoder/position_encodings/encodings"][: x.shape[1]]
        for layer in range(LAYERS):
            x = self._forward(self._attending(x, f"encoder/layer_{layer}", causal=False), f"encoder/layer_{layer}")
        return self._normal(x, "encoder/layer_norm")

    def _scores(self, heard: Any, tokens: Any) -> Any:
        x = self._weights["decoder/embeddings/weight"][tokens]
        x = x + self._weights["decoder/position_encodings/encodings"][: tokens.shape[1]]
        for layer in range(LAYERS):
            name = f"decoder/layer_{layer}"
            x = self._attending(x, name, causal=True)
            asked = self._linear(self._normal(x, f"{name}/attention/layer_norm"), f"{name}/attention/linear_0")
            keys, values = self._linear(heard, f"{name}/attention/linear_1").chunk(2, -1)
            x = x + self._linear(_attention(asked, keys, values, causal=False), f"{name}/attention/linear_2")
            x = self._forward(x, name)
        return functional.linear(self._normal(x, "decoder/layer_norm"), self._weights["decoder/projection/weight"])

    def _attending(self, x: Any, name: str, *, causal: bool) -> Any:
        name += "/self_attention"
        parts = self._linear(self._normal(x, f"{name}/layer_norm"), f"{name}/linear_0").chunk(3, -1)
        return x + self._linear(_attention(*parts, causal=causal), f"{name}/linear_1")

    def _forward(self, x: Any, name: str) -> Any:
        name += "/ffn"
        hidden = functional.gelu(self._linear(self._normal(x, f"{name}/layer_norm"), f"{name}/linear_0"))
        return x + self._linear(hidden, f"{name}/linear_1")

    def _linear(self, x: Any, name: str) -> Any:
        return functional.linear(x, self._weights[f"{name}/weight"], self._weights[f"{name}/bias"])

    def _normal(self, x: Any, name: str) -> Any:
        return functional.layer_norm(x, (WIDTH,), self._weights[f"{name}/gamma"], self._weights[f"{name}/beta"])


def likeness(expected: Any, model: Any) -> Any:
    """Of one sound to a ``model`` in what is :meth:`~Recogniser.expected`, both tokens × kinds: 0 when all is the same,
    less by their divergence (Kullback and Leibler's, the mean over the tokens) when not."""
    return (model * (torch.log(expected + UNLIKELY) - torch.log(model + UNLIKELY))).sum(1).mean()


def _attention(asked: Any, keys: Any, values: Any, *, causal: bool) -> Any:
    heads = [part.unflatten(2, (-1, HEAD)).transpose(1, 2).contiguous() for part in (asked, keys, values)]
    asked, keys, values = heads
    likeness = (asked / math.sqrt(HEAD)) @ keys.transpose(2, 3)
    if causal:
        likeness = likeness + torch.full(likeness.shape[2:], -math.inf, dtype=likeness.dtype).triu(1)
    return (torch.softmax(likeness, -1) @ values).transpose(1, 2).flatten(2)


def _variables(file: IO[bytes]) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """Names and values of all floating-point variables in a file of CTranslate2, then of their second names."""

    def number(kind: str) -> int:
        return int(struct.unpack(f"<{kind}", file.read(struct.calcsize(kind)))[0])

    def text() -> str:
        return file.read(number("H")).rstrip(b"\0").decode()

    number("I"), text(), number("I")  # versions of the format, and the kind of network between them
    found = {}
    for _variable in range(number("I")):
        name = text()
        shape = [number("I") for _axis in range(number("B"))]
        kind = KINDS[number("B")]
        found[name] = np.frombuffer(file.read(number("I")), kind).reshape(shape)
    found |= {text(): found[text()] for _alias in range(number("I"))}
    yield from ((name, values) for name, values in found.items() if values.dtype.kind == "f")
