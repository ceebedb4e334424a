"""``python -m tests.golden``: make the golden tree anew. Read the diff: it is what changes for listeners."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.golden.tree import EXPECTED, golden_files, make_tree

with tempfile.TemporaryDirectory() as folder:
    make_tree(Path(folder))
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for name, content in golden_files(Path(folder)).items():
        path = EXPECTED / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(name)
