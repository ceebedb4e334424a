"""A thousand listeners at 128 kbit/s from one server process; and the greatest throughput, beside nginx.

    python -m tests.bench.listeners

Goals: no error, no underrun, at most half of the processor. The listeners run on the same machine and take their share
of it too; the server's own processor time is what counts, and ``listeners_share_of_one_core`` tells theirs: near 1
they would be what runs dry. ``waiting_for_them`` is the load average at the end: where it is well above the number of
cores, others have kept server and listeners waiting, and underruns tell of those.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.publish.published import Ledger, write_ledger

ROOT = Path(__file__).parent.parent.parent
LISTENERS = 1000
PACE = 128_000 // 8
"""Bytes that a listener plays in a second."""
RANGE = 4 * PACE
"""Bytes asked for at a time: four seconds."""
RANGES = 5
"""Of each listener: twenty seconds."""
FILES, SIZE = 20, 4_000_000
"""Episodes of some four minutes, and the bytes of each."""
ABREAST, SECONDS, TURNS = 16, 4.0, 2
"""Connections, length of a turn and turns of the measurement of throughput."""
GOAL = 0.5


def measure() -> dict[str, Any]:
    """Errors, underruns, share of the processor; megabytes a second of both servers where nginx is there."""
    _allow_sockets()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        episodes = _episodes(folder)
        with _broadcast(folder) as (port, pid):
            figures = _listening(port, pid, episodes)
            ours = [_throughput(port)]
            if shutil.which("nginx") is None:
                return figures | {"most_MB_s": round(ours[0], 1), "nginx": "not installed (Debian: nginx-light)"}
            theirs = []
            with _nginx(folder) as other:
                for _turn in range(TURNS):  # in turns, and the best counts: others use the machine too
                    theirs.append(_throughput(other))
                    ours.append(_throughput(port))
    best, nginx = max(ours), max(theirs)
    return figures | {"most_MB_s": round(best, 1), "nginx_MB_s": round(nginx, 1), "to_nginx": round(best / nginx, 3)}


@dataclass
class _Tally:
    """What went wrong, and the worst that did not."""

    errors: int = 0
    underruns: int = 0
    bytes: int = 0
    least_ahead: float = field(default=RANGE / PACE)
    """Seconds of audio in hand when a range had arrived, the first of each listener aside."""
    start: float = 0.0
    """Seconds, the longest wait for a first range."""


def _listening(port: int, pid: int, episodes: list[bytes]) -> dict[str, Any]:
    tally = _Tally()
    wall, used, own = time.monotonic(), _processor_seconds(pid), time.process_time()
    asyncio.run(_listen(port, episodes, tally))
    wall, used, own = time.monotonic() - wall, _processor_seconds(pid) - used, time.process_time() - own
    cores = len(os.sched_getaffinity(0))
    # By the time that the programme takes, not by the wall: a crowded machine stretches that, and would flatter us.
    share = used / (RANGES * RANGE / PACE)
    return {
        "listeners": LISTENERS,
        "seconds": round(wall, 1),
        "MB": round(tally.bytes / 1e6, 1),
        "errors": tally.errors,
        "underruns": tally.underruns,
        "least_ahead_s": round(tally.least_ahead, 2),
        "longest_start_s": round(tally.start, 2),
        "cores": cores,
        "waiting_for_them": round(os.getloadavg()[0], 1),
        "share_of_one_core": round(share, 3),
        "share_of_processor": round(share / cores, 3),
        "listeners_share_of_one_core": round(own / wall, 3),
        "goal": GOAL,
    }


async def _listen(port: int, episodes: list[bytes], tally: _Tally) -> None:
    dice = random.Random(20260501)  # noqa: S311  # the same listeners each time
    async with asyncio.TaskGroup() as group:
        for number in range(LISTENERS):
            wait = dice.random() * RANGE / PACE
            offset = dice.randrange(SIZE - RANGES * RANGE)
            group.create_task(_listener(port, number % FILES, offset, episodes, wait, tally))


async def _listener(port: int, number: int, offset: int, episodes: list[bytes], wait: float, tally: _Tally) -> None:
    """Play ``RANGES`` ranges in a row; each is asked for when the one before it begins to play."""
    await asyncio.sleep(wait)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        asked = time.monotonic()
        runs_dry = 0.0
        for turn in range(RANGES):
            begin = offset + turn * RANGE
            writer.write(_request(number, f"Range: bytes={begin}-{begin + RANGE - 1}\r\n"))
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(RANGE)
            now = time.monotonic()
            tally.bytes += len(body)
            tally.errors += not head.startswith(b"HTTP/1.1 206 ") or body != episodes[number][begin : begin + RANGE]
            if turn == 0:
                tally.start = max(tally.start, now - asked)
                runs_dry = now
            else:
                tally.least_ahead = min(tally.least_ahead, runs_dry - now)
                tally.underruns += now > runs_dry
                await asyncio.sleep(runs_dry - now)  # the next is asked for when this one begins to play
                runs_dry = max(runs_dry, now)
            runs_dry += RANGE / PACE
        writer.close()
        await writer.wait_closed()
    except (OSError, asyncio.IncompleteReadError):
        tally.errors += 1


def _throughput(port: int) -> float:
    """Megabytes a second, whole episodes over ``ABREAST`` connections that are kept."""
    return asyncio.run(_drain(port)) / SECONDS / 1e6


async def _drain(port: int) -> int:
    end = time.monotonic() + SECONDS
    return sum(await asyncio.gather(*(_drinker(port, number % FILES, end) for number in range(ABREAST))))


async def _drinker(port: int, number: int, end: float) -> int:
    """Bytes of audio received until ``end``."""
    loop = asyncio.get_running_loop()
    buffer = memoryview(bytearray(1 << 20))
    received = 0
    with socket.socket() as wire:
        wire.setblocking(False)
        await loop.sock_connect(wire, ("127.0.0.1", port))
        while time.monotonic() < end:
            await loop.sock_sendall(wire, _request(number, ""))
            got = await loop.sock_recv_into(wire, buffer)
            head = bytes(buffer[:got]).find(b"\r\n\r\n") + 4
            if head < 4 or bytes(buffer[:12]) != b"HTTP/1.1 200":
                raise RuntimeError(f"no such answer was expected: {bytes(buffer[:got])[:200]!r}")
            left = SIZE - (got - head)
            while left and time.monotonic() < end:
                got = await loop.sock_recv_into(wire, buffer)
                if not got:
                    raise RuntimeError("the server has hung up in the middle of an episode")
                left -= got
            received += SIZE - left
    return received


def _request(number: int, more: str) -> bytes:
    return f"GET /audio_out/{number:02}/podcast.mp3 HTTP/1.1\r\nHost: here\r\n{more}\r\n".encode()


def _episodes(folder: Path) -> list[bytes]:
    """The episodes' bytes, as written below ``folder``; what is in them is nothing to a server."""
    dice = random.Random(1)  # noqa: S311  # the same files each time
    contents = [dice.randbytes(SIZE) for _file in range(FILES)]
    for number, content in enumerate(contents):
        path = folder / "audio_out" / f"{number:02}" / "podcast.mp3"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    (folder / "feeds").mkdir()
    (folder / "feeds" / "index.html").touch()
    write_ledger(folder / "feeds", Ledger(frozenset(f"{number:02}.html" for number in range(FILES))))
    shutil.copy(ROOT / "station.toml", folder)
    return contents


