"""``make bench``: measure, print, write ``results.json``, ``docs/figures.md`` and the headlines of both READMEs.

``make bench ONLY=numbers,voices`` measures those parts alone and keeps the other figures as they were; so are those
measured that take an hour and are no headline (``growth``).
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.system.worker_pool import WorkerPool

ROOT = Path(__file__).parent.parent.parent
RESULTS = Path(__file__).parent / "results.json"
READMES = ("README.md", "README.zh.md")
FIGURES = ROOT / "docs" / "figures.md"
SHOWN = {"sound": re.compile("goals|pitch"), "listen": re.compile("ratio|quiet")}
"""Of parts with many figures, those that ``docs/figures.md`` shows; all of them stand in ``results.json``."""
HEADLINES = (
    ("numbers", "this project · right · held out"),
    ("readings", "this project · polyphones, held out"),
    ("readings", "this project · characters a second"),
    ("voices", "s_per_audio_s · speak"),
    ("studio", "episode · times_real_time_one_core"),
    ("sound", "goals · pink · gain"),
    ("listen", "zf_xiaobei · pink · ratio"),
    ("idle", "idle_make_seconds"),
    ("programme", "whole_build · whole_build_over_bare_model"),
    ("listeners", "share_of_one_core"),
)
"""The ten that the READMEs show: part, figure."""
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
    "notice",
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
        record["parts"][part] = figures
        record.setdefault("machines", {})[part] = machine()
        RESULTS.write_text(json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    record = json.loads(RESULTS.read_text())
    write_between(FIGURES, "figures", table(record, figures_of(record)))
    for name in READMES:
        write_between(ROOT / name, "headlines", table(record, headlines_of(record)))


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


def figures_of(record: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Part, figure and value of all that ``docs/figures.md`` shows."""
    for part in PARTS:
        wanted = SHOWN.get(part, re.compile(""))
        yield from ((part, *figure) for figure in flat(record["parts"].get(part, {})) if wanted.search(figure[0]))


def headlines_of(record: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Those of :data:`HEADLINES` that have been measured."""
    measured = {(part, name): value for part, name, value in figures_of(record)}
    yield from ((part, name, measured[part, name]) for part, name in HEADLINES if (part, name) in measured)


def table(record: dict[str, Any], figures: Iterator[tuple[str, str, Any]]) -> str:
    """``figures`` in Markdown, with the machine that most were taken on, and the parts that were taken on another."""
    taken = list(figures)
    machines = {part: record["machines"][part] for part, _, _ in taken}
    usual = Counter(machines.values()).most_common(1)[0][0]
    others = "; ".join(f"{part}: {name}" for part, name in machines.items() if name != usual)
    rows = [f"| {part} | {name} | {shown(value)} |" for part, name, value in taken]
    heading = f"`make bench`, {usual}{f' ({others})' if others else ''}:"
    return "\n".join([heading, "", "| part | figure | measured |", "|---|---|---|", *rows])


def write_between(page: Path, marker: str, content: str) -> None:
    """Put ``content`` between the two comments called ``marker`` of ``page``."""
    begin, end = f"<!-- {marker} -->", f"<!-- /{marker} -->"
    text = page.read_text(encoding="utf-8")
    text = re.sub(f"{begin}.*{end}", lambda _match: f"{begin}\n{content}\n{end}", text, flags=re.DOTALL)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(tuple(sys.argv[1].split(",")) if len(sys.argv) > 1 and sys.argv[1] else PARTS)
