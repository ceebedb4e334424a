"""Which measurement, by the command line; see :mod:`tests.bench.air`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.bench.air import kills, punctual, soak, station

asked = sys.argv[1:]
match asked:
    case ["receive", port, log]:
        station.receive(int(port), Path(log))
    case ["count", port, log]:
        station.count(int(port), Path(log))
    case ["watch", log]:
        station.watch(Path(log))
    case ["kills", what, *number]:
        print(json.dumps(kills.measure(what, int(number[0]) if number else kills.KILLS), indent=1))
    case ["soak", minutes]:
        print(json.dumps(soak.measure(float(minutes)), indent=1, ensure_ascii=False))
    case _:
        minutes, engine = [*asked, *("1", "tone")[len(asked) :]]
        print(json.dumps(punctual.measure(float(minutes), engine), indent=1))
