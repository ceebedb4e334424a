"""``make bench``: measure, print, write ``results.json`` and the figures in both READMEs.

``make bench ONLY=numbers,voices`` measures those parts alone and keeps the other figures as they were.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.system.worker_pool import WorkerPool

ROOT = Path(__file__).parent.parent.parent
RESULTS = Path(__file__).parent / "results.json"
READMES = ("README.md", "README.zh.md")
HEADLINES = {"sound": re.compile("goals|pitch"), "listen": re.compile("ratio|quiet")}
"""Of parts with many figures, those the READMEs show; all of them stand in ``results.json``."""
PARTS = (
    "numbers",
    "readings",
    "voices",
    "edge",
    "studio",
    "sound",
    "listen",
    "feeds",
    "idle",
    "programme",
    "listeners",
    "sizing",
)


def main(only: tuple[str, ...]) -> None:
    """Measure ``only`` these parts."""
    for part in only:
        print(f"── {part} ──", flush=True)
        begun = time.perf_counter()
        # A process of its own: the greatest memory of a process and of its children is never forgotten.
        alone = WorkerPool(1)
        try:
            figures: dict[str, Any] = alone.submit(importlib.import_module(f"tests.bench.{part}").measure).result()
        finally:
            alone.end()  # not waited for: it would wait for workers of its own, which are kept warm
        for name, value in flat(figures):
            print(f"{name:72} {shown(value)}")
        print(f"({time.perf_counter() - begun:.0f} s)", flush=True)
        record = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"parts": {}}
        record["machine"] = machine()
        record["parts"][part] = figures
        RESULTS.write_text(json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for name in READMES:
        write_table(ROOT / name, json.loads(RESULTS.read_text()))


def machine() -> str:
    """What the figures were taken on."""
    cores = len(os.sched_getaffinity(0))
    return f"{_processor()}, {cores} cores, Python {platform.python_version()}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def flat(figures: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Figures of a nested table, each with its whole name."""
    for name, value in figures.items():
        whole = f"{path} · {name}" if path else name
        if isinstance(value, dict):
            yield from flat(value, whole)
        else:
            yield whole, value


def shown(value: Any) -> str:
    """A figure with as many digits as anyone needs."""
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def write_table(readme: Path, record: dict[str, Any]) -> None:
    """Put all figures between the README's markers."""
    lines = [f"`make bench`, {record['machine']}:", "", "| part | figure | measured |", "|---|---|---|"]
    for part in PARTS:
        wanted = HEADLINES.get(part, re.compile(""))
        figures = flat(record["parts"].get(part, {}))
        lines += [f"| {part} | {name} | {shown(value)} |" for name, value in figures if wanted.search(name)]
    text = readme.read_text(encoding="utf-8")
    table = "\n".join(["<!-- figures -->", *lines, "<!-- /figures -->"])
    text = re.sub(r"<!-- figures -->.*<!-- /figures -->", lambda _match: table, text, flags=re.DOTALL)
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(tuple(sys.argv[1].split(",")) if len(sys.argv) > 1 and sys.argv[1] else PARTS)
