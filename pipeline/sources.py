"""The documents in ``seeds/``: which there are, and the ASCII name each is published under."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BroadcastError, DocumentError, UsageError, printable
from pipeline.messages import _
from pipeline.text import SUFFIXES

RESERVED = frozenset({"index", "show", "usb"})
"""Slugs that would collide with files the program publishes itself."""

CANNOT_READ_YET = frozenset({".doc", ".odt", ".pages", ".pdf", ".ppt", ".pptx", ".rtf", ".wps", ".xls", ".xlsx"})
"""Documents someone would miss on the air; a picture or a spreadsheet's lock file nobody would."""

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


def find_sources(seeds: Path, known_slugs: Mapping[str, str]) -> Found:
    """The documents below ``seeds``; ``known_slugs`` (name → slug) keeps what was published under its old slug.

    Raises:
        UsageError: the folder is missing, unreadable, or holds nothing at all.
    """
    failures: list[BroadcastError] = []
    notices: list[str] = []
    files: list[tuple[str, Path, os.stat_result]] = []
    present: set[str] = set()
    for path in _walk(seeds):
        name = printable(path.relative_to(seeds).as_posix())
        present.add(name)
        try:
            facts = _readable(path, seeds, notices)
        except DocumentError as exc:
            failures.append(exc)
            continue
        if facts is not None:
            files.append((name, path, facts))
    if not files and not failures:
        raise UsageError(
            _("there is no document here"),
            where=seeds,
            next=_("put a {suffixes} file into it and run make again").format(suffixes=" ".join(sorted(SUFFIXES))),
        )
    sources: list[Source] = []
    taken: dict[str, str] = {}
    for name, path, facts in sorted(files, key=lambda file: (file[0] not in known_slugs, file[0])):
        slug = known_slugs.get(name) or slug_of(path.stem)
        if slug.lower() in taken:
            failures.append(
                DocumentError(
                    _("would be published as “{slug}”, like {other}").format(slug=slug, other=taken[slug.lower()]),
                    where=path,
                    next=_("rename one of the two"),
                )
            )
            continue
        taken[slug.lower()] = name
        sources.append(Source(path, name, slug, facts.st_size, facts.st_mtime_ns))
    in_order = sorted(sources, key=lambda source: source.name)
    return Found(tuple(in_order), frozenset(present), tuple(failures), tuple(notices))


def slug_of(stem: str) -> str:
    """``stem`` itself where it is plain ASCII, else its pinyin and a short hash that tells homophones apart."""
    if _PLAIN_SLUG.fullmatch(stem) and stem.lower() not in RESERVED:
        return stem
    from pypinyin import lazy_pinyin  # late: only a new Chinese name needs it

    syllables = " ".join(lazy_pinyin(stem, errors="default"))
    readable = "-".join(re.findall(r"[a-z0-9]+", syllables.lower()))
    digest = hashlib.sha256(os.fsencode(stem)).hexdigest()[:8]
    return f"{readable[:48].strip('-')}-{digest}".lstrip("-")


def _walk(seeds: Path) -> Iterator[Path]:
    """Each file and each linked folder below ``seeds``, hidden ones and editors' lock files left out."""
    if not seeds.is_dir():
        raise UsageError(_("there is no such folder"), where=seeds, next=_("make it and put your documents there"))

    def refuse(exc: OSError) -> None:
        raise UsageError(
            _("cannot be opened ({reason})").format(reason=exc.strerror),
            where=exc.filename or seeds,
            next=_("give yourself the right to read it"),
        ) from exc

    for folder, folders, files in os.walk(seeds, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted([*files, *linked]):
            if not name.startswith((".", "~$")):
                yield Path(folder) / name


def _readable(path: Path, seeds: Path, notices: list[str]) -> os.stat_result | None:
    """The facts of a document, None (and a notice) for what is none; DocumentError for what should be one."""
    suffix = path.suffix.lower()
    if suffix in CANNOT_READ_YET:
        raise DocumentError(
            _("{suffix} files cannot be read").format(suffix=suffix), where=path, next=_("save it as .docx or .txt")
        )
    try:
        linked = path.is_symlink()
        target = path.resolve(strict=True) if linked else path  # to resolve thousands would take most of an idle run
        facts = path.stat()
    except OSError as exc:
        raise DocumentError(
            _("cannot be opened ({reason})").format(reason=exc.strerror),
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
