"""The whole of a small build, text by text, as listeners and clients get it."""
