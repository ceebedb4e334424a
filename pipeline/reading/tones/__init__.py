"""Tones in context: tone sandhi, and where a syllable is neutral."""
