"""Words in, words out: the only module that prints or exits."""
