"""What remakes an episode and what does not: of code, of settings, of tables."""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from pipeline.model import Reading, Utterance
from pipeline.station import Pauses, PodcastProfile, Profiles, SipProfile, Station, UsbProfile, WorkshopProfile
from pipeline.studio import deciding
from pipeline.system.code_digest import code_digest
from pipeline.voice.clip_store import clip_key
from pipeline.voice.kokoro import english, pinyin_ipa, vocabulary
from pipeline.voice.kokoro.engine import KokoroEngine

CODE = '''"""Beeps."""

from pipeline.messages import _

GAIN = 0.5
"""Of full scale."""


def beep(hertz: float) -> list[float]:
    """One beep."""
    if hertz < 20:
        raise ValueError(_("too low to hear"))
    return [GAIN * hertz]  # loud enough
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "room" / "inner").mkdir(parents=True)
    (tmp_path / "room" / "beep.py").write_text(CODE)
    (tmp_path / "room" / "inner" / "table.bin").write_bytes(b"\x00\x01")
    return tmp_path


def digest(package: Path) -> str:
    code_digest.cache_clear()
    return code_digest("room", root=package)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# loud enough", "# quite loud"),
        ('"""Beeps."""', '"""Beeps, one a syllable."""'),
        ('"""Of full scale."""\n', ""),
        ('    """One beep."""\n', ""),
        ("hertz: float", "hertz: int"),
        ("-> list[float]", "-> list[int]"),
        ("too low to hear", "nobody hears that"),
        ("return [GAIN * hertz]", "return [\n        GAIN\n        * hertz,\n    ]"),
    ],
)
def test_what_explains_changes_nothing(package: Path, before: str, after: str) -> None:
    usual = digest(package)
    (package / "room" / "beep.py").write_text(CODE.replace(before, after, 1))
    assert CODE.replace(before, after, 1) != CODE
    assert digest(package) == usual


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("GAIN = 0.5", "GAIN = 0.6"),
        ("hertz < 20", "hertz < 21"),
        ("hertz < 20", "hertz <= 20"),
        ("GAIN * hertz", "GAIN + hertz"),
        ("return [GAIN * hertz]", "return [GAIN * hertz, 0]"),
        ("if hertz < 20", "while hertz < 20"),
        ("def beep", "def tone"),
    ],
)
def test_what_computes_changes_it(package: Path, before: str, after: str) -> None:
    usual = digest(package)
    (package / "room" / "beep.py").write_text(CODE.replace(before, after, 1))
    assert digest(package) != usual


def test_data_and_libraries_count_and_the_order_of_names_does_not(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = digest(package)
    (package / "room" / "inner" / "table.bin").write_bytes(b"\x00\x02")
    assert digest(package) != usual
    files = ("room/beep.py", "room/inner")
    assert code_digest(*files, root=package) == code_digest(*reversed(files), root=package)
    with_library = code_digest("room", root=package, packages=("numpy",))
    monkeypatch.setattr(metadata, "version", lambda _package: "99")
    code_digest.cache_clear()
    assert code_digest("room", root=package, packages=("numpy",)) != with_library


def said(spoken: str, *syllables: str) -> Utterance:
    reading = Reading(text=spoken, spoken=spoken, pinyin=syllables, pinyin_said=syllables)
    return Utterance(reading=reading, voice="zf_xiaobei", pace=250)


PAUSED, PLAIN = said("灯、线。", "deng1", "xian4"), said("关灯。", "guan1", "deng1")
LATIN = said("P灯。", "deng1")


@pytest.mark.parametrize(
    ("table", "key", "value", "touched", "left"),
    [
        (vocabulary.MARKS, "、", ";", PAUSED, PLAIN),
        (pinyin_ipa.FINALS, "ian", "ja_n", PAUSED, PLAIN),
        (pinyin_ipa.INITIALS, "g", "kʰ", PLAIN, PAUSED),
        (english.LETTERS, "P", "pi→", LATIN, PLAIN),
    ],
)
def test_a_changed_phoneme_remakes_the_sounds_it_is_heard_in_and_no_others(
    monkeypatch: pytest.MonkeyPatch, table: dict[str, str], key: str, value: str, touched: Utterance, left: Utterance
) -> None:
    engine = KokoroEngine()
    before = clip_key(touched, engine), clip_key(left, engine)
    monkeypatch.setitem(table, key, value)
    pinyin_ipa.syllable_phonemes.cache_clear()
    after = clip_key(touched, engine), clip_key(left, engine)
    monkeypatch.undo()
    pinyin_ipa.syllable_phonemes.cache_clear()
    assert after[0] != before[0]
    assert after[1] == before[1]


USUAL = Station()


@pytest.mark.parametrize(
    "other",
    [
        replace(USUAL, profiles=replace(USUAL.profiles, usb=UsbProfile(enabled=True, repeat=3))),
        replace(USUAL, profiles=replace(USUAL.profiles, sip=SipProfile(enabled=False, seconds=9))),
        replace(USUAL, description="另一个介绍", link="http://10.0.0.9/"),
    ],
)
def test_settings_that_reach_no_file_of_an_episode_change_nothing(other: Station) -> None:
    assert deciding.of_episode(other, "通知") == deciding.of_episode(USUAL, "通知")


@pytest.mark.parametrize(
    "other",
    [
        replace(USUAL, profiles=Profiles(podcast=PodcastProfile(kilobits=96))),
        replace(USUAL, profiles=Profiles(workshop=WorkshopProfile(repeat=2))),
        replace(USUAL, profiles=Profiles(sip=SipProfile(enabled=True))),
        replace(USUAL, profiles=Profiles(workshop=WorkshopProfile(enabled=False))),
        replace(USUAL, pauses=Pauses(sentence=500)),
        replace(USUAL, cover=replace(USUAL.cover, design="calm")),
    ],
)
def test_settings_that_reach_a_file_change_it(other: Station) -> None:
    assert deciding.of_episode(other, "通知") != deciding.of_episode(USUAL, "通知")


def test_sip_parts_are_mastered_as_for_the_workshop_even_where_that_is_switched_off() -> None:
    def station(kilobits: int) -> Station:
        workshop = WorkshopProfile(enabled=False, kilobits=kilobits)
        return replace(USUAL, profiles=Profiles(workshop=workshop, sip=SipProfile(enabled=True)))

    assert deciding.of_episode(station(64), "通知") != deciding.of_episode(station(96), "通知")


@pytest.mark.parametrize("package", [*deciding.ENCODER, *deciding.DRAWING])
def test_a_library_that_rounds_or_draws_otherwise_changes_it(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    code_digest.cache_clear()
    usual = deciding.of_episode(USUAL, "通知")
    version = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "99" if name == package else version(name))
    code_digest.cache_clear()
    assert deciding.of_episode(USUAL, "通知") != usual
    monkeypatch.undo()
    code_digest.cache_clear()
