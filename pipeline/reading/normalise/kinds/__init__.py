"""Kinds of figures, signs and Latin: each module has the rules of one kind, and says what their matches are."""
