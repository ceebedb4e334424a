"""The same content written in every format, as an office would save it."""

from __future__ import annotations

import html as web
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Part = tuple[str, str]
"""``("h", text)``, ``("p", text)``, or ``("row", "cell|cell")``."""


def as_text(parts: Sequence[Part], matter: Mapping[str, str]) -> bytes:
    body = "\n\n".join(text.replace("|", "\t") for _, text in parts)
    return (_fenced(matter) + body + "\n").encode()


def as_markdown(parts: Sequence[Part], matter: Mapping[str, str]) -> bytes:
    blocks = []
    for index, (kind, text) in enumerate(parts):
        if kind == "row":
            cells = f"| {text.replace('|', ' | ')} |"
            first = index == 0 or parts[index - 1][0] != "row"
            blocks.append(f"\n\n{cells}\n|{'---|' * (text.count('|') + 1)}" if first else f"\n{cells}")
        else:
            blocks.append(f"\n\n{'# ' if kind == 'h' else ''}{text}")
    return (_fenced(matter) + "".join(blocks) + "\n").encode()


def as_html(parts: Sequence[Part], matter: Mapping[str, str]) -> bytes:
    blocks = []
    for kind, text in parts:
        if kind == "row":
            blocks.append(
                "<table><tr>" + "".join(f"<td>{web.escape(cell)}</td>" for cell in text.split("|")) + "</tr></table>"
            )
        else:
            tag = "h1" if kind == "h" else "p"
            blocks.append(f"<{tag}>{web.escape(text)}</{tag}>")
    title = f"<title>{web.escape(matter['title'])}</title>" if "title" in matter else ""
    metas = "".join(f'<meta name="{k}" content="{web.escape(v)}">' for k, v in matter.items() if k != "title")
    head = f'<head><meta charset="utf-8">{title}{metas}<style>p {{color: red}}</style></head>'
    return f"<!DOCTYPE html><html>{head}<body><nav>首页</nav>{''.join(blocks)}<script>1</script></body></html>".encode()


def as_word(parts: Sequence[Part], matter: Mapping[str, str]) -> bytes:
    import docx

    document = docx.Document()
    for line in _fenced(matter).splitlines():
        document.add_paragraph(line)
    for kind, text in parts:
        if kind == "h":
            document.add_heading(text, level=1)
        elif kind == "p":
            document.add_paragraph(text)
        else:
            cells = text.split("|")
            row = document.add_table(rows=1, cols=len(cells)).rows[0]
            for cell, said in zip(row.cells, cells, strict=True):
                cell.text = said
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


WRITERS: dict[str, Callable[[Sequence[Part], Mapping[str, str]], bytes]] = {
    ".txt": as_text,
    ".md": as_markdown,
    ".docx": as_word,
    ".html": as_html,
}


def saved(folder: Path, suffix: str, parts: Sequence[Part], matter: Mapping[str, str] | None = None) -> Path:
    """``parts`` in a file of the format of ``suffix``."""
    path = folder / f"document{suffix}"
    path.write_bytes(WRITERS[suffix](parts, matter or {}))
    return path


def _fenced(matter: Mapping[str, str]) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in matter.items())
    return f"---\n{lines}---\n" if matter else ""
