"""Who each episode is, kept a second time: GUID, date and number outlast its folder.

``audio_out/.identities`` has a line of JSON for each episode, added when it is first made; of several lines for one
folder the last counts. A line that cannot be read is passed over: manifests tell the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.system.files import append_lines

if TYPE_CHECKING:
    from pipeline.model import Imprint

IDENTITIES = ".identities"


@dataclass(frozen=True, slots=True)
class Identity:
    """What is given to an episode once and never changes, but for the date of one that nobody has heard yet."""

    slug: str
    """Its folder."""
    source: str
    """Its document; this alone changes when that is renamed."""
    guid: str
    date: str
    """As in :class:`~pipeline.model.Imprint`."""
    number: int


class Identities:
    """Of all episodes of one output folder, withdrawn ones included."""

    def __init__(self, audio_out: Path) -> None:
        """Nothing is read until somebody asks."""
        self._path = audio_out / IDENTITIES

    def of(self, slug: str) -> Identity | None:
        """Of the episode in the folder ``slug``; None: nobody noted it."""
        return self._known.get(slug)

    def slug_of(self, source: str) -> str | None:
        """The folder that the document called ``source`` has or had; None: it is not known."""
        return self._slugs.get(source)

    def has_given(self, guid: str) -> bool:
        """Whether an episode has ``guid``."""
        return guid in self._guids

    @property
    def numbered(self) -> int:
        """The highest number that has been given."""
        return max((each.number for each in self._known.values()), default=0)

    @property
    def size(self) -> int:
        """Bytes of the file: what lost a line, or all, has another size."""
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    def keep(self, *imprints: Imprint) -> None:
        """Note who these episodes are; on return it is on the disk.

        Raises:
            OutputError: it cannot be written.
        """
        told = [Identity(each.slug, each.source, each.guid, each.date, each.number) for each in imprints]
        new = [identity for identity in told if self.of(identity.slug) != identity]
        if not new:
            return
        lines = b"".join(json.dumps(asdict(identity), ensure_ascii=False).encode() + b"\n" for identity in new)
        append_lines(self._path, lines)
        for identity in new:
            self._known[identity.slug] = identity
            self._slugs[identity.source] = identity.slug
            self._guids.add(identity.guid)

    @cached_property
    def _known(self) -> dict[str, Identity]:
        try:
            lines = self._path.read_bytes().splitlines()
        except OSError:
            return {}
        return {identity.slug: identity for identity in map(_read, lines) if identity}

    @cached_property
    def _slugs(self) -> dict[str, str]:
        return {identity.source: identity.slug for identity in self._known.values()}

    @cached_property
    def _guids(self) -> set[str]:
        return {identity.guid for identity in self._known.values()}


class Numbers:
    """Gives new episodes their numbers, in the order in which they are asked for and without a gap: where one comes to
    nothing, those after it move up."""

    def __init__(self, highest: int) -> None:
        """``highest`` has been given before."""
        self._highest = highest
        self._given: dict[str, int] = {}

    def of(self, slug: str) -> int:
        """The number of the new episode ``slug``; asked for the first time, the next."""
        if slug not in self._given:
            self._highest += 1
            self._given[slug] = self._highest
        return self._given[slug]

    def give_back(self, slug: str) -> None:
        """``slug`` has not become an episode in this run, nor has any after it yet."""
        if slug in self._given:
            free = self._given.pop(slug)
            self._highest -= 1
            self._given = {other: number - (number > free) for other, number in self._given.items()}


def _read(line: bytes) -> Identity | None:
    try:
        identity = Identity(**json.loads(line))
    except (ValueError, TypeError):
        return None
    texts = (identity.slug, identity.source, identity.guid, identity.date)
    return identity if all(isinstance(text, str) and text for text in texts) and type(identity.number) is int else None
