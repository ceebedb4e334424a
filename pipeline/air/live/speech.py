"""Speech that comes by the control socket is on the air as long as it comes: a microphone is never the engine's own.

So what holds the microphone may hang or die: the engine hears no more, tells it, and what was below is heard again.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from pipeline.air.ffmpeg import last_words, started
from pipeline.air.mixing.stream import BURSTS_AHEAD, BURSTS_MOST, Stream
from pipeline.air.samples import RATE
from pipeline.errors import AirError
from pipeline.messages import _
from pipeline.system.priority import put_before_others

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from pipeline.air.requests import Requests

FORMATS = ("pcm", "encoded")
"""``pcm``: signed 16-bit little-endian samples, mono, :data:`~pipeline.air.samples.RATE` of them a second. ``encoded``:
a stream that tells what it is, such as Ogg, WebM, MP3 or WAV."""
SILENT = 5.0
"""Seconds without a byte after which whoever speaks is gone."""
DRAINED = 2.0
"""Seconds in which what has come is heard to its end."""
_READ = 16_384
_BYTES = 2
_DECODED = ("-vn", "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-flush_packets", "1", "pipe:1")


def take_live(
    requests: Requests, ffmpeg: str, tell: Callable[[str], None], question: Any, asking: socket.socket
) -> None:
    """Answer ``question``, then have what comes by ``asking`` heard until it ends, and tell there why it did.

    Raises:
        AirError: it cannot be done, and the asker has had no answer.
        OSError: the asker is gone.
    """
    name = str(question.get("name") or _("live"))
    form = question.get("format", FORMATS[0])
    if form not in FORMATS:
        raise AirError(_("not understood: {reason}").format(reason=form))
    stream = Stream() if form == "pcm" else Stream(BURSTS_AHEAD, BURSTS_MOST)
    item, answer = requests.interject(name, stream, question)
    why = ""
    try:
        _send(asking, answer)
        why = _pcm(asking.fileno(), stream) if form == "pcm" else _decoded(ffmpeg, asking, stream)
        stream.finish()
        end = time.monotonic() + DRAINED
        while stream.waiting and not stream.is_over and time.monotonic() < end:
            time.sleep(0.02)
    except (OSError, AirError) as exc:
        why = str(exc)
    finally:
        stream.end(why)
        with suppress(AirError):
            requests.cut(item, stream.why)
    tell(_("{name}: {reason}").format(name=name, reason=stream.why))
    _send(asking, {"ended": stream.why})


def _send(asking: socket.socket, answer: Any) -> None:
    asking.sendall(json.dumps(answer, ensure_ascii=False).encode() + b"\n")


def _pcm(source: int, stream: Stream) -> str:
    """Bring what comes from the file descriptor ``source`` into ``stream``; why no more comes."""
    rest, last = b"", time.monotonic()
    while not stream.is_over:
        if not select.select([source], [], [], 0.25)[0]:
            if time.monotonic() - last > SILENT:
                return _("no sound came for {n} s").format(n=round(SILENT))
            continue
        data = os.read(source, _READ)
        if not data:
            return _("its sound has ended")
        last = time.monotonic()
        data = rest + data
        whole = len(data) // _BYTES * _BYTES
        rest = data[whole:]
        stream.write(np.frombuffer(data[:whole], "<i2").astype(np.int16))
    return stream.why


def _decoded(ffmpeg: str, asking: socket.socket, stream: Stream) -> str:
    """The same with a decoder between."""
    command = [ffmpeg, "-hide_banner", "-nostats", "-v", "error", "-probesize", "4096"]
    command += ["-analyzeduration", "0", "-i", "pipe:0", *_DECODED]
    asking.setblocking(True)  # it reads from there
    decoding = started(command, stdin=asking.fileno(), stdout=subprocess.PIPE)
    put_before_others(decoding.pid)
    try:
        why = _pcm(cast("Any", decoding.stdout).fileno(), stream)
    finally:
        decoding.kill()
        said = last_words(decoding.communicate()[1])
    return said if said and not stream.is_over else why
