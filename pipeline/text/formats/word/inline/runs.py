"""What a paragraph of a Word document shows, and what of it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from pipeline.text.formats.equations.omml import M, omml_said
from pipeline.text.formats.list_labels import whole
from pipeline.text.formats.superscripts import with_superscript
from pipeline.text.formats.symbols import is_symbol_font, sign
from pipeline.text.formats.word.inline.field_results import prompt_of, result_of
from pipeline.text.formats.word.inline.fields import CONTENTS, DATES, PAGES, WITHOUT_RESULT, Fields, field_name
from pipeline.text.formats.word.inline.notes import Notes
from pipeline.text.formats.word.names import MC, W14, WP, O, V, W, is_yes
from pipeline.text.formats.word.omissions import Kind, Omissions
from pipeline.text.formats.word.styles import Styles

RAISED_FROM = 4
"""Half-points by which figures stand above their line to be read as raised."""

_SILENT = frozenset(
    W + name for name in ("pPr", "rPr", "sdtPr", "txbxContent", "moveFrom", "instrText", "delText", "delInstrText")
)
_LEAVES = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\v", W + "cr": "\v", W + "noBreakHyphen": "-"}
_NOTES: dict[str, Kind] = {
    W + "footnoteReference": "footnote", W + "endnoteReference": "endnote", W + "commentReference": "comment",
}  # fmt: skip
_PAGE_WORDS = re.compile(r"[第共页总之/／\-–—―~～·•|\sPageof\d]*")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class _Look:
    """How the letters of a run look."""

    silent: Kind | None = None
    """Why they are not said."""
    raised: Literal["", "up", "down"] = ""
    font: str = ""
    """A symbol font that they are written in; empty for any other."""


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    raised: Literal["", "up", "down"] = ""
    page: bool = False
    """Whether it is the number of a page that Word counts."""


class Runs:
    """Reads the text of paragraphs; what is not said is noted."""

    def __init__(self, styles: Styles, fields: Fields, notes: Notes, omissions: Omissions) -> None:
        self._styles = styles
        self._fields = fields
        self._notes = notes
        self._omissions = omissions
        self._looks: dict[str, _Look] = {}
        """How runs without properties of their own look, by their paragraph's style."""

    def text(self, paragraph: Any, number: int) -> str:
        """What the paragraph with this ``number`` says; a line break in it is ``\\v``, a tab ``\\t``."""
        pieces = list(self._pieces(paragraph, number))
        if any(piece.page for piece in pieces):
            rest = "".join(piece.text for piece in pieces if not piece.page)
            if _PAGE_WORDS.fullmatch(rest):
                self._omissions.note("page number", number, "".join(piece.text for piece in pieces))
                return ""
        return self._joined(pieces, number)

    def _joined(self, pieces: list[_Piece], number: int) -> str:
        said = ""
        merged: list[_Piece] = []
        for piece in pieces:
            if merged and merged[-1].raised == piece.raised:
                merged[-1] = replace(merged[-1], text=merged[-1].text + piece.text)
            else:
                merged.append(piece)
        for place, piece in enumerate(merged):
            if piece.raised != "up":
                said += piece.text
                continue
            after = merged[place + 1].text if place + 1 < len(merged) else ""
            longer = with_superscript(said, piece.text, after)
            if longer == said:
                self._omissions.note("mark", number, piece.text)
            said = longer
        return said

    def _pieces(self, paragraph: Any, number: int) -> Iterator[_Piece]:
        """The paragraph's text in order. Without recursion: elements may nest deeper than the interpreter's stack."""
        stack: list[tuple[Any, _Look]] = [(child, _Look()) for child in reversed(paragraph)]
        while stack:
            element, look = stack.pop()
            tag = element.tag
            if tag == W + "r":
                look = self._look(element, paragraph)
            elif tag in (W + "t", W + "sym", M + "t") or tag in _LEAVES:
                yield from self._leaf(element, look, number)
                continue
            elif tag == W + "fldChar":
                yield from self._field(element, look, number)
                continue
            elif self._is_left_out(element, number):
                continue
            elif (whole_text := self._at_once(element, number)) is not None:
                yield from self._said(whole_text, look, number)
                continue
            stack.extend((child, look) for child in reversed(element))

    def _is_left_out(self, element: Any, number: int) -> bool:
        """Whether nothing inside ``element`` is said; what it holds is noted."""
        tag = element.tag
        if tag in _SILENT or (tag == MC + "Fallback" and element.getparent().find(MC + "Choice") is not None):
            return True
        kind: Kind | None = None
        if tag == W + "del":
            self._omissions.note("deleted", number, "".join(t.text or "" for t in element.iter(W + "delText", W + "t")))
            return True
        if tag in _NOTES:
            self._omissions.note(_NOTES[tag], number, self._notes.text(_NOTES[tag], element.get(W + "id", "")))
            return True
        if tag == W + "rt":
            kind = "phonetic"
        elif tag == W + "sdt" and element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            kind = "placeholder"
        elif tag == W + "fldSimple" and field_name(element.get(W + "instr", "")) in CONTENTS:
            kind = "contents"
        if kind:
            self._omissions.note(kind, number, plain(element))
        return kind is not None

    def _at_once(self, element: Any, number: int) -> str | None:
        """What ``element`` says as a whole; ``None`` if that is what the elements in it say."""
        tag = element.tag
        if tag in (M + "oMath", M + "oMathPara"):
            return omml_said(element)
        if tag == W + "object":
            program = next((str(ole.get("ProgID", "")) for ole in element.iter(O + "OLEObject")), "")
            self._omissions.note("object", number, program)
            return ""
        if tag == W + "sdt" and (box := element.find(f"{W}sdtPr/{W14}checkbox")) is not None:
            checked = box.find(W14 + "checked")
            return "☑" if checked is not None and checked.get(W14 + "val", "1") in ("1", "true", "on") else "☐"
        if tag == W + "fldSimple":
            return self._simple_field(element, number)
        return None

    def _simple_field(self, element: Any, number: int) -> str | None:
        code = element.get(W + "instr", "")
        name = field_name(code)
        if name in WITHOUT_RESULT and not plain(element):
            return self._reckoned(name, code, result_of(name, code, element), number)
        if name in DATES:
            self._omissions.note("date", number, plain(element))
        return None

    def _field(self, mark: Any, look: _Look, number: int) -> Iterator[_Piece]:
        if self._fields.is_code(mark) and (shown := self._fields.shown(mark)):
            name, code, said = shown
            yield from self._said(self._reckoned(name, code, said, number), look, number)
        elif date := self._fields.date(mark):
            self._omissions.note("date", number, date)

    def _reckoned(self, name: str, code: str, said: str, number: int) -> str:
        if name in ("MACROBUTTON", "GOTOBUTTON"):
            self._omissions.note("placeholder", number, prompt_of(code))
        elif not said:
            self._omissions.note("field", number, code)
        return said

    def _leaf(self, leaf: Any, look: _Look, number: int) -> Iterator[_Piece]:
        if self._fields.is_code(leaf):
            return
        if leaf.tag == W + "sym":
            text = self._symbol(whole_hex(leaf.get(W + "char")), leaf.get(W + "font", ""), number)
        elif leaf.tag in _LEAVES:
            text = _LEAVES[leaf.tag]
        else:
            text = self._in_font(leaf.text or "", look.font, number)
        if self._fields.is_contents(leaf):
            look = replace(look, silent=look.silent or "contents")
        page = self._fields.is_page_number(leaf) or _in_simple_page_field(leaf)
        yield from self._said(text, look, number, page=page)

    def _said(self, text: str, look: _Look, number: int, *, page: bool = False) -> Iterator[_Piece]:
        if look.silent:
            self._omissions.note(look.silent, number, text)
        elif text:
            yield _Piece(text, look.raised, page)

    def _in_font(self, text: str, font: str, number: int) -> str:
        if not font and not _PRIVATE.search(text):
            return text
        return "".join(self._symbol(ord(char), font, number) for char in text)

    def _symbol(self, code: int, font: str, number: int) -> str:
        shown = sign(code, font)
        if shown is None:
            self._omissions.note("sign", number, f"{font or '?'} {code:04X}")
        return shown or ""

    def _look(self, run: Any, paragraph: Any) -> _Look:
        properties = run.find(W + "rPr")
        if properties is not None and len(properties):
            return self._looked_up(run, paragraph)
        style = self._styles.of(paragraph)
        if style not in self._looks:
            self._looks[style] = self._looked_up(run, paragraph)
        return self._looks[style]

    def _looked_up(self, run: Any, paragraph: Any) -> _Look:
        silent: Kind | None = None
        if self._styles.is_on(run, paragraph, "vanish"):
            silent = "hidden"
        elif self._styles.is_on(run, paragraph, "strike") or self._styles.is_on(run, paragraph, "dstrike"):
            silent = "struck"
        elif self._is_white_on_white(run, paragraph):
            silent = "hidden"
        fonts = self._styles.run_property(run, paragraph, "rFonts")
        font = "" if fonts is None else str(fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or "")
        return _Look(silent, self._raised(run, paragraph), font if is_symbol_font(font) else "")

    def _is_white_on_white(self, run: Any, paragraph: Any) -> bool:
        """Whether letters are white and stand on the page itself, with nothing behind them."""
        colour = self._styles.run_property(run, paragraph, "color")
        if colour is None or str(colour.get(W + "val", "")).upper() != "FFFFFF":
            return False
        if any(True for _ in paragraph.iterancestors(W + "tbl", W + "txbxContent")) or paragraph.getparent() is None:
            return False
        root = paragraph.getroottree().getroot()
        if next(root.iter(WP + "anchor", V + "shape"), None) is not None:
            return False  # a picture may lie behind the text
        grounds = [
            self._styles.run_property(run, paragraph, "shd"),
            self._styles.run_property(run, paragraph, "highlight"),
            self._styles.paragraph_property(paragraph, "shd"),
            root.find(W + "background"),
        ]
        return all(ground is None for ground in grounds)

    def _raised(self, run: Any, paragraph: Any) -> Literal["", "up", "down"]:
        align = self._styles.run_property(run, paragraph, "vertAlign")
        value = "" if align is None else align.get(W + "val")
        if value in ("superscript", "subscript"):
            return "up" if value == "superscript" else "down"
        lifted = self._styles.run_property(run, paragraph, "position")
        return "up" if lifted is not None and whole(lifted.get(W + "val"), 0) >= RAISED_FROM else ""


def mark_is_gone(paragraph: Any) -> bool:
    """Whether the paragraph's own end is hidden, deleted or moved away, so that it runs on in the next one; or stands
    in the frame of a large first letter."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    hidden = None if mark is None else mark.find(W + "vanish")
    gone = mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)
    frame = paragraph.find(f"{W}pPr/{W}framePr")
    letter = frame is not None and frame.get(W + "dropCap", "none") != "none"
    return letter or gone or (hidden is not None and is_yes(hidden))


def plain(element: Any) -> str:
    """All letters inside ``element``, whatever they look like; a line for each paragraph."""
    paragraphs = list(element.iter(W + "p")) or [element]
    return "\n".join("".join(t.text or "" for t in p.iter(W + "t", M + "t")) for p in paragraphs)


def whole_hex(text: str | None) -> int:
    """The number that ``text`` writes in hexadecimal figures; 0 for none."""
    return int(text, 16) if text and re.fullmatch(r"[0-9A-Fa-f]{1,4}", text) else 0


def _in_simple_page_field(leaf: Any) -> bool:
    run = leaf.getparent()
    around = None if run is None else run.getparent()
    return around is not None and around.tag == W + "fldSimple" and field_name(around.get(W + "instr", "")) in PAGES
