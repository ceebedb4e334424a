"""The station goes on the air: the server, at the address that listeners can reach, with a QR code to scan."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Thread

from pipeline.build import output_folder
from pipeline.build.index import Index
from pipeline.build.turnover import turn_over
from pipeline.errors import BroadcastError, UsageError
from pipeline.messages import _
from pipeline.publish import publish, serve
from pipeline.publish.addresses import base_of
from pipeline.publish.checks.over_http import over_http
from pipeline.publish.misread import notice
from pipeline.settings import Settings
from pipeline.station import Station
from pipeline.system.files import write_whole
from pipeline.system.network import address_of, lan_address
from pipeline.system.worker_pool import end_workers, workers

_TURNING = "turning over"
_EMPTY_BASE = re.compile(r'^(\s*base_url\s*=\s*)(""|\'\')', re.MULTILINE)


def air(
    station: Station,
    settings: Settings,
    *,
    audio_out: Path,
    feeds: Path,
    host: str | None,
    port: int | None,
    say: Callable[[str], None],
) -> None:
    """Serve until a signal comes.

    A station without ``base_url`` that is opened to the network gets this machine's address there, in
    ``station.toml`` and in the feeds: phones must find the audio where the feed says it is. Where they are led
    elsewhere, to another port or an address that this machine had in another network, it is told whether anything
    answers there.

    Raises:
        UsageError: nothing has been built yet, the address cannot be had, or a run is at work here just when the
            feeds must be told the address.
    """
    if not (feeds / "index.html").exists():
        raise UsageError(_("there is nothing to serve yet"), where=feeds, next=_("run make first"))
    serving = replace(station.serve, host=host or station.serve.host, port=port or station.serve.port)
    told = base_of(station)
    here = reached_at(serving.host, serving.port)
    station = replace(station, serve=serving)
    if not station.base_url and not is_loopback(serving.host):
        told = here
        station = replace(station, base_url=told)
        with output_folder.at_rest(audio_out):
            _write_base(settings.path, told, say)
            episodes = output_folder.standing(audio_out, Index(audio_out).on_air())
            publish(episodes, station, audio_out=audio_out, feeds=feeds, now=_now())

    def ready() -> None:
        say(_("The page:  {address}").format(address=f"{here}/feeds/index.html"))
        say(_("Subscribe: {address}").format(address=f"{told}/feeds/podcast.xml"))
        if not is_loopback(serving.host):
            say(qr_code(f"{here}/feeds/index.html"))
        if marked := notice(audio_out):
            say(marked)
        say(_("Ctrl-C ends it."))
        if told != here:
            # Who asks may be asking this very server, which must not wait for itself.
            Thread(target=_check_told, args=(told, here, say), daemon=True).start()

    try:
        serve(
            station,
            audio_out=audio_out,
            feeds=feeds,
            host=serving.host,
            port=serving.port,
            ready=ready,
            turn_over=TurnOver(settings.path, audio_out, feeds, say),
            now=_now,
        )
    finally:
        end_workers(_TURNING)


class TurnOver:
    """Publishes what has begun or ended, in a process of its own: with thousands of episodes it takes a while, in which
    listeners would wait."""

    def __init__(self, station: Path, audio_out: Path, feeds: Path, say: Callable[[str], None]) -> None:
        """``say`` hears why it could not be done, once."""
        self._station, self._audio_out, self._feeds, self._say = station, audio_out, feeds, say
        self._told = ""

    def __call__(self) -> None:
        work = partial(turn_over, self._station, audio_out=self._audio_out, feeds=self._feeds, now=_now())
        try:
            workers(1, _TURNING).submit(work).result()
            self._told = ""
        except output_folder.AtWork:
            pass  # it publishes what is due itself
        except (BroadcastError, BrokenExecutor) as exc:
            if str(exc) != self._told:
                self._told = str(exc)
                self._say(_("what begins or ends now could not be published: {reason}").format(reason=exc))
        finally:
            end_workers(_TURNING)


def _now() -> datetime:
    return datetime.now().astimezone()


def reached_at(host: str, port: int) -> str:
    """Where a server that listens there is reached: by its network, if it answers that."""
    return address_of(lan_address() if host in ("0.0.0.0", "::") else host, port)  # noqa: S104  # compared, not bound


def _check_told(told: str, here: str, say: Callable[[str], None]) -> None:
    """Say whether somebody answers where feeds and pages lead listeners, which is not ``here``."""
    if over_http(told, told)("HEAD", f"{told}/feeds/index.html", {}).status in (0, 404):
        say(
            _("! The feeds lead listeners to {told}, and nothing answers there.").format(told=told)
            + " → "
            + _('to lead them here, write base_url = "{here}" in station.toml and run make').format(here=here)
        )
    else:
        say(_("The feeds lead listeners to {told}, which answers.").format(told=told))


def qr_code(text: str) -> str:
    """``text`` as a QR code of half blocks, two modules a line, with a quiet zone."""
    import segno  # late: shown once, when the server starts

    rows = [[bool(module) for module in row] for row in segno.make(text, error="m").matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    blocks = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return "\n".join(
        "".join(blocks[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _write_base(path: Path, base: str, say: Callable[[str], None]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = _EMPTY_BASE.sub(lambda match: f'{match[1]}"{base}"', text, count=1)
    if changed != text:
        write_whole(path, changed.encode())
        say(_("{path}: base_url is now {base}").format(path=path, base=base))
