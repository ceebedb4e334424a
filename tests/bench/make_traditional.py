"""Makes ``pipeline/chinese/traditional.txt``: traditional characters over their simplified ones.

Run by hand, with the package opencc-python-reimplemented 0.1.7 installed (Apache-2.0, OpenCC's dictionaries)::

    python -m tests.bench.make_traditional

Only pairs of one character each are taken, the first choice for each, and none whose first choice is the character
itself. The same package makes the same bytes.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from pipeline.chinese.traditional import FILE
from pipeline.chinese.words import words


def main() -> None:
    """Write the file and say how many pairs it has."""
    spec = importlib.util.find_spec("opencc")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install opencc-python-reimplemented==0.1.7")
    listed = (Path(spec.origin).parent / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines()
    known = words().defaults
    pairs = [(line.split("\t")[0], line.split("\t")[1].split(" ")[0]) for line in listed]
    kept = [(one, other) for one, other in pairs if len(one) == len(other) == 1 and one != other and other in known]
    FILE.write_text("".join(one for one, _ in kept) + "\n" + "".join(other for _, other in kept) + "\n", "utf-8")
    print(f"{len(kept)} pairs")


if __name__ == "__main__":
    main()
