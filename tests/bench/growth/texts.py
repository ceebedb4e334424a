"""Shapes of text, Markdown, web pages, tables of text and letters."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.growth.shapes import SENTENCE, Build, filled

Piece = Callable[[int], str]

_PLAIN: dict[str, Piece] = {
    "short paragraphs": lambda i: f"第{i}段，今天开会。\n\n",
    "one long line": lambda _i: SENTENCE,
    "one long line without marks": lambda _i: "今天上午车间要做好防暑降温工作",
    "one long word": lambda _i: "abcdefghij",
    "figures": lambda _i: "1234567890",
    "dates": lambda i: f"2026年{i % 12 + 1}月{i % 28 + 1}日，",
    "open brackets": lambda _i: "（今",
    "brackets": lambda _i: "（今天）【明天】「后天」",
    "quotes": lambda _i: "“今天‘明天",
    "addresses": lambda i: f"见 https://example.org/a/{i}?x=1 ，",
    "headings": lambda i: f"一、标题{i}\n正文。\n",
    "numbered": lambda i: f"{i + 1}. 第{i}条，注意安全。\n",
    "table of tabs": lambda i: f"姓名{i}\t车间\t{i}\t备注\n",
    "torn lines": lambda _i: "今天上午车间要做好防暑降温工作\n",
    "spaces": lambda _i: "今 天 上 午 ",
    "empty lines": lambda i: "\n" * 100 + f"今天{i}。",
    "English": lambda _i: "This is a plain English sentence. ",
    "traditional": lambda _i: "車間裡的機器設備檢修，",
    "stars": lambda _i: "今" + "*" * 1000,
    "dashes": lambda _i: "今" + "-" * 1000,
}
_MARKDOWN: dict[str, Piece] = {
    "short paragraphs": _PLAIN["short paragraphs"],
    "one long line": _PLAIN["one long line"],
    "nested lists": lambda _i: "- 甲\n  - 乙\n    - 丙\n      - 丁\n",
    "emphasis": lambda _i: "**甲*乙",
    "open brackets": lambda _i: "[今天",
    "pairs of brackets": lambda _i: "[甲](",
    "links": lambda i: f"[链接{i}](http://a.b/{i})，",
    "reference links": lambda i: f"[甲{i}]\n\n[甲{i}]: http://a/{i}\n\n",
    "table": lambda i: ("|甲|乙|\n|-|-|\n" if not i else "") + f"|格{i}|乙|\n",
    "headings": lambda i: f"# 标题{i}\n\n正文。\n\n",
    "quotations": lambda _i: "> 甲\n",
    "backticks": lambda _i: "`甲",
    "growing backticks": lambda i: "`" * (i % 500) + "甲",
    "footnotes": lambda i: f"甲[^{i}]\n\n[^{i}]: 注\n\n",
    "HTML": lambda _i: "<b>甲</b>",
    "code": lambda i: ("今天。\n```\n" if not i else "") + "x=1\n",
    "underscores": lambda _i: "_a今",
    "hard breaks": lambda _i: "甲  \n",
}
_WEB: dict[str, Piece] = {
    "paragraphs": lambda i: f"<p>第{i}段，今天开会。</p>",
    "one line": lambda _i: SENTENCE,
    "nested lists": lambda _i: "<ul><li>甲<ul><li>乙<ul><li>丙</ul></ul></ul>",
    "deep elements": lambda _i: "<div>今天",
    "unclosed bold": lambda _i: "<b>今天",
    "table": lambda i: ("<table>" if not i else "") + f"<tr><td>格{i}<td>乙<td>{i}",
    "many tables": lambda i: f"<table><tr><td>格{i}<td>乙</table>",
    "headings": lambda i: f"<h2>标题{i}</h2><p>正文。",
    "links": lambda i: f"<a href=/{i}>链接{i}</a> ",
    "lists of links": lambda i: f"<ul><li><a href=/{i}>链接{i}</a><li><a href=/>首页</a></ul>",
    "entities": lambda _i: "&#20170;&amp;",
    "comments": lambda _i: "<!-- x -->今",
    "breaks": lambda _i: "今天<br>",
    "spans": lambda i: f"<span class=a{i} style='color:red'>今</span>",
    "style rules": lambda i: ("<p class=a1>今天。</p><style>" if not i else "") + f".a{i}{{display:none}}",
    "ruby": lambda _i: "<ruby>今<rt>jin1</rt></ruby>",
    "MathML": lambda _i: "<math><mi>x</mi><mo>=</mo><mn>1</mn></math>，",
    "less than": lambda i: "今天。" if not i else "<" * 1000,
    "attributes": lambda i: ("<p>今天。</p><p " if not i else "") + f"a{i}=1 ",
}
_TABLE: dict[str, Piece] = {
    "rows": lambda i: f"姓名{i},{i},车间\n",
    "one cell": lambda i: ('甲,乙\n1,"' if not i else "") + SENTENCE,
    "one row": lambda i: f"格{i},",
    "quotes": lambda _i: '"今""天",',
}
_HEAD = "From: a@b\nTo: c@d\nSubject: t\nMIME-Version: 1.0\n"
_TYPED = "Content-Type: text/plain; charset=utf-8\n\n"
_LETTER: dict[str, Piece] = {
    "plain": lambda i: (_HEAD + _TYPED if not i else "") + f"第{i}行，今天开会。\n",
    "one line": lambda i: (_HEAD + _TYPED if not i else "") + SENTENCE,
    "quoted lines": lambda i: (_HEAD + _TYPED if not i else "") + f"{'>' * (i % 50)} 第{i}行，今天开会。\n",
    "HTML": lambda i: (_HEAD + "Content-Type: text/html; charset=utf-8\n\n" if not i else "") + f"<p>第{i}段，开会。\n",
    "parts": lambda i: (
        (_HEAD + "Content-Type: multipart/mixed; boundary=B\n\n" if not i else "") + f"--B\n{_TYPED}今天{i}开会。\n\n"
    ),
    "attachments": lambda i: (
        (_HEAD + f"Content-Type: multipart/mixed; boundary=B\n\n--B\n{_TYPED}今天开会。\n" if not i else "")
        + f'--B\nContent-Type: image/png; name="{i}.png"\nContent-Disposition: attachment\n\nx\n'
    ),
    "nested parts": lambda i: (_HEAD if not i else "") + f"Content-Type: multipart/mixed; boundary=B{i}\n\n--B{i}\n",
}


def _text(piece: Piece) -> Build:
    return lambda size: filled(piece, size).encode()


def _page(piece: Piece) -> Build:
    head = "<!DOCTYPE html><html><head><meta charset=utf-8></head><body><p>今天开会。"
    return lambda size: (head + filled(piece, size)).encode()


def _headed(size: int) -> bytes:
    """A letter with many heads."""
    return f"From: a@b\nMIME-Version: 1.0\n{filled(lambda i: f'X-{i}: y{chr(10)}', size)}{_TYPED}今天开会。\n".encode()


def _matter(size: int) -> bytes:
    return f"---\n{filled(lambda i: f'k{i}: v{chr(10)}', size)}---\n今天。".encode()


TEXTS: dict[str, dict[str, Build]] = {
    ".txt": {name: _text(piece) for name, piece in _PLAIN.items()},
    ".md": {**{name: _text(piece) for name, piece in _MARKDOWN.items()}, "front matter": _matter},
    ".html": {name: _page(piece) for name, piece in _WEB.items()},
    ".csv": {name: _text(piece) for name, piece in _TABLE.items()},
    ".eml": {**{name: _text(piece) for name, piece in _LETTER.items()}, "heads": _headed},
}
