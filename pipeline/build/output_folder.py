"""The output folder: who is at work in it, what a run that was cut off left, how an episode is taken away."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from pipeline.build.fingerprints import of_file
from pipeline.build.identities import Identities
from pipeline.errors import OutputError, UsageError
from pipeline.manifest import MANIFEST, is_intact, read_episode
from pipeline.messages import _
from pipeline.model import Episode
from pipeline.staging import READY, STAGE, clear, put_right, remove_files, waits
from pipeline.system.files import NOT_OFFERED, make_folder, sweep_parts, sync_folder, told_as_output_error

CLIPS = ".clips"
WITHDRAWN = "withdrawn.json"
"""The manifest of an episode whose document was taken away: it keeps the identity, should the document return."""

_LOCK = ".lock"


class AtWork(UsageError):
    """Another run holds the output folder, and publishes what is due by itself."""


@contextmanager
def held(audio_out: Path, tell: Callable[[str], None] = lambda _text: None) -> Iterator[bool]:
    """Hold the output folder; the system lets go of it when the process ends, however it ends.

    ``tell`` hears where the file system has no locks, as some network shares: then nothing keeps a second run out.
    The value tells whether the run before was cut off: a run that ends well wipes its name off the lock. What that
    one left half-made is put right first.

    Raises:
        AtWork: another run holds it.
        OutputError: the folder cannot be written.
    """
    with _locked(audio_out, tell) as lock:
        cut_off = bool(lock.read())
        with told_as_output_error(audio_out / _LOCK):
            lock.truncate(0)
            # Past the buffer, which would be written once more when a full disk has refused it.
            os.write(lock.fileno(), f"process {os.getpid()} on {os.uname().nodename}\n".encode())
            os.fsync(lock.fileno())  # or after a power cut nobody would know
            sync_folder(audio_out)
        if cut_off:
            _put_right(audio_out)
        yield cut_off
        lock.truncate(0)


def holder(audio_out: Path) -> str:
    """Who is at work in the output folder now; empty where nobody is, or no lock can be had."""
    try:
        with (audio_out / _LOCK).open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return lock.read().strip() or "?"
    except OSError:
        pass
    return ""


def is_cut_off(audio_out: Path) -> bool:
    """Whether the last run there was cut off, and nobody has gone on with it yet. Nothing is written."""
    try:
        written = (audio_out / _LOCK).read_text()
    except OSError:
        return False
    return bool(written) and not holder(audio_out)


@contextmanager
def at_rest(audio_out: Path) -> Iterator[None]:
    """Hold the output folder to read it: nothing in it changes meanwhile, and nothing in it is half-made.

    Raises:
        AtWork: another run holds it.
        UsageError: the last one was cut off.
        OutputError: the folder cannot be written.
    """
    with _locked(audio_out) as lock:
        if lock.read():
            raise UsageError(_("the last run here was cut off"), where=audio_out, next=_("run make first"))
        yield


@contextmanager
def _locked(audio_out: Path, tell: Callable[[str], None] = lambda _text: None) -> Iterator[TextIO]:
    with told_as_output_error(audio_out):
        make_folder(audio_out)
        lock = (audio_out / _LOCK).open("a+")
    with lock:
        lock.seek(0)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise AtWork(
                _("another run is at work here ({holder})").format(holder=_holder(lock.read())),
                where=audio_out,
                next=_("wait until it has ended"),
            ) from exc
        except OSError as exc:
            if exc.errno not in NOT_OFFERED:
                raise
            tell(
                _("{folder} lies where no lock can be had ({reason}): let no second run begin beside this one").format(
                    folder=audio_out, reason=exc.strerror
                )
            )
        yield lock


def _holder(written: str) -> str:
    """Who wrote that into the lock, in the operator's language; a question mark where it does not tell."""
    match = re.match(r"process (\d+) on (\S+)$", written)
    return _("process {number} on {host}").format(number=match[1], host=match[2]) if match else "?"


