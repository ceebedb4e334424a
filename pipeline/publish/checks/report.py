"""``broadcast check``: everything published, held against the checklist, the manifests and the files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from pipeline.airtime import State, airtime_of
from pipeline.errors import BroadcastError, PublishError
from pipeline.manifest import MANIFEST, read_episode
from pipeline.messages import _
from pipeline.publish.addresses import COVER, Addresses, addresses_of
from pipeline.publish.checks.channel import channel_findings
from pipeline.publish.checks.episode import (
    caption_findings,
    chapter_findings,
    cover_findings,
    master_findings,
    sum_findings,
    transcript_findings,
)
from pipeline.publish.checks.feed import feed_findings
from pipeline.publish.checks.findings import Finding
from pipeline.publish.checks.item import item_findings
from pipeline.publish.checks.over_http import url_findings
from pipeline.publish.feed.item import CHAPTERS, TRANSCRIPTS
from pipeline.publish.feed.podcast_namespace import NAMESPACES
from pipeline.publish.misread import MISREAD, read_marked
from pipeline.publish.programmes import programmes_of
from pipeline.publish.published import feed_guid, read_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from lxml.etree import _Element

    from pipeline.model import Episode
    from pipeline.publish.checks.over_http import Fetch
    from pipeline.publish.programmes import Programme
    from pipeline.station import Station

_AGAIN = _("run make again")


@dataclass(frozen=True, slots=True)
class _House:
    """What is inspected."""

    audio_out: Path
    feeds: Path
    addresses: Addresses
    episodes: Mapping[str, Episode]
    """By slug."""
    guids: Mapping[str, str]
    """By slug, as first published."""
    fetch: Fetch | None
    private: bool
    now: datetime

    def path_of(self, url: str) -> Path | None:
        """The file an address of ours stands for, else None."""
        for part, folder in (("feeds", self.feeds), ("audio_out", self.audio_out)):
            prefix = f"{self.addresses.base}/{part}/"
            if url.startswith(prefix):
                return folder / unquote(url.removeprefix(prefix))
        return None


def inspect(
    audio_out: Path, feeds: Path, station: Station, fetch: Fetch | None = None, *, now: datetime
) -> list[Finding]:
    """Everything that is not as it should be at the moment ``now``, errors first.

    Without ``fetch`` every address is looked up on the disk; with it
    (:func:`pipeline.publish.checks.over_http.over_http`) each is also asked for with HEAD, and audio with a range.

    Raises:
        PublishError: ``base_url`` is no web address.
    """
    findings: list[Finding] = []
    episodes: dict[str, Episode] = {}
    for manifest in sorted(audio_out.glob(f"*/{MANIFEST}")):
        try:
            episode = read_episode(manifest.parent)
        except BroadcastError as exc:
            findings.append(Finding("error", exc.where, exc.what, exc.next))
        else:
            if episode:
                episodes[manifest.parent.name] = episode
    addresses = addresses_of(station, audio_out=audio_out, feeds=feeds)
    house = _House(audio_out, feeds, addresses, episodes, read_ledger(feeds).guids, fetch, station.private, now)
    findings += _missing_or(cover_findings, feeds / COVER)
    for programme in programmes_of(station):
        findings += _programme_findings(house, programme)
    for episode in episodes.values():
        findings += _episode_findings(house, episode)
    findings += _marked_findings(audio_out)
    return sorted(findings, key=lambda finding: finding.level)


def _marked_findings(audio_out: Path) -> Iterator[Finding]:
    """What listeners say is read wrongly."""
    remedy = _("correct it as docs/readings.md says, and delete its line")
    for each in read_marked(audio_out):
        where = f"{audio_out / MISREAD}, {each.title}"
        what = _("marked as read wrongly ({times}×): “{sentence}”").format(times=each.times, sentence=each.sentence)
        yield Finding("warning", where, what, remedy)


def _programme_findings(house: _House, programme: Programme) -> Iterator[Finding]:
    """A feed with its archive pages."""
    items: dict[str, _Element] = {}
    name = f"{programme.name}.xml"
    try:
        guid = feed_guid(programme.name, house.addresses, house.audio_out, public=False)
    except PublishError as exc:
        yield Finding("error", exc.where, exc.what, exc.next)
        return
    names: list[str] = []
    while name and name not in names:
        names.append(name)
        try:
            # Nothing a feed says makes the parser read another file or an address.
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring((house.feeds / name).read_bytes(), parser)
        except (OSError, etree.XMLSyntaxError) as exc:
            yield Finding("error", name, _("cannot be read ({reason})").format(reason=exc), _AGAIN)
            break
        yield from feed_findings(root, name, timed=programme.timed)
        for channel in root.iterfind("channel"):
            yield from channel_findings(channel, name, house.addresses, guid=guid, private=house.private)
        yield from _url_findings(house, root, name)
        for item in root.iterfind("channel/item"):
            path = house.path_of(_enclosure(item).get("url", ""))
            slug = path.parent.name if path else ""
            if slug in items:
                yield Finding("error", name, _("{slug} stands twice in the feed").format(slug=slug), _AGAIN)
            items[slug] = item
            yield from _item_findings(house, programme, slug, item, name)
        older = root.find("channel/atom:link[@rel='prev-archive']", dict(NAMESPACES))
        name = Path(unquote(older.get("href", ""))).name if older is not None else ""
    for slug, episode in house.episodes.items():
        if programme.profile in episode.files and slug not in items and not _waits(episode, house.now):
            yield Finding("error", names[0], _("{slug} is not in the feed").format(slug=slug), _AGAIN)


def _item_findings(house: _House, programme: Programme, slug: str, item: _Element, name: str) -> Iterator[Finding]:
    """An item against its manifest and what was published before."""
    where = f"{name}, {slug or (item.findtext('title') or '?')}"
    episode = house.episodes.get(slug)
    audio = episode.files.get(programme.profile) if episode else None
    if episode is None or audio is None:
        yield Finding("error", where, _("has no manifest in {folder}").format(folder=house.audio_out), _AGAIN)
        return
    try:
        yield from item_findings(item, where, episode, audio, programme, house.addresses)
    except PublishError as exc:
        yield Finding("error", exc.where, exc.what, exc.next)
    if house.guids.get(slug, episode.guid) != episode.guid:
        what = _("the GUID was “{before}” when first published; clients take the episode for a new one").format(
            before=house.guids[slug]
        )
        remedy = _("put the old one back as guid in {path}").format(path=house.audio_out / slug / MANIFEST)
        yield Finding("error", where, what, remedy)


def _waits(episode: Episode, now: datetime) -> bool:
    try:
        return airtime_of(episode).state(now) is State.WAITING
    except ValueError:  # then it is not published either
        return False


def _url_findings(house: _House, root: _Element, name: str) -> Iterator[Finding]:
    """Every address in the feed, once."""
    seen: set[str] = set()
    for element in root.iter("{*}*"):
        kind = element.get("type", "")
        urls = [element.get(key, "") for key in ("url", "href", "uri")]
        urls += [size.split()[0] for size in element.get("srcset", "").split(",") if size.strip()]
        urls += [element.text or ""] if element.tag in ("link", "url") else []
        for url in urls:
            if not url.startswith(("http://", "https://")) or url in seen:
                continue
            seen.add(url)
            path = house.path_of(url)
            if path is not None and not path.is_file():
                what = _("{url} leads to nothing: there is no {path}").format(url=url, path=path)
                yield Finding("error", name, what, _AGAIN)
            elif house.fetch is not None:
                yield from url_findings(url, name, path, kind, house.fetch)


def _episode_findings(house: _House, episode: Episode) -> Iterator[Finding]:
    """An episode's own files. What the feeds name and is missing is found there."""
    folder = house.audio_out / episode.slug
    yield from sum_findings(folder, episode)
    for profile in ("podcast", "workshop"):
        audio = episode.files.get(profile)
        if audio and (folder / audio.published).is_file():
            tagged = profile == "podcast" and bool(episode.chapters)
            yield from master_findings(folder / audio.published, audio, chapters=tagged)
    seconds = episode.samples / episode.rate
    for name, _mime, timed in TRANSCRIPTS:
        if (folder / name).is_file():
            if timed:
                yield from caption_findings(folder / name, seconds)
            yield from transcript_findings(folder / name, episode)
    if (folder / CHAPTERS[0]).is_file():
        yield from chapter_findings(folder / CHAPTERS[0], seconds, episode)
    if (folder / COVER).is_file():
        yield from cover_findings(folder / COVER)


def _enclosure(item: _Element) -> Mapping[str, str]:
    found = item.find("enclosure")
    return {} if found is None else {str(key): str(value) for key, value in found.items()}


def _missing_or(check: Callable[[Path], Iterator[Finding]], path: Path) -> Iterator[Finding]:
    if path.is_file():
        yield from check(path)
    else:
        yield Finding("error", str(path), _("is missing"), _AGAIN)
