"""Marks of Markdown's dialects that its parser leaves in the text: highlights, notes, remarks, formulas, wiki links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from pipeline.text.formats.web.notation import raised

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
    "beta": "β", "pi": "π", "percent": "%", "%": "%", "to": "→", "rightarrow": "→",
}  # fmt: skip


def _raised(match: re.Match[str]) -> str:
    return raised(match.string[: match.start()][-8:], match.group(1)) or match.group(1)


def _formula(match: re.Match[str]) -> str:
    """A formula as plain text has it; what it holds beside that stays as it is written."""
    text = re.sub(r"\\(?:text|mathrm|mathbf|mbox)\s*\{([^{}]*)\}", r"\1", match.group(1).strip())
    text = re.sub(r"\\d?frac\s*\{([^{}]+)\}\s*\{([^{}]+)\}", r"\1/\2", text)
    text = re.sub(r"\\([A-Za-z]+|%)\s?", lambda m: _COMMANDS.get(m.group(1), m.group()), text)
    text = re.sub(r"\^\s*(?:\{([^{}]*)\}|(\S))", lambda m: _power(text, m), text)
    return (
        re.sub(r"_\s*(?:\{([^{}]*)\}|(\w))", lambda m: m.group(1) or m.group(2), text).replace("{", "").replace("}", "")
    )


def _power(text: str, match: re.Match[str]) -> str:
    exponent = match.group(1) or match.group(2) or ""
    if exponent == "°":
        return exponent
    return raised(text[: match.start()][-8:], exponent) or exponent


_MARKS: tuple[tuple[str, re.Pattern[str], Replacement], ...] = (
    ("remark", re.compile(r"\{>>.*?<<\}|%%.+?%%"), ""),
    ("", re.compile(r"\{\+\+(.*?)\+\+\}"), r"\1"),
    ("remark", re.compile(r"\{--.*?--\}"), ""),
    ("", re.compile(r"\{~~.*?~>(.*?)~~\}"), r"\1"),
    ("", re.compile(r"\{==(.*?)==\}"), r"\1"),
    ("", re.compile(r"\[\^[^\]\s]+\]"), ""),
    ("", re.compile(r"!\[\[[^\]\n]*\]\]"), ""),
    ("", re.compile(r"\[\[[^\]|\n]*\|([^\]\n]+)\]\]"), r"\1"),
    ("", re.compile(r"\[\[([^\]|#\n]+)(?:#[^\]\n]*)?\]\]"), r"\1"),
    ("", re.compile(r"==(?=\S)([^=\n]+?)(?<=\S)=="), r"\1"),
    ("", re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*"), r"\1"),
    ("", re.compile(r"(?<=\S)\^([^\s^]{1,8})\^"), _raised),
    ("", re.compile(r"(?<=[0-9A-Za-z])~([0-9A-Za-z+\-]{1,4})~"), r"\1"),
    ("", re.compile(r"\$\$?(?=[^\s$])([^$\n\u3000-\u9fff\uff00-\uffef]{1,200}?)(?<=[^\s$])\$\$?(?!\d)"), _formula),
    ("", re.compile(r"^\[!\w+\][-+]?\s*", re.MULTILINE), ""),
    ("", re.compile(r"^\[[ xX]\]\s+", re.MULTILINE), ""),
    ("", re.compile(r"\s*\{[:#.][^}\n]{0,60}\}\s*$|^\[TOC\]$|^:{3,}.*$|\{%.*?%\}", re.MULTILINE), ""),
    ("address", _ADDRESS, ""),
)
"""What each mark becomes; those with a name are told."""

_CODE = re.compile("\x00(\\d+)\x00")


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


def unmarked(text: str, code: list[str], told: Counter[str]) -> str:
    """``text`` without such marks; ``\\0n\\0`` in it is ``code[n]``, which is left as it is. Counts what it leaves
    out in ``told``."""
    for kind, pattern, replacement in _MARKS:
        text, count = pattern.subn(replacement, text)
        if kind and count:
            told[kind] += count
    return _CODE.sub(lambda match: code[int(match.group(1))], text)
