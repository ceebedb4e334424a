"""``broadcast script``: show what would be said for a document, and why."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_station
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("script", help=_("show what would be said for a document, and why"))
    parser.add_argument("file", type=Path, metavar="FILE")
    add_station(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    form.add_argument("--pinyin", action="store_true", help=_("pinyin above the characters"))
    form.add_argument("--doubtful", action="store_true", help=_("places where another reading is nearly as likely"))
    form.add_argument("--why", action="store_true", help=_("for each character which entry decided its reading"))
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.build.script import readings
    from pipeline.commands.screens import script_view
    from pipeline.reading import Reader, doubtful_places
    from pipeline.reading.why import explained
    from pipeline.station import read_station
    from pipeline.text import read_document

    station, settings = read_station(options.station)
    document = read_document(options.file)
    texts = (sentence.text for section in document.sections for sentence in section.sentences)
    reader = Reader(station.lexicon, where=settings.where_in("lexicon")).of_document(texts)
    for notice in document.notices:
        print(f"! {notice}", file=sys.stderr)
    left_out = document.left_out  # told once, with the first sentence
    for section, sentence, reading in readings(document, reader):
        if options.doubtful:
            shown = script_view.as_doubtful(sentence, reading, doubtful_places(reader, reading.text))
        elif options.why:
            shown = script_view.as_why(sentence, reading, explained(reader, reading.text))
        elif options.json:
            shown = script_view.as_json(sentence, reading, section, left_out)
            left_out = ()
        elif options.pinyin:
            shown = script_view.as_pinyin(sentence, reading)
        else:
            shown = script_view.as_text(sentence, reading)
        for line in shown:
            print(line)
    return DONE
