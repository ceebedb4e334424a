"""Which episodes are told of, in which order and by which titles; which still wait, and when that changes."""
