"""How time and memory of every reader grow with its document, for many shapes of one, up to the limit that refuses it.

    python -m tests.bench.growth [format[:shape] …]

Each shape is built four times as large, and again, up to 20 MB (of text or XML, unpacked), and read as ``make`` reads
it: in a process with a budget of time and memory. What is larger than its format allows, or more than the budget, must
be refused in words. Goal: four times as large takes at most some five times as long. It takes about an hour, so
``make bench`` runs it only when asked: ``make bench ONLY=growth``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.errors import DocumentError
from pipeline.system.worker_pool import end_workers
from pipeline.text import reading_process
from pipeline.text.documents import FORMATS
from pipeline.text.formats.office.libreoffice import TARGETS
from tests.bench.growth.measured import Reading, read_measured, read_with_libreoffice
from tests.bench.growth.office import OFFICE
from tests.bench.growth.pages import PAGES
from tests.bench.growth.shapes import Build
from tests.bench.growth.texts import TEXTS
from tests.bench.growth.word import WORD

SIZES = tuple(19_600_000 // 4**step for step in (3, 2, 1, 0))
"""Bytes of each document, before it is packed: just below the limits of the formats, 5 and 20 MB."""
SHAPES: dict[str, dict[str, Build]] = {**TEXTS, **WORD, **OFFICE, **PAGES}
"""By suffix, by name."""
BUDGET = reading_process.SECONDS
"""Seconds; here of the processor, for other work on the machine says nothing of a reader."""
NOTICEABLE = 0.2
"""Seconds below which a ratio says nothing."""


def measure(wanted: Iterable[str] = ()) -> dict[str, Any]:
    """Of each format: shapes, the greatest growth of time when one is four times as large, the longest time, the most
    memory, and refusals by their words."""
    reading_process.SECONDS = 20 * BUDGET
    found: dict[str, Any] = {}
    for suffix, shapes in SHAPES.items():
        measured = {
            name: [*_sizes(suffix, build, name)]
            for name, build in shapes.items()
            if not wanted or {suffix, f"{suffix}:{name}"} & {*wanted}
        }
        if measured:
            found[suffix] = _summary(measured)
    return found


def _sizes(suffix: str, build: Build, name: str) -> Iterator[Reading]:
    """Of one shape, smallest first; after a refusal nothing larger is tried."""
    before = 0.0
    for size in SIZES:
        reading = _reading(suffix, build(size))
        ratio = f"×{reading.seconds / before:.1f}" if before > NOTICEABLE and reading.seconds else ""
        print(
            f"{suffix:6} {name:28} {size / 1e6:6.2f} MB {reading.seconds:8.2f} s {ratio:6} {reading.megabytes:6.0f} MB "
            f"{reading.refusal}",
            flush=True,
        )
        yield reading
        if reading.refusal:
            return
        before = reading.seconds


def _reading(suffix: str, content: bytes) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"document{suffix}")
        path.write_bytes(content)
        try:
            if suffix in TARGETS:
                return read_with_libreoffice(path)
            if len(content) > _largest(suffix):
                return Reading(0.0, 0.0, f"larger than {_largest(suffix) // 1_000_000} MB")
            reading = reading_process.within_budget(read_measured, content, path)
            too_long = f"more than {BUDGET:.0f} s" if reading.seconds > BUDGET else ""
            return replace(reading, refusal=too_long)
        except DocumentError as exc:
            return Reading(0.0, 0.0, exc.what)
        finally:
            end_workers("reading")  # the memory of the next is its own


def _largest(suffix: str) -> int:
    from importlib import import_module

    module, name = FORMATS[suffix].split(":")
    largest: int = getattr(import_module(module), name).largest
    return largest


def _summary(measured: dict[str, list[Reading]]) -> dict[str, Any]:
    growth = {
        f"{name} at {size / 1e6:.2f} MB": after.seconds / before.seconds
        for name, readings in measured.items()
        for before, after, size in zip(readings, readings[1:], SIZES[1:], strict=False)
        if before.seconds > NOTICEABLE and after.seconds
    }
    steepest = max(growth, key=lambda name: growth[name], default="")
    longest = max((reading.seconds, name) for name, readings in measured.items() for reading in readings)
    return {
        "shapes": len(measured),
        "greatest growth of time, four times as large": growth.get(steepest, 0.0),
        "of": steepest,
        "longest seconds": longest[0],
        "longest of": longest[1],
        "most megabytes": max(reading.megabytes for readings in measured.values() for reading in readings),
        "refused": {name: readings[-1].refusal for name, readings in measured.items() if readings[-1].refusal},
    }
