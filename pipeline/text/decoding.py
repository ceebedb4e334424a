"""Bytes into text: which encoding a file was saved in."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from pipeline.chinese.characters import HAN
from pipeline.errors import DocumentError
from pipeline.messages import _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the start of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = {
    b"PK\x03\x04": "Word, Excel, ZIP",
    b"\xd0\xcf\x11\xe0": "Word 97–2003",
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x7fELF": "ELF",
    b"ID3": "MP3",
    b"RIFF": "WAV",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
}
_CANDIDATES = ("gb18030", "big5", "utf_16_le", "utf_16_be")

LEAST_EVERYDAY = 0.7
"""Share of everyday characters below which bytes are not believed to be text in an encoding."""
ENOUGH_FOR_STATISTICS = 24
"""Bytes from which the detector's statistics are better than counting Chinese characters."""

MOST_EURO_SIGNS = 200
"""Single bytes 0x80 that are put up with in one file."""

_CHINESE = re.compile(f"[{HAN}]")
_MARK = re.compile("[\t\n\r -~\u00b7\u00d7\u2010-\u203b\u2103\u2460-\u24ff\u3000-\u303f\uff01-\uff5e]")
_LINES_OF_TWO_BYTES = re.compile(rb"\x00[\n\r -~]|[\n\r -~]\x00")


def decode(content: bytes, where: str) -> str:
    """``content`` as text: by its mark, else as UTF-8, else as what charset-normalizer and plausibility say.

    Raises:
        DocumentError: it is no text, or none of UTF-8, GB18030, Big5 and UTF-16 fits.
    """
    for signature, name in _SIGNATURES.items():
        if content.startswith(signature):
            raise _no_text(where, _("it holds {kind} data").format(kind=name))
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _strictly(content[len(bom) :], encoding, where)
    if b"\0" not in content:
        text = decode_as(content, "utf-8")
        # 通知 in GBK happens to be valid UTF-8, of two Hebrew and Greek accents; no longer text is.
        if text is not None and (len(content) > 100 or everyday_share(text) >= 0.5 or not _detected(content)):
            return _not_binary(text, where)
    elif (text := decode_as(content, "utf-8")) is not None and text.count("\0") * 10 <= len(text):
        return _not_binary(text, where)  # stray ones, which cleaning takes out
    elif not _LINES_OF_TWO_BYTES.search(content):
        raise _no_text(where, _("it holds bytes that no text has"))
    detected = _detected(content)
    if not detected:
        raise _undecodable(where, content)
    return detected


def decode_as(content: bytes, encoding: str) -> str | None:
    """``content`` in the encoding a page declares for itself; ``None`` if it is unknown or does not fit."""
    # What declares GB2312 holds characters of its supersets as a rule.
    name = "gb18030" if encoding.lower().replace("_", "-") in ("gb2312", "gbk", "gb-2312", "x-gbk") else encoding
    try:
        if not codecs.lookup(name)._is_text_encoding:
            return None
        return content.decode(name)
    except UnicodeDecodeError:
        return _with_euro_signs(content) if name.lower().replace("-", "_") == "gb18030" else None
    except (LookupError, ValueError):
        return None


def _with_euro_signs(content: bytes) -> str | None:
    """``content`` in GB 18030 but for single bytes 0x80, which Windows writes for € in a file of that kind."""
    pieces: list[str] = []
    start = 0
    while True:
        try:
            return "".join([*pieces, content[start:].decode("gb18030")])
        except UnicodeDecodeError as exc:
            if len(pieces) == 2 * MOST_EURO_SIGNS or content[start + exc.start] != 0x80:
                return None
            pieces += [content[start : start + exc.start].decode("gb18030"), "€"]
            start += exc.start + 1


def _detected(content: bytes) -> str:
    """``content`` in the likeliest encoding but UTF-8; empty if it makes sense in none."""
    fitting = {name: text for name in _CANDIDATES if (text := decode_as(content, name)) is not None}
    shares = {name: everyday_share(text) for name, text in fitting.items()}
    best = max(shares.values(), default=0.0)
    if best < LEAST_EVERYDAY:
        return ""
    close = [name for name in _CANDIDATES if shares.get(name, 0.0) >= best - 0.04]
    if len(close) > 1 and len(content) >= ENOUGH_FOR_STATISTICS:
        # Late: loading the detector takes longer than reading a UTF-8 file.
        from charset_normalizer import from_bytes

        guess = from_bytes(content, cp_isolation=close, threshold=1.0).best()
        if guess is not None and guess.encoding in close:
            return fitting[guess.encoding]
    return fitting[max(close, key=lambda name: len(_CHINESE.findall(fitting[name])))]


def everyday_share(text: str) -> float:
    """How much of ``text`` is written with the characters of daily use, 0 to 1.

    Those are ASCII, punctuation, and the Chinese characters that GB 2312 or Big5 put into their first level, the few
    thousand that make up more than 99 % of any text. In the wrong encoding most characters fall outside.
    """
    counts = Counter(text)
    return sum(count for c, count in counts.items() if _is_everyday(c)) / len(text) if text else 0.0


def _is_everyday(character: str) -> bool:
    if not _CHINESE.match(character):
        return _MARK.match(character) is not None
    simplified, traditional = character.encode("gb2312", "ignore"), character.encode("big5", "ignore")
    return b"\xb0" <= simplified[:1] < b"\xd8" or b"\xa4" <= traditional[:1] < b"\xc7"


def _control(text: str) -> bool:
    return sum(c < " " and c not in "\t\n\v\f\r" for c in text[:4096]) * 5 > min(len(text), 4096)


def _not_binary(text: str, where: str) -> str:
    if _control(text):
        raise _no_text(where, _("it is full of control characters"))
    return text


def _strictly(content: bytes, encoding: str, where: str) -> str:
    try:
        return _not_binary(content.decode(encoding), where)
    except UnicodeDecodeError as exc:
        raise _undecodable(where, content) from exc


def _no_text(where: str, why: str) -> DocumentError:
    return DocumentError(
        _("not a text file: {why}").format(why=why),
        where=where,
        next=_("give it the right suffix, or save it as text in UTF-8"),
    )


def _undecodable(where: str, content: bytes) -> DocumentError:
    return DocumentError(
        _("its {n} bytes are text in none of UTF-8, GB18030, Big5 and UTF-16").format(n=len(content)),
        where=where,
        next=_("open it in the program it was written with and save it as UTF-8"),
    )
