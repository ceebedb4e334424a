"""Tables, as they are read aloud."""

from pipeline.text.formats.tables.grid import Cell
from pipeline.text.formats.tables.speech import SaidRow, rows_said

__all__ = ["Cell", "SaidRow", "rows_said"]
