"""The package ``miniaudio``, by which loudspeakers and microphones of this machine are reached: an extra."""

from __future__ import annotations

from typing import Any

from pipeline.errors import AirError
from pipeline.messages import _


def miniaudio() -> Any:
    """The package.

    Raises:
        AirError: it is not installed.
    """
    try:
        import miniaudio as package
    except ImportError as exc:
        raise AirError(
            _("the package {package} is not installed").format(package="miniaudio"),
            next=_("run: pip install {package}").format(package="miniaudio"),
        ) from exc
    return package
