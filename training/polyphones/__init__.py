"""The models of readings: characters with several of them, and the names of persons."""

import os

# Sums in one order, so the same weights whatever the number of cores: read when numpy and scipy are loaded, which every
# module here does after this.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
