"""Web and mail addresses, network addresses and file names."""

from __future__ import annotations

import re

from pipeline.reading.normalise.kinds.latin import latin_said
from pipeline.reading.normalise.numerals import RANGE, digits
from pipeline.reading.normalise.rule import CLAIMED, Rule

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_TOP = (
    "(?:com|cn|org|net|gov|edu|io|top|info|cc|tv|vip|xyz|me|ltd|work|hk|mo|tw|uk|us|jp|de|eu|shop|site|online|tech|app|dev)"
    "(?![A-Za-z0-9])"
)
_HOST = rf"(?:{_LABEL}\.){{1,5}}{_TOP}"
_PATH = r"(?::\d{1,5})?(?:/[A-Za-z0-9_.~%/=&?#+-]*[A-Za-z0-9/])?"
_SUFFIX = (
    "(?:docx?|xlsx?|pptx?|pdf|txt|md|html?|csv|zip|rar|7z|jpe?g|png|gif|bmp|mp[34]|wav|avi|exe|apk|py|json|xml|toml|ya?ml|"
    "dwg|dxf|stl|wps)(?![A-Za-z0-9])"
)
_SIGNS = {"@": "艾特", ".": "点", "/": "斜杠", "-": "杠", "_": "下划线", ":": "冒号",
    "?": "问号", "=": "等于", "&": " and ", "#": "井号",
          "+": "加", "%": "百分号", "~": "波浪号"}  # fmt: skip
_PIECE = re.compile(r"[A-Za-z]+|\d+|[^A-Za-z\d]")
_UNSAYABLE = re.compile("[bcdfghjklmnpqrstvwxz]{3}|^[^aeiouy]{2}")
_WORD_TOPS = frozenset(("com", "net", "org", "top", "info", "shop", "site", "online", "tech", "app", "work"))


def _address(match: re.Match[str], _text: str) -> str:
    return _spelt(re.sub(r"^[A-Za-z]{3,5}://", "", match.group()))


def _spelt(written: str) -> str:
    said = ""
    for piece in _PIECE.findall(written):
        if piece.isdecimal():
            said += digits(piece)
        elif piece in _SIGNS:
            said += _SIGNS[piece]
        else:
            said += _label(piece)
    return said


def _label(label: str) -> str:
    small = label.lower()
    if small in _WORD_TOPS:
        return small
    return latin_said(small) if len(small) > 3 and not _UNSAYABLE.search(small) else small.upper()


def _hardware(match: re.Match[str], _text: str) -> str:
    return "，".join(
        re.sub(r"\d+", lambda m: digits(m.group()), pair.upper()) for pair in re.split("[:-]", match.group())
    )


def _network(match: re.Match[str], _text: str) -> str:
    """One address, with its port or the length of its prefix, or from one to another."""
    if match["last"]:
        return f"{_spelt(match['first'])}到{_spelt(match['last'])}"
    return _spelt(match["first"] + (match["more"] or ""))


def _file(match: re.Match[str], _text: str) -> str:
    return "点" + match["suffix"].upper()


ADDRESSES = (
    Rule(
        "mail address",
        re.compile(rf"(?<![A-Za-z0-9])[A-Za-z0-9](?:[A-Za-z0-9._+-]{{0,61}}[A-Za-z0-9_])?@{_HOST}"),
        _address,
        digits=True,
        needs="@",
    ),
    Rule(
        "web address",
        re.compile(
            rf"(?<![A-Za-z0-9])(?:[Hh][Tt][Tt][Pp][Ss]?://(?:{_LABEL}\.){{0,5}}{_LABEL}{_PATH}|[Ff][Tt][Pp]://{_HOST}{_PATH}|{_HOST}{_PATH})"
        ),
        _address,
        digits=True,
        needs=".FHfh",
    ),
    Rule(
        "account name",
        re.compile(r"(?<![A-Za-z0-9_])(?=\w*[A-Za-z])[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+(?!\w@)", re.ASCII),
        _address,
        digits=True,
        needs="_",
    ),
    Rule("file name", re.compile(rf"(?<=[\w）)”》{CLAIMED}])\.(?P<suffix>{_SUFFIX})"), _file, needs="."),
    Rule("file name", re.compile(r"(?<![A-Za-z])[A-Z](?::\\|盘:?\\)"), lambda m, _t: f"{m.group()[0]}盘，", needs="\\"),
    Rule(
        "file name", re.compile(r"(?<=\\)(?:19|20)\d\d(?=\\)"), lambda m, _t: digits(m.group()), digits=True, needs="\\"
    ),
)
HARDWARE_ADDRESS = Rule(
    "hardware address",
    re.compile(r"(?<![\dA-Za-z:-])[\dA-Fa-f]{2}(?:([:-])[\dA-Fa-f]{2})(?:\1[\dA-Fa-f]{2}){4}(?![\dA-Za-z:-])"),
    _hardware,
    digits=True,
    needs="-:",
)
_FOUR = r"(?:\d{1,3}\.){3}\d{1,3}"
NETWORK_ADDRESS = Rule(
    "network address",
    re.compile(
        rf"(?<![\d.])(?P<first>{_FOUR})(?:{RANGE}(?P<last>{_FOUR}|\d{{1,3}})(?![\d.年月日个台])|(?![\d.])(?P<more>[:/]\d{{1,5}})?)"
    ),
    _network,
    digits=True,
    needs=".",
)
