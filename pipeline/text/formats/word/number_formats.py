"""Numbers as the number formats of Word's lists write them (ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.text.formats.list_labels import chinese, letter, roman

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")


def written(number: int, kind: str) -> str:
    """``number`` in the number format ``kind``; as plain figures where that cannot write it, or is not known."""
    return FORMATS.get(kind, str)(number)


def is_known(kind: str) -> bool:
    """Whether ``kind`` shows a number at all."""
    return kind not in ("none", "bullet")


def _digits(zero: str) -> Callable[[int], str]:
    table = str.maketrans("0123456789", zero + "一二三四五六七八九")
    return lambda number: str(number).translate(table)


def _counting(number: int) -> str:
    """Up to 99 as people count, above it figure by figure."""
    return chinese(number) if 0 < number < 100 else _digits("〇")(number)


def _legal(number: int) -> str:
    said = chinese(number)
    return ("一" * said.startswith("十") + said).translate(_LEGAL)


def _of(first: int, count: int) -> Callable[[int], str]:
    """The signs of ``count`` numbers from 1, the first one being the code point ``first``."""
    return lambda number: chr(first + number - 1) if 0 < number <= count else str(number)


def _among(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _letters(number: int) -> str:
    """a … z, then aa, bb, cc: so Word goes on."""
    return letter((number - 1) % 26 + 1) * ((number - 1) // 26 + 1) if 0 < number <= 26 * 30 else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(figure) + 0xFEE0) if figure.isdecimal() else figure for figure in str(number))


def _circled(number: int) -> str:
    run = next((first + number - low for low, high, first in _CIRCLED if low <= number <= high), 0)
    return chr(run) if run else str(number)


_CIRCLED = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))

FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _n: "",
    "bullet": lambda _n: "",
    "decimalZero": lambda n: f"{n:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda n: roman(n).upper(),
    "ordinal": lambda n: f"第{n}",
    "numberInDash": lambda n: f"- {n} -",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _of(0x2488, 20),
    "decimalEnclosedParen": _of(0x2474, 20),
    "ideographEnclosedCircle": _of(0x3280, 10),
    "ideographTraditional": _among(_STEMS),
    "ideographZodiac": _among(_BRANCHES),
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "japaneseLegal": _legal,
    "ideographDigital": _digits("〇"),
    "taiwaneseDigital": _digits("〇"),
    "japaneseDigitalTenThousand": chinese,
    **dict.fromkeys(("chineseCounting", "taiwaneseCounting"), _counting),
    **dict.fromkeys(("chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"), chinese),
}
"""Number format by its name in the file; what is not here is written in plain figures."""
