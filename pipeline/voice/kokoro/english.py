"""Latin letters and words to Kokoro's phonemes.

Words are General American as misaki writes it: A = eɪ, I = aɪ, O = oʊ, W = aʊ, Y = ɔɪ, ʤ and ʧ as one sign, the stress
mark before its vowel.
"""

from __future__ import annotations

import re

LETTERS = {
    "A": "ei→", "B": "bi→", "C": "si→", "D": "di→", "E": "i→", "F": "ɛ→f", "G": "ʤi→", "H": "ei→ʧ", "I": "ai→",
    "J": "ʤei→", "K": "kʰei→", "L": "ɛ→l", "M": "ɛ→m", "N": "ɛ→n", "O": "ou→", "P": "pʰi→", "Q": "kʰjou→", "R": "ɑ→ɹ",
    "S": "ɛ→s", "T": "tʰi→", "U": "jou→", "V": "vi→", "W": "ta↗pu ljou", "X": "ɛ→ks", "Y": "wai→", "Z": "zi→",
}  # fmt: skip
"""The names of the letters as a Chinese announcer says them: English sounds, each a high level tone.

Chosen by a recogniser (Whisper base, voice zf_xiaobei) over 17 abbreviations in 16 sentences: 12 written down as they
are; with misaki's English letters 5 (P and T were heard as B and D), with those aspirated 10, with the nearest Mandarin
syllables 3, with Mandarin initials and English finals 7.
"""

WORDS = {
    "a": "ə", "alpha": "ˈælfə", "and": "ænd", "android": "ˈændɹYd", "app": "ˈæp", "apple": "ˈæpəl", "beta": "bˈAtə",
    "bluetooth": "blˈutuθ", "box": "bˈɑks", "bug": "bˈʌɡ", "by": "bI", "case": "kˈAs", "chat": "ʧˈæt",
    "china": "ʧˈInə", "class": "klˈæs", "cloud": "klˈWd", "club": "klˈʌb", "code": "kˈOd", "com": "kˈɑm",
    "cool": "kˈul", "copy": "kˈɑpi", "data": "dˈAtə", "day": "dˈA", "demo": "dˈɛmO", "digital": "dˈɪʤɪtəl",
    "email": "ˈimAl", "excel": "ɪksˈɛl", "fan": "fˈæn", "fans": "fˈænz", "file": "fˈIl", "for": "fɔɹ", "game": "ɡˈAm",
    "go": "ɡˈO", "gold": "ɡˈOld", "good": "ɡˈʊd", "google": "ɡˈuɡəl", "green": "ɡɹˈin", "group": "ɡɹˈup",
    "gym": "ʤˈɪm", "hello": "həlˈO", "high": "hˈI", "hold": "hˈOld", "home": "hˈOm", "in": "ɪn",
    "industry": "ˈɪndəstɹi", "internet": "ˈɪntəɹnˌɛt", "kaizen": "kˈIzɛn", "lean": "lˈin", "line": "lˈIn",
    "link": "lˈɪŋk", "linux": "lˈɪnəks", "live": "lˈIv", "logo": "lˈOɡO", "low": "lˈO", "made": "mˈAd",
    "mail": "mˈAl", "max": "mˈæks", "mini": "mˈɪni", "model": "mˈɑdəl", "my": "mI", "net": "nˈɛt", "new": "nˈu",
    "no": "nˈO", "of": "əv", "office": "ˈɔfɪs", "ok": "OkˈA", "okay": "OkˈA", "one": "wˈʌn", "online": "ˈɑnlIn",
    "open": "ˈOpən", "party": "pˈɑɹti", "phone": "fˈOn", "plus": "plˈʌs", "power": "pˈWəɹ", "pro": "pɹˈO",
    "robot": "ɹˈObɑt", "sensor": "sˈɛnsəɹ", "service": "sˈɜɹvɪs", "show": "ʃˈO", "sigma": "sˈɪɡmə", "sim": "sˈɪm",
    "six": "sˈɪks", "smart": "smˈɑɹt", "sync": "sˈɪŋk", "system": "sˈɪstəm", "team": "tˈim", "test": "tˈɛst",
    "the": "ðə", "to": "tu", "token": "tˈOkən", "top": "tˈɑp", "type": "tˈIp", "up": "ˈʌp", "vlog": "vlˈɑɡ",
    "web": "wˈɛb", "wechat": "wˈiʧæt", "wifi": "wˈIfI", "windows": "wˈɪndOz", "word": "wˈɜɹd", "work": "wˈɜɹk",
    "world": "wˈɜɹld", "www": "dˈʌbəlju dˈʌbəlju dˈʌbəljˌu", "you": "ju",
}  # fmt: skip
"""Words that stand in Chinese prose and that the rules below would get wrong, or that are common enough to be sure."""

