"""Equations as words that a reader aloud would use, whatever they are written in."""

from pipeline.text.formats.equations.mathml import mathml_said
from pipeline.text.formats.equations.omml import omml_said

__all__ = ["mathml_said", "omml_said"]
