"""Marks of Markdown's dialects that its parser leaves in the text: highlights, notes, remarks, formulas, wiki links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from pipeline.chinese.characters import HAN
from pipeline.text.formats.superscripts import with_superscript

Replacement = str | Callable[[re.Match[str]], str]

NOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
"""How the text of a footnote begins."""

_HEADING = re.compile(r" {0,3}(#{1,6})([ \t\u3000]*)([^\s#].*?)[ \t]*#*[ \t]*$")
_NUMBERED_THING = re.compile(r"\d+(?![\d.．、)）年月]|\s*$)")

ATTACHED = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|zip|rar|7z|mp[34]|csv|odt|ods)(?:[?#].*)?$", re.IGNORECASE)
"""Where a link to a file leads."""

ONWARD = re.compile(
    r"(?:点击|点此)?(?:下载|查看|阅读|打开)(?:此|本|该)?(?:文件|附件|原文|全文|更多|详情)?$|原文链接$|直播链接$|回放链接$"
)
"""A link alone on its line that only leads on."""

_ADDRESS = re.compile(r"<?(?:https?|ftp)://[\x21-\x7e]+?(?=[,.;:!?)\]>]*(?:[^\x21-\x7e]|$))>?")
_COMMANDS = {
    "times": "×", "div": "÷", "pm": "±", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠",
    "approx": "≈", "cdot": "·", "circ": "°", "degree": "°", "mu": "μ", "Omega": "Ω", "Delta": "Δ", "alpha": "α",
    "beta": "β", "pi": "π", "percent": "%", "%": "%", ",": "", ";": "", "quad": " ", "to": "→", "rightarrow": "→",
}  # fmt: skip


def _formula(match: re.Match[str]) -> str:
    """A formula as plain text has it; what it holds beside that stays as it is written."""
    text = re.sub(r"\\([A-Za-z]+|[%,;])\s?", lambda m: _COMMANDS.get(m.group(1), m.group()), match.group(1).strip())
    text = re.sub(r"\\(?:text|mathrm|mathbf|mbox)\s*\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\d?frac\s*\{([^{}]+)\}\s*\{([^{}]+)\}", r"\1/\2", text)
    text = re.sub(r"\^\s*(?:\{([^{}]*)\}|(\S))", lambda m: _power(text, m), text)
    return (
        re.sub(r"_\s*(?:\{([^{}]*)\}|(\w))", lambda m: m.group(1) or m.group(2), text).replace("{", "").replace("}", "")
    )


def _power(text: str, match: re.Match[str]) -> str:
    exponent = match.group(1) or match.group(2) or ""
    if exponent == "°":
        return exponent
    before = text[: match.start()]
    return with_superscript(before, exponent, text[match.end() :]).removeprefix(before) or exponent


_FORMULA = re.compile(r"\$\$?(?=[^\s$])([^$\n\u3000-\u9fff\uff00-\uffef]{1,200}?)(?<=[^\s$])\$\$?(?!\d)")
_BACKSLASHED = re.compile(r"\\[(\[]((?:(?!\\[)\]])[^\n]){1,200})\\[)\]]")
_TEX = re.compile(r"\\[A-Za-z]|[\^_]")
"""What tells a formula between \\( and \\); brackets with a backslash stand elsewhere too."""
_COMMANDED = re.compile(r"\$\$?(?=[^$\n]*\\[A-Za-z])([^$\n]{1,200}?)\$\$?")

_MARKS: tuple[tuple[str, re.Pattern[str], Replacement], ...] = (
    ("remark", re.compile(r"\{>>.*?<<\}|%%.+?%%"), ""),
    ("", re.compile(r"\{\+\+(.*?)\+\+\}"), r"\1"),
    ("remark", re.compile(r"\{--.*?--\}"), ""),
    ("", re.compile(r"\{~~.*?~>(.*?)~~\}"), r"\1"),
    ("", re.compile(r"\{==(.*?)==\}"), r"\1"),
    ("note", re.compile(r"(?<!\[)\^\[[^\[\]\n]+\]|^\*\[[^\]\n]+\]:[ \t].*$", re.MULTILINE), ""),
    ("", re.compile(r"\[\^[^\]\s]+\]"), ""),
    ("command", re.compile(r"\{\{[<%].*?[>%]\}\}"), ""),
    ("struck", re.compile(r"^\[-\][ \t].*$", re.MULTILINE), ""),
    ("", re.compile(r"^(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+\"([^\"\n]*)\")?[ \t]*$", re.MULTILINE), r"\1"),
    ("", re.compile(r"(?<![A-Za-z0-9+])\+\+(?=[^\s+])([^+\n]+?)(?<=\S)\+\+(?!\+)"), r"\1"),
    ("", re.compile(r"[ \t]\^[A-Za-z0-9-]{2,}[ \t]*$", re.MULTILINE), ""),
    ("", re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])"), ""),
    ("", re.compile(rf"\{{([{HAN}]{{1,8}})(?:\|[^{{}}|{HAN}]{{1,12}})+\}}"), r"\1"),
    ("", re.compile(r"!\[\[[^\]\n]*\]\]"), ""),
    ("", re.compile(r"\[\[[^\]|\n]*\|([^\]\n]+)\]\]"), r"\1"),
    ("", re.compile(r"\[\[([^\]|#\n]+)(?:#[^\]\n]*)?\]\]"), r"\1"),
    ("", re.compile(r"==(?=\S)([^=\n]+?)(?<=\S)=="), r"\1"),
    ("", re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*"), r"\1"),
    ("", re.compile(r"(?<=[0-9A-Za-z])~([0-9A-Za-z+\-]{1,4})~"), r"\1"),
    ("", _FORMULA, _formula),
    ("", re.compile(r"^\[!\w+\][-+]?\s*", re.MULTILINE), ""),
    ("", re.compile(r"^\[[ xX]\]\s+", re.MULTILINE), ""),
    ("", re.compile(r"\s*\{[:#.][^}\n]{0,60}\}\s*$|^\[TOC\]$|^:{3,}.*$|\{%.*?%\}", re.MULTILINE), ""),
    ("address", _ADDRESS, ""),
)
"""What each mark becomes; those with a name are told."""

_CODE = re.compile("\x00(\\d+)\x00")
_POWER = re.compile(r"(?<=\S)\^([^\s^]{1,8})\^")


def heading_of(line: str) -> tuple[int, str] | None:
    """The level and the words of ``line`` if it is marked as a heading, with a space behind the marks or without.

    #1机组 is a machine, #安全生产月# a topic of a social network, #安全 #工会 are two.
    """
    match = _HEADING.match(line)
    if match is None:
        return None
    marks, space, words = match.groups()
    if len(marks) == 1 and (_NUMBERED_THING.match(words) or (not space and (words[0].isascii() or "#" in line[1:]))):
        return None
    return len(marks), words


def with_dollars(line: str) -> str:
    """``line`` with the formulas in it that stand between \\( and \\) between dollar signs."""
    return _BACKSLASHED.sub(_with_dollars, line) if "\\" in line else line


def _with_dollars(match: re.Match[str]) -> str:
    return f"${match.group(1).strip()}$" if _TEX.search(match.group(1)) else match.group()


def with_formulas(text: str) -> str:
    """``text`` of a page with the formulas that a script would draw, in TeX, as plain text has them."""
    return _COMMANDED.sub(_formula, with_dollars(text)) if "\\" in text else text


def unmarked(text: str, code: list[str], told: Counter[str]) -> str:
    """``text`` without such marks; ``\\0n\\0`` in it is ``code[n]``, which is left as it is. Counts what it leaves
    out in ``told``."""
    for kind, pattern, replacement in _MARKS:
        text, count = pattern.subn(replacement, text)
        if kind and count:
            told[kind] += count
    text = _with_powers(text)
    return _CODE.sub(lambda match: code[int(match.group(1))], text)


def _with_powers(text: str) -> str:
    """``text`` with what stands between two ^ raised behind what stands before."""
    said, at = "", 0
    for match in _POWER.finditer(text):
        said = with_superscript(said + text[at : match.start()], match.group(1), text[match.end() : match.end() + 4])
        at = match.end()
    return said + text[at:]
