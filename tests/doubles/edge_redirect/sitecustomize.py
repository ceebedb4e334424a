"""Read by every Python that ``python -m tests.doubles.edge -- COMMAND`` starts: edge-tts finds the double.

The interpreter imports a module of this name at its start; nothing of the program itself knows of it.
"""

import os
from contextlib import suppress

_DOUBLE = os.environ.get("EDGE_DOUBLE", "")

if _DOUBLE:
    # A Python that only makes the virtual environment has no edge-tts yet, and needs none.
    with suppress(ImportError):
        from edge_tts import communicate, voices

        vars(communicate)["WSS_URL"] = f"ws://{_DOUBLE}/edge/v1?TrustedClientToken=double"
        vars(voices)["VOICE_LIST"] = f"http://{_DOUBLE}/voices/list?trustedclienttoken=double"
