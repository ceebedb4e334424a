"""Chinese titles set as a typographer would: where lines may break, how many there are, how large the letters."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import accumulate
from typing import TYPE_CHECKING

from PIL import ImageFont

from pipeline.studio.cover.line_breaks import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
"""Inside the package ``justmytype_intl_cjk``: Noto Sans SC, SIL Open Font License 1.1."""
LEADING = 1.32
"""From one baseline to the next, in sizes."""
MOST_LINES = 6
UNIT = 100
"""Size at which widths are measured; they grow in proportion."""

CLOSING = "，。、；：！？…—⸺·）》」』】〕〉”’％%,.;:!?)]}℃°"
"""Never at the beginning of a line."""
OPENING = "（《「『【〔〈“‘([{￥$第"
"""Never at the end of a line."""
CLINGING = "的了着过们之等者吗呢吧里中上下内外后前时"
"""Single characters that lean on the word before: seldom at the beginning of a line."""
LEANING = "和与及或在对把被为从向让给以将是不"
"""Single characters that lean on the word after: seldom at the end of a line."""
PLAIN = 6.0
"""What a line break costs where no mark or space is, in squares of a character's width."""
FORLORN = 8.0
"""What it costs in addition to tear such a character from its word."""
PAIRS = (("“", "”"), ("‘", "’"), ("《", "》"), ("〈", "〉"), ("「", "」"), ("『", "』"), ("（", "）"))
INSIDE = 10.0
"""What it costs in addition to break between the two marks of such a pair."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A text in lines."""

    lines: tuple[str, ...]
    size: int
    """Pixels."""

    @property
    def height(self) -> int:
        return round((len(self.lines) - 1) * self.size * LEADING + self.size)


@cache
def font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Noto Sans SC at ``size`` pixels; ``weight`` from 100 (hair) to 900 (black)."""
    package, _slash, inside = FONT.partition("/")
    with as_file(files("justmytype_intl_cjk") / package / inside) as path:
        opened = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    opened.set_variation_by_axes([weight])
    return opened


def drawable(text: str) -> str:
    """``text`` on one line with only what the font can draw: no emoji, no marks that have no shape of their own."""
    # A dash of two halves has a gap in this font; the same dash in one piece has none.
    folded = " ".join(unicodedata.normalize("NFC", text).replace("——", "⸺").split())
    return " ".join("".join(char for char in folded if char == " " or has_glyph(char)).split())


@cache
def has_glyph(char: str) -> bool:
    """Whether the font has a shape for ``char`` that is not its box for unknown characters."""
    if unicodedata.category(char)[0] in "CMZ":
        return False
    small = font(UNIT // 4, 400)
    return bytes(small.getmask(char)) != bytes(small.getmask("\uffff"))


def fit(text: str, width: int, height: int, *, largest: int, smallest: int, weight: int) -> Setting:
    """``text`` as large as it goes into ``width`` × ``height`` pixels, in at most :data:`MOST_LINES` balanced lines.

    Where even ``smallest`` is too large, the end gives way to an ellipsis.
    """
    atoms = atomised(text)
    # What could not be set in the smallest size without a single gap need not be tried.
    room = MOST_LINES * width / smallest
    while len(atoms) > 3 and sum(_width(atom, weight) for atom in atoms) > room:
        atoms = _shortened(atoms)
    while True:
        best = max((_set(atoms, count, width, height, weight) for count in _counts(atoms)), key=_worth)
        if best.size >= smallest or len(atoms) < 3:
            return Setting(best.lines, min(best.size, largest))
        atoms = _shortened(atoms)


def atomised(text: str) -> list[str]:
    """``text`` in pieces between which a line may break: words are whole, marks cling to what they belong to."""
    atoms: list[str] = []
    for piece in pieces(text):
        if atoms and (piece in CLOSING or atoms[-1][-1] in OPENING):
            atoms[-1] += piece
        else:
            atoms.append(piece)
    return atoms


def broken(atoms: Sequence[str], count: int, weight: int) -> tuple[str, ...]:
    """``atoms`` in ``count`` lines, the ones that are as even as can be and tear the fewest words."""
    # reach[i]: how wide the first i atoms are together.
    reach = [0.0, *accumulate(_width(atom, weight) for atom in atoms)]
    even = reach[-1] / count
    tears = [_tear(atoms, end) for end in range(len(atoms) + 1)]
    # costs[k][i]: the least cost of setting the first i atoms in k lines, and where the last of them begins.
    costs: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for line in range(1, count + 1):
        costs.append({})
        for end in range(line, len(atoms) - (count - line) + 1):
            options = (
                (costs[line - 1][start][0] + (reach[end] - reach[start] - even) ** 2 + tears[end], -start)
                for start in range(line - 1, end)
                if start in costs[line - 1]
            )
            cost, start = min(options)  # of two that cost the same, the one with more in the earlier lines
            costs[line][end] = cost, -start
    lines = []
    end = len(atoms)
    for line in range(count, 0, -1):
        start = costs[line][end][1]
        lines.append("".join(atoms[start:end]).strip())
        end = start
    return tuple(reversed(lines))


def _shortened(atoms: list[str]) -> list[str]:
    return [*atoms[: -2 if atoms[-1] == "…" else -1], "…"]


def _counts(atoms: Sequence[str]) -> range:
    return range(1, min(MOST_LINES, max(1, len(atoms))) + 1)


def _set(atoms: Sequence[str], count: int, width: int, height: int, weight: int) -> Setting:
    lines = broken(atoms, count, weight)
    widest = max(_width(line, weight) for line in lines) or 1
    return Setting(lines, int(min(width / widest, height / ((count - 1) * LEADING + 1))))


def _worth(setting: Setting) -> float:
    """Larger letters are better, and fewer lines when it makes little difference."""
    return setting.size * (1 - 0.03 * len(setting.lines))


def _tear(atoms: Sequence[str], end: int) -> float:
    """What it costs to break before ``atoms[end]``."""
    if end in (0, len(atoms)):
        return 0.0
    before, after, text = atoms[end - 1], atoms[end], "".join(atoms[:end])
    inside = INSIDE * any(text.count(opening) > text.count(closing) for opening, closing in PAIRS)
    if before[-1] in CLOSING or before.isspace() or after.isspace() or after[0] in OPENING:
        return inside
    return inside + PLAIN + FORLORN * ((after in CLINGING) + (before in LEANING))


@cache
def _width(text: str, weight: int) -> float:
    """In sizes."""
    return font(UNIT, weight).getlength(text) / UNIT
