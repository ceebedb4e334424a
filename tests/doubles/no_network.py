"""A day of the station, offline; best in a network namespace that holds nothing but the loopback device.

    unshare --net --map-root-user python -m tests.doubles.no_network FOLDER

``FOLDER`` has ``station.toml`` and ``seeds/``. Written there: ``counters.json``, what the kernel counted of packets for
elsewhere. In such a namespace none can leave, and the kernel counts those that had no way out. In one that others share
their packets would count as well, so nothing is counted.
"""

from __future__ import annotations

import fcntl
import json
import re
import socket
import struct
import subprocess
import sys
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

TELLING = re.compile(r"Ip6?:?OutNoRoutes|Udp6?:?(OutDatagrams|NoPorts)")
"""Connections without a way out, and datagrams of any kind: to ask for a name, one would be sent."""
SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 0x1, 0x40


def main(folder: Path) -> int:
    """Build, say, script, serve; the exit code of the first that fails."""
    alone = [name for _number, name in socket.if_nameindex()] == ["lo"]
    if alone:
        _raise_loopback()
    before = counters()
    for arguments in (
        ("build", "--engine", "kokoro", "--jobs", "2"),
        ("say", "安全第一。", "--engine", "kokoro", "-o", "said.wav"),
        ("script", "seeds/notice.md", "--json"),
    ):
        done = subprocess.run([sys.executable, "-m", "pipeline", *arguments], cwd=folder, check=False)  # noqa: S603  # ours
        if done.returncode:
            return done.returncode
    _listen_to_the_station(folder)
    grown = {name: count - before.get(name, 0) for name, count in counters().items()} if alone else {}
    (folder / "counters.json").write_text(json.dumps(grown))
    return 0


def _listen_to_the_station(folder: Path) -> None:
    """What a listener fetches while it is served."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pipeline", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE) as server:  # noqa: S603  # ours
        try:
            assert server.stdout is not None
            server.stdout.readline()  # it is ready when it says where it is
            fetch = build_opener(ProxyHandler({})).open
            for path in ("feeds/index.html", "feeds/podcast.xml"):
                with fetch(f"http://127.0.0.1:{port}/{path}", timeout=60) as answer:
                    assert answer.read()
        finally:
            server.terminate()


def _raise_loopback() -> None:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP | IFF_RUNNING))


def counters() -> dict[str, int]:
    """What the kernel has counted in this namespace, of :data:`TELLING`."""
    lines = Path("/proc/net/snmp").read_text().splitlines()
    found: dict[str, int] = {}
    for names, values in zip(lines[::2], lines[1::2], strict=True):
        layer, *rest = names.split()
        found |= dict(zip((layer + name for name in rest), map(int, values.split()[1:]), strict=True))
    newer = Path("/proc/net/snmp6")
    if newer.exists():
        found |= {name: int(value) for name, value in map(str.split, newer.read_text().splitlines())}
    return {name: value for name, value in found.items() if TELLING.fullmatch(name)}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
