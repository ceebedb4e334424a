"""The language of the operator's screen: English in the source, Chinese where the locale asks for it."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"


def languages_wanted() -> list[str]:
    """The operator's languages, best first, as POSIX orders the variables (empty when none is set)."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value and value not in ("C", "POSIX"):
            return [tag.split(".")[0] for tag in value.split(":") if tag]
    return []


def _catalogue() -> gettext.NullTranslations:
    wanted = languages_wanted()
    if not any(tag.startswith("zh") for tag in wanted[:1]):
        return gettext.NullTranslations()
    return gettext.translation("broadcast", LOCALE_FOLDER, ["zh_CN"], fallback=True)


def _(message: str) -> str:
    """``message`` in the operator's language. Format it afterwards: ``_("{n} made").format(n=3)``."""
    return _catalogue_in_use.gettext(message)


_catalogue_in_use = _catalogue()
