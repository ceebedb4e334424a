"""The rule of ``pipeline/studio/shaping_rule.py`` with numbers that can be differentiated by."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from pipeline.studio import shaping
from pipeline.studio import shaping_rule as rule
from tests.bench.sound_speech import RATE

HIDDEN = 128
"""Units of each layer of the network."""
NARROW = (1 / 4, 2 / 4, 1 / 4)
"""Of a band's gain over the places of one band below to one above. With the rule's own spread in 500 steps more, ESTOI
rose a little further, and the recogniser understood less."""
WINDOW, HOP = 512, 256
"""Samples of the shaper at 24 kHz."""


def tensor(values: Any) -> Any:
    return torch.tensor(np.asarray(values), dtype=torch.float32)


class Shaping:
    """The rule, with numbers that can be differentiated by."""

    def __init__(self) -> None:
        bins = np.arange(WINDOW // 2 + 1, dtype=np.float64) * (RATE / WINDOW)
        self._bands, self._shapes = tensor(rule.band_shapes(bins)), tensor(rule.gain_shapes(bins, NARROW))
        self._limits = tensor(rule.horn_limits(bins))
        self._window = torch.sqrt(torch.hann_window(WINDOW))
        self._floor = shaping.SPEECH_RMS**2 * WINDOW / 2 * 10 ** (-rule.FLOOR / 10)
        self._silence = math.log10(self._floor) + tensor([math.log10(rule.BANDS), *[0.0] * rule.BANDS])[:, None]
        self._spans = tensor(rule.spans(RATE / HOP))[:, None]
        size = rule.LEVELS * len(self._spans)
        # Bels: a rise of 10 dB from 200 Hz to 2 kHz.
        hertz = np.interp(rule.centres(), rule.erb(np.array([200.0, 2_000.0])), [0.0, 1.0])
        # A compressor of 1.4 : 1 whatever the span, and whether a level rises or falls.
        every = np.kron(np.eye(rule.LEVELS)[:, 1:], [[-0.3]] * (len(rule.SPANS) + 1) + [[0.0]] * len(rule.RISES))
        self.numbers = {
            "equaliser": tensor(hertz),
            "slopes": tensor(every),
            "inner": torch.randn(size, HIDDEN) / math.sqrt(size),
            "inner_offset": torch.zeros(HIDDEN),
            "middle": torch.randn(HIDDEN, HIDDEN) / math.sqrt(HIDDEN),
            "middle_offset": torch.zeros(HIDDEN),
            "outer": torch.zeros(HIDDEN, rule.BANDS),
        }
        for number in self.numbers.values():
            number.requires_grad_()

    def take(self, path: Path) -> None:
        """The numbers as they are kept, rounded."""
        with np.load(path) as kept, torch.no_grad():
            for name, number in self.numbers.items():
                number.copy_(tensor(kept[name]))

    def __call__(self, sound: Any) -> Any:
        """``sound`` (at ``SPEECH_RMS``) shaped, at the same RMS."""
        out = self.shaped(sound)
        return out * (shaping.SPEECH_RMS / torch.sqrt((out**2).mean()))

    def shaped(self, sound: Any) -> Any:
        """``sound`` as the rule leaves it."""
        spectra = torch.stft(sound, WINDOW, HOP, window=self._window, return_complex=True, pad_mode="constant")
        gains = self._gains(self._bands @ spectra.abs() ** 2)
        shaped = spectra * 10 ** (self._shapes.T @ gains.T / 2) * self._limits[:, None]
        return torch.istft(shaped, WINDOW, HOP, window=self._window, length=len(sound))

    def _gains(self, power: Any) -> Any:
        numbers = self.numbers
        together = (power * 10 ** numbers["equaliser"][:, None]).sum(0, keepdim=True) + self._floor * rule.BANDS
        levels = torch.log10(torch.cat((together, power + self._floor)))
        around = self._silence.expand(-1, self._spans.shape[-1] // 2)
        parts = functional.conv1d(torch.cat((around, levels, around), 1)[:, None], self._spans)
        usual = torch.zeros(len(self._spans), 1)
        usual[len(rule.SPANS)] = rule.USUAL
        x = (parts - usual).flatten(0, 1).T
        bend = x @ numbers["slopes"]
        seen = torch.tanh(x @ numbers["inner"] + numbers["inner_offset"])
        seen = torch.tanh(seen @ numbers["middle"] + numbers["middle_offset"])
        bend = bend + seen @ numbers["outer"]
        return numbers["equaliser"] + rule.MOST * torch.tanh(bend / rule.MOST)
