"""``training/RECIPES.md`` is true: of every data file of the package, and of what those are made from."""

from __future__ import annotations

import lzma
import re
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.chinese.traditional import FILE as TRADITIONAL_FILE
from pipeline.chinese.words import WORDS_FILE
from tests.conftest import ROOT
from training.words import make_traditional, make_words

RECIPES = (ROOT / "training" / "RECIPES.md").read_text("utf-8")
RESULTS = dict(re.findall(r"^\| `(pipeline/\S+)` \|.*\| `([0-9a-f]{64})` \|$", RECIPES, re.MULTILINE))
SOURCES = re.findall(r"^\| (\S+) ([\d.]+) \| `(\S+)` \|.*`([0-9a-f]{64})` \|$", RECIPES, re.MULTILINE)
OWN = re.findall(r"^\| ours \| `(\S+)` \|.*`([0-9a-f]{64})` \|$", RECIPES, re.MULTILINE)


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_every_file_of_numbers_has_its_recipe() -> None:
    shipped = [path for kind in ("bin", "npz") for path in (ROOT / "pipeline").rglob(f"*.{kind}")]
    assert {path.relative_to(ROOT).as_posix() for path in [*shipped, TRADITIONAL_FILE]} == RESULTS.keys()


@pytest.mark.parametrize("name", RESULTS)
def test_the_recipe_knows_what_is_shipped(name: str) -> None:
    assert digest(ROOT / name) == RESULTS[name], f"{name} was made anew: tell how, and its sum, in training/RECIPES.md"


@pytest.mark.parametrize("name", dict(OWN))
def test_the_recipe_knows_our_own_sources(name: str) -> None:
    assert digest(ROOT / name) == dict(OWN)[name], f"make what comes of {name} anew, as training/RECIPES.md says"


@pytest.mark.parametrize(("package", "version", "name", "expected"), SOURCES)
def test_the_recipe_knows_its_sources(package: str, version: str, name: str, expected: str) -> None:
    try:
        installed = distribution(package)
    except PackageNotFoundError:
        pytest.skip(f"{package} is not installed")
    assert installed.version == version
    assert digest(Path(str(installed.locate_file(name)))) == expected


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.skipif(find_spec("g2pM") is None, reason="g2pM is not installed")
def test_the_dictionary_is_what_its_sources_make() -> None:
    text = lzma.decompress(WORDS_FILE.read_bytes()).decode().splitlines()
    made = make_words.make()
    assert lzma.decompress(made).decode().splitlines() == text
    assert made == WORDS_FILE.read_bytes()


@pytest.mark.skipif(find_spec("opencc") is None, reason="opencc-python-reimplemented is not installed")
def test_traditional_characters_are_what_their_source_makes() -> None:
    assert make_traditional.make() == TRADITIONAL_FILE.read_bytes()
