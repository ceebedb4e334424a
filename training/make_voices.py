"""Makes ``pipeline/voice/kokoro/data/voices.bin`` from the style vectors that upstream publishes.

    python -m training.make_voices FOLDER

``FOLDER`` holds ``zf_xiaobei.bin`` … as the npm package ``kokoro-js`` 1.2.1 (Apache-2.0) brings them in ``voices/``:
float32, 510 rows (one for each length of a sentence in tokens) of 256 numbers. They are shipped as float16: the model
computes with 8-bit integers, and answers the rounding (at most 5e-4) no differently from a change of one in a million.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

import numpy as np

from pipeline.system.files import write_whole
from pipeline.voice.kokoro.voices import ROWS, VOICES, VOICES_FILE, WIDTH


def make(folder: Path) -> bytes:
    """The bytes of ``voices.bin``: the voices in the order of ``VOICES``, float16, little-endian."""
    styles = [np.fromfile(folder / f"{voice.name}.bin", "<f4").reshape(ROWS, WIDTH) for voice in VOICES]
    return np.stack(styles).astype("<f2").tobytes()


if __name__ == "__main__":
    content = make(Path(sys.argv[1]))
    write_whole(VOICES_FILE, content)
    sys.stdout.write(f"{VOICES_FILE.name}: {len(content):,} bytes, sha256 {sha256(content).hexdigest()}\n")
