"""The voices of the online service, and how fast each speaks."""

from __future__ import annotations

from pipeline.voice.engine import Voice

VOICES = (
    Voice("zh-CN-XiaoxiaoNeural", "female", "warm, for everything"),
    Voice("zh-CN-YunjianNeural", "male", "powerful, sports and events"),
    Voice("zh-CN-YunyangNeural", "male", "professional, a news reader"),
    Voice("zh-CN-XiaoyiNeural", "female", "lively, young"),
    Voice("zh-CN-YunxiNeural", "male", "bright, young, for stories"),
    Voice("zh-CN-YunxiaNeural", "male", "a boy"),
    Voice("zh-CN-liaoning-XiaobeiNeural", "female", "north-eastern accent"),
    Voice("zh-CN-shaanxi-XiaoniNeural", "female", "Shaanxi accent"),
    Voice("zh-TW-HsiaoChenNeural", "female", "Taiwan Mandarin"),
    Voice("zh-TW-HsiaoYuNeural", "female", "Taiwan Mandarin"),
    Voice("zh-TW-YunJheNeural", "male", "Taiwan Mandarin"),
    Voice("zh-HK-HiuMaanNeural", "female", "Cantonese"),
    Voice("zh-HK-HiuGaaiNeural", "female", "Cantonese"),
    Voice("zh-HK-WanLungNeural", "male", "Cantonese"),
)
"""The Chinese voices edge-tts 7.3.1 lists. Others are refused: the service answers a name it does not know with
silence, and a voice of another language reads Chinese as no listener should hear it. A voice that the service adds
later is used from the release of this programme that names it."""

USUAL_PACE = 250
"""Syllables a minute at +0 %, where nothing better is known. An assumption, not measured: the pace of a calm news
reader, and so the pace at which a station with the settings it comes with sends no change of rate."""

NATURAL_PACE = {"zh-CN-YunxiNeural": 293}
"""Syllables a minute at +0 %. Source: ``WordsPerMinute`` in the voice list that Microsoft's "Text to speech REST API"
page prints, of which it shows this one Chinese voice."""

SLOWEST_PERCENT = -50
FASTEST_PERCENT = 100
"""The service speaks at 0.5 to 2 times its natural pace; further changes have no effect (edge-tts, ticket 44)."""


def rate(voice: str, pace: int) -> str:
    """The change of rate, as the service takes it (``+12%``), that makes ``voice`` say ``pace`` syllables a minute."""
    percent = round((pace / NATURAL_PACE.get(voice, USUAL_PACE) - 1) * 100)
    return f"{min(max(percent, SLOWEST_PERCENT), FASTEST_PERCENT):+d}%"
