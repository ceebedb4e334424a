"""Characters that are no text and come in by a format's own notation: as clean as those that stand there plainly."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DocumentError
from pipeline.model import Document
from pipeline.text import read_document

ODD = ["&#10;", "&#13;&#10;", "&#9;", "&#x85;", "&#x2028;", "&#x200b;", "&#x202e;", "&#xfeff;", "&#x2066;"]
"""What XML allows in a text run of Word's."""
ODD_IN_HTML = [*ODD, "&#27;[31m", "&#7;", "&#x9b;", "&#xfffe;"]


def word(folder: Path, *paragraphs: str) -> Path:
    """A Word file whose paragraphs are this XML."""
    written = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("")
    document.save(written)
    runs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>' for text in paragraphs).encode()
    path = folder / "document.docx"
    with zipfile.ZipFile(written) as plain, zipfile.ZipFile(path, "w") as package:
        for part in plain.infolist():
            content = plain.read(part)
            if part.filename == "word/document.xml":
                content = re.sub(rb"<w:p/>|<w:p>.*?</w:p>", lambda _found: runs, content, count=1, flags=re.DOTALL)
            package.writestr(part, content)
    return path


def page(folder: Path, head: str, body: str = "<p>明天停水。</p>") -> Path:
    path = folder / "document.html"
    path.write_text(f'<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>')
    return path


def assert_clean(document: Document) -> None:
    """Each text of it can be shown on one line of any terminal."""
    sentences = [sentence.text.removesuffix("\n") for sentence in document.sentences]
    for text in (document.title, document.author, *document.voices, *sentences, *document.notices):
        assert text.isprintable(), ascii(text)


@pytest.mark.parametrize("odd", ODD)
def test_in_the_text_of_a_word_file(tmp_path: Path, odd: str) -> None:
    document = read_document(word(tmp_path, f"明天{odd}停水。\u200b", "请提前&#x200b;储水。"))
    assert_clean(document)
    assert "".join(document.text.split()) == "明天停水。请提前储水。"


@pytest.mark.parametrize("odd", ODD)
def test_in_the_head_of_a_word_file(tmp_path: Path, odd: str) -> None:
    head = ("---", f"title: 停{odd}水", f"author: 张{odd}三", f"voice: a{odd}b", f"date:{odd} 2026-03-02", "---")
    document = read_document(word(tmp_path, *head, "明天停水。"))
    assert_clean(document)
    assert ("".join(document.title.split()), "".join(document.author.split())) == ("停水", "张三")
    assert document.date == "2026-03-02"


@pytest.mark.parametrize("odd", ODD_IN_HTML)
def test_in_the_head_of_a_web_page(tmp_path: Path, odd: str) -> None:
    metas = f'<meta name="author" content="张{odd}三"><meta name="broadcast:voice" content="a{odd}b">'
    document = read_document(page(tmp_path, f"<title>停{odd}水</title>{metas}"))
    assert_clean(document)
    assert document.title.startswith("停")
    assert document.author.endswith("三")


@pytest.mark.parametrize("odd", ODD_IN_HTML)
@pytest.mark.parametrize("around", ["<p>{}</p>", "<h1>{}</h1>", "<pre>{}</pre>", "<table><tr><td>{}</td></tr></table>"])
def test_in_the_text_of_a_web_page(tmp_path: Path, around: str, odd: str) -> None:
    assert_clean(read_document(page(tmp_path, "", around.format(f"明天{odd}停水。") + "<p>请储水。&#x200b;</p>")))


@pytest.mark.parametrize("odd", ["&#27;[31m", "&#x202e;", "&#10;"])
@pytest.mark.parametrize("name", ["date", "draft"])
def test_what_is_told_of_a_wrong_head_is_clean(tmp_path: Path, name: str, odd: str) -> None:
    with pytest.raises(DocumentError) as told:
        read_document(page(tmp_path, f'<meta name="{name}" content="mor{odd}gen">'))
    assert str(told.value).isprintable()
    with pytest.raises(DocumentError) as told:
        read_document(word(tmp_path, "---", f"{name}: mor{odd}gen", f"titel{odd}: x", "---", "明天停水。"))
    assert str(told.value).isprintable()


@pytest.mark.no_cover
@given(st.text("明。 \n\r\t\x0b\x85\u2028\u200b\u202e\ufeffa", min_size=1), st.text("天。\u200b\n "))
def test_no_mixture_is_a_fault_of_the_program(tmp_path_factory: pytest.TempPathFactory, one: str, two: str) -> None:
    quoted = ["".join(f"&#{ord(sign)};" for sign in text.replace("\x0b", "")) for text in (one, two)]
    document = read_document(word(tmp_path_factory.getbasetemp(), *quoted, "明天停水。"))
    assert_clean(document)
    assert re.sub(r"\W", "", document.text) == re.sub(r"\W", "", one + two) + "明天停水"
