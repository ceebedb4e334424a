"""The sounds of what is due, from the files that are chosen for it; and when they fail, what plays in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.air.mixing.decoding import built_in_bell
from pipeline.air.mixing.items import Ready
from pipeline.air.schedule.choice import choose
from pipeline.errors import BroadcastError
from pipeline.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import tzinfo
    from pathlib import Path

    from pipeline.air.mixing.items import Sound
    from pipeline.air.schedule.choice import Choice, Programme, Source
    from pipeline.air.schedule.timetable import Due


@dataclass(frozen=True, slots=True)
class Preparing:
    """Makes due items ready."""

    sound: Callable[[Source], Sound]
    """The sound of a file; raises what :meth:`pipeline.air.mixing.decoding.Decoder.sound` raises."""
    zone: tzinfo
    """The station's."""
    files: Path
    """Where paths in ``station.toml`` begin."""
    folder: Path
    """That of the air."""

    def ready(self, due: Due, programmes: Sequence[Programme], heard: Collection[str]) -> Ready:
        """The sounds of ``due``, and what had to be done to have any.

        Never silent: where something should play, something does. What and why stands in the notes.
        """
        choice = choose(due, self.zone, programmes, heard, self.files, self.folder)
        if choice.nothing:
            return Ready((), notes=(choice.nothing,))
        sounds, slugs, notes = self._all(choice.sources)
        return Ready(sounds, slugs, notes) if sounds else self._instead(choice, notes)

    def _all(self, sources: Sequence[Source]) -> tuple[tuple[Sound, ...], tuple[str, ...], tuple[str, ...]]:
        sounds, slugs, notes = [], [], []
        for source in sources:
            try:
                sounds.append(self.sound(source))
            except BroadcastError as exc:
                missing = source.recorded and not source.path.exists()
                notes.append(_("{name}: run make, which records it").format(name=source.name) if missing else str(exc))
            else:
                slugs += [source.slug] if source.slug else []
        return tuple(sounds), tuple(slugs), tuple(notes)

    def _instead(self, choice: Choice, notes: tuple[str, ...]) -> Ready:
        for source in choice.instead:
            sounds, slugs, failed = self._all([source])
            if sounds:
                return Ready(sounds, slugs, (*notes, _("in its place: {name}").format(name=source.name)))
            notes = (*notes, *failed)
        if not notes:
            notes = (_("there is no episode"),)
        return Ready((built_in_bell(),), (), (*notes, _("in its place: the built-in bell")))
