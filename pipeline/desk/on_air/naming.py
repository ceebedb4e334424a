"""What plays, in words: the timetable has its own, operators have titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.messages import N_, _, shown

_WORDS = {"bell": N_("the bell"), "time": N_("the time"), "new": N_("what is new"), "today": N_("what is of today")}


def name_of(play: str, heard: Sequence[str], titles: Mapping[str, str]) -> str:
    """``play``, as in ``station.toml``, by the titles of what is heard in it where there are such.

    Args:
        heard: slugs of episodes.
        titles: of episodes by slug.
    """
    if heard:
        return _(", ").join(titles.get(slug, slug) for slug in heard)
    if play in _WORDS:
        return shown(_WORDS[play])
    kind, _colon, rest = play.partition(":")
    if kind == "latest" and rest.isdigit():
        return _("the latest {n}").format(n=rest)
    return rest.strip() if kind == "text" else play
