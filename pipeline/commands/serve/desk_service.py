"""The desk behind its server, and the files that start it without a terminal."""

from __future__ import annotations

import shlex
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.commands.serve.serving import is_loopback, reached_at
from pipeline.desk.place import Place
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.station import Station
from pipeline.system.network import address_of, lan_address


def open_desk(place: Place, station: Station, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the desk until a signal comes.

    Raises:
        UsageError: others could reach it and there is no password, the password is none, or the address cannot be had.
    """
    from pipeline.desk.app import desk_app  # late: starlette, for this command alone
    from pipeline.publish.server.app import serve
    from pipeline.publish.server.auth import well_formed

    password = station.desk.password
    if password and not well_formed(password):
        raise UsageError(
            _("the password is not the line that a command prints"),
            where="desk.password",
            next=_("run `broadcast password` and copy its line into station.toml"),
        )
    if not is_loopback(host) and not password:
        raise UsageError(
            _("a desk that others can reach needs a password"),
            where=host,
            next=_("run `broadcast password` and put its line under [desk] in station.toml"),
        )
    app, desk = desk_app(place, hosts=names_of(host, port), password=password)
    address = reached_at(host, port)
    try:
        serve(app, host=host, port=port, ready=lambda: say(_("The desk: {address}").format(address=f"{address}/")))
    finally:
        desk.close()


def names_of(host: str, port: int) -> list[str]:
    """The names, with the port, under which a browser may ask for a desk that listens at ``host``."""
    names = {"127.0.0.1", "localhost", "[::1]"} if is_loopback(host) else {host, lan_address(), socket.gethostname()}
    return sorted(f"{name}:{port}" for name in names)


def units(place: Place, host: str, port: int) -> str:
    """A systemd unit that keeps the desk open, and a .desktop file that leads to it."""
    program = [sys.executable, "-m", "pipeline", "desk", "--host", host, "--port", str(port), "--seeds", place.seeds]
    folders = ["--audio-out", place.audio_out, "--feeds", place.feeds, "--station", place.station]
    command = shlex.join(map(str, [*program, *folders]))
    return f"""# ~/.config/systemd/user/broadcast-desk.service
# systemctl --user enable --now broadcast-desk
[Unit]
Description=播控台 · broadcast desk

[Service]
WorkingDirectory={Path.cwd()}
ExecStart={command}
Restart=on-failure

[Install]
WantedBy=default.target

# ~/.local/share/applications/broadcast-desk.desktop
[Desktop Entry]
Type=Application
Name=播控台
Comment=Broadcast desk
Exec=xdg-open {address_of(host, port)}/
Icon=audio-input-microphone
Terminal=false"""
