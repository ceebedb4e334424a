"""Figures, units, dates, codes, Latin and signs, written out as a Mandarin announcer says them."""

from pipeline.reading.normalise.sentence import normalise

__all__ = ["normalise"]
