"""The name spaces of a Word document, and what its attributes mean by yes and no."""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741 - its usual prefix
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def is_yes(element: Any) -> bool:
    """Whether an on-off property (``w:b``, ``w:vanish`` …) that stands there is on."""
    return element.get(W + "val", "true") not in ("0", "false", "off", "none")


def value_of(element: Any, path: str, default: str = "") -> str:
    """``w:val`` of the element at ``path`` (names divided by ``/``) below ``element``."""
    found = None if element is None else element.find("/".join(W + name for name in path.split("/")))
    return default if found is None else str(found.get(W + "val", default))
