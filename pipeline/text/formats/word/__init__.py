"""Word documents."""

from pipeline.text.formats.word.document import WordDocument

__all__ = ["WordDocument"]
