"""Documents in, a Mandarin podcast out.

The rooms in the order of the work: ``text`` (a document becomes sentences), ``reading`` (sentences get
a pronunciation), ``voice`` (readings become sound), ``studio`` (sound becomes an episode) and
``publish`` (episodes become feeds and pages). ``build`` alone knows that order.
"""

import os

__version__ = "0.1.0"

# From 1.29 on onnxruntime reports its use to its maker, from the moment it is loaded: over the network, and into the
# user's cache folder. This alone stops all of it; `disable_telemetry_events` comes too late for the first report. It
# stands here because every process that loads the library imports this package before; its children inherit it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
