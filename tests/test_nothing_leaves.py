"""The offline station leaves no trace outside: no packet to anywhere, no file but those that the README names.

Where the kernel allows a network namespace of its own, a whole day is spent in an empty one and the kernel counts what
had no way out; where strace is, it tells of every address and every file that any process or library touched.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from pipeline.voice.kokoro.model import model_file
from tests.conftest import ROOT

NAMESPACE = ("unshare", "--net", "--map-root-user")
SENDING = "connect,bind,sendto,sendmsg,sendmmsg"
WRITING = "open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,symlink,symlinkat"
STRACE = ("strace", "-f", "--seccomp-bpf", "-y", "-qq", "-s", "4096", "-e", f"trace={SENDING},{WRITING}")
ADDRESS = re.compile(r'(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
LOOPBACK = re.compile(r"127\.[\d.]+|::1|::ffff:127\.[\d.]+")
WRITTEN = re.compile(r"(?:O_WRONLY|O_RDWR|O_CREAT|mkdir|creat\(|rename|symlink)")
FOLDER_OF_CALL = re.compile(r"(?:AT_FDCWD|\d+)<([^>]*)>")
PATH = re.compile(r'"([^"]+)"')
NOTICE = "# 安全生产月\n\n今年六月是安全生产月，车间要做好防暑降温。\n\n请大家注意安全。\n"


@cache
def allowed(*command: str) -> bool:
    """Whether ``command`` can be used here."""
    return shutil.which(command[0]) is not None and not subprocess.run([*command, "true"], check=False).returncode  # noqa: S603  # its user's


watched = pytest.mark.skipif(
    not allowed(*STRACE) and not allowed(*NAMESPACE),
    reason="strace is not installed, and this kernel allows no network namespace",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user's home, empty but for the cache files of the voice."""
    cache_folder = tmp_path / "home" / ".cache"
    cache_folder.mkdir(parents=True)
    (cache_folder / "workshop-broadcast").symlink_to(model_file().parent)
    return tmp_path / "home"


@pytest.fixture
def station(tmp_path: Path) -> Path:
    folder = tmp_path / "station"
    (folder / "seeds").mkdir(parents=True)
    shutil.copy(ROOT / "station.toml", folder)
    (folder / "seeds" / "notice.md").write_text(NOTICE, encoding="utf-8")
    return folder


@watched
@pytest.mark.slow
def test_an_offline_station_sends_nothing_and_leaves_nothing_elsewhere(station: Path, home: Path) -> None:
    trace = home.parent / "trace"
    scratch = home.parent / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "tests.doubles.no_network", str(station)]
    if allowed(*STRACE):
        command = [*STRACE, "-o", str(trace), *command]
    if allowed(*NAMESPACE):
        command = [*NAMESPACE, *command]
    # Nothing of the environment: where CI= is set, for one, onnxruntime is silent by itself.
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(scratch), "PYTHONUTF8": "1"}
    done = subprocess.run(  # noqa: S603  # ours
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (station / "feeds" / "podcast.xml").exists()

    counters = json.loads((station / "counters.json").read_text())
    assert "Ip:OutNoRoutes" in counters or not allowed(*NAMESPACE)
    assert {name: count for name, count in counters.items() if count} == {}

    assert sorted(path.relative_to(home).as_posix() for path in home.rglob("*")) == [
        ".cache",
        ".cache/workshop-broadcast",
    ]
    assert list(scratch.iterdir()) == []
    if trace.exists():
        calls = trace.read_text(errors="replace").splitlines()
        assert any("podcast.xml" in call for call in calls)
        assert strangers(calls) == set()
        assert foreign_files(calls, (station, scratch, ROOT, home / ".cache" / "workshop-broadcast")) == set()


def strangers(calls: list[str]) -> set[str]:
    """The addresses in ``calls`` (of strace) that are not of this machine."""
    return {address for call in calls for address in ADDRESS.findall(call) if not LOOPBACK.fullmatch(address)}


def foreign_files(calls: list[str], ours: tuple[Path, ...]) -> set[str]:
    """What ``calls`` (of strace) made or opened to be written, and lies outside of ``ours``.

    Devices and shared memory are no files; Python keeps what it compiled beside the source. A call that names no folder
    means the first of ``ours``.
    """
    found = set()
    for call in calls:
        if WRITTEN.search(call) and (path := PATH.search(call)):
            folder = FOLDER_OF_CALL.search(call)
            whole = Path(folder[1] if folder else ours[0], path[1])
            if whole.is_relative_to("/dev") or "__pycache__" in whole.parts:
                continue
            if not any(whole.is_relative_to(place) for place in ours):
                found.add(str(whole))
    return found


@watched
def test_what_is_sent_would_be_seen(tmp_path: Path) -> None:
    """The watchers themselves: a library that reports is caught by each."""
    code = (
        "import pathlib, socket\n"
        "pathlib.Path.home().joinpath('deviceid').write_text('x')\n"
        "for family, host in ((socket.AF_INET, '192.0.2.1'), (socket.AF_INET6, '2001:db8::1')):\n"
        "    talker = socket.socket(family, socket.SOCK_DGRAM)\n"
        "    talker.settimeout(1)\n"
        "    try: talker.connect((host, 443))\n"
        "    except OSError: pass\n"
        "from tests.doubles.no_network import counters\n"
        "print(sum(counters().values()))\n"
    )
    spoken = [sys.executable, "-c", code]
    surroundings = {**os.environ, "HOME": str(tmp_path)}
    if allowed(*NAMESPACE):
        done = subprocess.run([*NAMESPACE, *spoken], env=surroundings, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603  # ours
        assert int(done.stdout) > 0
    if allowed(*STRACE):
        trace = tmp_path / "trace"
        command = [*STRACE, "-o", str(trace), *spoken]
        alone = NAMESPACE if allowed(*NAMESPACE) else ()
        subprocess.run([*alone, *command], env=surroundings, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)  # noqa: S603  # ours
        calls = trace.read_text(errors="replace").splitlines()
        assert {"192.0.2.1", "2001:db8::1"} <= strangers(calls)
        assert foreign_files(calls, (ROOT,)) == {str(tmp_path / "deviceid")}


@pytest.mark.parametrize("begins_with", ["pipeline", "tests.bench", "tests.doubles", "training"])
def test_reports_are_off_before_any_library_is_loaded(begins_with: str) -> None:
    """A process that begins anywhere in the project, whatever its environment says."""
    code = f"import {begins_with}, os, sys; print(os.environ['ORT_DISABLE_TELEMETRY'], 'onnxruntime' in sys.modules)"
    surroundings = {"PATH": os.environ["PATH"], "ORT_DISABLE_TELEMETRY": "0"}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, cwd=ROOT, capture_output=True, check=True)  # noqa: S603  # ours
    assert done.stdout.split() == [b"1", b"False"]
