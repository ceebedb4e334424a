"""The station's feeds: which there are, which master each leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import PublishError
from pipeline.messages import _
from pipeline.publish.xml_text import one_line

if TYPE_CHECKING:
    from pipeline.station import Station


@dataclass(frozen=True, slots=True)
class Programme:
    """One of the station's feeds."""

    profile: str
    """The master its enclosures are."""
    name: str
    """Its file, without ``.xml``."""
    suffix: str
    """What its title has after the station's name."""
    invitation: str
    """What the page says for it."""
    timed: bool
    """Whether the times of cues and chapters are those of its master; a loudspeaker's begins later and repeats."""
    alternate: str
    """The master offered beside it; empty: none."""
    alternate_title: str


PODCAST = Programme("podcast", "podcast", "", "订阅播客", True, "workshop", "车间广播版")
WORKSHOP = Programme("workshop", "workshop", " · 车间广播", "车间广播", False, "", "")


def programmes_of(station: Station) -> tuple[Programme, ...]:
    """The feeds of the station: one for each of their masters that it has made."""
    enabled = {"podcast": station.profiles.podcast.enabled, "workshop": station.profiles.workshop.enabled}
    return tuple(programme for programme in (PODCAST, WORKSHOP) if enabled[programme.profile])


def title_of(station: Station, programme: Programme) -> str:
    """The feed's title.

    Raises:
        PublishError: the station's name has no character that XML allows.
    """
    name = one_line(station.name)
    if not name:
        raise PublishError(
            _("the station's name cannot be shown"), where="station.toml", next=_("write a name under [station]")
        )
    return name + programme.suffix
