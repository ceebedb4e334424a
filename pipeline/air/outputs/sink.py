"""Where the samples of one output go in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Sink(Protocol):
    """Something open that takes samples. Only :meth:`abort` is called from another thread."""

    def write(self, block: NDArray[np.int16]) -> None:
        """Take samples; wait no longer than it must.

        Raises:
            OSError, AirError: it takes no more; it is opened anew then.
        """

    def abort(self) -> None:
        """Have a :meth:`write` that hangs end with an error."""

    def close(self) -> None:
        """Let go of it, whatever state it is in."""
