"""Formats that LibreOffice knows and nothing here does, made into ones that are read: ``.doc`` into ``.docx``.

It runs unseen, with a profile of its own that is thrown away, without macros, without the network, with bounds of time,
memory and size of files, and one at a time. When this process ends in any way, so does it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.lines import Manuscript

SECONDS = 120.0
"""That one conversion may take; the first of a day, from a cold disk, takes some ten."""
MEMORY_KB = 4_000_000
"""That LibreOffice may address; it uses a tenth of it."""
FILE_BLOCKS = 1_000_000
"""Of 512 bytes, that a file it writes may have."""

_WORD = ".docx", "docx:MS Word 2007 XML"
_EXCEL = ".xlsx", "xlsx:Calc MS Excel 2007 XML"
_SLIDES = ".pptx", "pptx:Impress MS PowerPoint 2007 XML"
TARGETS: Mapping[str, tuple[str, str]] = {
    ".doc": _WORD,
    ".wps": _WORD,
    ".rtf": _WORD,
    ".odt": _WORD,
    ".ods": _EXCEL,
    ".ppt": _SLIDES,
    ".dps": _SLIDES,
    ".odp": _SLIDES,
}
"""What each suffix is made into, and the filter that does it."""

_PARTS = {".docx": "LibreOffice Writer", ".xlsx": "LibreOffice Calc", ".pptx": "LibreOffice Impress"}
"""What of LibreOffice does it; systems install them one by one, and without it a file looks damaged."""

_OPENED_AS = {".wps": ".doc", ".dps": ".ppt"}
"""WPS writes Microsoft's formats under suffixes of its own, which LibreOffice takes for those of Microsoft Works."""

_LEASHED = """
exec 3<&0
ulimit -v {memory}; ulimit -f {blocks}
"$@" </dev/null 3<&- &
job=$!
{{ cat <&3 >/dev/null; kill -9 0; }} &
wait $job
"""
"""Runs a command that dies with whoever holds the other end of this shell's standard input."""

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>
"""
_SETTING = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SAFE = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    # A proxy that nobody runs: what it would fetch is refused at once.
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetFTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetFTPProxyPort", "9"),
)
"""Settings of the profile: path, name, value."""

_one_at_a_time = Lock()


class Converted:
    """The formats of :data:`TARGETS`, which :func:`converted` makes into others before a reader sees them."""

    largest = 60_000_000

    def read(self, content: bytes, where: str) -> Manuscript:  # noqa: ARG002
        """Refuse what LibreOffice was not asked about: here is nothing that reads it."""
        raise DocumentError(
            _("is read through LibreOffice only, which was not asked"),
            where=where,
            next=_("open it and save it as .docx or .txt"),
        )


def converted(content: bytes, suffix: str, where: str) -> tuple[bytes, str]:
    """``content``, a file of the format of ``suffix``, in a format that is read here, and its suffix.

    Raises:
        DocumentError: LibreOffice is not there, hangs, dies, or makes nothing of it.
    """
    program = _program()
    if not program:
        raise DocumentError(
            _("{suffix} files are read through LibreOffice, which is not installed").format(suffix=suffix),
            where=where,
            next=_("install LibreOffice (command soffice), or open the file and save it as {target}").format(
                target=TARGETS[suffix][0]
            ),
        )
    target, method = TARGETS[suffix]
    with _one_at_a_time, TemporaryDirectory(prefix="broadcast-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _write_profile(folder / "profile" / "user")
        source = folder / f"document{_OPENED_AS.get(suffix, suffix)}"
        source.write_bytes(content)
        made = folder / "made"
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--invisible", "--nologo", "--norestore", "--nodefault", "--nolockcheck"),
            *("--convert-to", method, "--outdir", str(made), str(source)),
        ]
        _run(command, folder, where, target)
        try:
            return (made / f"document{target}").read_bytes(), target
        except OSError as exc:
            raise DocumentError(
                _("LibreOffice made nothing of it: it is damaged, or {part} is missing").format(part=_PARTS[target]),
                where=where,
                next=_("install {part} beside LibreOffice, or open the file and save it as {target}").format(
                    part=_PARTS[target], target=target
                ),
            ) from exc


def _program() -> str:
    """LibreOffice, as it is installed; empty if it is not."""
    for name in ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"):
        if found := shutil.which(name):
            return found
    return ""


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    items = "".join(_SETTING.format(path=path, name=name, value=value) for path, name, value in _SAFE)
    (folder / "registrymodifications.xcu").write_text(_SETTINGS.format(items=items), encoding="utf-8")


def _run(command: Sequence[str], folder: Path, where: str, target: str) -> None:
    with _started(command, folder) as process:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as exc:
            told = _("LibreOffice took more than {n} seconds over it").format(n=round(SECONDS))
            raise _failed(told, where, target) from exc
    if process.returncode:
        raise _failed(_("LibreOffice gave up on it ({n})").format(n=process.returncode), where, target)


@contextmanager
def _started(command: Sequence[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``command`` running; in the end, all that it started is gone."""
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder)}
    posix = sys.platform != "win32"
    if posix:
        script = _LEASHED.format(memory=MEMORY_KB, blocks=FILE_BLOCKS)
        command = ["sh", "-c", script, "sh", *_without_network(), *command]
    process = subprocess.Popen(  # noqa: S603  # the program was found where programs are; no shell reads its arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=posix,
    )
    try:
        yield process
    finally:
        with suppress(OSError):
            if posix:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
        if process.stdin:
            process.stdin.close()


@cache
def _without_network() -> tuple[str, ...]:
    """What runs a command where there is no network, if this system lets us."""
    unshare = shutil.which("unshare")
    if not unshare:
        return ()
    prefix = (unshare, "--map-root-user", "--net")
    try:
        tried = subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return prefix if tried.returncode == 0 else ()


def _failed(what: str, where: str, target: str) -> DocumentError:
    return DocumentError(what, where=where, next=_("open it and save it as {target}").format(target=target))
