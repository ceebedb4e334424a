"""Tests and benches. Whoever begins here, too, switches off what libraries report before they are loaded."""

import pipeline  # noqa: F401  # for what its import does