SPELLINGS = {
    "ation": "Aʃən",
    "tion": "ʃən", "sion": "ʒən", "ture": "ʧəɹ", "ight": "It", "ough": "O", "tch": "ʧ", "dge": "ʤ", "sch": "ʃ",
    "igh": "I", "eer": "ɪɹ", "ear": "ɪɹ", "air": "ɛɹ", "are": "ɛɹ", "ore": "ɔɹ", "oor": "ɔɹ", "our": "Wəɹ",
    "sh": "ʃ", "ch": "ʧ", "ph": "f", "th": "θ", "wh": "w", "ck": "k", "ng": "ŋ", "qu": "kw", "kn": "n", "wr": "ɹ",
    "ee": "i", "ea": "i", "oo": "u", "ou": "W", "ow": "O", "oi": "Y", "oy": "Y", "ai": "A", "ay": "A", "ey": "i",
    "ei": "A", "ie": "i", "oa": "O", "au": "ɔ", "aw": "ɔ", "ew": "u", "ue": "u", "ui": "u",
    "ar": "ɑɹ", "er": "əɹ", "ir": "ɜɹ", "or": "ɔɹ", "ur": "ɜɹ",
    "bb": "b", "cc": "k", "dd": "d", "ff": "f", "gg": "ɡ", "ll": "l", "mm": "m", "nn": "n", "pp": "p", "rr": "ɹ",
    "ss": "s", "tt": "t", "zz": "z", "ce": "sɛ", "ci": "sɪ", "cy": "sI", "ge": "ʤɛ", "gi": "ʤɪ",
    "a": "æ", "b": "b", "c": "k", "d": "d", "e": "ɛ", "f": "f", "g": "ɡ", "h": "h", "i": "ɪ", "j": "ʤ", "k": "k",
    "l": "l", "m": "m", "n": "n", "o": "ɑ", "p": "p", "q": "k", "r": "ɹ", "s": "s", "t": "t", "u": "ʌ", "v": "v",
    "w": "w", "x": "ks", "y": "j", "z": "z", "'": "",
}  # fmt: skip
"""What a spelling usually sounds like where the word is not known; the longest one that fits is taken."""

_SPELLING = re.compile("|".join(sorted(SPELLINGS, key=len, reverse=True)))
_MAGIC_E = re.compile(r"([aiou])([bcdfgklmnpstvz])e(?=s?$)")
_LONG = {"a": "A", "i": "I", "o": "O", "u": "u"}
_CLOSING = {"y": "i", "o": "O", "a": "ə"}
"""Vowels at the end of a word of several syllables."""
_FIRST_VOWEL = re.compile("[AIOWYæɑɔəɛɜɪʊʌiu]")


def word_phonemes(word: str) -> str:
    """The phonemes of an English word in small letters; one without a, e, i, o, u is spelt out."""
    if word in WORDS:
        return WORDS[word]
    if not re.search("[aeiou]", word):
        return " ".join(LETTERS[letter] for letter in word.upper() if letter in LETTERS)
    return _FIRST_VOWEL.sub(r"ˈ\g<0>", _by_spelling(word), count=1)


def _by_spelling(word: str) -> str:
    silent = _MAGIC_E.search(word)
    if silent:
        # The closing e is not heard, it makes the vowel before it long: make, file, zone.
        vowel, consonant = silent.groups()
        sound = {"c": "s", "g": "ʤ"}.get(consonant) or SPELLINGS[consonant]
        return _by_spelling(word[: silent.start()]) + _LONG[vowel] + sound + _by_spelling(word[silent.end() :])
    closing = _CLOSING.get(word[-1:])
    if closing and re.search("[aeiou].*[^aeiou].$", word):
        return _by_spelling(word[:-1]) + closing
    return _SPELLING.sub(lambda match: SPELLINGS[match.group()], word)
