"""A hash of what decides bytes: code without its comments, docstrings, messages and annotations; data; libraries.

An episode is made again when it would come out otherwise, and not when somebody explains a line better. The syntax
tree is written down by a rule of our own: ``ast.dump`` and ``ast.unparse`` differ from one Python to the next.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PACKAGE = Path(__file__).parents[1]
_MESSAGES = ("_", "N_", "ngettext")
_UNHEARD = ("annotation", "ctx", "kind", "returns", "type_comment", "type_ignores", "type_params")
"""Fields of a tree that decide nothing."""


@cache
def code_digest(*names: str, packages: Sequence[str] = (), root: Path = PACKAGE) -> str:
    """16 hexadecimal digits that change whenever the files ``names`` could give other bytes, or ``packages`` could.

    ``names`` are files below ``root`` or folders of them, whole; the order does not matter. Of Python counts what is
    left without comments, docstrings, annotations and the texts of messages; of other files every byte; of
    ``packages`` the version.
    """
    digest = hashlib.sha256()
    for file in sorted({file for name in names for file in _files(root / name)}):
        digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
        content = file.read_bytes()
        digest.update(repr(_written(ast.parse(content))).encode() if file.suffix == ".py" else content)
    for package in sorted(packages):
        digest.update(f"{package} {metadata.version(package)}\0".encode())
    return digest.hexdigest()[:16]


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in path.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file


def _written(node: object) -> object:
    """The tree below ``node`` as tuples of strings; what decides nothing is left out."""
    if isinstance(node, list):
        return tuple(_written(one) for one in node if not _is_text(one))
    if not isinstance(node, ast.AST):
        return repr(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MESSAGES:
        return ("message",)
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return ()
    fields = ((name, value) for name, value in ast.iter_fields(node) if name not in _UNHEARD)
    return (type(node).__name__, *((name, _written(value)) for name, value in fields if value not in (None, [])))


def _is_text(node: object) -> bool:
    """A docstring, or what stands below an attribute to explain it."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
