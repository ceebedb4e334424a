"""Players that loudspeakers are driven by play the lists: past a password, and past what was withdrawn meanwhile.

What they were sent is asked of the server, for a player that shows a title may have played nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import imageio_ffmpeg
import pytest
from starlette.requests import Request

from pipeline.publish.devices import add_device
from pipeline.publish.server import audience
from pipeline.publish.server.auth import hashed
from pipeline.station import ServeSettings
from tests.clients.test_debian_clients import needs
from tests.publish.live import free_port, live
from tests.publish.samples import STATION, episode, lay_out, publish

PATIENCE = 60
"""Seconds that a player may take on a busy machine; on an idle one each takes one or two."""
SLUGS = [f"notice-{number:05}" for number in (3, 2, 1)]
"""Newest day first, as lists have them."""


@dataclass
class Hall:
    """A station behind a password, on the air, and a loudspeaker that has an address of its own."""

    base: str
    folder: Path
    listed: str
    """The loudspeaker's address of ``feeds``."""
    sent: list[tuple[str, str, bool]] = field(default_factory=list)
    """Of each stretch of audio: the player, the episode, whether it was all of the file."""

    def whole(self) -> list[str]:
        """The episodes that were sent whole to one player, in order; nothing else was sent to anybody."""
        assert len({agent for agent, _slug, _all in self.sent}) <= 1
        return [slug for _agent, slug, is_all in self.sent if is_all]

    def publish(self, *numbers: int) -> None:
        station = replace(STATION, base_url=self.base)
        publish(
            [episode(number) for number in numbers],
            station,
            audio_out=self.folder / "audio_out",
            feeds=self.folder / "feeds",
        )


@pytest.fixture(scope="module")
def on_loudspeakers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("hall")
    (folder / "audio_out").mkdir()
    lay_out(folder / "audio_out", *(episode(number) for number in (1, 2, 3)))
    really = audience.Audience.hearing
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    hall = Hall(base, folder, add_device(folder / "audio_out", "hall").address(base, ""))
    hall.publish(1, 2, 3)
    with pytest.MonkeyPatch.context() as patch:

        def noted(self: audience.Audience, request: Request, slug: str, path: Path) -> Callable[[int, int], None]:
            heard = really(self, request, slug, path)

            def note(start: int, end: int) -> None:
                hall.sent.append((request.headers["user-agent"], slug, (start, end) == (0, path.stat().st_size)))
                if heard:
                    heard(start, end)

            return note

        patch.setattr(audience.Audience, "hearing", noted)
        station = replace(STATION, base_url=base, serve=ServeSettings(user="u", password=hashed("p")))
        with live(folder / "audio_out", folder / "feeds", station, port=port):
            yield hall


@pytest.fixture
def hall(on_loudspeakers: Hall) -> Iterator[Hall]:
    on_loudspeakers.sent.clear()
    yield on_loudspeakers
    if len(list((on_loudspeakers.folder / "feeds").glob("notice-*.html"))) < len(SLUGS):
        on_loudspeakers.publish(1, 2, 3)


def played(home: Path, *command: str, user: str | None = None, codes: tuple[int, ...] = (0,)) -> str:
    """Run a player to the end of its list, where it exits with one of ``codes``; what it says."""
    surroundings = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    done = subprocess.run(  # noqa: S603  # the player under test
        command,
        env=surroundings,
        cwd="/",
        capture_output=True,
        text=True,
        errors="replace",
        timeout=PATIENCE,
        user=user,
    )
    assert done.returncode in codes, done.stdout + done.stderr
    return done.stdout + done.stderr


def mpv(home: Path, *addresses: str) -> None:
    # 3: something in the list could not be played, all else was.
    played(home, "mpv", "--no-config", "--no-video", "--ao=null", "--ao-null-untimed", *addresses, codes=(0, 3))


def vlc(home: Path, *addresses: str) -> None:
    decoded = "#transcode{acodec=s16l}:std{access=dummy,mux=dummy,dst=-}"
    command = ["vlc", "--intf", "dummy", "--no-video", "--play-and-exit", "--sout", decoded, *addresses]
    played(home, *command, user=None if os.geteuid() else "nobody")  # it refuses to run as root


def mpd(home: Path, *addresses: str) -> None:
    port = free_port()
    (home / "lists").mkdir()
    (home / "mpd.conf").write_text(
        f'playlist_directory "{home}/lists"\nbind_to_address "127.0.0.1"\nport "{port}"\nlog_file "{home}/log"\n'
        'audio_output {\ntype "null"\nname "null"\nsync "no"\n}\n'
    )

    def mpc(*words: str) -> str:
        return played(home, "mpc", "--host", "127.0.0.1", "--port", str(port), *words)

    with subprocess.Popen(  # noqa: S603  # the player under test
        [shutil.which("mpd") or "mpd", "--no-daemon", str(home / "mpd.conf")],
        stderr=subprocess.DEVNULL,
    ) as daemon:
        try:
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            for address in addresses:
                mpc("add" if address.endswith(".mp3") else "load", address)
            mpc("play")
            while "[playing]" in mpc("status") and time.monotonic() < deadline:
                time.sleep(0.05)
        finally:
            daemon.terminate()


PLAYERS = [
    pytest.param(mpv, marks=needs("mpv")),
    pytest.param(vlc, marks=needs("vlc")),
    pytest.param(mpd, marks=needs("mpd", "mpc")),
]


@pytest.mark.parametrize("play", PLAYERS)
@pytest.mark.parametrize("name", ["workshop.m3u", "workshop.m3u8"])
def test_a_list_is_played_from_end_to_end_past_the_password(
    hall: Hall, tmp_path: Path, play: Callable[..., None], name: str
) -> None:
    play(tmp_path, hall.listed + name)
    assert hall.whole() == SLUGS


@pytest.mark.parametrize("play", PLAYERS)
def test_what_was_withdrawn_meanwhile_is_passed_over(hall: Hall, tmp_path: Path, play: Callable[..., None]) -> None:
    listed = (hall.folder / "feeds" / "workshop.m3u").read_text()
    known = listed.replace(hall.base, hall.listed.removesuffix("/feeds/")).split()  # as a player keeps it that has it
    hall.publish(1, 3)
    play(tmp_path, *known)
    assert hall.whole() == [SLUGS[0], SLUGS[2]]


def test_ffmpeg_decodes_all_of_an_episode(hall: Hall, tmp_path: Path) -> None:
    """It takes no lists, but what each of them leads to."""
    address = f"{hall.base.replace('//', '//u:p@')}/audio_out/{SLUGS[0]}/{SLUGS[0]}-workshop.mp3"
    said = played(tmp_path, imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-i", address, "-f", "null", "-")
    times = re.findall(r"time=(\d+):(\d+):(\d+\.\d+)", said)[-1]
    seconds = int(times[0]) * 3600 + int(times[1]) * 60 + float(times[2])
    assert seconds == pytest.approx(episode(3).files["workshop"].milliseconds / 1000, abs=0.1)
    assert SLUGS[0] in hall.whole()


@needs("gst-launch-1.0")
def test_gstreamer_plays_an_episode(hall: Hall, tmp_path: Path) -> None:
    address = f"{hall.base.replace('//', '//u:p@')}/audio_out/{SLUGS[0]}/{SLUGS[0]}-workshop.mp3"
    sinks = ("audio-sink=fakesink sync=false", "video-sink=fakesink")
    played(tmp_path, "gst-launch-1.0", "-q", "playbin", f"uri={address}", *sinks)
    assert hall.whole() == SLUGS[:1]
