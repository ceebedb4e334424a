"""The numbers of the workshop master: what they are learnt from, what judges them, and the same that torch derives."""
