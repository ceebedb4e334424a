"""From the MP3 of the online voice to samples.

The service sends 24 kHz mono at a constant 48 kbit/s: frames of 144 bytes, 576 samples each, so that the stream tells
by its length how much sound is in it. Nothing is cut off or shifted: the encoder's delay (some 46 ms of near silence
at the start) stays in the clip, as it does in the times of the metadata. Only a stream with a LAME tag would be
trimmed, by the decoder.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from pipeline.errors import EngineMissing, VoiceError
from pipeline.messages import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE = 24_000
"""Samples a second."""
BYTES_A_SECOND = 6_000
SAMPLES_A_BYTE = RATE // BYTES_A_SECOND
FRAME_SAMPLES = 576

_TRIMMED = 4 * FRAME_SAMPLES
"""What a LAME tag makes a decoder take away at most: the tag's own frame, delay and padding."""
_SECONDS_TO_DECODE = 60
_SOURCE = ["-nostdin", "-v", "error", "-threads", "1", "-f", "mp3", "-i", "pipe:0"]
_TARGET = ["-f", "s16le", "-ac", "1", "-ar", str(RATE), "pipe:1"]


def decode(mp3: bytes) -> NDArray[np.int16]:
    """The samples of ``mp3``, at :data:`RATE`, as many as its length promises.

    Raises:
        VoiceError: it is damaged, or not in the format of the service.
        EngineMissing: the decoder does not run.
    """
    import numpy as np  # heavy, and only needed once there is sound

    samples = np.frombuffer(_pcm(mp3), dtype="<i2").astype(np.int16)
    promised = len(mp3) * SAMPLES_A_BYTE
    if not promised - _TRIMMED <= len(samples) <= promised + FRAME_SAMPLES:
        what = _("the sound that arrived is damaged ({found} of {promised} samples)")
        raise VoiceError(what.format(found=len(samples), promised=promised))
    return samples


def _pcm(mp3: bytes) -> bytes:
    import imageio_ffmpeg

    try:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), *_SOURCE, *_TARGET]
        done = subprocess.run(command, input=mp3, capture_output=True, timeout=_SECONDS_TO_DECODE, check=False)  # noqa: S603  # a command of our own
    except (OSError, RuntimeError, subprocess.SubprocessError) as exc:
        raise EngineMissing(
            _("the MP3 decoder does not run ({reason})").format(reason=type(exc).__name__),
            next=_("install it again: pip install --force-reinstall imageio-ffmpeg"),
        ) from exc
    return done.stdout[: len(done.stdout) // 2 * 2]
