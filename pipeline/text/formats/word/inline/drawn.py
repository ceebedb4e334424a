"""Words that Word draws outside its paragraphs: WordArt, diagrams, charts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.text.formats.word.names import CHART, DIAGRAM, MC, WP, A, R, V, W

_DRAWN = (V + "textpath", DIAGRAM + "relIds", CHART + "chart", A + "p")


def boxes(element: Any) -> Iterator[Any]:
    """The text boxes and drawings with words inside a paragraph or a table, the outermost alone, without copies for
    older programs."""
    waiting = [iter(element)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == W + "txbxContent" or child.tag in _DRAWN:
            yield child
        elif child.tag != MC + "Fallback" or element.find(f".//{MC}Choice") is None:
            waiting.append(iter(child))


def is_hidden(box: Any) -> bool:
    """Whether the drawing that holds ``box`` is switched off."""
    for around in box.iterancestors():
        if around.tag == W + "p":
            return False
        properties = around.find(WP + "docPr") if around.tag in (WP + "anchor", WP + "inline") else None
        if properties is not None and properties.get("hidden") in ("1", "true"):
            return True
        if around.tag.startswith(V) and "visibility:hidden" in str(around.get("style", "")).replace(" ", ""):
            return True
    return False


def is_drawing(element: Any) -> bool:
    """Whether ``element`` holds words that are no paragraphs of Word's."""
    return element.tag in _DRAWN


def drawn_words(element: Any, part: Any) -> tuple[str, ...]:
    """The words of a drawing, a line each; ``part`` is the document part, which leads to what it is made of."""
    if element.tag == V + "textpath":
        return (str(element.get("string", "")),) if element.get("string") else ()
    if element.tag == A + "p":
        return _paragraphs([element])
    relation = element.get(R + ("dm" if element.tag == DIAGRAM + "relIds" else "id"), "")
    root = _related(part, relation)
    if root is None:
        return ()
    if element.tag == CHART + "chart":
        return _paragraphs(title for title in root.iter(CHART + "title"))
    return _paragraphs(point for point in root.iter(DIAGRAM + "t"))


def _paragraphs(elements: Any) -> tuple[str, ...]:
    texts = (
        "".join(t.text or "" for t in paragraph.iter(A + "t"))
        for element in elements
        for paragraph in ([element] if element.tag == A + "p" else element.iter(A + "p"))
    )
    return tuple(text for text in texts if text.strip())


def _related(part: Any, key: str) -> Any:
    # Late: lxml takes longer to load than a text file to read.
    from lxml import etree

    relation = part.rels.get(key)
    if relation is None or relation.is_external:
        return None
    try:
        return etree.fromstring(relation.target_part.blob)
    except etree.XMLSyntaxError:
        return None
