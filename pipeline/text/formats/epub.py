"""Electronic books."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.cleaning import cleaned_line
from pipeline.text.decoding import decode
from pipeline.text.formats.html import lines_of
from pipeline.text.formats.office.package import opened
from pipeline.text.front_matter import Matter
from pipeline.text.lines import Line, Manuscript

_PAGES = ("application/xhtml+xml", "text/html")
MOST_TEXT = 20_000_000
"""Bytes of all pages: more than any book has."""


class Book:
    """``.epub``: its chapters in reading order, without cover and contents (EPUB 2 and 3)."""

    largest = 100_000_000

    def read(self, content: bytes, where: str) -> Manuscript:
        with opened(content, where, _damaged(where), declarations=True) as package:
            try:
                return _manuscript(package, where)
            except (etree.XMLSyntaxError, KeyError) as exc:
                raise _damaged(where) from exc


def _damaged(where: str) -> DocumentError:
    return DocumentError(
        _("not an EPUB book, or a damaged one"), where=where, next=_("save its text as .docx, .html or .txt")
    )


def _manuscript(package: zipfile.ZipFile, where: str) -> Manuscript:
    container = _root(package, "META-INF/container.xml")
    path = next((str(root.get("full-path")) for root in container.iter("{*}rootfile")), "")
    book = _root(package, path)
    pages = list(_pages(book, posixpath.dirname(path)))
    _refuse_locked(package, pages, where)
    lines: list[Line] = []
    taken = 0
    for page in pages:
        source = package.read(page)
        taken += len(source)
        if taken > MOST_TEXT:
            raise DocumentError(
                _("larger than {n} MB").format(n=MOST_TEXT // 1_000_000),
                where=where,
                next=_("divide it into several documents"),
            )
        before = len(lines)
        lines += [replace(line, number=line.number + before) for line in lines_of(decode(source, where), where)]
    return Manuscript(tuple(lines), _matter(book), (), "paragraph")


def _root(package: zipfile.ZipFile, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    return etree.fromstring(package.read(path), parser)


def _pages(book: etree._Element, folder: str) -> Iterator[str]:
    """The paths of the pages in reading order."""
    items = {item.get("id"): item for item in book.iter("{*}item")}
    for reference in book.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or item.get("media-type") not in _PAGES:
            continue
        if "nav" not in str(item.get("properties") or "").split():
            yield posixpath.normpath(posixpath.join(folder, unquote(str(item.get("href") or ""))))


def _refuse_locked(package: zipfile.ZipFile, pages: list[str], where: str) -> None:
    """Fonts may be scrambled; pages that are have been bought for one reader."""
    if "META-INF/encryption.xml" not in package.namelist():
        return
    locked = {
        unquote(str(ref.get("URI") or ""))
        for ref in _root(package, "META-INF/encryption.xml").iter("{*}CipherReference")
    }
    if locked & set(pages):
        raise DocumentError(
            _("its pages are locked to one reader (DRM)"), where=where, next=_("ask the publisher for an open copy")
        )


def _matter(book: etree._Element) -> Matter:
    found: Matter = {}
    for key, name in (("title", "title"), ("author", "creator")):
        text = cleaned_line(
            next((str(e.text or "") for e in book.iter("{http://purl.org/dc/elements/1.1/}" + name)), "")
        )
        if text:
            found[key] = text
    return found
