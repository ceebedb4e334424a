"""What makes the data files of the package; ``RECIPES.md`` tells from what, how, and whether it can be done again.

The tests and benches import from here, nothing here imports from them. Whoever begins here, too, switches off what
libraries report before they are loaded.
"""

import pipeline  # noqa: F401  # for what its import does
