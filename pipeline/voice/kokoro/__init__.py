"""The offline voice: weights, grapheme-to-phoneme, inference, and the rewritten graph."""
