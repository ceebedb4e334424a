"""Which bytes a Range header asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish.server.ranges import Part, parts_of

CASES = [
    ("bytes=0-9", [(0, 10)]),
    ("bytes=90-", [(90, 100)]),
    ("bytes=-10", [(90, 100)]),
    ("bytes=-1000", [(0, 100)]),
    ("bytes=50-1000", [(50, 100)]),
    ("BYTES = 0-0", [(0, 1)]),
    ("bytes=0-0, -1", [(0, 1), (99, 100)]),
    ("bytes=50-59,0-9", [(50, 60), (0, 10)]),
    ("bytes=0-49,40-59", [(0, 60)]),
    ("bytes=100-", []),
    ("bytes=-0", []),
    ("bytes=200-300,0-0", [(0, 1)]),
    ("bytes=9-0", None),
    ("bytes=a-b", None),
    ("bytes=-", None),
    ("bytes=", None),
    ("lines=0-9", None),
    ("", None),
    ("bytes=" + ",".join(f"{n}-{n}" for n in range(17)), None),
    ("bytes=" + "9" * 40 + "-", None),
]


@pytest.mark.parametrize(("header", "parts"), CASES)
def test_table(header: str, parts: list[tuple[int, int]] | None) -> None:
    assert parts_of(header, 100) == (None if parts is None else [Part(*part) for part in parts])


@given(st.text(max_size=40) | st.from_regex(r"bytes=[0-9, -]{0,30}", fullmatch=True), st.integers(0, 1000))
def test_no_part_leaves_the_file_and_no_byte_comes_twice(header: str, total: int) -> None:
    parts = parts_of(header, total) or []
    assert all(0 <= part.start < part.end <= total for part in parts)
    assert sum(part.size for part in parts) <= total
