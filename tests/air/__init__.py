"""Tests of what is on the air."""
