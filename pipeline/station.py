"""``station.toml`` as frozen values. The comments an operator reads stand in the file itself."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field, fields
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any, get_type_hints

from pipeline.messages import _
from pipeline.settings import Settings
from pipeline.station_air import Air, read_air

ENGINE_CHOICES = ("auto", "edge", "kokoro", "tone")
TEMPLATE_FIELDS = ("station", "title", "date", "author")

CATEGORIES = (
    "Arts", "Business", "Comedy", "Education", "Fiction", "Government", "Health & Fitness", "History", "Kids & Family",
    "Leisure", "Music", "News", "Religion & Spirituality", "Science", "Society & Culture", "Sports", "TV & Film",
    "Technology", "True Crime",
)  # fmt: skip
"""Apple's podcast categories, 2025."""
MP3_KILOBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Constant bit rates there are at 44.1 kHz: ISO/IEC 11172-3, layer III."""
_OFFSET = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)")


def _one_of(default: str | int, *choices: str | int) -> Any:
    return field(default=default, metadata={"choices": choices})


def _within(default: float, low: float, high: float) -> Any:
    return field(default=default, metadata={"low": low, "high": high})


def _checked(default: str, complaint: Any) -> Any:
    return field(default=default, metadata={"complaint": complaint})


def _blank(value: str) -> str | None:
    return None if value.strip() else _("must not be empty")


def _no_url(value: str) -> str | None:
    good = not value or re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value)
    return None if good else _("must begin with http:// or https:// and have neither ? nor #")


def _no_bucket(value: str) -> str | None:
    good = not value or re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+(/[\w!.()'-]+)*/?", value, re.ASCII)
    return None if good else _("must look like s3://bucket/folder, without credentials")


def _no_offset(value: str) -> str | None:
    return None if _OFFSET.fullmatch(value) else _("must look like +08:00")


def _no_template(value: str) -> str | None:
    """What is wrong with an opening or closing, or None."""
    try:
        names = [name for _literal, name, _spec, _conversion in string.Formatter().parse(value) if name is not None]
    except ValueError:
        return _("has a brace without its partner")
    unknown = [name for name in names if name not in TEMPLATE_FIELDS]
    if unknown:
        return _("knows no {{{name}}}, only {known}").format(
            name=unknown[0], known=" ".join(f"{{{name}}}" for name in TEMPLATE_FIELDS)
        )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """``[station]``"""

    name: str = _checked("车间之声", _blank)
    description: str = _checked("工会新闻、倡议书、安全通知，读给车间里的每一位工友听。", _blank)
    author: str = "厂工会"
    email: str = ""
    link: str = _checked("", _no_url)
    base_url: str = _checked("", _no_url)
    language: str = "zh-CN"
    category: str = _one_of("News", *CATEGORIES)
    copyright: str = ""
    explicit: bool = False
    private: bool = True
    utc_offset: str = _checked("+08:00", _no_offset)

    @property
    def zone(self) -> timezone:
        """The offset dates without a time zone have."""
        sign, hours, minutes = self.utc_offset[0], self.utc_offset[1:3], self.utc_offset[4:]
        span = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-span if sign == "-" else span)


@dataclass(frozen=True, slots=True)
class Presenters:
    """``[voice.presenters]``: names of voices by engine; sections alternate between them."""

    kokoro: tuple[str, ...] = ("zf_lan", "zm_tao")
    edge: tuple[str, ...] = ("zh-CN-XiaoxiaoNeural", "zh-CN-YunjianNeural")
    tone: tuple[str, ...] = ("high", "low")


FORMER_PRESENTERS = {"kokoro": ("zf_xiaobei", "zm_yunjian")}
"""Who presented where the file left it open, before those above did, by engine."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """``[voice]``"""

    engine: str = _one_of("auto", *ENGINE_CHOICES)
    pace: int = _within(250, 120, 400)
    """Syllables a minute."""
    presenters: Presenters = field(default_factory=Presenters)


@dataclass(frozen=True, slots=True)
class EdgeSettings:
    """``[edge]``"""

    proxy: str = _checked("", _no_url)
    at_once: int = _within(4, 1, 8)
    listen: bool = False


@dataclass(frozen=True, slots=True)
class KokoroSettings:
    """``[kokoro]``"""

    model: str = ""
    """Upstream's file, where pip did not bring it; :func:`read_station` makes the path absolute."""


