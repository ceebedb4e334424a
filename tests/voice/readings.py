"""Readings and utterances without the reading room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.model import Clip, Reading, Utterance
from pipeline.voice import ClipStore, Recording, play
from pipeline.voice.engine import Engine

PINYIN = {
    "你": "ni3", "好": "hao3", "工": "gong1", "友": "you3", "们": "men5", "大": "da4", "家": "jia1", "辛": "xin1",
    "苦": "ku3", "了": "le5", "机": "ji1", "床": "chuang2", "安": "an1", "全": "quan2", "生": "sheng1", "产": "chan3",
    "二": "er4", "十": "shi2", "六": "liu4", "台": "tai2", "车": "che1", "间": "jian1", "开": "kai1", "始": "shi3",
    "死": "si3", "停": "ting2", "错": "cuo4", "缺": "que1", "断": "duan4", "坏": "huai4", "满": "man3",
}  # fmt: skip


def reading(spoken: str, text: str | None = None) -> Reading:
    """The reading of ``spoken``, made of the few characters above; written as ``text``."""
    pinyin = tuple(PINYIN[c] for c in spoken if c in PINYIN)
    return Reading(spoken if text is None else text, spoken, pinyin, pinyin)


def utterance(spoken: str, voice: str = "high", *, text: str | None = None, pace: int = 250) -> Utterance:
    return Utterance(reading(spoken, text), voice, pace)


def record(
    utterances: Sequence[Utterance],
    engine: Engine,
    store: ClipStore,
    *,
    jobs: int,
    on_done: Callable[[int, bool], None] | None = None,
) -> tuple[str, ...]:
    """The keys of ``utterances`` when all lie in ``store``: an episode that is alone in its run."""
    return Recording(utterances, engine, store, jobs=jobs).finish(on_done)


def speak(
    utterances: Sequence[Utterance],
    engine: Engine,
    store: ClipStore | Path,
    *,
    jobs: int,
    on_done: Callable[[int, bool], None] | None = None,
) -> Iterator[Clip]:
    """What a build does in two places: recorded, then played, the first when the first clip is asked for."""
    store = ClipStore(store) if isinstance(store, Path) else store
    keys = record(utterances, engine, store, jobs=jobs, on_done=on_done)
    yield from play(keys, utterances, store)
