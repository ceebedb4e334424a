"""Real players hear the station that is on the air: what each plays is recorded, and is the tone that was sent."""

from __future__ import annotations

import os
import struct
import subprocess
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from pipeline.air.control import ask
from tests.air.test_engine import Place, put_wav, until
from tests.clients.test_debian_clients import needs
from tests.publish.live import free_port, live

HERTZ = 1000
HEARD = 4
"""Seconds that each plays."""
A_LAW = "application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMA,payload=8"


@needs("vlc", "gst-launch-1.0", "mpv")
def test_players_hear_what_is_sent(tmp_path: Path) -> None:
    """VLC and GStreamer by RTP as telephones have it, mpv by HLS from the station's own server."""
    loudspeaker, telephone = free_port(), free_port()
    place = Place(tmp_path, [f"rtp://127.0.0.1:{loudspeaker}", f"rtp://127.0.0.1:{telephone}?codec=pcma", "hls"])
    tone = put_wav(tmp_path / "tone.wav", HERTZ, 120)
    (tmp_path / "feeds").mkdir()
    (heard := tmp_path / "heard").mkdir()
    mpv = f"mpv --no-config --no-video --audio-format=s16 --audio-channels=mono --length={HEARD} --ao=pcm"
    with place.on_the_air(), live(place.audio_out, tmp_path / "feeds") as server, ExitStack() as playing:
        ask(place.air, {"do": "now", "name": "tone", "file": str(tone)})
        recorded = heard / "vlc.wav"
        listening = started(playing, vlc(f"rtp://@127.0.0.1:{loudspeaker}"), recorded)
        telephoning = started(
            playing,
            f"gst-launch-1.0 -q udpsrc address=127.0.0.1 port={telephone} num-buffers={HEARD * 50} caps={A_LAW} "
            f"! rtppcmadepay ! alawdec ! wavenc ! filesink location={heard / 'gstreamer.wav'}",
        )
        playlist = place.air / "hls" / "live.m3u8"
        until(lambda: playlist.exists() and playlist.read_text().count("live-") >= 3)
        watching = started(
            playing, f"{mpv} --ao-pcm-file={heard / 'mpv.wav'} http://127.0.0.1:{server.port}/air/live.m3u8"
        )
        until(lambda: recorded.stat().st_size > HEARD * 8000 * 2)
        listening.terminate()  # it knows no end of what is live
        telephoning.wait(60)
        watching.wait(60)
    assert {path.stem: hertz_of(path) for path in heard.glob("*.wav")} == {
        name: pytest.approx(HERTZ, abs=2) for name in ("gstreamer", "mpv", "vlc")
    }


def vlc(address: str) -> str:
    """VLC refuses to be root; it writes to its standard output, for another user may not write here."""
    to = "#transcode{acodec=s16l,channels=1}:std{access=file,mux=wav,dst=-}"
    command = f"vlc -I dummy --no-video --sout {to} {address}"
    return f"setpriv --reuid=65534 --regid=65534 --clear-groups {command}" if os.geteuid() == 0 else command


def started(playing: ExitStack, command: str, output: Path = Path(os.devnull)) -> subprocess.Popen[bytes]:
    with output.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603  # our own arguments, no shell
            command.split(), env=os.environ | {"HOME": "/nonexistent"}, stdout=file, stderr=subprocess.DEVNULL
        )
    playing.callback(process.wait)
    playing.callback(process.kill)
    return process


def hertz_of(path: Path) -> float:
    """The strongest frequency of its second second. Its header counts no samples: who wrote it could not go back."""
    head, sound = (data := path.read_bytes())[:44], np.frombuffer(data[44 : len(data) // 4 * 4], "<i2").astype(float)
    channels, rate = struct.unpack("<HI", head[22:28])
    sound = sound[::channels][rate : 2 * rate]
    return float(np.argmax(np.abs(np.fft.rfft(sound * np.hanning(sound.size)))) * rate / sound.size)
