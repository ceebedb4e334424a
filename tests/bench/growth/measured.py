"""What it takes to read one document, told by the process that reads it."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.text import read_document
from pipeline.text.documents import document_of


@dataclass(frozen=True, slots=True)
class Reading:
    """One document, read or refused."""

    seconds: float
    """Of the processor; of wall time where LibreOffice takes part. 0 where it was refused."""
    megabytes: float
    """At most, of the process."""
    refusal: str = ""
    """What the operator is told."""


def read_measured(content: bytes, path: Path) -> Reading:
    """Read it here; raises as :func:`pipeline.text.documents.document_of`."""
    begun = time.process_time()
    document_of(content, path)
    return Reading(time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def read_with_libreoffice(path: Path) -> Reading:
    """Read it as ``make`` does; raises as :func:`pipeline.text.read_document`."""
    begun = time.perf_counter()
    read_document(path)
    return Reading(time.perf_counter() - begun, 0.0)
