"""Text that was saved through a wrong encoding: it can be read, but it says nothing any more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.chinese.characters import HAN
from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.decoding import LEAST_EVERYDAY, everyday_share

_LOST = re.compile("锟斤拷|锟斤|烫烫烫|屯屯屯")
_REPLACED = "\ufffd"
_LATIN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_ACCENTS = re.compile("[\u00a1-\u00ff]{3,}")
"""More of them in a row than any language writes."""
_HAN = re.compile(f"[{HAN}]")
_SAMPLE = 4_000
"""Characters that are looked at."""
_WAYS = (("cp1252", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "gb18030"), ("latin-1", "gb18030"), ("gb18030", "utf-8"))
"""In what the text was read wrongly, and what it was."""


def refuse_wrong_encoding(lines: Sequence[str], where: str) -> None:
    """Refuse text most of which is what a wrong encoding made of it.

    Raises:
        DocumentError: the characters are lost (锟斤拷, U+FFFD), or others stand in their place (æ–‡, 鏂囦欢).
    """
    text = "\n".join(lines)[:_SAMPLE]
    han = len(_HAN.findall(text))
    lost = sum(map(len, _LOST.findall(text))) + text.count(_REPLACED)
    if lost >= 6 and 10 * lost >= han + text.count(_REPLACED):
        raise _refusal(
            where, _("its characters were lost when it was saved in a wrong encoding: {text}"), _LOST.search(text), text
        )
    if _is_garbled(text):
        raise _refusal(where, _("it was saved through a wrong encoding and reads {text}"), None, text)


def _is_garbled(text: str) -> bool:
    """Whether the way back through one of ``_WAYS`` makes everyday Chinese of what is none."""
    odd = "".join(re.findall(r"[^\x00-\x7f]+", text))
    if len(odd) < 4:
        return False
    if 2 * sum(map(len, _ACCENTS.findall(text))) > len("".join(text.split())):
        return True
    latin = 2 * len(_LATIN.findall(odd)) > len(odd)
    if not latin and everyday_share(odd) >= LEAST_EVERYDAY:
        return False
    for wrong, right in _WAYS[:4] if latin else _WAYS[4:]:
        back = odd.encode(wrong, "ignore").decode(right, "ignore")
        chinese = len(_HAN.findall(back))
        if chinese >= 2 and 4 * chinese >= len(odd) and everyday_share(back) >= LEAST_EVERYDAY:
            return True
    return False


def _refusal(where: str, what: str, found: re.Match[str] | None, text: str) -> DocumentError:
    shown = text[found.start() :] if found else text.lstrip()
    return DocumentError(
        what.format(text=" ".join(shown.split())[:16]),
        where=where,
        next=_("take the file from where it comes, and save it as UTF-8"),
    )
