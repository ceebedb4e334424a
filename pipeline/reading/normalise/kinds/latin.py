"""Latin inside Chinese: what is said letter by letter, what as a word, what in Chinese."""

from __future__ import annotations

import re

from pipeline.reading.normalise.rule import Rule

SAID = {
    "Wi-Fi": "wifi", "WiFi": "wifi", "WIFI": "wifi", "WI-FI": "wifi", "wi-fi": "wifi", "Wifi": "wifi",
    "NATO": "nato", "NASA": "nasa", "UNESCO": "unesco", "UNICEF": "unicef", "FIFA": "fifa", "OPEC": "欧佩克",
    "COVID": "covid", "SCADA": "scada", "HAZOP": "hazop", "SIM": "sim", "LOGO": "logo", "PIN": "pin",
    "SaaS": "saas", "IoT": "IOT", "LoRa": "lora", "MATLAB": "matlab", "iPhone": "iphone", "iPad": "ipad",
    "iOS": "IOS", "eBay": "ebay", "macOS": "mac OS", "YouTube": "youtube", "Bluetooth": "蓝牙", "PhD": "PHD",
    "OPPO": "oppo", "VIVO": "vivo", "COSCO": "cosco", "TikTok": "tiktok", "JPEG": "jpeg", "vs": "VS", "Vs": "VS",
    "Mr": "mister", "Dr": "doctor", "No": "no", "NO": "NO", "OK": "OK", "ok": "OK", "Ok": "OK", "pH": "PH",
    "mRNA": "MRNA", "Email": "email", "E-mail": "email", "e-mail": "email", "E-MAIL": "email", "EMAIL": "email",
    "App": "app", "app": "app", "and/or": "and or", "www": "WWW", "http": "HTTP", "https": "HTTPS", "Ra": "RA",
    "Rz": "RZ", "CO": "CO", "QQ": "QQ", "ID": "ID",
}  # fmt: skip
"""Words with a reading of their own, by exact spelling."""
_SHORT_WORDS = frozenset((
    "an", "as", "at", "be", "by", "do", "go", "he", "hi", "if", "in", "is", "it", "me", "my",
    "no", "of", "on", "or", "so", "to", "up", "us", "we",
))  # fmt: skip
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}|^[bcdfghjklmnpqrstvwxz]{4,}")
_CASES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]")
WORD = r"[A-Za-z]+(?:['’&-][A-Za-z]+)*"


def latin_said(written: str) -> str:
    """One Latin word, compound or abbreviation as said: capitals for letters, small letters for words."""
    if written in SAID:
        return SAID[written]
    if "&" in written:
        return " and ".join(latin_said(part) for part in written.split("&"))
    if "-" in written:
        return " ".join(latin_said(part) for part in written.split("-"))
    written = re.sub("['’]", "", written)
    if written in SAID or written.isupper():
        return SAID.get(written, written)
    if written[:-1].isupper() and len(written) > 2 and written[-1] == "s":
        return written.upper()  # the plural of an abbreviation: VOCs
    parts = _CASES.findall(written)
    if len(parts) > 1 and any(len(part) > 2 for part in parts):
        return " ".join(latin_said(part) for part in parts)
    if len(parts) > 1 and not written.istitle():
        return written.upper()  # NaOH, NOx, eHR
    return _word(written)


def _word(written: str) -> str:
    small = written.lower()
    if len(small) == 1:
        return small.upper()
    if len(small) <= 2 or not re.search("[aeiouy]", small) or _CONSONANTS.search(small):
        return small if small in _SHORT_WORDS else small.upper()
    return small


def _said(match: re.Match[str], _text: str) -> str:
    return latin_said(match.group())


def _dotted(match: re.Match[str], _text: str) -> str:
    return "".join(latin_said(part) for part in match.group().split(".")) if match["initials"] else "点"


RULES = (
    Rule(
        "sharp", re.compile(r"(?<![A-Za-z0-9])[CF]#(?![A-Za-z0-9])"), lambda m, _t: f"{m.group()[0]} sharp", needs="#"
    ),
    Rule(
        "initials",
        re.compile(r"(?<![A-Za-z])(?P<initials>(?:[A-Z]\.)+[A-Z](?![A-Za-z])\.?|(?:[A-Z]\.){2,}(?![a-z]))"),
        _dotted,
        needs=".",
    ),
    Rule("abbreviation", re.compile(r"(?<=Rev|Ver|Vol|Fig|Tel)\.(?=\s?\S)"), lambda _m, _t: " ", needs="FRTV"),
    Rule(
        "point in a name",
        re.compile(r"(?<=[A-Za-z])\.(?P<initials>)(?=[A-Za-z]{2})|(?<![A-Za-z.])\.(?=[A-Z]{2,})"),
        _dotted,
        needs=".",
    ),
    Rule("Latin", re.compile(WORD), _said),
)
