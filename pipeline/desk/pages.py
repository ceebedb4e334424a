"""The desk's pages: templates filled in, every text escaped, nothing from elsewhere."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.desk.changes.text_file import editable
from pipeline.desk.notices import Stage
from pipeline.desk.on_air.naming import name_of
from pipeline.desk.speech.syllables import marked
from pipeline.desk.wording import ACTS, RULES, SCRIPT, TEXTS, Wording, clock_of, date_of, day_of, length_of
from pipeline.messages import in_chinese, shown
from pipeline.publish.media_types import type_of
from pipeline.publish.templates import templates_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.desk.on_air.station_on_air import Item


class Static:
    """Files that the pages ask for: name to media type and content."""

    def __init__(self) -> None:
        folder = files("pipeline.desk") / "static"
        self.files = {
            each.name: (type_of(PurePath(each.name)), each.read_bytes())
            for each in folder.iterdir()
            if each.name.endswith((".css", ".js"))
        }
        content = b"".join(content for _kind, (_type, content) in sorted(self.files.items()))
        self.version = hashlib.sha256(content).hexdigest()[:12]


class Pages:
    """The templates."""

    def __init__(self, static: Static) -> None:
        self._templates = templates_of("pipeline.desk")
        self._templates.filters |= {
            "url": partial(quote, safe="/"), "marked": _with_marks, "long": length_of, "day": day_of, "date": date_of,
            "shown": shown, "clock": clock_of, "named": _named,
        }  # fmt: skip
        self._templates.globals |= {
            "version": static.version, "Stage": Stage, "editable": editable,
            "say": Wording(TEXTS), "acts": Wording(ACTS), "rules": Wording(RULES),
        }  # fmt: skip

    def render(self, name: str, facts: Mapping[str, object]) -> str:
        """The template ``name`` with ``facts``."""
        words = json.dumps(Wording(SCRIPT).all(), ensure_ascii=False)
        language = "zh-CN" if in_chinese() else "en"
        return self._templates.get_template(name).render(facts, language=language, words_of_script=words)


def _named(item: Item, titles: Mapping[str, str]) -> str:
    return name_of(item.play, item.heard, titles)


def _with_marks(value: str) -> str:
    """Pinyin of a line of the lexicon as people read it; other words as they are."""
    return " ".join(marked(part) if part.isascii() and part[-1:].isdigit() else part for part in value.split(" "))
