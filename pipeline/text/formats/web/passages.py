"""What a page shows, passage by passage, each with the element it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from pipeline.chinese.characters import HAN
from pipeline.text.formats.equations import mathml_said
from pipeline.text.formats.html_tables import is_data, said_rows
from pipeline.text.formats.list_labels import chinese, letter, roman, whole
from pipeline.text.formats.superscripts import with_superscript
from pipeline.text.formats.web.prose import SILENT, is_prose, signs
from pipeline.text.lines import Line, Role

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WIDE = f"{HAN}\u3000-\u303f\uff00-\uffef“”‘’"

UNSAID = {
    "svg": "drawing",
    "math": "formula",
    "select": "choice",
    "rt": "ruby",
    "rp": "ruby",
    "rtc": "ruby",
    "del": "struck",
    "s": "struck",
    "strike": "struck",
    "button": "button",
}
"""Elements whose text a page shows and nobody says, by what they are called in notices."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of the page and where it comes from."""

    line: Line
    element: html.HtmlElement
    """The innermost block that holds it; of a row, the table."""
    linked: int = 0
    """Of its signs, those that are links or buttons."""
    tail_link: str = ""
    """The link that it ends in, if not all of it is one."""
    unsaid: tuple[str, ...] = ()
    """What it shows beside its text, by the values of ``UNSAID``."""

    @property
    def signs(self) -> int:
        """Characters written to be read."""
        return signs(self.line.text)


@dataclass(slots=True)
class _Context:
    """The block that text being gathered stands in."""

    role: Role = ""
    level: int = 0
    label: str = ""
    """The number of a point; said once."""
    listing: html.HtmlElement | None = None
    """The numbered list whose points are being counted."""
    count: int = 1
    """The number of its next point."""
    step: int = 1
    """How much larger each number is than the one before."""


@dataclass(slots=True)
class _Gathered:
    """Text of one block, until the block ends."""

    parts: list[tuple[str, bool]] = field(default_factory=list)
    """Each with whether it is a link; ``\\v`` stands for a forced line break."""
    unsaid: list[str] = field(default_factory=list)

    def raise_behind(self, raised: str, after: str, *, link: bool) -> None:
        """Take in ``raised``, which the page shows higher behind the text so far; ``after`` follows it."""
        while len(self.parts) > 1 and not self.parts[-1][0].strip(" \n"):
            self.parts.pop()
        before, linked = self.parts.pop() if self.parts else ("", link)
        longer = with_superscript(before, raised, after)
        self.parts.append((longer, linked))
        if longer == before and raised:
            self.unsaid.append("mark")

    def clear(self) -> None:
        self.parts.clear()
        self.unsaid.clear()


def passages(root: html.HtmlElement) -> Iterator[Passage]:
    """What the page says, in order. Without recursion: pages may nest deeper than the interpreter's stack."""
    etree.strip_elements(root, *SILENT, with_tail=False)
    return _Walk(root).passages()


