"""Pinyin to the sounds Kokoro was trained on: Mandarin IPA with an arrow for the tone.

The conventions are those of misaki 0.9.4, the front end by the model's author (Apache-2.0): a syllable is
initial, vowel, tone arrow, closing nasal; the neutral tone has no arrow. The table is our own; a test holds it against
misaki's answers for every syllable of the language.
"""

from __future__ import annotations

from functools import cache

TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}

INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l",
    "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ",
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s", "": "",
}  # fmt: skip

FINALS = {
    "a": "a_", "ai": "ai_", "an": "a_n", "ang": "a_ŋ", "ao": "au_",
    "e": "ɤ_", "ei": "ei_", "en": "ə_n", "eng": "ə_ŋ", "o": "wo_", "ong": "ʊ_ŋ", "ou": "ou_",
    "i": "i_", "ia": "ja_", "ian": "jɛ_n", "iang": "ja_ŋ", "iao": "jau_", "ie": "je_", "in": "i_n", "ing": "i_ŋ",
    "iong": "jʊ_ŋ", "iou": "jou_",
    "u": "u_", "ua": "wa_", "uai": "wai_", "uan": "wa_n", "uang": "wa_ŋ", "uei": "wei_", "uen": "wə_n",
    "ueng": "wə_ŋ", "uo": "wo_",
    "v": "y_", "van": "ɥɛ_n", "ve": "ɥe_", "vn": "y_n",
}  # fmt: skip
"""The tone arrow stands where the underscore is."""

WHOLE = {
    "er": "ɚ_", "o": "ɔ_", "yo": "jɔ_", "ê": "ɛ_", "m": "m_", "n": "n_", "ng": "ŋ_", "hm": "hm_", "hng": "hŋ_",
}  # fmt: skip
"""Syllables that are no initial and final: interjections and 儿."""

_SHORT_FINALS = {"iu": "iou", "ui": "uei", "un": "uen", "ue": "ve"}
"""How pinyin abbreviates finals after an initial."""
_WITHOUT_INITIAL = {
    "yi": "i", "ya": "ia", "yan": "ian", "yang": "iang", "yao": "iao", "ye": "ie", "yin": "in", "ying": "ing",
    "yong": "iong", "you": "iou", "yu": "v", "yuan": "van", "yue": "ve", "yun": "vn",
    "wu": "u", "wa": "ua", "wai": "uai", "wan": "uan", "wang": "uang", "wei": "uei", "wen": "uen", "weng": "ueng",
    "wo": "uo", "wong": "ong",
}  # fmt: skip


@cache
def syllable_phonemes(syllable: str) -> str:
    """The phonemes of one syllable: ``zhong1`` → ``ꭧʊ→ŋ``. ``v`` and ``ü`` are the same.

    Raises:
        KeyError: not a syllable of Mandarin with a tone digit 1–5.
    """
    base, arrow = syllable[:-1].replace("ü", "v"), TONES[syllable[-1:]]
    if base in WHOLE:
        return WHOLE[base].replace("_", arrow)
    initial, final = _parts(base)
    # The vowel of zhi, chi, shi, ri, zi, ci, si is a buzz of the tongue's tip.
    vowel = "ɨ_" if final == "i" and initial in _BUZZING else FINALS[final]
    return INITIALS[initial] + vowel.replace("_", arrow)


_BUZZING = ("zh", "ch", "sh", "r", "z", "c", "s")


def _parts(base: str) -> tuple[str, str]:
    """Initial and full final of a syllable as pinyin spells it."""
    if base[:1] in ("y", "w"):
        return "", _WITHOUT_INITIAL[base]
    initial = base[:2] if base[:2] in INITIALS else base[:1] if base[:1] in INITIALS else ""
    final = base[len(initial) :]
    if initial in ("j", "q", "x") and final[:1] == "u":
        # After these three u is ü.
        return initial, "v" + final[1:]
    return initial, _SHORT_FINALS.get(final, final)
