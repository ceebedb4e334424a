"""``broadcast heard``: how often each episode was heard."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_station, at_least_one
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("heard", help=_("how often each episode was heard, as the server has counted it"))
    parser.add_argument(
        "--days", type=at_least_one, default=7, metavar="N", help=_("days of the second column (default: 7)")
    )
    parser.add_argument("--audio-out", type=Path, default=Path("audio_out"), metavar="DIR", help=_("episodes out"))
    add_station(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.build.output_folder import WITHDRAWN
    from pipeline.manifest import MANIFEST, read_episode
    from pipeline.publish.heard import Count, read_heard
    from pipeline.station import read_station

    station, _settings = read_station(options.station)
    heard = read_heard(options.audio_out)
    if not heard:
        print(_("Nothing has been heard yet, or not from `broadcast serve`: that counts."))
        return DONE
    first = datetime.now(station.zone).date() - timedelta(days=options.days - 1)
    print(_("All, the last {days} days, and of all by loudspeakers:").format(days=options.days))
    rows = []
    for slug in {slug for slug, _master in heard}:
        counts = [heard.get((slug, master), Count()) for master in ("podcast", "workshop")]
        folder = options.audio_out / slug
        episode = read_episode(folder) or read_episode(folder, WITHDRAWN)
        title = episode.title if episode else slug
        gone = "" if (folder / MANIFEST).exists() else _(" (withdrawn)")
        date = episode.date[:10] if episode else ""
        rows.append(
            (
                date,
                slug,
                [sum(c.total for c in counts), sum(c.since(first) for c in counts), counts[1].total],
                title + gone,
            )
        )
    for date, _slug, (total, lately, loud), title in sorted(rows, reverse=True):
        print(f"{total:>7} {lately:>6} {loud:>6}  {date}  {title}")
    return DONE
