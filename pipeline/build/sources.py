"""The documents in ``seeds/``: which there are, and the ASCII name each is published under."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BroadcastError, DocumentError, UsageError, printable
from pipeline.messages import _
from pipeline.text import COMMON_SUFFIXES, SUFFIXES

RESERVED = re.compile(r"(?:episode-)*index(?:-\d+)?|404|help|show|station\.json|usb", re.IGNORECASE)
"""Slugs that would collide with what the program itself puts beside the episodes and their pages."""

CANNOT_READ_YET = frozenset(
    (".caj", ".chm", ".docm", ".key", ".mobi", ".msg", ".numbers", ".ofd", ".pages", ".pptm", ".vsdx", ".xlsb", ".xps")
)
"""Documents someone would miss on the air; a picture or a spreadsheet's lock file nobody would."""

DRAFTS = ".drafts"
"""In ``seeds``: documents that an operator has at the desk and not published yet. Where this folder is, nothing else in
``seeds`` means that all was withdrawn, and is no mistake."""

_PAGES = (".htm", ".html", ".shtml", ".xhtml", ".mht", ".mhtml", ".doc", ".docx", ".xls", ".xlsx")
"""What programs save beside a folder with its pictures and frames."""
_BESIDE = re.compile(r"(.+)(?:_files|\.files|_file|_文件|_archivos|-Dateien)$")

_PLAIN_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class Source:
    """One readable document."""

    path: Path
    name: str
    """Relative to ``seeds/``, with ``/``, printable: its identity."""
    slug: str
    size: int
    """Bytes."""
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Found:
    """All that lies in ``seeds/``."""

    sources: tuple[Source, ...]
    """In the order of their names."""
    present: frozenset[str]
    """Names of all files that are there, usable or not: what is not among them was taken away."""
    failures: tuple[BroadcastError, ...]
    """Files that should be documents and cannot be used."""
    notices: tuple[str, ...]
    """Files that were left alone."""


def find_sources(
    seeds: Path,
    known_slugs: Mapping[str, str],
    remembered: Callable[[str], str | None] = lambda _name: None,
    owner: Callable[[str], str | None] = lambda _slug: None,
) -> Found:
    """The documents below ``seeds``; ``known_slugs`` (name → slug) keeps what is published under its old slug,
    ``remembered`` what was once. ``owner`` is the name of the document that has or had a slug: a new one gets another.

    Raises:
        UsageError: the folder is missing, unreadable, or holds nothing at all.
    """
    failures: list[BroadcastError] = []
    notices: list[str] = []
    files: list[tuple[str, Path, os.stat_result]] = []
    present: set[str] = set()
    closed: list[DocumentError] = []
    for path in sorted(_walk(seeds, closed), key=os.fspath):
        name = printable(path.relative_to(seeds).as_posix())
        present.add(name)
        try:
            facts = _readable(path, seeds, notices)
        except DocumentError as exc:
            failures.append(exc)
            continue
        if facts is not None:
            files.append((name, path, facts))
    for refused in closed:  # what lies in it was not taken away
        name = printable(Path(refused.where).relative_to(printable(str(seeds))).as_posix())
        present.update(known for known in known_slugs if known.startswith(f"{name}/"))
    failures += closed
    if not files and not failures and not (seeds / DRAFTS).is_dir():
        raise UsageError(
            _("there is no document here"),
            where=seeds,
            next=_("put a {suffixes} file into it and run make again").format(suffixes=" ".join(COMMON_SUFFIXES)),
        )
    sources = sorted(_named(files, known_slugs, remembered, owner, failures), key=lambda source: source.name)
    return Found(tuple(sources), frozenset(present), tuple(failures), tuple(notices))


def _named(
    files: list[tuple[str, Path, os.stat_result]],
    known_slugs: Mapping[str, str],
    remembered: Callable[[str], str | None],
    owner: Callable[[str], str | None],
    failures: list[BroadcastError],
) -> Iterator[Source]:
    """Each of ``files`` under a slug of its own, those first that were published."""
    taken: dict[str, str] = {}
    names: set[str] = set()
    present = {name for name, _path, _facts in files}
    for name, path, facts in sorted(files, key=lambda file: (file[0] not in known_slugs, file[0])):
        slug = known_slugs.get(name) or remembered(name) or _free(slug_of(path.stem), name, owner, present)
        other = name if name in names else taken.get(slug.lower())
        if other is None:
            names.add(name)
            taken[slug.lower()] = name
            yield Source(path, name, slug, facts.st_size, facts.st_mtime_ns)
            continue
        failures.append(
            DocumentError(
                _("would be published as “{slug}”, like {other}").format(slug=slug, other=other),
                where=path,
                next=_("rename one of the two"),
            )
        )


