"""Makes the style vectors of the offline voice from those that upstream publishes.

    python -m training.make_voices FOLDER

``FOLDER`` holds ``zf_xiaobei.bin`` … as the npm package ``kokoro-js`` 1.2.1 (Apache-2.0) brings them in ``voices/``:
float32, 510 rows (one for each length of a sentence in tokens) of 256 numbers. They are shipped as float16: the model
computes with 8-bit integers, and answers the rounding (at most 5e-4) no differently from a change of one in a million.

Two files come of it: the model's own Mandarin voices, and the presenters blended from several of its voices.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.system.files import write_whole
from pipeline.voice.kokoro.blended.voices import NAMES, STYLES_FILE
from pipeline.voice.kokoro.voices import ROWS, VOICES, VOICES_FILE, WIDTH

Shares = dict[str, float]

HALF = WIDTH // 2
"""The first half of a style vector colours the vocoder, the second shapes melody and lengths."""
BLENDS: dict[str, tuple[Shares, Shares]] = {
    "zf_lan": ({"zf_xiaobei": 0.7, "af_heart": 0.3}, {"zf_xiaobei": 1.0}),
    "zm_tao": ({"zm_yunjian": 0.7, "am_michael": 0.3}, {"zm_yunjian": 0.7, "am_michael": 0.3}),
}
"""What each blended presenter has of which voice, in the first half and in the second."""


def make(folder: Path) -> bytes:
    """The bytes of ``voices.bin``: the voices in the order of ``VOICES``, float16, little-endian."""
    return np.stack([_style(folder, voice.name) for voice in VOICES]).astype("<f2").tobytes()


def blend(folder: Path) -> bytes:
    """The bytes of ``styles.bin``: the blended presenters in the order of ``NAMES``, likewise."""
    halves = (slice(HALF), slice(HALF, WIDTH))
    styles = [
        np.concatenate([_mixed(folder, shares)[:, half] for shares, half in zip(BLENDS[name], halves, strict=True)], 1)
        for name in NAMES
    ]
    return np.stack(styles).astype("<f2").tobytes()


def _mixed(folder: Path, shares: Shares) -> np.ndarray[Any, np.dtype[np.float64]]:
    mixed = np.zeros((ROWS, WIDTH))
    for name, share in shares.items():
        mixed += share * _style(folder, name)
    return mixed


def _style(folder: Path, name: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.fromfile(folder / f"{name}.bin", "<f4").reshape(ROWS, WIDTH)


if __name__ == "__main__":
    for file, content in ((VOICES_FILE, make(Path(sys.argv[1]))), (STYLES_FILE, blend(Path(sys.argv[1])))):
        write_whole(file, content)
        sys.stdout.write(f"{file.name}: {len(content):,} bytes, sha256 {sha256(content).hexdigest()}\n")
