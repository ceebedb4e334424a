"""The parts of an equation, put into words: fractions, powers, roots, sums. Every notation is read into these.

What the reader of sentences says rightly by itself stays as it is written (x², 150℃, 10⁻⁶, 20m²): so the transcript
shows it as people write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.text.formats.equations.signs import ACCENTS, FUNCTIONS, OPERATORS, SIGNED, WORDS_BETWEEN, plain_letters
from pipeline.text.formats.list_labels import chinese

_UNIT = r"(?:[mckμ]?m[²³]?|[mk]?g|t|m?L|k?W|k?N|k?J|k?V|m?A|[kM]?Pa|r|rad|mol|K|h|s|min)"
_PIECE = re.compile(
    rf"""(?P<rate>(?<=\d)\s*{_UNIT}/{_UNIT}(?![A-Za-z])|\d+/\d+(?![\d/]))
       | (?P<absolute>\|(?P<inside>[^|]+)\|)
       | (?P<factor>(?<=\d)[dhtl](?![A-Za-z]))
       | (?P<number>\d+(?:[.,]\d+)*)
       | (?P<name>[A-Za-z]+)
       | (?P<space>\s+)
       | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_BRACKETS = {
    "(": "（",
    ")": "）",
    "[": "（",
    "]": "）",
    "{": "（",
    "}": "）",
    ",": "，",
    ";": "；",
    "/": "除以",
    "⟨": "（",
    "⟩": "）",
}
_RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
_BETWEEN = "|".join(sorted(WORDS_BETWEEN, key=len, reverse=True))
_OPEN = re.compile(rf"(?:^|[（，；、]|{_BETWEEN}|分之|根号)$")
_COMPOUND = re.compile(rf"{_BETWEEN}|[，；]")
_SIGN_FIRST = re.compile("(?:加减|减加|加|减)")
_NAMES = {said: name for name, said in FUNCTIONS.items()}
_UNSIGNED = {signed: word for word, signed in SIGNED.items()}


def words(text: str) -> str:
    """A run of an equation's own letters, figures and signs."""
    said: list[str] = []
    for match in _PIECE.finditer(plain_letters(text)):
        piece = match.group()
        if match.lastgroup == "factor":
            said.append(f"乘{piece}")  # 40d, with d for the diameter: not forty days
        elif match.lastgroup == "inside" or match["inside"]:
            said.append(f"{words(match['inside'])}的绝对值")
        elif match.lastgroup == "name":
            said.append(FUNCTIONS.get(piece, piece))
        elif match.lastgroup in ("rate", "number"):
            said.append(piece.strip())
        elif piece in "^_":
            said.append(piece.replace("_", ""))
        elif piece == "!":
            said.append("的阶乘")
        else:
            said.append(OPERATORS.get(piece) or _BRACKETS.get(piece, piece))
    return _run_on(said).strip()


def joined(parts: Iterable[str]) -> str:
    """Parts of an equation that follow one another."""
    return _run_on(part for part in parts if part)


def _run_on(parts: Iterable[str]) -> str:
    said = ""
    for part in parts:
        said = said.rstrip() if part in WORDS_BETWEEN else said
        said += _between(said, part) + _as_it_stands(said, part)
    return said


def _between(said: str, part: str) -> str:
    """What is said between two parts that stand side by side."""
    if re.search(r"\d$", said):
        if re.fullmatch(r"\d+/\d+", part):
            return "又"
        if re.match(r"[dhtl](?![A-Za-z])|\D*分之", part):
            return "乘"
        return ""
    if re.search("[A-Za-z]$", said) and re.match("[A-Za-z]", part):
        return " "
    # 等 behind a single I would make it a Roman numeral.
    return " " if re.search(r"(?<![A-Za-z])[IVX]+$", said) and part.startswith("等") else ""


def _as_it_stands(said: str, part: str) -> str:
    """``part`` with a sign at its start that adds or takes away if something stands before it, and else is a sign."""
    if _OPEN.search(said.rstrip()):
        return _SIGN_FIRST.sub(lambda m: SIGNED[m.group()], part, count=1) if _SIGN_FIRST.match(part) else part
    first = next((signed for signed in ("正负", "负正", "正", "负") if part.startswith(signed)), "")
    wide = part.startswith(("正弦", "正切", "正割", "正比"))
    return _UNSIGNED[first] + part[len(first) :] if first and not wide else part


