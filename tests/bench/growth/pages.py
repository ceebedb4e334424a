"""Shapes of PDF files."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.growth.shapes import SENTENCE, Build
from tests.text.pdf_files import Page, pdf_of

MOST = 1_000
"""Pages; more are refused by their number."""


def _sized(drawn: Callable[[Page, int], None]) -> Build:
    """So many pages that what is drawn on them is about so many bytes; the last size has as many as are read."""

    def build(size: int) -> bytes:
        pages: list[Page] = []
        passed = 0
        while passed < size and len(pages) < MOST:
            page = Page()
            drawn(page, len(pages))
            passed += sum(map(len, page.drawn))
            pages.append(page)
        return pdf_of(pages)

    return build


def _text(page: Page, number: int) -> None:
    page.text(270, 800, f"第{number}页")
    page.lines(60, 760, [f"{number}{SENTENCE}"[:38]] * 34)


def _columns(page: Page, number: int) -> None:
    for left in (50, 310):
        page.lines(left, 760, [f"{number}{SENTENCE}"[:20]] * 34)


def _ruled(page: Page, number: int) -> None:
    xs, ys = [60.0 + 80 * at for at in range(6)], [760.0 - 24 * at for at in range(29)]
    page.grid(xs, ys)
    for y in ys[1:]:
        for x in xs[:-1]:
            page.text(x + 4, y + 6, f"格{number}", 10)


def _table(page: Page, number: int) -> None:
    for row in range(34):
        for column in range(5):
            page.text(60 + 90 * column, 760 - 20 * row, f"格{number}", 10)


def _dense(page: Page, number: int) -> None:
    """Letters one by one, small."""
    for row in range(80):
        for at, letter in enumerate(f"{number}{SENTENCE}" * 2):
            page.text(40 + 8 * at, 800 - 9 * row, letter, 8)


def _crossed(page: Page, number: int) -> None:
    """Some text among a drawing of many lines."""
    page.lines(60, 760, [f"{number}{SENTENCE}"[:38]] * 5)
    for at in range(300):
        page.rule(50 + at, 100 + at % 37, 300 + at % 53, 500 - at)


def _crowded(size: int) -> bytes:
    """One page with all of it."""
    page = Page(width=14_000, height=14_000)
    rows = max(1, size // 150)
    for row in range(rows):
        page.text(60 + 600 * (row % 22), 13_900 - 20 * (row // 22), f"{row}{SENTENCE}")
    return pdf_of([page])


PAGES: dict[str, dict[str, Build]] = {
    ".pdf": {
        "pages of text": _sized(_text),
        "columns": _sized(_columns),
        "ruled tables": _sized(_ruled),
        "tables without rules": _sized(_table),
        "letter by letter": _sized(_dense),
        "drawings": _sized(_crossed),
        "one crowded page": _crowded,
    }
}
