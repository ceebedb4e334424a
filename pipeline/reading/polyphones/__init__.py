"""Grapheme-to-phoneme for characters with several readings (polyphones): rules, grammar, surnames, a model."""
