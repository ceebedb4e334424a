"""Saved pages, letters, books and slides."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.model import Document
from pipeline.text import read_document

PAGE = (
    "<html><head><meta charset='gb2312'><title>停电通知</title></head>"
    "<body><h1>停电通知</h1><p>明天停电，请相互转告。</p></body></html>"
)


def read(folder: Path, content: bytes, name: str) -> Document:
    path = folder / name
    path.write_bytes(content)
    return read_document(path)


@pytest.mark.parametrize("name", ["通知.mhtml", "通知.mht", "通知.html", "通知.htm", "通知.doc"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", ""])
def test_a_page_saved_whole(tmp_path: Path, name: str, charset: str) -> None:
    declared = f"; charset={charset}" if charset else ""
    body = PAGE.encode(charset or "gb18030")
    content = (
        b"From: <Saved by a browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n"
        b"--b\r\nContent-Type: text/html"
        + declared.encode()
        + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + body
        + b"\r\n--b--\r\n"
    )
    document = read(tmp_path, content, name)
    assert document.title == "停电通知"
    assert document.text == "停电通知\n明天停电，请相互转告。\n"


def test_a_page_whose_address_ends_in_htm(tmp_path: Path) -> None:
    assert read(tmp_path, PAGE.encode("gb18030"), "通知.htm").text == "停电通知\n明天停电，请相互转告。\n"


def letter(text: str, html: str = "", attached: str = "") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "转发：停电通知"
    message["From"] = "张三 <z@example.cn>"
    message["Date"] = "Tue, 05 Mar 2024 08:00:00 +0800"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if attached:
        message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=attached)
    return message


def test_a_letter_is_its_subject_its_day_and_its_text(tmp_path: Path) -> None:
    document = read(
        tmp_path, letter("各车间：\n\n明天停电，请相互转告。\n", attached="名单.xlsx").as_bytes(), "来信.eml"
    )
    assert document.title == "停电通知"
    assert document.date == "2024-03-05"
    assert document.text == "各车间：\n明天停电，请相互转告。\n"
    assert any("名单.xlsx" in notice for notice in document.notices)


def test_of_a_letter_in_two_forms_one_is_said(tmp_path: Path) -> None:
    message = letter("明天停电。", "<p>明天停电。</p><table><tr><th>名次<th>班组<tr><td>1<td>甲班</table>")
    assert read(tmp_path, message.as_bytes(), "来信.eml").text == "明天停电。\n名次，班组\n第1名，甲班\n"


def test_a_letter_without_text(tmp_path: Path) -> None:
    for content in (b"\x00\x01", b"no head at all", b"Subject: x\nContent-Type: application/pkcs7-mime\n\nabc"):
        with pytest.raises(DocumentError) as caught:
            read(tmp_path, content, "来信.eml")
        assert caught.value.next


def book(pages: dict[str, str], spine: str, extra: str = "", locked: str = "") -> bytes:
    items = "".join(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in pages)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        package.writestr("mimetype", "application/epub+zip")
        package.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        )
        package.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            f"<dc:title>厂史</dc:title><dc:creator>编写组</dc:creator></metadata><manifest>{items}{extra}</manifest>"
            f"<spine>{spine}</spine></package>",
        )
        for name, text in pages.items():
            package.writestr(
                f"OEBPS/{name}.xhtml",
                '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
                f"<head><title>x</title></head><body>{text}</body></html>",
            )
        if locked:
            package.writestr(
                "META-INF/encryption.xml",
                f'<encryption xmlns:e="urn:enc"><e:CipherReference URI="{locked}"/></encryption>',
            )
    return written.getvalue()


CHAPTERS = {"b": "<h1>第二章</h1><p>投产。</p>", "a": "<h1>第一章</h1><p>建厂。</p>", "toc": "<p>目录</p>"}
SPINE = '<itemref idref="toc" linear="no"/><itemref idref="a"/><itemref idref="b"/>'


def test_a_book_is_read_in_its_order_without_its_contents(tmp_path: Path) -> None:
    document = read(tmp_path, book(CHAPTERS, SPINE), "厂史.epub")
    assert (document.title, document.author) == ("厂史", "编写组")
    assert document.text == "第一章\n建厂。\n第二章\n投产。\n"
    assert [section.title for section in document.sections] == ["第一章", "第二章"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (book(CHAPTERS, SPINE, locked="OEBPS/a.xhtml"), "locked"),
        (book(CHAPTERS, SPINE)[:300], "not an EPUB"),
        (b"PK\x03\x04" + bytes(100), "not an EPUB"),
        (book({}, '<itemref idref="gone"/>'), "no text"),
        (book({"a": " " * 30_000_000}, '<itemref idref="a"/>'), "larger than"),
    ],
)
def test_what_is_no_book_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, content, "厂史.epub")
    assert what in caught.value.what
    assert caught.value.next


def slides(*parts: str) -> bytes:
    spaces = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    numbers = range(1, len(parts) + 1)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        listed = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in numbers)
        package.writestr(
            "ppt/presentation.xml", f"<p:presentation {spaces}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>"
        )
        links = "".join(f'<Relationship Id="r{n}" Type="x/slide" Target="slides/slide{n}.xml"/>' for n in numbers)
        package.writestr("ppt/_rels/presentation.xml.rels", f"<Relationships>{links}</Relationships>")
        for n, part in zip(numbers, parts, strict=True):
            hidden = ' show="0"' if "隐藏" in part else ""
            tree = f"<p:cSld><p:spTree>{part}</p:spTree></p:cSld>"
            package.writestr(f"ppt/slides/slide{n}.xml", f"<p:sld {spaces}{hidden}>{tree}</p:sld>")
    return written.getvalue()


def box(text: str, kind: str = "", at: int = 0) -> str:
    place = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
    where = f'<p:spPr><a:xfrm><a:off x="0" y="{at}"/></a:xfrm></p:spPr>' if at else ""
    paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("|"))
    return f"<p:sp>{place}{where}<p:txBody>{paragraphs}</p:txBody></p:sp>"


def test_slides_are_read_from_top_to_bottom(tmp_path: Path) -> None:
    table = (
        '<p:graphicFrame><p:xfrm><a:off x="0" y="9000000"/></p:xfrm><a:graphic><a:tbl>'
        + "".join(
            "<a:tr>"
            + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>" for c in row)
            + "</a:tr>"
            for row in (("名次", "班组"), ("1", "甲班"))
        )
        + "</a:tbl></a:graphic></p:graphicFrame>"
    )
    first = box("安全培训", "ctrTitle") + box("3", "sldNum")
    second = box("下面一句。", at=5_000_000) + table + box("要点", "title") + box("上面一句。|又一句。", at=1_000_000)
    document = read(tmp_path, slides(first, second, box("隐藏的一页")), "培训.pptx")
    assert document.text == "安全培训\n要点\n上面一句。\n又一句。\n下面一句。\n名次，班组\n第1名，甲班\n"
    assert document.title == "安全培训"
    assert any("hidden" in notice for notice in document.notices)


def test_what_are_no_slides(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="not a PowerPoint"):
        read(tmp_path, slides(box("安全"))[:200], "培训.pptx")