@dataclass(frozen=True, slots=True)
class Programme:
    """``[programme]``"""

    opening: str = _checked("欢迎收听{station}。", _no_template)
    closing: str = _checked("本期节目播送完了，感谢收听。", _no_template)
    label: str = _one_of("spoken", "spoken", "rhythm", "off")
    label_text: str = _checked("本节目由人工智能合成。", _blank)
    days: int = _within(7, 1, 36_500)
    """How long lists for loudspeakers have an episode that names no end of its own; its first day counts."""
    today: str = _one_of("oldest", "oldest", "newest")
    """Which of today's episodes comes first in today's list."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """``[pauses]``, in milliseconds."""

    comma: int = _within(150, 0, 10_000)
    sentence: int = _within(420, 0, 10_000)
    paragraph: int = _within(750, 0, 10_000)
    section: int = _within(1400, 0, 30_000)


@dataclass(frozen=True, slots=True)
class PodcastProfile:
    """``[profiles.podcast]``: the master for phones."""

    enabled: bool = True
    chime: bool = True
    kilobits: int = _one_of(64, *MP3_KILOBITS)
    loudness: float = _within(-16.0, -31.0, -9.0)
    """LUFS, integrated."""
    peak: float = _within(-1.0, -9.0, 0.0)
    """dBTP, at most."""
    attention: int = _within(750, 0, 30_000)
    """Milliseconds between the chime and the first word."""


@dataclass(frozen=True, slots=True)
class WorkshopProfile:
    """``[profiles.workshop]``: the master for loudspeakers."""

    enabled: bool = True
    chime: bool = True
    kilobits: int = _one_of(128, *MP3_KILOBITS)
    repeat: int = _within(1, 1, 10)
    attention: int = _within(1000, 0, 30_000)
    """Milliseconds between the chime and the first word."""


@dataclass(frozen=True, slots=True)
class SipProfile:
    """``[profiles.sip]``: WAV parts for SIP loudspeakers."""

    enabled: bool = False
    chime: bool = True
    seconds: int = _within(16, 5, 3600)
    repeat: int = _within(1, 1, 10)
    attention: int = _within(500, 0, 30_000)


@dataclass(frozen=True, slots=True)
class UsbProfile:
    """``[profiles.usb]``: a numbered flat folder and a playlist."""

    enabled: bool = False
    repeat: int = _within(1, 1, 10)
    """Times the playlist names each file, one after the other."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """``[profiles]``"""

    podcast: PodcastProfile = field(default_factory=PodcastProfile)
    workshop: WorkshopProfile = field(default_factory=WorkshopProfile)
    sip: SipProfile = field(default_factory=SipProfile)
    usb: UsbProfile = field(default_factory=UsbProfile)


@dataclass(frozen=True, slots=True)
class CoverSettings:
    """``[cover]``"""

    design: str = _one_of("banner", "banner", "stripes", "calm")
    picture: str = ""
    """Path relative to ``station.toml``."""


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """``[serve]``"""

    host: str = _checked("127.0.0.1", _blank)
    port: int = _within(8000, 1, 65_535)
    user: str = ""
    password: str = ""
    """A salted hash, never the password itself."""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """``[desk]``: the operator's own page."""

    host: str = _checked("127.0.0.1", _blank)
    port: int = _within(8010, 1, 65_535)
    password: str = ""
    """A salted hash, never the password itself; without one the desk is for this machine alone."""


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """``[publish]``"""

    target: str = _checked("", _no_bucket)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station(About):
    """All of ``station.toml``."""

    voice: VoiceSettings = field(default_factory=VoiceSettings)
    edge: EdgeSettings = field(default_factory=EdgeSettings)
    kokoro: KokoroSettings = field(default_factory=KokoroSettings)
    programme: Programme = field(default_factory=Programme)
    pauses: Pauses = field(default_factory=Pauses)
    profiles: Profiles = field(default_factory=Profiles)
    cover: CoverSettings = field(default_factory=CoverSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)
    desk: DeskSettings = field(default_factory=DeskSettings)
    publish: PublishSettings = field(default_factory=PublishSettings)
    air: Air = field(default_factory=Air)
    lexicon: dict[str, str] = field(default_factory=dict, hash=False)


def read_station(path: Path) -> tuple[Station, Settings]:
    """The station that ``path`` describes, and the file itself, to say where a key stands.

    Raises:
        StationError: as :class:`pipeline.settings.Settings`.
    """
    settings = Settings(path)
    about = settings.build(About, "station")
    hints = get_type_hints(Station)
    tables = {f.name for f in fields(Station)} - {f.name for f in fields(About)}
    settings.refuse_unknown(settings.table, dict.fromkeys(("station", *sorted(tables))))
    values = {name: settings.build(hints[name], name) for name in tables - {"air", "lexicon"}}
    if values["kokoro"].model:
        values["kokoro"] = KokoroSettings(str((path.parent / values["kokoro"].model).absolute()))
    values |= {"air": read_air(settings), "lexicon": settings.texts("lexicon")}
    return Station(**{f.name: getattr(about, f.name) for f in fields(About)}, **values), settings