def _put_right(audio_out: Path) -> None:
    # Late: only after an accident.
    from pipeline.studio import usb
    from pipeline.voice import ClipStore

    sweep_parts(audio_out)
    usb.sweep(audio_out)
    ClipStore(audio_out / CLIPS).sweep()
    folders = _folders(audio_out)
    _discard_out_of_turn(audio_out, folders)
    for folder in folders:
        if not waits(folder):  # else it has to be published as well
            put_right(folder)
        if not any(folder.iterdir()):
            folder.rmdir()


def _discard_out_of_turn(audio_out: Path, folders: Iterable[Path]) -> None:
    """Of new episodes that are ready, and that nobody has heard of, keep those whose numbers follow the last that was
    given for good: of others, one before them was still being mastered when the run was cut off."""
    identities = Identities(audio_out)
    new = [
        folder.name
        for folder in folders
        if not identities.of(folder.name) and not any((folder / name).exists() for name in (MANIFEST, WITHDRAWN))
    ]
    highest = identities.numbered
    for episode in sorted(standing(audio_out, new, f"{READY}/{MANIFEST}"), key=lambda episode: episode.number):
        if episode.number == highest + 1:
            highest += 1
        else:
            clear(audio_out / episode.slug)


def standing(audio_out: Path, slugs: Iterable[str] | None = None, name: str = MANIFEST) -> Iterator[Episode]:
    """The episodes that stand in the folder (those of ``slugs``), in the order of their slugs, each read when it is
    asked for.

    A damaged manifest is passed over here; it is told when its document's turn comes.
    """
    if slugs is None:
        slugs = (folder.name for folder in _folders(audio_out))
    for slug in sorted(slugs):
        try:
            episode = read_episode(audio_out / slug, name)
        except OutputError:
            continue
        if episode:
            yield episode


def _folders(audio_out: Path) -> list[Path]:
    """What may be an episode's: a folder with a manifest, or with one that is about to come."""
    return [
        folder
        for folder in sorted(audio_out.iterdir())
        if folder.is_dir() and any((folder / name).exists() for name in (MANIFEST, WITHDRAWN, STAGE, READY))
    ]


def identity(folder: Path) -> Episode | None:
    """Who the episode in ``folder`` is, or was before it was withdrawn.

    Raises:
        OutputError: a manifest stands there and cannot be read.
    """
    return read_episode(folder) or read_episode(folder, WITHDRAWN)


def title_in(folder: Path) -> str:
    """What the episode in ``folder`` is called; where its manifest cannot be read, what the folder is."""
    with suppress(OutputError):
        if episode := identity(folder):
            return episode.title
    return folder.name


def damaged(episode: Episode, folder: Path, doubtful: Collection[str] | None) -> list[str]:
    """Files of ``episode`` that are not in ``folder`` as they were made, its manifest included.

    ``doubtful`` are those that may have been touched since; None: any. Then masters, which would take hours to read
    where there are thousands, are known by their lengths.
    """
    lengths = {name: audio.bytes for audio in episode.files.values() for name in (audio.path, audio.published)}
    unread = lengths.keys() if doubtful is None else episode.sums.keys() - set(doubtful)
    found = [] if is_intact(folder) else [MANIFEST]
    for name, told in episode.sums.items():
        try:
            size = (folder / name).stat().st_size
            if size != lengths.get(name, size) or (name not in unread and of_file(folder / name) != told):
                found.append(name)
        except OSError:
            found.append(name)
    return found


def returned(folder: Path) -> None:
    """The episode in ``folder`` is withdrawn no longer."""
    with told_as_output_error(folder):
        (folder / WITHDRAWN).unlink(missing_ok=True)


def withdraw(folder: Path) -> None:
    """Clear an episode's folder of all that was made for it but its identity; what else stands there stays.

    Raises:
        OutputError: a file cannot be removed.
    """
    clear(folder)
    remove_files(folder)
    with told_as_output_error(folder):
        # Last: while a manifest stands here, a run that was cut off is taken up again.
        (folder / MANIFEST).replace(folder / WITHDRAWN)
        sync_folder(folder)
