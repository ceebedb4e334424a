"""The voices of the online service, and how fast each speaks."""

from __future__ import annotations

from pipeline.messages import _
from pipeline.voice.engine import Voice

USUAL_PACE = 250
"""Syllables a minute at +0 %, where nothing better is known. An assumption, not measured: the pace of a calm news
reader, and so the pace at which a station with the settings it comes with sends no change of rate."""

NATURAL_PACE = {"zh-CN-YunxiNeural": 293}
"""Syllables a minute at +0 %. Source: ``WordsPerMinute`` in the voice list that Microsoft's "Text to speech REST API"
page prints, of which it shows this one Chinese voice."""

SLOWEST_PERCENT = -50
FASTEST_PERCENT = 100
"""The service speaks at 0.5 to 2 times its natural pace; further changes have no effect (edge-tts, ticket 44)."""


def chinese_voices() -> tuple[Voice, ...]:
    """The Chinese voices that edge-tts 7.3.1 lists, best first for a station.

    Others are refused: the service answers a name it does not know with silence, and a voice of another language reads
    Chinese as no listener should hear it. A voice that the service adds is used from the release of this program on
    that names it.
    """
    return (
        Voice("zh-CN-XiaoxiaoNeural", "female", _("warm, for everything")),
        Voice("zh-CN-YunjianNeural", "male", _("powerful, for sports and events")),
        Voice("zh-CN-YunyangNeural", "male", _("a news reader")),
        Voice("zh-CN-XiaoyiNeural", "female", _("lively")),
        Voice("zh-CN-YunxiNeural", "male", _("young and bright")),
        Voice("zh-CN-YunxiaNeural", "male", _("a boy")),
        Voice("zh-CN-liaoning-XiaobeiNeural", "female", _("Liaoning accent")),
        Voice("zh-CN-shaanxi-XiaoniNeural", "female", _("Shaanxi accent")),
        Voice("zh-TW-HsiaoChenNeural", "female", _("Taiwan Mandarin")),
        Voice("zh-TW-HsiaoYuNeural", "female", _("Taiwan Mandarin")),
        Voice("zh-TW-YunJheNeural", "male", _("Taiwan Mandarin")),
        Voice("zh-HK-HiuMaanNeural", "female", _("Cantonese")),
        Voice("zh-HK-HiuGaaiNeural", "female", _("Cantonese")),
        Voice("zh-HK-WanLungNeural", "male", _("Cantonese")),
    )


def rate(voice: str, pace: int) -> str:
    """The change of rate, as the service takes it (``+12%``), that makes ``voice`` say ``pace`` syllables a minute."""
    percent = round((pace / NATURAL_PACE.get(voice, USUAL_PACE) - 1) * 100)
    return f"{min(max(percent, SLOWEST_PERCENT), FASTEST_PERCENT):+d}%"


def natural_pace(voice: str, rate: str) -> float:
    """Syllables a minute of ``voice`` at ``rate``, as far as it is known."""
    return NATURAL_PACE.get(voice, USUAL_PACE) * (1 + int(rate.removesuffix("%")) / 100)
