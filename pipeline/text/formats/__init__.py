"""Readers, one a format, and what they share: list labels, rows of tables."""
