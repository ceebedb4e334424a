"""A document that was renamed or moved, and maybe mended on the way, keeps its episode: GUID, number, date, address.

The slug is the key: `run.py` gives the old one to the new name, and `imprints.py` finds the GUID under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.build import output_folder
from pipeline.build.index import digest_of
from pipeline.errors import BroadcastError
from pipeline.text import read_document

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.build.index import Index
    from pipeline.build.sources import Found, Source
    from pipeline.model import Document, Episode

NEARLY = 0.8
"""Share of pairs of characters that two texts have in common when one is the other, mended."""
A_WORD = 4
"""Pairs in which two texts may differ however short they are: as many as one word of two characters, replaced."""

_SENTENCE = re.compile(r"s\d+-\d+$")
"""Cues of the document itself; others say the station's name and the title."""
_DAYS_SAID = re.compile(
    r"\d{4}年|\d{1,2}月\d{1,2}[日号]?|(?<![\d月])\d{1,2}[日号]|(?:星期|周|礼拜)[一二三四五六日天]|第[\d〇一二三四五六七八九十百]+[周期次号]"
)
"""By what one issue of a notice that returns differs from the one before."""
_DAYS_NAMED = re.compile(
    r"\d{4,8}|\d{1,2}月(?:\d{1,2}日?)?|\d{1,2}[-_.]\d{1,2}(?!\d)|第[\d〇一二三四五六七八九十百]+[周期次号]|\d+[周期](?!\d)"
)
"""The same in the name of a file or a folder."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is compared of a document or an episode."""

    name: str
    """Of the file, relative to ``seeds/``, with ``/``."""
    title: str
    """Empty where it is only the file's name."""
    date: str
    """``YYYY-MM-DD`` or longer; of a document empty where it names none."""
    text: str
    """Letters and figures alone."""


def of_document(document: Document, name: str) -> Notice:
    """What is compared of ``document``, the file called ``name``."""
    text = _bare(document.text)
    return Notice(name, _own(document.title, name, text), document.date, text)


def of_episode(episode: Episode) -> Notice:
    """What is compared of ``episode``."""
    text = _bare("".join(cue.text for cue in episode.cues if _SENTENCE.match(cue.id)))
    return Notice(episode.source, _own(episode.title, episode.source, text), episode.date, text)


@dataclass(frozen=True, slots=True)
class Rename:
    """A document that has the episode of another name."""

    old: str
    """As the file was called when the episode was last made."""
    new: str
    slug: str
    """The episode's folder."""


def renamed(found: Found, index: Index, audio_out: Path, is_known: Callable[[str], bool]) -> list[Rename]:
    """Which of the new documents in ``found`` are old ones under new names; ``is_known`` tells names that have or had
    an episode of their own.

    A document whose file is gone is looked for among the new ones; one whose file is there, but says something else
    now, too. Only where there is such a pair is anything read.
    """
    new = [source for source in found.sources if source.name not in index.entries and not is_known(source.name)]
    there = {source.name: source for source in found.sources}
    left = {
        name: entry.slug
        for name, entry in index.entries.items()
        if not entry.draft and (name not in found.present or (name in there and index.touched(there[name])))
    }
    if not new or not left:
        return []
    search = _Search(left, there, index, audio_out)
    return [rename for source in new if (rename := search.rename_of(source))]


class _Search:
    """Episodes that have lost their documents, each to be found once."""

    def __init__(self, left: Mapping[str, str], there: Mapping[str, Source], index: Index, audio_out: Path) -> None:
        """``left``: slugs by the names of the lost documents; ``there``: the documents that are there now."""
        self._left, self._there, self._audio_out = dict(left), there, audio_out
        gone = [name for name in left if name not in there and index.entries[name].digest]
        self._by_digest = {index.entries[name].digest: name for name in gone}

    def rename_of(self, source: Source) -> Rename | None:
        """What became of an episode, where ``source`` is its document."""
        name = self._unchanged(source) or self._most_like(source)
        return Rename(name, source.name, self._left.pop(name)) if name else None

    def _unchanged(self, source: Source) -> str:
        """The name that a file had which was only moved; empty where its name may tell another day."""
        if _DAYS_NAMED.search(source.name):
            return ""
        name = self._by_digest.get(digest_of(source), "")
        return name if name in self._left else ""

    def _most_like(self, source: Source) -> str:
        new = _said(source)
        if new is None:
            return ""
        same = [
            old
            for old in (*self._by_text.get(new.text, ()), *self._by_title.get(new.title, ()))
            if old.name in self._left
        ]
        likest = max(same, key=lambda old: likeness(new, old), default=None)
        if likest is None or not likeness(new, likest):
            return ""
        own = _said(self._there[likest.name]) if likest.name in self._there else None
        return "" if own and likeness(own, likest) else likest.name

    @cached_property
    def _old(self) -> list[Notice]:
        return list(self._standing())

    @cached_property
    def _by_text(self) -> dict[str, list[Notice]]:
        return _grouped(self._old, lambda notice: notice.text)

    @cached_property
    def _by_title(self) -> dict[str, list[Notice]]:
        return _grouped(self._old, lambda notice: notice.title)

    def _standing(self) -> Iterator[Notice]:
        for name, slug in self._left.items():
            with suppress(BroadcastError):  # one that cannot be read is told elsewhere
                if episode := output_folder.identity(self._audio_out / slug):
                    yield replace(of_episode(episode), name=name)


def _grouped(notices: Iterable[Notice], key: Callable[[Notice], str]) -> dict[str, list[Notice]]:
    found: dict[str, list[Notice]] = {}
    for notice in notices:
        found.setdefault(key(notice), []).append(notice)
    return found


def _said(source: Source) -> Notice | None:
    """What is compared of a document; None for a draft, and for what cannot be read, which is told in its turn."""
    with suppress(BroadcastError):
        document = read_document(source.path)
        if not document.draft:
            return of_document(document, source.name)
    return None


def likeness(new: Notice, old: Notice) -> float:
    """How sure it is that ``new`` is ``old`` under another name, 0 (it is another notice) to 1 (the same text).

    What returns each week with the same words is another notice: it names another day, in its head, its name, or among
    its words.
    """
    if new.date and not old.date.startswith(new.date[:10]):
        return 0.0
    days_of_new, days_of_old = (set(_DAYS_NAMED.findall(notice.name)) for notice in (new, old))
    if days_of_new and days_of_old and days_of_new != days_of_old:
        return 0.0
    if new.text == old.text:
        return 1.0
    if new.title != old.title or _days_said(new.text) != _days_said(old.text):
        return 0.0
    return _in_common(new.text, old.text)


def _in_common(one: str, other: str) -> float:
    """The share of pairs of neighbouring characters that both have, 0 where that is too little."""
    pairs, others = _pairs(one), _pairs(other)
    common = (pairs & others).total()
    longest = max(pairs.total(), others.total())
    near = common >= NEARLY * longest or (common and longest - common <= A_WORD)
    return common / (longest + 1) if near else 0.0


def _pairs(text: str) -> Counter[str]:
    return Counter(map("".join, pairwise(text)))


def _days_said(text: str) -> set[str]:
    return set(_DAYS_SAID.findall(text))


def _own(title: str, name: str, text: str) -> str:
    """``title`` unless it is only what the file is called."""
    bare = _bare(title)
    return "" if _bare(PurePosixPath(name).stem).endswith(bare) and not text.startswith(bare) else bare


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))
