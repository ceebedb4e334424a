"""The order of work: sources → script → record → master → publish; the index; who speaks."""

from pipeline.build.run import Order, Summary, build

__all__ = ["Order", "Summary", "build"]
