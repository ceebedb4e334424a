"""What an operator is shown to listen to, and the line that settles it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from pipeline.reading import Reader
from pipeline.reading.doubtful import doubtful
from pipeline.reading.suspicion import Place, wrong_odds
from tests.reading.tables import rows

SENTENCE = "2021年，将与相都降。"
EVERY = float("-inf")


def test_uncertain_places_come_with_candidates_and_a_lexicon_line() -> None:
    places = doubtful(Reader(), SENTENCE, least=EVERY)
    assert places
    for place in places:
        assert place.character in SENTENCE[place.start : place.end]
        assert SENTENCE[place.start : place.end] in place.line
        others = [chance for _, chance in place.candidates[1:]]
        assert others == sorted(others, reverse=True)
        assert 0.9 < sum(chance for _, chance in place.candidates) < 1.1


def test_the_line_settles_the_place() -> None:
    place = next(found for found in doubtful(Reader(), SENTENCE, least=EVERY) if len(found.candidates) > 1)
    lexicon = tomllib.loads(place.line)
    settled = Reader(lexicon)
    [(word, syllables)] = lexicon.items()
    chosen = syllables.split(" ")[word.index(place.character)]
    assert chosen == place.candidates[1][0]
    assert chosen in settled.read(SENTENCE).pinyin
    assert all(found.character != place.character for found in doubtful(settled, SENTENCE, least=EVERY))


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("看录像。", ["看录像"]),
        ("车间将。", ["车间将"]),
        ("将。", ["将"]),
        ("共3将。", ["将"]),
    ],
)
def test_a_character_by_itself_comes_with_the_word_beside_it(sentence: str, words: list[str]) -> None:
    """A line for the character alone would change it everywhere."""
    places = [place for place in doubtful(Reader(), sentence, least=EVERY) if place.character in "看将"]
    assert [tomllib.loads(place.line).popitem()[0] for place in places] == words


def test_what_is_certain_is_not_shown() -> None:
    assert doubtful(Reader(), "会计和银行行长都来了。") == ()


@pytest.mark.parametrize(
    ("sentence", "character"),
    [
        ("他把料头散着放。", "散"),  # the model is not sure
        ("往墙上钉个钉。", "钉"),
        ("灯芯挑一挑。", "挑"),  # a character that is read by default
        ("厂里的8110没人接。", "8110"),  # a quantity, or a number
    ],
)
def test_what_may_be_wrong_is_shown_with_a_line_that_says_it_otherwise(sentence: str, character: str) -> None:
    place = next(place for place in doubtful(Reader(), sentence) if place.character == character)
    now = Reader().read(sentence)
    other = Reader(tomllib.loads(place.line)).read(sentence)
    assert (now.pinyin, now.spoken) != (other.pinyin, other.spoken)


@pytest.mark.parametrize(
    "sentence",
    ["排气量为三立方。", "快递员受了伤。", "四种颜色都要。", "一号炉停了。", "由区职工话剧团演出。"],
)
def test_a_noun_that_ends_in_a_verb_is_not_shown(sentence: str) -> None:
    assert doubtful(Reader(), sentence) == ()


def place(layer: str, **changed: Any) -> Place:
    return replace(Place("背", "bei4", layer, True, (("bei4", 0.9), ("bei1", 0.1)), "他", "煤"), **changed)


def test_what_may_be_wrong_by_who_decided_and_what_the_model_thinks() -> None:
    guess = wrong_odds(place("model"))
    assert wrong_odds(place("fallback")) > wrong_odds(place("rule"))  # a rule has seen what stands around
    assert guess > wrong_odds(place("model", chances=(("bei4", 0.99), ("bei1", 0.01))))
    assert guess < wrong_odds(place("model", after="得动"))  # a verb
    assert guess > wrong_odds(place("model", character="衣"))  # no verb in talk
    assert guess > wrong_odds(place("phrase", alone=False))
    overruled = (("bei4", 0.1), ("bei1", 0.9))
    assert wrong_odds(place("default", chances=overruled)) > wrong_odds(place("default", chances=()))
    for layer in ("lexicon", "given", "figure", "name"):
        assert wrong_odds(place(layer)) == float("-inf")


def test_a_suspicion_may_hold_only_beside_something() -> None:
    burnt = place("model", character="着", syllable="zhe5", chances=(("zhe5", 0.99), ("zhao2", 0.01)))
    at_the_end = wrong_odds(replace(burnt, before="电机烧", after="了。"))
    assert at_the_end > wrong_odds(replace(burnt, before="他看", after="了。"))
    assert at_the_end > wrong_odds(replace(burnt, before="烧", after="煤。"))


def test_the_list_of_plain_prose_is_short() -> None:
    prose = [marked.replace("[", "").replace("]", "") for marked, _ in list(rows("polyphones_working.tsv"))[::10]]
    places = sum(len(doubtful(Reader(), sentence)) for sentence in prose)
    assert places <= 0.015 * sum(map(len, prose))


def test_a_place_within_figures_points_at_the_figures() -> None:
    text = "1.5倍，将降。"
    for place in doubtful(Reader(), text, least=EVERY):
        assert 0 <= place.start < place.end <= len(text)