@contextmanager
def _broadcast(folder: Path) -> Iterator[tuple[int, int]]:
    """Port and process of ``broadcast serve``."""
    port = _free_port()
    command = [sys.executable, "-m", "pipeline", "serve", "--station", str(folder / "station.toml")]
    command += ["--audio-out", str(folder / "audio_out"), "--feeds", str(folder / "feeds"), "--port", str(port)]
    with _process(command, port) as pid:
        yield port, pid


@contextmanager
def _nginx(folder: Path) -> Iterator[int]:
    """The port of an nginx with one worker, the same files and no log."""
    port = _free_port()
    user = "user root;" if os.geteuid() == 0 else ""  # the files lie where only their owner may read
    kept = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n"
        "events { worker_connections 4096; }\n"
        f"http {{ access_log off; sendfile on; tcp_nopush on; {kept}\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n"
    )
    with _process([str(shutil.which("nginx")), "-e", f"{folder}/nginx.log", "-c", f"{folder}/nginx.conf"], port):
        yield port


@contextmanager
def _process(command: list[str], port: int) -> Iterator[int]:
    """Run ``command`` once it listens on ``port``, and end it."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:  # noqa: S603  # both are named above
        try:
            deadline = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < deadline:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            else:
                raise RuntimeError(f"{command[0]} did not start")
            yield process.pid
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _processor_seconds(pid: int) -> float:
    """What the process has used so far, in its own code and in the system (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _allow_sockets() -> None:
    """Two for each listener in the server (the wire and the file), which inherits the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * LISTENERS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