def _free(slug: str, name: str, owner: Callable[[str], str | None], present: Collection[str]) -> str:
    """``slug``, unless it belongs to a document that is there no more, or under another name: then that with a number.

    The same file saved in another format (通知.txt, 通知.docx) is the same document.
    """
    base, number = slug, 1
    while other := owner(slug):
        called, is_called = Path(other).with_suffix(""), Path(name).with_suffix("")
        if called == is_called or (other in present and slug_of(called.name) == slug):
            break
        number += 1
        slug = f"{base}-{number}"
    return slug


def slug_of(stem: str) -> str:
    """``stem`` itself where it is plain ASCII, else its pinyin and a short hash that tells homophones apart."""
    if _PLAIN_SLUG.fullmatch(stem) and not RESERVED.fullmatch(stem):
        return stem
    from pypinyin import lazy_pinyin  # late: only a new Chinese name needs it

    syllables = " ".join(lazy_pinyin(stem, errors="default"))
    readable = "-".join(re.findall(r"[a-z0-9]+", syllables.lower()))
    digest = hashlib.sha256(os.fsencode(stem)).hexdigest()[:8]
    return f"{readable[:48].strip('-')}-{digest}".lstrip("-")


def _walk(seeds: Path, closed: list[DocumentError]) -> Iterator[Path]:
    """All below ``seeds`` but folders; hidden ones and editors' lock files are left out. ``closed`` takes why a folder
    cannot be opened.

    Raises:
        UsageError: ``seeds`` itself is missing or cannot be opened.
    """
    if not seeds.is_dir():
        raise UsageError(_("there is no such folder"), where=seeds, next=_("make it and put your documents there"))
    waiting = [seeds]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in listing]
        except OSError as exc:
            what, remedy = _cannot_be_opened(exc), _("give yourself the right to read it")
            if folder is seeds:
                raise UsageError(what, where=folder, next=remedy) from exc
            closed.append(DocumentError(what, where=folder, next=remedy))
            continue
        files = {name for name, is_folder in entries if not is_folder}
        for name, is_folder in entries:
            if is_folder and not name.startswith(".") and not _belongs_to_page(name, files):
                waiting.append(folder / name)
            elif not is_folder and not name.startswith((".", "~$")):
                yield folder / name


def _belongs_to_page(folder: str, files: Collection[str]) -> bool:
    """Whether a folder holds the pictures and frames of a web page saved beside it: 通知_files beside 通知.html."""
    match = _BESIDE.fullmatch(folder)
    return match is not None and any(f"{match[1]}{suffix}" in files for suffix in _PAGES)


def _readable(path: Path, seeds: Path, notices: list[str]) -> os.stat_result | None:
    """The facts of a document, None (and a notice) for what is none; DocumentError for what should be one."""
    suffix = path.suffix.lower()
    if suffix in CANNOT_READ_YET:
        raise DocumentError(
            _("{suffix} files cannot be read").format(suffix=suffix),
            where=path,
            next=_("save it as .docx, .pdf or .txt"),
        )
    try:
        linked = path.is_symlink()
        # os.path's, for a loop of links is an OSError to it on every Python; thousands would take most of an idle run.
        target = Path(os.path.realpath(path, strict=True)) if linked else path
        facts = path.stat()
    except OSError as exc:
        raise DocumentError(
            _cannot_be_opened(exc),
            where=path,
            next=_("check the file or the link and its permissions"),
        ) from exc
    if linked and not target.is_relative_to(seeds.resolve()):
        raise DocumentError(
            _("is a link that leads out of the folder"), where=path, next=_("copy the document itself here")
        )
    if stat.S_ISDIR(facts.st_mode):
        raise DocumentError(_("is a link to a folder"), where=path, next=_("copy the folder itself here"))
    if not stat.S_ISREG(facts.st_mode):
        raise DocumentError(_("is no ordinary file"), where=path, next=_("take it out of the folder"))
    if suffix not in SUFFIXES:
        notices.append(_("{path}: left alone, {suffix} is no document format").format(path=path, suffix=suffix or "?"))
        return None
    return facts


def _cannot_be_opened(exc: OSError) -> str:
    return _("cannot be opened ({reason})").format(reason=exc.strerror)