def is_compound(said: str) -> bool:
    """Whether ``said`` holds more than one term or factor."""
    return _COMPOUND.search(said[1:]) is not None


def fraction(over: str, under: str) -> str:
    if not (over and under):
        return over or under
    if over.isdecimal() and under.isdecimal():
        return f"{over}/{under}"
    under = chinese(int(under)) if under.isdecimal() and len(under) < 3 else under  # two halves are 二, not 两
    return f"{under}分之{'，' if is_compound(over) else ''}{over}"


def power(base: str, exponent: str) -> str:
    """``base`` with ``exponent`` over it to the right."""
    bare = exponent.strip()
    if bare in ("°", "∘", "o", "○"):
        return f"{base}°"
    if bare in ("撇", "两撇", "′", "″"):
        return base + OPERATORS.get(bare, bare)
    if bare in ("T", "⊤"):
        return f"{base}的转置"
    if bare in ("乘", "星"):
        return f"{base}星"
    if bare in ("加", "正", "减", "负"):
        return base + {"加": "正", "减": "负"}.get(bare, bare)
    if re.search(r"[0-9A-Za-z）]$", base) and re.fullmatch(r"(?:负|[-−])?\d+", bare):
        return base + bare.replace("负", "-").translate(_RAISED)
    if bare in ("2", "3"):
        return base + ("的平方" if bare == "2" else "的立方")
    return f"{base}的{bare}次方" if bare else base


def index(base: str, below: str) -> str:
    """``base`` with ``below`` under it to the right."""
    below = _NAMES.get(below, below)
    if base.endswith("对数"):
        return f"以{below}为底的{base}"
    if base in ("极限", "最大值", "最小值", "上确界", "下确界"):
        return under(base, below)
    return base + (" " if re.search("[A-Za-z]$", base) and re.match("[A-Za-z]", below) else "") + below


def under(base: str, below: str) -> str:
    """``base`` with ``below`` right under it, as limits have it."""
    if not below:
        return base
    return (
        f"{below}时的极限，"
        if base == "极限"
        else f"{below}的{base}，"
        if base in FUNCTIONS.values()
        else f"{base}{below}"
    )


def root(radicand: str, degree: str = "") -> str:
    sign = "根号" if degree in ("", "2") else f"{degree}次根号"
    return f"{sign}下{radicand}，" if is_compound(radicand) else sign + radicand


def gathered(sign: str, low: str, up: str, body: str) -> str:
    """A sum, a product or an integral of ``body``, from ``low`` to ``up``; either may be empty."""
    name = OPERATORS.get(sign, sign)
    if low and up:
        return f"从{low}到{up}{name}，{body}"
    return f"对{low or up}{name}，{body}" if low or up else name + body


def fenced(opening: str, closing: str, parts: Sequence[str]) -> str:
    """``parts`` between two marks; ``opening`` or ``closing`` may be empty."""
    inside = "，".join(part for part in parts if part)
    if opening == closing == "|":
        return f"{inside}的绝对值"
    if opening and opening in "‖∥" and closing == opening:
        return f"{inside}的范数"
    if opening == "⌊" or opening == "⌈":
        return f"{inside}{'向下' if opening == '⌊' else '向上'}取整"
    if not (opening and closing):
        return inside  # the brace before several cases
    return f"（{inside}）"


def function(name: str, argument: str) -> str:
    """``name`` of ``argument``."""
    if name.endswith("对数"):
        return f"{name.removesuffix('的对数')}{argument}的对数" if name.endswith("的对数") else f"{argument}的{name}"
    return joined([name, argument])


def accented(base: str, mark: str) -> str:
    """``base`` with ``mark`` over it; a brace or an arrow over several is not said."""
    return ACCENTS.get(mark, "{}").format(base)


def matrix(rows: Sequence[Sequence[str]]) -> str:
    """The cells of a matrix, row by row."""
    return "矩阵，" + "；".join(f"第{number}行{'，'.join(row)}" for number, row in enumerate(rows, 1))


def stacked(rows: Iterable[str]) -> str:
    """Equations under one another."""
    return "；".join(row for row in rows if row)
