"""The desk's pages: templates filled in, every text escaped, nothing from elsewhere."""

from __future__ import annotations

import hashlib
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.desk.changes.text_file import editable
from pipeline.desk.notices import Stage
from pipeline.desk.speech.syllables import marked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.model import Episode

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
ACTS = {
    "drop": "投稿", "publish": "播出", "withdraw": "撤下", "discard": "丢弃草稿", "edit": "改稿",
    "fields": "改标题和日期", "reading": "改读音", "undo": "撤销",
}  # fmt: skip
"""What the journal calls each act."""
RULES = {
    "number": "数字", "quantity": "数量", "date": "日期", "date range": "日期", "time": "时间", "percent": "百分数",
    "telephone": "电话", "money": "金额", "unit": "单位", "symbol": "符号", "letters": "字母",
}  # fmt: skip
"""What the commonest rules are called; others have the name that `broadcast script` tells."""


class Static:
    """Files that the pages ask for: name to media type and content."""

    def __init__(self) -> None:
        folder = files("pipeline.desk") / "static"
        self.files = {
            each.name: (_TYPES[f".{each.name.rpartition('.')[2]}"], each.read_bytes())
            for each in folder.iterdir()
            if each.name.endswith(tuple(_TYPES))
        }
        content = b"".join(content for _kind, (_type, content) in sorted(self.files.items()))
        self.version = hashlib.sha256(content).hexdigest()[:12]


class Pages:
    """The templates."""

    def __init__(self, static: Static) -> None:
        self._templates = Environment(
            loader=PackageLoader("pipeline.desk"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"url": partial(quote, safe="/"), "marked": _with_marks, "length_of": _length}
        self._templates.globals |= {
            "version": static.version, "Stage": Stage, "acts": ACTS, "rules": RULES, "editable": editable
        }  # fmt: skip

    def render(self, name: str, facts: Mapping[str, object]) -> str:
        """The template ``name`` with ``facts``."""
        return self._templates.get_template(name).render(facts)


def _with_marks(value: str) -> str:
    """Pinyin of a line of the lexicon as people read it; other words as they are."""
    return " ".join(marked(part) if part.isascii() and part[-1:].isdigit() else part for part in value.split(" "))


def _length(episode: Episode) -> str:
    minutes, seconds = divmod(round(episode.samples / episode.rate), 60)
    return f"{minutes} 分 {seconds:02} 秒"
