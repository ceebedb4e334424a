"""Sentences: lossless, and short enough for every engine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pipeline.chinese.characters import CHINESE_NUMBER, CLOSERS, ENDERS, HAN, OPENERS, PARTNERS, PAUSES, is_sayable
from pipeline.text.long_sentences import LIMIT, divide, weight
from pipeline.text.repair import raw_paragraphs

_ATTRIBUTED = re.compile(rf"[{HAN}]{{0,10}}(?:说道|说|道|问|答|喊|表示|指出|强调|写道)[。，：,:!！]")
"""Who said it, after a quotation that ends like a sentence: “……！”他说。"""

_TRAILING = re.compile("[\\s\u200d\u2764\ufe0f\U0001f000-\U0001faff]+")

_ABBREVIATIONS = "|".join(
    f"(?<={word[0]}){word[1:]}"
    for name in (
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "no",
        "nos",
        "vs",
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
        "fig",
        "vol",
    )
    for word in (name, name.capitalize())
)
"""Each without its first letter, which is looked back at."""

# Every match begins with one of these characters, and the pattern with their class: the engine then skips all others at
# full speed, which makes the scan several times as fast. What each alternative begins with is checked behind it.
_FIRST = rf"[{ENDERS}.．{PAUSES}{re.escape(OPENERS + CLOSERS)}\"A-Za-z0-9第零〇一二三四五六七八九十百]"

_SCAN = re.compile(
    rf"""{_FIRST}(?:
    (?P<safe>  # no mark in here ends or divides anything
        (?i:(?<=[hH])ttps?://|(?<=[fF])(?:tp|ile)://|(?<=[rR])tsp?://|(?<=[wW])ww\.)[\x21-\x7e]+(?<![,.;:!?)\]])
      | (?<=[A-Za-z0-9])(?<![A-Za-z0-9._+-].)[A-Za-z0-9._+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+
      | (?<=\d)(?<!\d.)\d*(?:[.,:．：/]\d+)+               # decimals, dotted dates, times, thousands, ratios
      | (?<=[vV0-9])(?<![A-Za-z0-9].)(?:(?<=\d)|\d)\d*(?:\.[0-9A-Za-z]+)+  # versions
      | (?<=[A-Za-z])(?<![A-Za-z].)(?:{_ABBREVIATIONS})\.
      | (?<=[A-Za-z])(?<![A-Za-z].)\.(?:[A-Za-z]\.)*(?=[ ,;A-Za-z]|$)   # initials
      | (?:(?<=[。；：！？;:!?…\n\u3000].)|(?<=[。；：！？;:!?…]\s.)|(?<!..))  # what starts an item
        (?:
            (?:(?<=[(（])(?:{CHINESE_NUMBER}{{1,3}}|\d{{1,3}})|(?<={CHINESE_NUMBER}){CHINESE_NUMBER}{{0,2}}|(?<=\d)\d{{0,2}})
            [)）]?[、.．]
          | (?<=第){CHINESE_NUMBER}{{1,3}}[，,、]
        )
    )
  | (?P<end>
        (?<=[{ENDERS}])[{ENDERS}]*
      | (?<=\.)\.{{2,}}
      | (?<=[{HAN}”’》）)%％℃][.．])(?=[\s”’》）)]|$|[{HAN}“‘《（(])
      | (?<=[\w)\]”"]\.)(?=[\s"”)]|$)
    )
  | (?P<pause>(?<=[{PAUSES}]))
  | (?P<open>(?<=[{re.escape(OPENERS)}]))
  | (?P<close>(?<=[{re.escape(CLOSERS)}]))
  | (?P<quote>(?<="))
    )""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A place where text may be cut."""

    place: int
    """Offset of the first character after the cut."""
    mark: str
    """The mark it stands behind: one of ``ENDERS`` (a half-width full stop counts as ``。``) or of ``PAUSES``."""
    nested: bool
    """Whether it lies inside quotes or brackets."""


def split_text(text: str, limit: int = LIMIT) -> list[str]:
    """The sentences of ``text``, each short enough to be said in one breath by every engine.

    Lossless: ``"".join(split_text(t)) == t``; white space stays with the sentence before it. No piece is empty, and no
    piece without anything to say is left alone beside one that has something, as far as ``limit`` allows.

    ``limit`` is in syllables by the upper estimate of :func:`pipeline.text.long_sentences.weight`. Text with line
    breaks is mended as documents are: a line that breaks off in mid-sentence goes on in the next.
    """
    return [piece for paragraph in raw_paragraphs(text) for piece in split_paragraph(paragraph, limit)]


def split_paragraph(text: str, limit: int = LIMIT) -> list[str]:
    """As :func:`split_text`, for text that is one paragraph whatever its line breaks."""
    cuts = list(_cuts(text))
    pieces: list[str] = []
    start = 0
    inner: list[Cut] = []
    for cut in [*cuts, Cut(len(text), "。", False)]:
        if cut.mark in PAUSES or cut.nested:
            inner.append(cut)
            continue
        if cut.place > start and (
            cut.place == len(text) or not _ATTRIBUTED.match(text, cut.place) or not _quoted(text, cut.place)
        ):
            places = [(c.place - start, c.mark, c.nested) for c in inner if c.place < cut.place]
            pieces += divide(text[start : cut.place], places, limit)
            start, inner = cut.place, []
        else:
            inner.append(cut)
    return _with_something_to_say(pieces, limit)


def _quoted(text: str, place: int) -> bool:
    return place > 0 and text[place - 1] in '”』」’"'


def _with_something_to_say(pieces: list[str], limit: int) -> list[str]:
    """Marks and ornaments that stand alone go to the sentence before them, or to the first one after."""
    merged: list[str] = []
    for piece in pieces:
        alone = merged and not (is_sayable(piece) and is_sayable(merged[-1]))
        if alone and weight(merged[-1]) + weight(piece) <= 4 * limit:
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def _cuts(text: str) -> Iterator[Cut]:
    """Every place behind an ending or comma-like mark, in order; linear in the length of ``text``."""
    found = list(_SCAN.finditer(text))
    depths, closing = _nesting(found)
    past = 0
    for index, match in enumerate(found):
        if index < past or match.lastgroup not in ("end", "pause"):
            continue
        # Closing marks, and ending marks behind those, stay with their sentence.
        last = index
        while last + 1 < len(found) and found[last + 1].start() == found[last].end() and last + 1 in closing:
            last += 1
        while (
            last + 1 < len(found)
            and found[last + 1].start() == found[last].end()
            and found[last + 1].lastgroup == "end"
        ):
            last += 1
        past, place = last + 1, found[last].end()
        follower = text[place : place + 1]
        if last > index and (found[last].group() in "》〉" or (follower and follower in "的等和与及是为")):
            continue
        if match.lastgroup == "end" and follower and follower in PAUSES + "—":
            continue
        yield Cut(_trailing(text, place), "。" if match.lastgroup == "end" else match.group(), depths[last] > 0)


def _trailing(text: str, place: int) -> int:
    """Past white space, and emoji that comment on what was said."""
    match = _TRAILING.match(text, place)
    return match.end() if match else place


def _nesting(found: list[re.Match[str]]) -> tuple[list[int], set[int]]:
    """How deep in quotes and brackets the text behind each match lies, and which matches are closing marks.

    Marks without a partner do not count as depth: a quote that is never closed must not swallow what follows.
    """
    stack: list[int] = []
    waiting: Counter[str] = Counter()
    closing = {index for index, match in enumerate(found) if match.lastgroup == "close"}
    steps = [0] * (len(found) + 1)
    quotes = [index for index, match in enumerate(found) if match.lastgroup == "quote"]
    pairs = list(zip(quotes[0::2], quotes[1::2], strict=False))
    closing.update(closer for _, closer in pairs)
    for index, match in enumerate(found):
        mark = match.group()
        if match.lastgroup == "open":
            stack.append(index)
            waiting[mark] += 1
        elif match.lastgroup == "close" and waiting[PARTNERS[mark]]:
            opener = stack.pop()
            while found[opener].group() != PARTNERS[mark]:
                waiting[found[opener].group()] -= 1
                opener = stack.pop()
            waiting[PARTNERS[mark]] -= 1
            pairs.append((opener, index))
    for opener, closer in pairs:
        steps[opener] += 1
        steps[closer] -= 1
    return list(accumulate(steps[:-1])), closing
