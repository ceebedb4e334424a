"""Web pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from pipeline.chinese.characters import HAN
from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.cleaning import cleaned, cleaned_line, normal_line_ends
from pipeline.text.decoding import decode, decode_as
from pipeline.text.formats.html_source import with_fewer_attributes
from pipeline.text.formats.html_tables import is_data, said_rows
from pipeline.text.formats.list_labels import chinese, letter, roman, whole
from pipeline.text.formats.plain import LARGEST_TEXT
from pipeline.text.front_matter import KEYS, Matter, matter_of
from pipeline.text.lines import Line, Manuscript, Role

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)

# fmt: off
_SILENT = (
    "script", "style", "nav", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "audio",
    "video", "form", "button", "select", "input", "textarea", "head", "title", "datalist", "map", "area",
)
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
))
# fmt: on
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WIDE = f"{HAN}\u3000-\u303f\uff00-\uffef“”‘’"

_BY_META = {
    "author": "author", "date": "date", "voice": "voice", "draft": "draft",
    "article:published_time": "date", "dc.date": "date", "dc.creator": "author", "pubdate": "date",
}  # fmt: skip


class WebPage:
    """``.html``: what a reader sees of the page, without scripts, styles, forms and navigation. Nothing is fetched."""

    largest = LARGEST_TEXT

    def read(self, content: bytes, where: str) -> Manuscript:
        source, odd = _decoded(content, where)
        text, notices = cleaned(normal_line_ends(source))
        root = _parsed(text, where)
        if root is None:
            return Manuscript((), {}, odd + notices, "paragraph")
        matter = _matter(root, where)
        title = " ".join(cleaned_line(root.findtext(".//head/title") or "").split())
        lines = tuple(_lines(root))
        first = next((line.text for line in lines if line.role == "heading"), "")
        # Sites add their own name to the title of a page; the heading on it is the better one then.
        if title and "title" not in matter and not (first and first in title):
            matter["title"] = title
        return Manuscript(lines, matter, odd + notices, "paragraph")


def lines_of(source: str, where: str) -> list[Line]:
    """What a fragment of HTML says.

    Raises:
        DocumentError: it cannot be taken apart without losing some of it.
    """
    root = _parsed(source, where)
    return [] if root is None else list(_lines(root))


def _parsed(text: str, where: str) -> html.HtmlElement | None:
    """The root of the page; ``None`` if it holds nothing but white space and comments."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(with_fewer_attributes(text).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    # The parser stops silently where elements are nested deeper than it goes.
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise DocumentError(
            _("its elements are nested too deep to be read to the end"),
            where=where,
            next=_("open it in a browser and save the text as .txt"),
        )
    return root


def _decoded(content: bytes, where: str) -> tuple[str, tuple[str, ...]]:
    """The page as text, by the charset it declares if that fits, and a notice if it does not."""
    declared = _CHARSET.search(content[:4096])
    if declared is None or content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(content, where), ()
    name = declared.group(1).decode("ascii")
    text = decode_as(content, name)
    if text is not None and "\0" not in text:
        return text, ()
    notice = _("declares the charset {name} but is not written in it; the right one was found").format(name=name)
    return decode(content, where), (notice,)


def _matter(root: html.HtmlElement, where: str) -> Matter:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = str(meta.get("name") or meta.get("property") or "").lower()
        key = _BY_META.get(name)
        if key is None and name.startswith("broadcast:"):
            key = name.removeprefix("broadcast:")
            if key not in KEYS:
                continue
        if key and meta.get("content"):
            found.setdefault(key, cleaned_line(str(meta.get("content"))))
    if re.match(r"\d{4}-\d\d-\d\dT", found.get("date", "")):
        found["date"] = found["date"][:16]  # the time zone is the station's
    if "voice" in found:
        found["voice"] = f"[{found['voice']}]"
    return matter_of(found, where)


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


def _lines(root: html.HtmlElement) -> Iterator[Line]:
    """What the page says, in order. Without recursion: pages may nest deeper than the interpreter's stack."""
    etree.strip_elements(root, *_SILENT, with_tail=False)
    contexts = [_Context()]
    gathered: list[str] = []
    table: html.HtmlElement | None = None
    number = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if table is not None and element is not table:
            continue
        starts = event == "start"
        if element.tag in _BLOCKS or element is root:
            for line in _flushed(gathered, contexts[-1], number):
                number = line.number
                yield line
            gathered.clear()
            if starts:
                contexts.append(_context(element, contexts[-1]))
            else:
                contexts.pop()
        if starts and element.tag == "table" and is_data(element):
            table = element
            for line in _table_lines(element, number):
                number = line.number
                yield line
        elif starts:
            gathered.append("\v" if element.tag == "br" else _flowing(element.text, element))
        else:
            table = None
            gathered.append(_flowing(element.tail, element.getparent()))


def _context(element: html.HtmlElement, outer: _Context) -> _Context:
    if element.tag in _HEADINGS:
        return _Context("heading", int(element.tag[1]))
    if element.tag == "ol":
        return _Context(listing=element, count=whole(element.get("start"), 1))
    if element.tag == "li":
        if outer.listing is None:
            return _Context("item")
        number = whole(element.get("value"), outer.count)
        outer.count = number + 1
        return _Context("item", label=_shown(number, outer.listing))
    if element.tag in ("ul", "td", "th", "table"):
        return _Context()
    return outer


def _flushed(gathered: list[str], context: _Context, number: int) -> Iterator[Line]:
    apart = True
    for part in "".join(gathered).split("\v"):
        text = part.strip()
        if text:
            number += 1
            yield Line(context.label + text, number, context.role, context.level, apart=apart)
            context.label = ""
            apart = False
        elif not part and not apart:
            apart = True  # <br><br> is how many a page divides its paragraphs


def _flowing(text: str | None, element: html.HtmlElement | None) -> str:
    """Text as a page shows it: its own line breaks mean nothing, and between Chinese characters not even a space."""
    if not text:
        return ""
    if element is not None and element.tag == "pre":
        return text.replace("\n", "\v")
    return re.sub(r"[ \n]+", " ", re.sub(rf"(?<=[{_WIDE}]) *\n *(?=[{_WIDE}])", "", text))


def _table_lines(table: html.HtmlElement, number: int) -> Iterator[Line]:
    for caption in table.iterchildren("caption"):
        if text := " ".join(_cell_text(caption).split()):
            number += 1
            yield Line(text, number)
    for row in said_rows(table, _cell_text):
        number += 1
        for text in row.lines:
            yield Line(text, number, "row")


def _cell_text(cell: html.HtmlElement) -> str:
    """What a cell says, its blocks and forced line breaks divided by ``\n``."""
    said: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element.tag == "br" or element.tag in _BLOCKS:
            said.append("\n")
        if event == "start":
            said.append(_flowing(element.text, element).replace("\v", "\n"))
        elif element is not cell:
            said.append(_flowing(element.tail, element.getparent()).replace("\v", "\n"))
    return "".join(said)


def _shown(number: int, listing: html.HtmlElement) -> str:
    """The number of a point as its list shows it, and as it would stand in plain text."""
    style = str(listing.get("style") or "")
    if "cjk" in style or "chinese" in style:
        return f"{chinese(number)}、"
    kind = str(listing.get("type") or "1")
    written = {"a": letter, "i": roman}.get(kind.lower(), str)(number)
    return f"{written.upper() if kind.isupper() else written}. "
