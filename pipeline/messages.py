"""The language of the operator's screen: English in the source, Chinese where the locale asks for it."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"


def languages_wanted() -> list[str]:
    """The operator's languages, best first, as gettext orders the variables (empty when none is asked for).

    A locale that is ``C`` or ``POSIX`` asks for the source's own language, whatever ``LANGUAGE`` says.
    """
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    if locale in ("C", "POSIX"):
        return []
    return [tag.split(".")[0] for tag in (os.environ.get("LANGUAGE") or locale).split(":") if tag]


def _catalogue() -> gettext.NullTranslations:
    for tag in languages_wanted():
        if tag.startswith("en"):
            break
        if tag.startswith("zh"):  # one catalogue serves whoever reads Chinese
            # A catalogue that got lost costs the operator the Chinese, not the broadcast.
            return gettext.translation("broadcast", LOCALE_FOLDER, ["zh_CN"], fallback=True)
    return gettext.NullTranslations()


def _(message: str) -> str:
    """``message`` in the operator's language. Format it afterwards: ``_("{n} made").format(n=3)``."""
    return _catalogue_in_use.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The one of two messages that goes with ``n`` in the operator's language; Chinese has one for all numbers."""
    return _catalogue_in_use.ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802  # the name that the collectors of messages know
    """``message`` as it is: a text that is stored in English and translated by :func:`shown`."""
    return message


def shown(stored: str) -> str:
    """A text that was marked by :func:`N_` and stored, in the operator's language."""
    return _catalogue_in_use.gettext(stored) if stored else ""


def speak(language: str) -> None:
    """Have this process, and those it starts from here on, tell all in ``language``, a tag such as ``zh-CN``: for pages
    whose language is the station's, whatever terminal they were started from. Chinese, or else English."""
    global _catalogue_in_use
    chinese = language.lower().startswith("zh")
    os.environ |= {"LC_ALL": "C.UTF-8", "LANGUAGE": "zh_CN" if chinese else "en"}
    _catalogue_in_use = _catalogue()


def in_chinese() -> bool:
    """Whether messages are told in Chinese."""
    return "language" in _catalogue_in_use.info()


_catalogue_in_use = _catalogue()
