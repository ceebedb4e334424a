"""Makes ``pipeline/chinese/traditional.txt``: traditional characters over their simplified ones.

Run by hand, with the package opencc-python-reimplemented 0.1.7 installed (Apache-2.0, OpenCC's dictionaries)::

    python -m training.words.make_traditional

Only pairs of one character each are taken, the first choice for each, and none whose first choice is the character
itself. The same package makes the same bytes.
"""

from __future__ import annotations

import importlib.util
from hashlib import sha256
from pathlib import Path

from pipeline.chinese.traditional import FILE
from pipeline.chinese.words import words
from pipeline.system.files import write_whole


def make() -> bytes:
    """The bytes of ``traditional.txt``: a line of traditional characters, one of the simplified in the same places."""
    spec = importlib.util.find_spec("opencc")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install opencc-python-reimplemented==0.1.7")
    listed = (Path(spec.origin).parent / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines()
    known = words().defaults
    pairs = [(line.split("\t")[0], line.split("\t")[1].split(" ")[0]) for line in listed]
    kept = [(one, other) for one, other in pairs if len(one) == len(other) == 1 and one != other and other in known]
    return ("".join(one for one, _ in kept) + "\n" + "".join(other for _, other in kept) + "\n").encode()


if __name__ == "__main__":
    content = make()
    write_whole(FILE, content)
    print(f"{FILE.name}: {len(content):,} bytes, sha256 {sha256(content).hexdigest()}")
