"""Where the entry that decided a reading stands: file and line, for whoever wants to mend it.

Data files are searched; of rules, which are rows in modules, the source is parsed. Nothing here is run by a build.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import repeat
from pathlib import Path

from pipeline.chinese.words import FOLDER, PHRASES_FILE, WORDS_FILE, annotated
from pipeline.reading.polyphones.rules import OF_SURNAMES

ROOT = FOLDER.parent.parent
"""What the paths are told from."""
_READING = Path(__file__).parent
_POLYPHONES = _READING / "polyphones"
_TONES = _READING / "tones"

DICTIONARY = WORDS_FILE.relative_to(ROOT).as_posix()
MODEL = (_POLYPHONES / "polyphones.npz").relative_to(ROOT).as_posix()
NAMES = (_POLYPHONES / "names.py").relative_to(ROOT).as_posix()
TRADITIONAL = (FOLDER / "traditional.py").relative_to(ROOT).as_posix()
SANDHI = (_TONES / "sandhi.py").relative_to(ROOT).as_posix()
NEUTRAL = (_TONES / "neutral.py").relative_to(ROOT).as_posix()


def of_phrase(word: str) -> str:
    """The line of a phrase's last entry, which is the one that counts; empty for a word of the dictionary alone."""
    line = _phrases().get(word)
    return _told(PHRASES_FILE, line) if line else ""


def of_light_word(word: str) -> str:
    """The line of a word that ends light; empty for one that is not listed."""
    line = _light_words().get(word)
    return _told(_TONES / "light.txt", line) if line else ""


def of_row(row: int) -> str:
    """The line of a rule of grammar; the module of the surnames for their rules."""
    if row == OF_SURNAMES:
        return _told(_POLYPHONES / "surnames.py")
    return _rows()[row]


def of_homograph(word: str) -> str:
    """The line of the ways to read a word; the module where a line stands for several words."""
    file = _POLYPHONES / "homographs.py"
    for node in ast.walk(_parsed(file)):
        if isinstance(node, ast.Constant) and node.value == word:
            return _told(file, node.lineno)
    return _told(file)


def of_kind(name: str) -> str:
    """The lines that begin the rules of one kind of figure or sign."""
    return _kinds().get(name, "")


@cache
def _phrases() -> dict[str, int]:
    lines = enumerate(PHRASES_FILE.read_text("utf-8").splitlines(), start=1)
    return {annotated(entry)[0]: number for number, line in lines for entry in line.partition("#")[0].split()}


@cache
def _light_words() -> dict[str, int]:
    lines = enumerate((_TONES / "light.txt").read_text("utf-8").splitlines(), start=1)
    return {word: number for number, line in lines if not line.startswith("#") for word in line.split()}


@cache
def _rows() -> list[str]:
    """For each rule of grammar its place, those that another module lends included."""
    return list(_rows_of("grammar", "RULES"))


def _rows_of(module: str, table: str) -> Iterator[str]:
    file = _POLYPHONES / f"{module}.py"
    tree = _parsed(file)
    lenders = {
        alias.name: (node.module or "").rpartition(".")[2]
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    value = _assigned(tree, table)
    if not isinstance(value, ast.Tuple):  # rows that are made: all of them are told by the line that makes them
        made = getattr(import_module(f"{__package__}.polyphones.{module}"), table)
        yield from repeat(_told(file, value.lineno), len(made))
        return
    for row in value.elts:
        if isinstance(row, ast.Starred) and isinstance(row.value, ast.Name):
            yield from _rows_of(lenders.get(row.value.id, module), row.value.id)
        else:
            yield _told(file, row.lineno)


def _assigned(tree: ast.Module, table: str) -> ast.expr:
    """What is assigned to ``table``."""
    return next(
        node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == table
        and node.value is not None
    )


@cache
def _kinds() -> dict[str, str]:
    """Rule's name → its module and lines."""
    found: dict[str, dict[Path, list[int]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted((_READING / "normalise").rglob("*.py")):
        for node in ast.walk(_parsed(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Rule", "Stretch"):
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                        found[argument.value][file].append(node.lineno)
    return {
        name: "; ".join(f"{_told(file)}:{','.join(map(str, sorted(lines)))}" for file, lines in places.items())
        for name, places in found.items()
    }


@cache
def _parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def _told(file: Path, line: int = 0) -> str:
    path = file.relative_to(ROOT).as_posix()
    return f"{path}:{line}" if line else path
