"""The server settings of docs/serving.md are what they say: nginx and Caddy with them pass ``broadcast check``."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from pipeline.publish import check
from pipeline.publish.checks.over_http import over_http
from pipeline.staging import NEXT
from pipeline.station import read_station
from tests.clients.conftest import OnAir
from tests.conftest import ROOT
from tests.golden.tree import NOW


def shown(language: str) -> str:
    """The block of settings in docs/serving.md."""
    (block,) = re.findall(
        rf"```{language}\n(.*?)```", (ROOT / "docs" / "serving.md").read_text(encoding="utf-8"), re.DOTALL
    )
    return str(block)


def nginx_of(block: str, house: Path, port: int, scratch: Path) -> list[str]:
    block = block.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/srv/broadcast", str(house))
    kept = " ".join(
        f"{kind}_temp_path {scratch}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (scratch / "nginx.conf").write_text(
        f"daemon off; user root; worker_processes 1; pid {scratch}/nginx.pid; error_log stderr;\n"
        f"events {{ }}\nhttp {{ access_log off; {kept}\n{block}}}\n",
        encoding="utf-8",
    )
    return ["nginx", "-e", f"{scratch}/error.log", "-c", f"{scratch}/nginx.conf"]


def caddy_of(block: str, house: Path, port: int, scratch: Path) -> list[str]:
    block = block.replace(":80 {", f"http://127.0.0.1:{port} {{").replace("/srv/broadcast", str(house))
    (scratch / "Caddyfile").write_text(f"{{\nadmin off\n}}\n{block}", encoding="utf-8")
    return ["caddy", "run", "--config", f"{scratch}/Caddyfile"]


SERVERS = {"nginx": ("nginx", nginx_of), "caddy": ("caddyfile", caddy_of)}


@contextmanager
def serving(name: str, house: Path, scratch: Path) -> Iterator[str]:
    """The address of a server of ``house`` with the settings that docs/serving.md shows."""
    if shutil.which(name) is None:
        pytest.skip(f"{name}: not installed; make test-clients installs it")
    language, command_of = SERVERS[name]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = command_of(shown(language), house, port, scratch)
    surroundings = {"HOME": str(scratch), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin"}
    with (
        (scratch / "said").open("w+b") as said,
        subprocess.Popen(  # noqa: S603  # named above
            command, env=surroundings, stdout=said, stderr=said
        ) as process,
    ):
        try:
            deadline = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < deadline:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        yield f"http://127.0.0.1:{port}"
                        return
                time.sleep(0.05)
            raise AssertionError((scratch / "said").read_text(encoding="utf-8"))
        finally:
            process.terminate()


def status(url: str) -> int:
    try:
        with urlopen(url) as answer:
            return int(answer.status)
    except HTTPError as exc:
        with exc:
            return int(exc.code)


@contextmanager
def not_on_air(house: Path) -> Iterator[list[str]]:
    """Lay beside what ``on_air`` has what is not published; the addresses it would be had at."""
    slug = next(path.parent.name for path in (house / "audio_out").glob("*/episode.json"))
    made = house / "audio_out" / slug
    soon, gone = house / "audio_out" / "soon", house / "audio_out" / "gone"
    shutil.copytree(made, soon)
    gone.mkdir()
    shutil.copy(made / "episode.json", gone / "withdrawn.json")
    shutil.copy(made / "cover.jpg", gone / "cover.jpg")
    (made / "notes.txt").write_text("private")
    (made / ".ready").mkdir()
    shutil.copy(made / "cover.jpg", made / ".ready" / "cover.jpg")
    (house / "feeds" / "notes.txt").write_text("private")
    names = [f"{folder.name}/{path.name}" for folder in (soon, gone) for path in folder.iterdir() if path.is_file()]
    names += [f"{slug}/{name}" for name in ("episode.json", "notes.txt", ".ready/cover.jpg", "../gone/withdrawn.json")]
    names += ["../station.toml", "../feeds/.published.json", "../feeds/notes.txt", "gone%2fwithdrawn.json"]
    names += [
        ".index.json",
        ".lock",
        "station.json",
        "",
        slug,
        f"{slug}/",
        f"{slug}/EPISODE.JSON",
        "//gone/withdrawn.json",
    ]
    try:
        yield [f"/audio_out/{name}" for name in names]
    finally:
        for folder in (soon, gone, made / ".ready"):
            shutil.rmtree(folder)
        (made / "notes.txt").unlink()
        (house / "feeds" / "notes.txt").unlink()


@contextmanager
def changing_over(folder: Path) -> Iterator[None]:
    """The episode's next files lie beside those that stand."""
    shutil.copytree(folder, folder / NEXT)
    (folder / NEXT / ".names").write_text("private")
    (folder / NEXT / "notes.txt").write_text("private")
    try:
        yield
    finally:
        shutil.rmtree(folder / NEXT)


def published(house: Path) -> list[str]:
    """The addresses of all that is."""
    folders = [path.parent for path in (house / "audio_out").glob("*/episode.json")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix]
    wanted = [path for path in files if path.name not in ("episode.json", "notes.txt")]
    wanted += [path for path in (house / "feeds").iterdir() if not path.name.startswith(".")]
    return sorted(f"/{path.relative_to(house)}" for path in wanted)


@pytest.mark.parametrize("name", [*SERVERS, "broadcast"])
def test_what_is_published_is_handed_out_and_nothing_else(on_air: OnAir, tmp_path: Path, name: str) -> None:
    with nullcontext(on_air.address) if name == "broadcast" else serving(name, on_air.folder, tmp_path) as address:
        slug = on_air.episodes[0].slug
        with changing_over(on_air.folder / "audio_out" / slug):
            for path in published(on_air.folder):
                assert status(f"{address}{path}") == 200, path
            for name in ("next/episode.json", "next/.names", "next/notes.txt", "next/", "next/next/cover.jpg"):
                assert status(f"{address}/audio_out/{slug}/{name}") in (403, 404), name
        for path in (f"/feeds/../audio_out/{slug}/podcast.mp3", f"/feeds/%2e%2e/audio_out/{slug}/cover.jpg"):
            assert status(f"{address}{path}") == 200, path
        with not_on_air(on_air.folder) as paths:
            for path in paths:
                assert status(f"{address}{path}") in (400, 403, 404), path


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_as_the_readme_sets_it_up(on_air: OnAir, tmp_path: Path, name: str) -> None:
    station, _settings = read_station(on_air.folder / "station.toml")
    with serving(name, on_air.folder, tmp_path) as address:
        fetch = over_http(address, on_air.address)
        found = check(on_air.folder / "audio_out", on_air.folder / "feeds", station, fetch, now=NOW)
        assert {finding.what for finding in found} <= {"copyright is missing"}, found
        with urlopen(f"{address}/") as page:
            assert page.url == f"{address}/feeds/index.html"
            assert page.headers["Content-Type"].lower() == "text/html; charset=utf-8"
        for hidden in ("audio_out/.index.json", "audio_out/.lock", "feeds/.published.json", "station.toml", "golden"):
            assert status(f"{address}/{hidden}") == 404
            with pytest.raises(HTTPError) as told:
                urlopen(f"{address}/{hidden}")
            with told.value as answer:
                assert "没有这一页" in answer.read().decode()
        slug = on_air.episodes[0].slug
        for caption in ("transcript.vtt", "transcript.srt", "chapters.json"):
            with urlopen(f"{address}/audio_out/{slug}/{caption}") as answer:
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
        with urlopen(Request(f"{address}/feeds/podcast.xml", headers={"Accept-Encoding": "gzip"})) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
