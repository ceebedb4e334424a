"""Words in, words out: the only module that prints or exits."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from pipeline import __version__
from pipeline.errors import BroadcastError, EngineMissing, StationError, UsageError
from pipeline.messages import _
from pipeline.station import ENGINE_CHOICES
from pipeline.system.interrupts import never_lost

DONE, SOMETHING_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code.

    0: all done. 1: something could not be done; which and why stands on stderr, the rest is done.
    2: wrong usage or configuration, nothing touched. 130: interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a GBK terminal must survive any document's characters
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        with never_lost():
            return command(options)
    except (StationError, UsageError, EngineMissing) as exc:
        print(exc, file=sys.stderr)
        return WRONG_USAGE
    except BroadcastError as exc:
        print(exc, file=sys.stderr)
        return SOMETHING_FAILED
    except KeyboardInterrupt:
        from pipeline.system.worker_pool import end_workers

        end_workers()  # a model that is just being loaded would be waited for
        print(_("Stopped. What was done is kept; run make again to go on."), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of a long listing has seen enough
        sys.stderr.close()
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="broadcast", description=_("Documents in, a Mandarin podcast and workshop programme out.")
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar=_("COMMAND"))

    build = commands.add_parser("build", help=_("make what is missing and publish it"))
    build.add_argument("--seeds", type=Path, default=Path("seeds"), metavar="DIR", help=_("documents in"))
    _add_folders(build)
    _add_engine(build)
    build.add_argument("--jobs", type=_at_least_one, metavar="N", help=_("sentences at once (default: the cores here)"))
    build.add_argument(
        "--cluster", type=_cluster, metavar="ADDRESS", help=_("a dask scheduler, tcp://host:8786, whose workers speak")
    )
    build.set_defaults(command=_build)

    script = commands.add_parser("script", help=_("show what would be said for a document, and why"))
    script.add_argument("file", type=Path, metavar="FILE")
    _add_station(script)
    form = script.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    form.add_argument("--pinyin", action="store_true", help=_("pinyin above the characters"))
    form.add_argument("--doubtful", action="store_true", help=_("places where another reading is nearly as likely"))
    script.set_defaults(command=_script)

    say = commands.add_parser("say", help=_("say one sentence, to hear a lexicon entry"))
    say.add_argument("text", metavar="TEXT")
    say.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help=_("a .wav, .flac or .mp3 file"))
    say.add_argument("--voice", metavar="NAME", help=_("default: the first presenter"))
    _add_station(say)
    _add_engine(say)
    say.set_defaults(command=_say)

    voices = commands.add_parser("voices", help=_("the voices of each engine"))
    voices.add_argument("--sample", metavar="TEXT", help=_("let each voice say TEXT, one file a voice"))
    voices.add_argument("-o", "--output", type=Path, default=Path(), metavar="DIR", help=_("where the files go"))
    _add_station(voices)
    _add_engine(voices)
    voices.set_defaults(command=_voices)

    check = commands.add_parser("check", help=_("check every file, tag and address of what is published"))
    _add_folders(check)
    check.set_defaults(command=_check)

    serve = commands.add_parser("serve", help=_("serve the page, the feeds and the audio"))
    serve.add_argument("--host", metavar="ADDRESS", help=_("default: as in station.toml; 0.0.0.0: the whole network"))
    serve.add_argument("--port", type=int, metavar="N")
    _add_folders(serve)
    serve.set_defaults(command=_serve)

    publish = commands.add_parser("publish", help=_("upload what is published to the bucket of [publish] target"))
    _add_folders(publish)
    publish.set_defaults(command=_publish)

    prune = commands.add_parser("prune", help=_("remove stored sounds that no episode needs"))
    prune.add_argument("--audio-out", type=Path, default=Path("audio_out"), metavar="DIR", help=_("episodes out"))
    prune.add_argument("--days", type=_not_negative, default=90, metavar="N", help=_("unused for longer (default: 90)"))
    prune.add_argument(
        "--gigabytes", type=_not_negative, default=5, metavar="N", help=_("or more than this in all (default: 5)")
    )
    prune.set_defaults(command=_prune)

    device = commands.add_parser("device", help=_("addresses of their own for loudspeakers, where a password is set"))
    device.add_argument("action", nargs="?", choices=("list", "add", "remove"), default="list")
    device.add_argument(
        "name", nargs="?", default="", metavar="NAME", help=_("of the loudspeaker, to add or remove it")
    )
    device.add_argument("--audio-out", type=Path, default=Path("audio_out"), metavar="DIR", help=_("episodes out"))
    _add_station(device)
    device.set_defaults(command=_device)

    password = commands.add_parser("password", help=_("the line for station.toml that asks listeners for a password"))
    password.set_defaults(command=_password)
    return parser


def _add_station(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--station", type=Path, default=Path("station.toml"), metavar="FILE", help=_("the settings"))


def _add_folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--audio-out", type=Path, default=Path("audio_out"), metavar="DIR", help=_("episodes out"))
    parser.add_argument("--feeds", type=Path, default=Path("feeds"), metavar="DIR", help=_("feeds and pages out"))
    _add_station(parser)


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--engine", choices=ENGINE_CHOICES, help=_("the voice engine (default: as in station.toml)"))


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(_("must be 1 or more"))
    return number


def _cluster(text: str) -> str:
    if not re.fullmatch(r"(tcp|tls)://[^\s/]+:\d+", text):
        raise argparse.ArgumentTypeError(_("must look like tcp://host:8786"))
    return text


def _not_negative(text: str) -> float:
    number = float(text)
    if not number >= 0:  # also refuses what is no number
        raise argparse.ArgumentTypeError(_("must be 0 or more"))
    return number


# Each command imports what it needs where it runs: a build with nothing to do must not load a text reader.


def _build(options: argparse.Namespace) -> int:
    from pipeline.build import Order, build
    from pipeline.commands.screen import screen_for, tell_summary
    from pipeline.system.cores import usable_cores

    order = Order(
        seeds=options.seeds,
        audio_out=options.audio_out,
        feeds=options.feeds,
        station=options.station,
        engine=options.engine,
        jobs=options.jobs or usable_cores(),
        cluster=options.cluster,
    )
    began = time.monotonic()
    with screen_for(sys.stdout) as screen:
        summary = build(order, screen)
    tell_summary(summary, order, time.monotonic() - began, sys.stdout, sys.stderr)
    return SOMETHING_FAILED if summary.failures else DONE


def _script(options: argparse.Namespace) -> int:
    from pipeline.build.script import readings
    from pipeline.commands import script_view
    from pipeline.reading import Reader, doubtful_places
    from pipeline.station import read_station
    from pipeline.text import read_document

    station, settings = read_station(options.station)
    reader = Reader(station.lexicon, where=settings.where_in("lexicon"))
    document = read_document(options.file)
    for notice in document.notices:
        print(f"! {notice}", file=sys.stderr)
    left_out = document.left_out  # told once, with the first sentence
    for section, sentence, reading in readings(document, reader):
        if options.doubtful:
            shown = script_view.as_doubtful(sentence, reading, doubtful_places(reader, reading.text))
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


def _say(options: argparse.Namespace) -> int:
    from pipeline.commands.say import audition
    from pipeline.station import read_station

    station, settings = read_station(options.station)
    engine, voice = audition(options.text, options.output, station, settings, options.engine, options.voice)
    print(_("{path}: {voice} ({engine})").format(path=options.output, voice=voice, engine=engine))
    return DONE


def _voices(options: argparse.Namespace) -> int:
    from pipeline.commands.say import audition, voices_of
    from pipeline.station import read_station

    station, settings = read_station(options.station)
    for engine, voice in voices_of(station, options.engine):
        gender = _("female") if voice.gender == "female" else _("male")
        print(f"{engine:7} {voice.name:32} {gender:7} {voice.about}")
        if options.sample:
            path = options.output / f"{engine}-{voice.name}.wav"
            audition(options.sample, path, station, settings, engine, voice.name)
            print(f"        {path}")
    return DONE


def _check(options: argparse.Namespace) -> int:
    from pipeline.publish import check
    from pipeline.station import read_station

    station, _settings = read_station(options.station)
    findings = check(options.audio_out, options.feeds, station)
    for finding in findings:
        print(finding, file=sys.stderr)
    errors = sum(finding.level == "error" for finding in findings)
    print(_("{errors} errors, {warnings} warnings").format(errors=errors, warnings=len(findings) - errors))
    return SOMETHING_FAILED if errors else DONE


def _serve(options: argparse.Namespace) -> int:
    from pipeline.commands.serve import air
    from pipeline.station import read_station

    station, settings = read_station(options.station)
    air(
        station,
        settings,
        audio_out=options.audio_out,
        feeds=options.feeds,
        host=options.host,
        port=options.port,
        say=partial(print, flush=True),  # a log file must show the address while the server runs
    )
    return DONE


def _publish(options: argparse.Namespace) -> int:
    from pipeline.build.output_folder import at_rest
    from pipeline.publish import upload
    from pipeline.station import read_station

    station, _settings = read_station(options.station)
    with at_rest(options.audio_out):
        done = upload(station, audio_out=options.audio_out, feeds=options.feeds, tell=partial(print, flush=True))
    if not (done.sent or done.removed):
        print(_("Nothing to upload: {kept} files are there already.").format(kept=done.kept))
        return DONE
    print(
        _("{sent} uploaded ({size:.1f} MB), {removed} removed, {kept} there already.").format(
            sent=done.sent, size=done.bytes / 1e6, removed=done.removed, kept=done.kept
        )
    )
    return DONE


def _prune(options: argparse.Namespace) -> int:
    from pipeline.commands.prune import Limits, prune

    sounds, size = prune(options.audio_out, Limits(options.days, options.gigabytes), time.time())
    print(_("{n} stored sounds removed, {size:.1f} MB.").format(n=sounds, size=size / 1e6))
    return DONE


def _device(options: argparse.Namespace) -> int:
    from pipeline.publish.addresses import base_of
    from pipeline.publish.devices import add_device, read_devices, remove_device
    from pipeline.station import read_station

    station, _settings = read_station(options.station)
    if options.action == "remove":
        remove_device(options.audio_out, options.name)
        print(_("{name}: its address answers no more").format(name=options.name))
        return DONE
    added = options.action == "add"
    devices = [add_device(options.audio_out, options.name)] if added else read_devices(options.audio_out)
    for device in devices:
        print(f"{device.name}: {device.address(base_of(station), 'workshop.m3u')}")
    if not devices:
        print(_("There are none. This makes one: broadcast device add NAME"))
    return DONE


def _password(_options: argparse.Namespace) -> int:
    from getpass import getpass

    from pipeline.publish.server.auth import hashed

    line = hashed(getpass(_("password for listeners: ")))
    print(f'password = "{line}"')
    return DONE