class _Walk:
    """Goes through a page once."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._root = root
        self._contexts = [_Context()]
        self._open = [root]
        self._gathered = _Gathered()
        self._links = 0
        self._number = 0

    def passages(self) -> Iterator[Passage]:
        skipped: html.HtmlElement | None = None
        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            if skipped is not None and element is not skipped:
                continue
            starts = event == "start"
            if element.tag in _BLOCKS or element is self._root:
                yield from self._border(element, starts=starts)
            if not starts:
                skipped = None
                self._leave(element)
            elif element.tag == "table" and is_data(element) and not _lays_out(element):
                skipped = element
                yield from self._table(element)
            elif element.tag == "sup" or (element.tag in UNSAID and not _says_something(element)):
                skipped = element
                self._set_apart(element)
            else:
                self._enter(element)

    def _border(self, element: html.HtmlElement, *, starts: bool) -> Iterator[Passage]:
        yield from self._flushed()
        if starts:
            self._contexts.append(_context(element, self._contexts[-1]))
            self._open.append(element)
        else:
            self._contexts.pop()
            self._open.pop()

    def _enter(self, element: html.HtmlElement) -> None:
        self._links += element.tag == "a"
        self._gather("\v" if element.tag == "br" else _flowing(element.text, element))

    def _leave(self, element: html.HtmlElement) -> None:
        self._links -= element.tag == "a" and self._links > 0
        self._gather(_flowing(element.tail, element.getparent()))

    def _gather(self, text: str) -> None:
        if text:
            self._gathered.parts.append((text, self._links > 0))

    def _set_apart(self, element: html.HtmlElement) -> None:
        """Take in a raised mark as what it means, an equation in words; count what is shown and not said."""
        text = " ".join("".join(element.itertext()).split())
        if element.tag == "sup":
            self._gathered.raise_behind(text, element.tail or "", link=self._links > 0)
        elif element.tag == "math" and (said := mathml_said(element)):
            self._gather(said)
        elif signs(text) and element.tag != "rp":
            self._gathered.unsaid.append(UNSAID[element.tag])

    def _table(self, table: html.HtmlElement) -> Iterator[Passage]:
        """The rows of a table, all of them links if most of it is."""
        unsaid: list[str] = []

        def text_of(cell: html.HtmlElement) -> str:
            inner = list(_Walk(cell).passages())
            unsaid.extend(kind for passage in inner for kind in passage.unsaid)
            return "\n".join(passage.line.text for passage in inner)

        menu = 2 * sum(signs(_plain(link)) for link in table.iter("a")) > signs(_plain(table))
        captions = [(text_of(caption).replace("\n", " "), "") for caption in table.iterchildren("caption")]
        rows = [(text, "row") for row in said_rows(table, text_of) for text in row.lines]
        for text, role in (*captions, *rows):
            if text:
                self._number += 1
                line = Line(text, self._number, "row" if role else "")
                yield Passage(line, table, signs(text) if menu else 0, unsaid=tuple(unsaid))
                unsaid.clear()

    def _flushed(self) -> Iterator[Passage]:
        """The lines that were gathered. Forced line breaks, two in a row, are how many pages part paragraphs."""
        context = self._contexts[-1]
        unsaid = tuple(self._gathered.unsaid)
        apart = True
        for part in _divided(self._gathered.parts):
            text = "".join(text for text, _ in part)
            if text.strip():
                self._number += 1
                said = context.label + text.strip()
                line = Line(said, self._number, context.role, context.level, apart=apart, indent=_indent(text))
                linked = sum(signs(text) for text, link in part if link)
                yield Passage(line, self._open[-1], linked, _tail_link(part), unsaid)
                context.label, unsaid, apart = "", (), False
            elif not text and not apart:
                apart = True
        self._gathered.clear()


def _divided(parts: list[tuple[str, bool]]) -> Iterator[list[tuple[str, bool]]]:
    """``parts`` between forced line breaks."""
    line: list[tuple[str, bool]] = []
    for text, link in parts:
        first, *more = text.split("\v")
        line.append((first, link))
        for piece in more:
            yield line
            line = [(piece, link)]
    yield line


def _says_something(element: html.HtmlElement) -> bool:
    """Whether a button is more than a button: a heading that unfolds what stands below it, or a sentence."""
    if element.tag != "button":
        return False
    heading = next(element.iterancestors(*HEADINGS, "summary"), None) is not None
    return heading or next(element.iter(*HEADINGS, "p"), None) is not None or is_prose("".join(element.itertext()))


def _tail_link(part: list[tuple[str, bool]]) -> str:
    filled = [(text, link) for text, link in part if text.strip()]
    return filled[-1][0].strip() if len(filled) > 1 and filled[-1][1] else ""


def _indent(text: str) -> int:
    """Columns of ideographic spaces before ``text``: how a page without margins begins its paragraphs."""
    return 2 * (len(text) - len(text.lstrip("\u3000")))


def _context(element: html.HtmlElement, outer: _Context) -> _Context:
    if element.tag in HEADINGS:
        return _Context("heading", int(element.tag[1]))
    if element.tag == "ol":
        down = element.get("reversed") is not None
        first = sum(1 for _ in element.iterchildren("li")) if down else 1
        return _Context(listing=element, count=whole(element.get("start"), first), step=-1 if down else 1)
    if element.tag == "li":
        if outer.listing is None:
            return _Context("item")
        number = whole(element.get("value"), outer.count)
        outer.count = number + outer.step
        return _Context("item", label=_shown(number, outer.listing))
    if element.tag in ("ul", "td", "th", "table"):
        return _Context()
    return outer


def _flowing(text: str | None, element: html.HtmlElement | None) -> str:
    """Text as a page shows it: its own line breaks mean nothing, and between Chinese characters not even a space."""
    if not text:
        return ""
    if element is not None and element.tag in ("pre", "textarea"):
        return text.replace("\n", "\v")
    return re.sub(r"[ \n]+", " ", re.sub(rf"(?<=[{_WIDE}]) *\n *(?=[{_WIDE}])", "", text))


def _plain(element: html.HtmlElement) -> str:
    return "".join(element.itertext())


def _lays_out(table: html.HtmlElement) -> bool:
    """Whether a cell of ``table`` holds several paragraphs of prose, and most of what the table holds: a page."""
    everything = signs(_plain(table))
    return any(
        2 * signs(_plain(cell)) > everything and sum(is_prose(_plain(p).strip()) for p in cell.iter("p", "div")) > 1
        for cell in table.iter("td")
    )


def _shown(number: int, listing: html.HtmlElement) -> str:
    """The number of a point as its list shows it, and as it would stand in plain text."""
    style = str(listing.get("style") or "")
    if "cjk" in style or "chinese" in style:
        return f"{chinese(number)}、"
    kind = str(listing.get("type") or "1")
    written = {"a": letter, "i": roman}.get(kind.lower(), str)(number)
    return f"{written.upper() if kind.isupper() else written}. "
