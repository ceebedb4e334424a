"""The dictionary beside others: nothing is read otherwise by accident."""

from __future__ import annotations

import pytest

from training.words.audit_readings import decided, differences, lines, our_reading


@pytest.mark.no_cover
def test_every_word_that_another_dictionary_reads_otherwise_is_decided() -> None:
    pytest.importorskip("pypinyin_dict", reason="the dictionaries to compare with: pip install -e '.[dev]'")
    known = decided()
    new = {found for found in differences() if found not in known}
    assert not new, "decide these in decided_readings.tsv:\n" + "\n".join(lines((found, "?") for found in new))


def test_the_decisions_are_those_that_the_dictionary_follows() -> None:
    """A word that has since been corrected, or left to its sentence, has no place in the file."""
    stale = {found for found in decided() if our_reading(found.word, found.place) != found.ours}
    assert not stale, "\n".join(lines((found, "stale") for found in stale))


def test_every_decision_has_a_known_reason() -> None:
    reasons = {"standard", "rare", "usage", "slip", "majority", "corrected", "foreign", "looked", "kept"}
    assert set(decided().values()) <= reasons
    assert len(decided()) > 5000


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("颇为", "po1 wei2"),
        ("脊梁", "ji3 liang2"),
        ("屋脊", "wu1 ji3"),
        ("框架", "kuang4 jia4"),
        ("缅甸", "mian3 dian4"),
        ("萎缩", "wei3 suo1"),
        ("哮喘", "xiao4 chuan3"),
        ("咆哮", "pao2 xiao4"),
        ("澎湃", "peng2 pai4"),
        ("摒弃", "bing4 qi4"),
        ("矽肺", "xi1 fei4"),
        ("珲春", "hun2 chun1"),
        ("砝码", "fa3 ma3"),
        ("镗床", "tang2 chuang2"),
        ("豆豉", "dou4 chi3"),
        ("钥匙", "yao4 shi5"),
        ("汤匙", "tang1 chi2"),
        ("壳牌", "qiao4 pai2"),
        ("诘屈聱牙", "ji2 qu1 ao2 ya2"),
    ],
)
def test_characters_thought_to_have_one_reading(word: str, syllables: str) -> None:
    from pipeline.reading import Reader

    assert " ".join(Reader().read(word).pinyin) == syllables
