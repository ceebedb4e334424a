"""The limiter of ``pipeline/studio/sound/limiter.py`` as a function to differentiate by, of a sound as a whole."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

from pipeline.studio.sound.limiter import GROUP, SEGMENT, WAYS, Attenuation, reach
from pipeline.studio.sound.loudness import TAPS
from training.shaping.torch_rule import tensor


class Limiting:
    """Keeps sounds below ``ceiling`` (linear), as the master's limiter does at the same ``rate``."""

    def __init__(self, rate: int, ceiling: float) -> None:
        self._ceiling = ceiling
        self._reach = tensor(reach(rate).reshape(-1, SEGMENT + TAPS))
        attenuation = Attenuation(rate)
        self._ahead, self._decay = attenuation.latency, attenuation.decay

    def __call__(self, sound: Any) -> Any:
        """``sound`` limited: as many samples, each where it was."""
        needed = torch.log(torch.clamp(self._heights(sound) / self._ceiling, min=1.0))
        held = functional.max_pool1d(functional.pad(needed, (self._ahead, self._ahead))[None, None], self._ahead + 1, 1)
        given = self._released(held[0, 0])[None, None]
        for width in (self._ahead // 2, self._ahead // 2 + 1):
            given = functional.avg_pool1d(given, width, 1)
        gains = torch.exp(-given[0, 0, :, None])
        share = torch.arange(1, GROUP + 1) / GROUP
        ramps = gains[:-1] * (1 - share) + gains[1:] * share
        return sound * ramps.flatten()[: len(sound)]

    def _heights(self, sound: Any) -> Any:
        """Of each group of samples."""
        padded = functional.pad(sound, (TAPS // 2, -len(sound) % SEGMENT + TAPS // 2))
        reached = (padded.unfold(0, SEGMENT + TAPS, SEGMENT) @ self._reach.T).abs()
        return reached.unflatten(1, (WAYS, -1)).amax(1).flatten()

    def _released(self, held: Any) -> Any:
        """e[n] = max(h[n], a·e[n-1]), as the running maximum of h[n] / a^n."""
        falling = torch.exp(-self._decay * torch.arange(len(held), dtype=torch.float64))
        return (torch.cummax(held / falling, 0).values * falling).float()
