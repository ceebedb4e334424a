"""The rule of ``pipeline/studio/sound/shaping_rule.py`` with numbers that can be differentiated by."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from pipeline.studio.sound import shaping
from pipeline.studio.sound import shaping_rule as rule
from training.shaping.speech import RATE

HIDDEN = 256
"""Units of each layer of the network."""
WINDOW, HOP = 512, 256
"""Samples of the shaper at 24 kHz."""


def tensor(values: Any) -> Any:
    return torch.tensor(np.asarray(values), dtype=torch.float32)


def beginning() -> dict[str, Any]:
    """The numbers before anything is learnt: an equaliser and a compressor."""
    size = rule.LEVELS * (len(rule.SPANS) + 1 + len(rule.RISES))
    # Bels: a rise of 10 dB from 200 Hz to 2 kHz.
    hertz = np.interp(rule.centres(), rule.erb(np.array([200.0, 2_000.0])), [0.0, 1.0])
    # A compressor of 1.4 : 1 whatever the span, and whether a level rises or falls.
    every = np.kron(np.eye(rule.LEVELS)[:, 1:], [[-0.3]] * (len(rule.SPANS) + 1) + [[0.0]] * len(rule.RISES))
    return {
        "equaliser": tensor(hertz),
        "slopes": tensor(every),
        "inner": torch.randn(size, HIDDEN) / math.sqrt(size),
        "inner_offset": torch.zeros(HIDDEN),
        "middle": torch.randn(HIDDEN, HIDDEN) / math.sqrt(HIDDEN),
        "middle_offset": torch.zeros(HIDDEN),
        "around": torch.zeros(len(rule.AROUND) * HIDDEN, HIDDEN),
        "around_offset": torch.zeros(HIDDEN),
        "outer": torch.zeros(HIDDEN, rule.BANDS),
    }


class Shaping:
    """The rule, with :attr:`numbers` that can be differentiated by; those of the inner layer for parts of levels that
    are each divided by :attr:`widths`."""

    def __init__(self, numbers: Mapping[str, Any]) -> None:
        bins = np.arange(WINDOW // 2 + 1, dtype=np.float64) * (RATE / WINDOW)
        self._bands, self._shapes = tensor(rule.band_shapes(bins)), tensor(rule.gain_shapes(bins))
        self._limits = tensor(rule.horn_limits(bins))
        self._window = torch.sqrt(torch.hann_window(WINDOW))
        self._floor = shaping.SPEECH_RMS**2 * WINDOW / 2 * 10 ** (-rule.FLOOR / 10)
        self._silence = math.log10(self._floor) + tensor([math.log10(rule.BANDS), *[0.0] * rule.BANDS])[:, None]
        self._spans = tensor(rule.spans(RATE / HOP))[:, None]
        self.numbers = {name: number.detach().clone().requires_grad_() for name, number in numbers.items()}
        self.widths = torch.ones(len(self.numbers["inner"]))

    def __call__(self, sound: Any) -> Any:
        """``sound`` (at ``SPEECH_RMS``) shaped, at the same RMS."""
        out = self.shaped(sound)
        return out * (shaping.SPEECH_RMS / torch.sqrt((out**2).mean()))

    def shaped(self, sound: Any) -> Any:
        """``sound`` as the rule leaves it."""
        spectra = self._spectra(sound)
        gains = self._gains(self._parts(spectra))
        wide = len(rule.STEADY) // 2
        around = functional.pad(gains.T[None], (wide, wide), mode="replicate")[0].unfold(1, len(rule.STEADY), 1)
        gains = (around @ tensor(rule.STEADY)).T
        shaped = spectra * 10 ** (self._shapes.T @ gains.T / 2) * self._limits[:, None]
        return torch.istft(shaped, WINDOW, HOP, window=self._window, length=len(sound))

    def parts(self, sound: Any) -> Any:
        """What the levels of ``sound`` are taken apart into: times × x of the rule."""
        return self._parts(self._spectra(sound))

    def _parts(self, spectra: Any) -> Any:
        power = self._bands @ spectra.abs() ** 2
        raised = power * 10 ** self.numbers["equaliser"][:, None]
        together = raised.sum(0, keepdim=True) + self._floor * rule.BANDS
        levels = torch.log10(torch.cat((together, power + self._floor)))
        around = self._silence.expand(-1, self._spans.shape[-1] // 2)
        parts = functional.conv1d(torch.cat((around, levels, around), 1)[:, None], self._spans)
        usual = torch.zeros(len(self._spans), 1)
        usual[len(rule.SPANS)] = rule.USUAL
        return (parts - usual).flatten(0, 1).T

    def _spectra(self, sound: Any) -> Any:
        return torch.stft(sound, WINDOW, HOP, window=self._window, return_complex=True, pad_mode="constant")

    def _gains(self, x: Any) -> Any:
        numbers = self.numbers
        seen = torch.tanh((x / self.widths) @ numbers["inner"] + numbers["inner_offset"])
        seen = seen + torch.tanh(seen @ numbers["middle"] + numbers["middle_offset"])
        now = -rule.AROUND[0]
        longer = functional.pad(seen.T[None], (now, rule.AROUND[-1]), mode="replicate")[0].T
        around = torch.cat([longer[now + apart : now + apart + len(x)] for apart in rule.AROUND], 1)
        seen = seen + torch.tanh(around @ numbers["around"] + numbers["around_offset"])
        bend = x @ numbers["slopes"] + seen @ numbers["outer"]
        return numbers["equaliser"] + rule.MOST * torch.tanh(bend / rule.MOST)
