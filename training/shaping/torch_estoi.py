"""ESTOI (Jensen and Taal, IEEE TASLP 24(11), 2016, eqs. 3–7) as a function that can be differentiated."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from training.shaping.speech import RATE
from training.shaping.torch_rule import tensor

ESTOI_WINDOW, ESTOI_FFT, ESTOI_BANDS, ESTOI_FRAMES = 614, 1_024, 15, 30
"""256 samples at 10 kHz, at 24 kHz; third-octave bands from 150 Hz; 384 ms."""


class Estoi:
    """ESTOI of a sound beside the clean one."""

    def __init__(self) -> None:
        hertz = np.arange(ESTOI_FFT // 2 + 1) * (RATE / ESTOI_FFT)
        centres = 150 * 2 ** (np.arange(ESTOI_BANDS)[:, None] / 3)
        edge = 2 ** (1 / 6)
        self._bands = tensor((hertz >= centres / edge) & (hertz < centres * edge))
        self._window = torch.hann_window(ESTOI_WINDOW)

    def __call__(self, clean: Any, sound: Any) -> Any:
        one, other = self._segments(clean), self._segments(sound)
        frames = clean.unfold(0, ESTOI_WINDOW, ESTOI_WINDOW // 2).norm(dim=1)
        heard = frames.unfold(0, ESTOI_FRAMES, 3).mean(1) > 0.05 * frames.max()
        alike = (one * other).sum((0, 2)) / ESTOI_FRAMES
        return alike[heard[: len(alike)]].mean()

    def _segments(self, sound: Any) -> Any:
        spectra = torch.stft(
            sound, ESTOI_FFT, ESTOI_WINDOW // 2, ESTOI_WINDOW, self._window, center=False, return_complex=True
        )
        bands = torch.sqrt(self._bands @ spectra.abs() ** 2 + 1e-12)
        return _normal(_normal(bands.unfold(1, ESTOI_FRAMES, 3), 2), 0)


def _normal(values: Any, axis: int) -> Any:
    centred = values - values.mean(axis, keepdim=True)
    return centred / (centred.norm(dim=axis, keepdim=True) + 1e-6)
