"""Every syllable of Mandarin as the model's author writes it, and English letters and words as the model knows them."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from pypinyin.contrib.tone_convert import to_tone3
from pypinyin.pinyin_dict import pinyin_dict

from pipeline.voice.kokoro.english import LETTERS, SPELLINGS, WORDS, word_phonemes
from pipeline.voice.kokoro.pinyin_ipa import syllable_phonemes
from pipeline.voice.kokoro.vocabulary import MARKS, TOKENS

SYLLABLES = sorted(
    {
        to_tone3(syllable, v_to_u=False).rstrip("12345")
        for entry in pinyin_dict.values()
        for syllable in entry.split(",")
    }
)
"""Of all 40,000 characters that pypinyin knows: 426, with interjections and a few of dialect."""

BETTER = {"yo": "jɔ", "wong": "ʊŋ"}
"""Where misaki 0.9.4 slips: it says 哟 as 喔."""


def test_all_syllables_are_there() -> None:
    assert len(SYLLABLES) > 420
    assert {"er", "ê", "m", "ng", "hm", "lv", "nve", "zhi", "weng"} <= set(SYLLABLES)


@pytest.mark.parametrize(
    ("syllable", "phonemes"),
    [
        ("zhong1", "ꭧʊ→ŋ"), ("guo2", "kwo↗"), ("lv4", "ly↘"), ("lü4", "ly↘"), ("nve4", "nɥe↘"), ("xue2", "ɕɥe↗"),
        ("quan2", "ʨʰɥɛ↗n"), ("jun1", "ʨy→n"), ("yun2", "y↗n"), ("zhi1", "ꭧɨ→"), ("ri4", "ɻɨ↘"), ("si4", "sɨ↘"),
        ("er4", "ɚ↘"), ("de5", "tɤ"), ("liu2", "ljou↗"), ("gui4", "kwei↘"), ("lun2", "lwə↗n"), ("xiong2", "ɕjʊ↗ŋ"),
        ("wu3", "u↓"), ("yi1", "i→"), ("yo1", "jɔ→"), ("ê1", "ɛ→"), ("hng5", "hŋ"), ("fo2", "fwo↗"), ("ang2", "a↗ŋ"),
    ],
)  # fmt: skip
def test_a_syllable_in_phonemes(syllable: str, phonemes: str) -> None:
    assert syllable_phonemes(syllable) == phonemes


@pytest.mark.parametrize(
    "wrong", ["", "1", "zhong", "zhong6", "zhong0", "qv1x", "yx1", "wp3", "bvn", "好1", "fü", "xx2"]
)
def test_what_is_no_syllable_is_refused(wrong: str) -> None:
    with pytest.raises(KeyError):
        syllable_phonemes(wrong)


def test_no_two_syllables_sound_alike() -> None:
    """But 咯, which the model's author says as 罗."""
    alike: dict[str, list[str]] = {}
    for base in SYLLABLES:
        alike.setdefault(syllable_phonemes(base + "1"), []).append(base)
    assert [bases for bases in alike.values() if len(bases) > 1] == [["lo", "luo"]]


def test_the_table_is_that_of_the_models_author() -> None:
    """Against misaki itself where it can be installed, which a Python from 3.13 cannot."""
    zh = pytest.importorskip("misaki.zh", reason="misaki 0.9.4 wants Python < 3.13: pip install 'misaki[zh]==0.9.4'")
    for base, tone in product(SYLLABLES, "12345"):
        if base not in BETTER:
            theirs = zh.ZHG2P.py2ipa(base + tone).replace("\N{COMBINING INVERTED BREVE BELOW}", "")
            assert syllable_phonemes(base + tone) == theirs, base + tone


def test_the_table_is_that_of_the_models_author_as_recorded() -> None:
    recorded = json.loads(Path(__file__).with_name("misaki_syllables.json").read_text("utf-8"))
    assert set(recorded) == set(SYLLABLES)
    for base, theirs in (recorded | BETTER).items():
        assert syllable_phonemes(base + "5") == theirs, base
        assert syllable_phonemes(base + "1").replace("→", "") == theirs, base


def test_every_phoneme_is_one_the_model_knows() -> None:
    syllables = (syllable_phonemes(base + tone) for base, tone in product(SYLLABLES, "12345"))
    english = (*LETTERS.values(), *WORDS.values(), *SPELLINGS.values())
    assert {c for sounds in (*syllables, *english, *MARKS.values()) for c in sounds} <= set(TOKENS)


@pytest.mark.parametrize(
    ("word", "phonemes"),
    [
        ("app", "ˈæp"), ("wifi", "wˈIfI"), ("windows", "wˈɪndOz"), ("station", "stˈAʃən"), ("make", "mˈAk"),
        ("files", "fˈIls"), ("happy", "hˈæpi"), ("tesla", "tˈɛslə"), ("bridge", "bɹˈɪʤ"), ("hr", "ei→ʧ ɑ→ɹ"),
        ("don't", "dˈɑnt"), ("price", "pɹˈIs"),
    ],
)  # fmt: skip
def test_a_word_in_phonemes(word: str, phonemes: str) -> None:
    assert word_phonemes(word) == phonemes


def test_any_word_in_small_letters_has_phonemes() -> None:
    for letters in product("abcehouxy'", repeat=4):
        word = "".join(letters).strip("'")
        if word:
            assert set(word_phonemes(word)) <= set(TOKENS), word
            assert word_phonemes(word), word
