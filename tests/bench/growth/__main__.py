"""``python -m tests.bench.growth``: measure and print."""

from __future__ import annotations

import sys

from tests.bench.__main__ import flat, shown
from tests.bench.growth import measure

if __name__ == "__main__":
    for figure, value in flat(measure(sys.argv[1:])):
        print(f"{figure:72} {shown(value)}")
