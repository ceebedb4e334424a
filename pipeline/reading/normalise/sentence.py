"""One sentence through all rules: each claims what it knows, in order; the rest is signs and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.chinese.characters import UNIFIED
from pipeline.reading.normalise.folding import fold
from pipeline.reading.normalise.kinds import (
    codes,
    counts,
    dates,
    identifiers,
    latin,
    money,
    names,
    numeric_dates,
    quantities,
    service_numbers,
    standards,
    symbols,
    telephone,
    times,
    web,
)
from pipeline.reading.normalise.leftover import leftover_said
from pipeline.reading.normalise.rule import CLAIMED, CLAIMED_DATE, Rule
from pipeline.reading.normalise.signs import PUNCTUATION, SAYABLE, sign_said
from pipeline.reading.normalise.spacing import placed, tightened, within
from pipeline.reading.spans import Stretch

_PLAIN = re.compile(rf"[{UNIFIED}{PUNCTUATION} ]*")
_FIGURE = re.compile(r"\d")
_SIGNS = re.compile(r"[^\u4e00-\u9fff，。！？；：、“”《》（）A-Za-z0-9 ]")
_LATIN = re.compile("[A-Za-z]")
_SPELT_ONE = re.compile("点[零一二三四五六七八九]*一|一(?:点[零一二三四五六七八九]|[到至乘加减比])|之一$")
"""A 一 that stays yī although its rule also says counts: in decimals, fractions and before 到, 乘, 比."""

_WITH_FIGURES: tuple[Rule, ...] = (
    *web.ADDRESSES, web.HARDWARE_ADDRESS, web.NETWORK_ADDRESS, *standards.RULES, *identifiers.PAPERS,
    *numeric_dates.COMPACT, *telephone.RULES,
    *service_numbers.RULES, *identifiers.RULES, *dates.RULES, *numeric_dates.RULES, *times.RULES,
    *counts.NUMBERED, *names.RULES, *codes.NAMES, *money.RULES, *counts.RELATIONS, *quantities.RULES, *codes.MODELS,
    *dates.RANGE_SIGNS, *counts.SIGNS, *counts.PLAIN,
)  # fmt: skip
_CLAIMS = CLAIMED + CLAIMED_DATE
_LEFT_OVER = re.compile(rf"[^{UNIFIED}{PUNCTUATION}{_CLAIMS}\s]+")
_PIECE = re.compile(rf"[{UNIFIED}{PUNCTUATION}A-Za-z ]+|[^{UNIFIED}{PUNCTUATION}A-Za-z ]", re.DOTALL)


def normalise(text: str, kept: Sequence[tuple[int, int]] = ()) -> tuple[Stretch, ...]:
    """``text`` as said, in stretches that cover it exactly and in order.

    Joined, what is said has only Chinese characters, Chinese punctuation, Latin letters and spaces; a
    stretch that is ``unsaid`` says nothing. Spans in ``kept`` (the operator's lexicon; they must not
    overlap) come back untouched, one stretch each.
    """
    if not kept and _PLAIN.fullmatch(text):
        return (Stretch(0, len(text), text, ""),) if text else ()
    tight, places = tightened(text, kept) if " " in text or "\u00a0" in text else (text, [])
    if len(places) in (0, len(text)):
        return _normalised(text, kept)
    return tuple(placed(_normalised(tight, within(kept, places)), places, len(text)))


def _normalised(text: str, kept: Sequence[tuple[int, int]]) -> tuple[Stretch, ...]:
    folded = fold(text)
    claims = [Stretch(start, end, text[start:end], "") for start, end in kept if start < end]
    open_text = folded
    for claim in claims:
        open_text = open_text[: claim.start] + CLAIMED * (claim.end - claim.start) + open_text[claim.end :]
    there = set(folded)
    for rule in _rules_for(folded):
        if not rule.needs or not there.isdisjoint(rule.needs):
            open_text = _claim(rule, open_text, folded, claims)
    claims.extend(_left_over(open_text))
    claims.sort(key=lambda claim: claim.start)
    return tuple(_covering(text, folded, claims))


def _rules_for(folded: str) -> Iterator[Rule]:
    latin_there = _LATIN.search(folded)
    signs = _SIGNS.search(folded)
    if signs:
        yield from symbols.NUMBERS
        yield quantities.COMPARED
        yield dates.WEEKDAYS
    if _FIGURE.search(folded):
        yield from _WITH_FIGURES
    elif latin_there:
        yield from web.ADDRESSES
    if latin_there or signs:
        yield symbols.PRICE
        yield symbols.PER
        yield symbols.SHARED
        yield quantities.UNIT_ALONE
        yield symbols.PER
        yield symbols.SHARED_BESIDE
        yield from symbols.SIGNS
    if latin_there:
        yield symbols.ROMAN
        yield from latin.RULES


def _claim(rule: Rule, open_text: str, folded: str, claims: list[Stretch]) -> str:
    def claimed(match: re.Match[str]) -> str:
        start, end = match.span()
        said = rule.say(match, folded)
        if said is None:
            return match.group()
        digits = rule.digits or _SPELT_ONE.search(said) is not None
        claims.append(Stretch(start, end, said, rule.name, digits))
        return rule.mask * (end - start)

    return rule.pattern.sub(claimed, open_text)


def _left_over(open_text: str) -> Iterator[Stretch]:
    for match in _LEFT_OVER.finditer(open_text):
        if _FIGURE.search(match.group()):
            yield Stretch(match.start(), match.end(), leftover_said(match.group()), "number", digits=True)


def _covering(text: str, folded: str, claims: list[Stretch]) -> Iterator[Stretch]:
    """The claims and what lies between them, which is plain text and signs."""
    at = 0
    quotes = 0
    for claim in [*claims, Stretch(len(text), len(text), "", "")]:
        for piece in _PIECE.finditer(folded, at, claim.start):
            start, end = piece.span()
            quotes += piece.group() == '"'
            if SAYABLE.match(piece.group()):
                yield from _plain(text[start:end], piece.group(), start)
            else:
                yield _sign(text[start:end], piece.group(), start, opens=quotes % 2 == 1)
        if claim.end > claim.start:
            yield claim
        at = claim.end


def _plain(written: str, folded: str, start: int) -> Iterator[Stretch]:
    """Text that is said as it is, apart from characters that were folded."""
    if written == folded:
        yield Stretch(start, start + len(written), written, "")
        return
    for same, run in groupby(range(len(written)), lambda at: written[at] == folded[at]):
        places = list(run)
        first, end = places[0], places[-1] + 1
        yield Stretch(start + first, start + end, folded[first:end], "" if same else "character variant")


def _sign(written: str, folded: str, start: int, *, opens: bool) -> Stretch:
    end = start + len(written)
    said = sign_said(folded, opens=opens)
    if said is None:
        return Stretch(start, end, "", "cannot be said", unsaid=True)
    if folded.isspace():
        return Stretch(start, end, said, "space")
    return Stretch(start, end, said, "punctuation" if said == "" or said in PUNCTUATION else "sign")
