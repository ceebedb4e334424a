"""PDF files written by hand, so that a test knows where each character stands."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595.0, 842.0


@dataclass(slots=True)
class Page:
    """One page; distances in points from its lower left corner."""

    rotate: int = 0
    width: float = WIDTH
    height: float = HEIGHT
    drawn: list[str] = field(default_factory=list)

    def text(self, left: float, bottom: float, text: str, size: float = 12.0, turn: tuple[int, int] = (1, 0)) -> None:
        """``text``, each character an em wide; ``turn`` is the cosine and sine of its direction."""
        across, up = turn
        matrix = f"{across} {up} {-up} {across} {left:.2f} {bottom:.2f} Tm"
        self.drawn.append(f"BT /F {size} Tf {matrix} <{text.encode('utf-16-be').hex()}> Tj ET")

    def lines(self, left: float, top: float, texts: Iterable[str], size: float = 12.0, pitch: float = 20.0) -> float:
        """``texts`` below one another; where the next line would stand."""
        for text in texts:
            self.text(left, top, text, size)
            top -= pitch
        return top

    def rule(self, left: float, bottom: float, right: float, top: float) -> None:
        """A line."""
        self.drawn.append(f"0.5 w {left} {bottom} m {right} {top} l S")

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """The lines of a table."""
        for x in xs:
            self.rule(x, min(ys), x, max(ys))
        for y in ys:
            self.rule(min(xs), y, max(xs), y)

    def picture(self) -> None:
        """Something grey over the whole page."""
        self.drawn.append(f"q {self.width} 0 0 {self.height} 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q")


def pdf_of(pages: Sequence[Page], *, unnamed: bool = False) -> bytes:
    """A PDF of ``pages``; ``unnamed``: with a font that does not tell which characters it shows."""
    encoding = "/Identity-H" if unnamed else "/UniGB-UCS2-H"
    order = "(Identity) /Supplement 0" if unnamed else "(GB1) /Supplement 4"
    registry = "(Adobe)"
    names = f"/ToUnicode {6 + 2 * len(pages)} 0 R" if unnamed else ""
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding {encoding} "
            f"/DescendantFonts [4 0 R] {names} >>"
        ).encode(),
        (
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R "
            f"/CIDSystemInfo << /Registry {registry} /Ordering {order} >> >>"
        ).encode(),
        (
            b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -120 1000 880] /ItalicAngle 0 "
            b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 90 >>"
        ),
    ]
    for number, page in enumerate(pages):
        content = zlib.compress("\n".join(page.drawn).encode("latin-1"))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}] /Rotate {page.rotate} "
            f"/Resources << /Font << /F 3 0 R >> >> /Contents {7 + 2 * number} 0 R >>".encode()
        )
        objects.append(
            f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode() + content + b"\nendstream"
        )
    if unnamed:
        table = b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0100> <011f> <e000> endbfrange"
        objects.append(b"<< /Length %d >>\nstream\n" % len(table) + table + b"\nendstream")
    return written(objects)


def written(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A file of ``objects``, the first of which is the catalogue."""
    parts, places, at = [b"%PDF-1.7\n"], [], 9
    for number, content in enumerate(objects, 1):
        places.append(at)
        parts.append(b"%d 0 obj\n" % number + content + b"\nendobj\n")
        at += len(parts[-1])
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    parts.append(
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n".encode()
    )
    parts.append(f"startxref\n{at}\n%%EOF\n".encode())
    return b"".join(parts)
