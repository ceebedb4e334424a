"""Web pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree, html

from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.cleaning import cleaned, cleaned_line, normal_line_ends
from pipeline.text.decoding import decode, decode_as
from pipeline.text.formats.html_source import with_fewer_attributes
from pipeline.text.formats.markdown_marks import with_formulas
from pipeline.text.formats.page_foot import told_around
from pipeline.text.formats.plain import LARGEST_TEXT
from pipeline.text.formats.web.article import article
from pipeline.text.formats.web.headline import declared_titles, headline_of, title_of
from pipeline.text.formats.web.meaning import with_meaning
from pipeline.text.formats.web.passages import Passage, passages
from pipeline.text.formats.web.styles import Styles
from pipeline.text.formats.web.visible import drop_invisible
from pipeline.text.front_matter import KEYS, Matter, matter_of
from pipeline.text.lines import Line, Manuscript
from pipeline.text.shapes import are_halves_of_a_title

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)

_BY_META = {
    "author": "author", "date": "date", "until": "until", "voice": "voice", "draft": "draft", "urgent": "urgent",
    "article:published_time": "date", "dc.date": "date", "dc.creator": "author", "pubdate": "date",
}  # fmt: skip


class WebPage:
    """``.html``: the article of the page, as a reader sees it, without what stands around it. Nothing is fetched."""

    largest = LARGEST_TEXT

    def read(self, content: bytes, where: str) -> Manuscript:
        source, odd = _decoded(content, where)
        text, notices = cleaned(normal_line_ends(source))
        root = _parsed(text, where)
        if root is None:
            return Manuscript((), {}, odd + notices, "paragraph")
        matter = _matter(root, where)
        declared = declared_titles(root)
        shown = _shown(root)
        headline = headline_of(shown, declared)
        found = article(shown, headline)
        if "title" not in matter and (
            title := title_of(declared, found.said, None if headline is None else shown[headline])
        ):
            matter["title"] = title
        lines = _numbered(found.said, None if headline is None else shown[headline])
        notices = (*odd, *notices, *_unsaid(found.said), *told_around(found.left))
        return Manuscript(lines, matter, notices, "paragraph", left_out=found.left)


def lines_of(source: str, where: str) -> list[Line]:
    """What a fragment of HTML says.

    Raises:
        DocumentError: it cannot be taken apart without losing some of it.
    """
    root = _parsed(source, where)
    if root is None:
        return []
    return [passage.line for passage in _shown(root)]


def _shown(root: html.HtmlElement) -> list[Passage]:
    """What a reader of the page sees, passage by passage."""
    styles = Styles(root)
    drop_invisible(root, styles)
    with_meaning(root, styles)
    shown: list[Passage] = []
    for found in passages(root):
        line = replace(found.line, text=with_formulas(found.line.text))
        above = shown[-1].line if shown else line
        broken = above.role == line.role == "heading" and not line.apart
        if broken and are_halves_of_a_title(above.text, line.text, first=True):
            shown[-1] = replace(shown[-1], line=replace(above, text=above.text + line.text))
        else:
            shown.append(replace(found, line=line))
    return shown


def _numbered(said: Sequence[Passage], headline: Passage | None) -> tuple[Line, ...]:
    """The lines of the article, counted from 1; its title is a heading, whatever the page makes it of."""
    lines = []
    for number, passage in enumerate(said, 1):
        line = replace(passage.line, number=number)
        if headline is not None and passage.line.number == headline.line.number and line.role == "":
            line = replace(line, role="heading", level=1)
        lines.append(line)
    return tuple(lines)


def _unsaid(said: Sequence[Passage]) -> tuple[str, ...]:
    """A notice for each kind of element that the article shows and nobody says, with the paragraphs."""
    kinds = {
        "drawing": _("words in drawings are not said: {n} (paragraphs {where})"),
        "formula": _("formulas are not said: {n} (paragraphs {where})"),
        "choice": _("choices of a form are not said: {n} (paragraphs {where})"),
        "button": _("buttons are not said: {n} (paragraphs {where})"),
        "mark": _("marks of notes are not said: {n} (paragraphs {where})"),
        "ruby": _("readings above characters are not said: {n} (paragraphs {where})"),
        "struck": _("struck words are not said: {n} (paragraphs {where})"),
    }
    places: dict[str, list[int]] = {}
    for number, passage in enumerate(said, 1):
        for kind in passage.unsaid:
            places.setdefault(kind, []).append(number)
    return tuple(
        kinds[kind].format(n=len(numbers), where=", ".join(map(str, list(Counter(numbers))[:10])))
        for kind, numbers in places.items()
    )


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
