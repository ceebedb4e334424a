"""How far the pitch goes astray, as ``pitch.py`` measures it, as a function to be differentiated."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from training.shaping import pitch as ruler
from training.shaping.torch_rule import tensor

ALLOWED = 0.6
"""Per cent that a pitch may lie beside the spoken one, and cost nothing: the bench asks for 1."""


class Melody:
    """The pitch of a sound, frame by frame."""

    def __init__(self, sound: np.ndarray[Any, Any], rate: int) -> None:
        self._size, self._step, self._rate = round(ruler.WINDOW_SECONDS * rate), round(ruler.STEP_SECONDS * rate), rate
        self._window = tensor(np.hanning(self._size))
        pitches, voiced = ruler.rough(sound, rate)
        self._voiced = torch.tensor(voiced)
        places = pitches[voiced][:, None] * ruler.PARTIALS
        counting = (places > ruler.HEARD[0]) & (places < ruler.HEARD[1])
        self._places = tensor(places)
        self._bins = torch.tensor(np.rint(places * (ruler.FFT / rate)).astype(np.int64))
        own, self._strong = self._read(tensor(sound))
        self._counting = tensor(counting) * ((own / self._places - 1).abs() <= ruler.NEAR)
        self._own = own

    def astray(self, changed: Any) -> Any:
        """By how many per cent more than :data:`ALLOWED` the pitch of ``changed`` is astray, mean of voiced frames."""
        other, left = self._read(changed)
        weights = torch.sqrt(self._strong * left.detach() + 1e-12) * self._counting
        weights = weights * ((other.detach() / self._places - 1).abs() <= ruler.NEAR)
        some = weights.sum(1) > 0
        first, second = ((weights * read / tensor(ruler.PARTIALS)).sum(1)[some] for read in (self._own, other))
        return torch.clamp(100 * (second / first - 1).abs() - ALLOWED, min=0.0).mean()

    def _read(self, sound: Any) -> tuple[Any, Any]:
        """Frequency (Hz) of what lies at the places of partials, and its share of a frame."""
        frames = [part.unfold(0, self._size, self._step)[self._voiced] for part in (sound[:-1], sound[1:])]
        now, after = (torch.fft.rfft(one * self._window, ruler.FFT).gather(1, self._bins) for one in frames)
        turned = after * now.conj()
        strength = now.abs()
        return torch.angle(turned) * (self._rate / (2 * torch.pi)), strength / strength.amax(1, keepdim=True)
