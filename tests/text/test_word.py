"""Word documents: lists with Word's own numbers, tables, hidden corners, and packages that mean harm."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from pipeline.errors import DocumentError
from pipeline.model import Document
from pipeline.text import read_document
from pipeline.text.formats.list_labels import chinese, letter, roman


def saved(folder: Path, fill: Callable[[Any], None]) -> Path:
    document = docx.Document()
    fill(document)
    path = folder / "通知.docx"
    document.save(str(path))
    return path


def read(folder: Path, fill: Callable[[Any], None]) -> Document:
    return read_document(saved(folder, fill))


def repacked(path: Path, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> Path:
    """The package at ``path`` with each part changed (left out for ``None``) and ``extra`` parts put in."""
    parts = {}
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            content = change(name, package.read(name))
            if content is not None:
                parts[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, **(extra or {})}.items():
            package.writestr(name, content)
    return path


def simple(document: Any) -> None:
    document.add_heading("停电通知", 1)
    document.add_paragraph("周日停电检修。")


def numbered(document: Any, formats: list[tuple[str, str]], entries: list[tuple[int, str]], start: int = 1) -> None:
    """Paragraphs (depth, text) of one list whose levels have these number formats and patterns."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (kind, pattern) in enumerate(formats)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for depth, text in entries:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="91"/></w:numPr>')
        )


@pytest.mark.parametrize(
    ("kind", "pattern", "labels"),
    [
        ("chineseCountingThousand", "%1、", ["一、", "二、"]),
        ("chineseCounting", "（%1）", ["（一）", "（二）"]),
        ("decimal", "%1.", ["1. ", "2. "]),
        ("decimal", "第%1条", ["第1条 ", "第2条 "]),
        ("decimalZero", "%1)", ["01) ", "02) "]),
        ("lowerLetter", "%1)", ["a) ", "b) "]),
        ("upperLetter", "%1.", ["A. ", "B. "]),
        ("lowerRoman", "%1.", ["i. ", "ii. "]),
        ("upperRoman", "%1.", ["I. ", "II. "]),
        ("decimalEnclosedCircle", "%1", ["①", "②"]),
        ("bullet", "", ["", ""]),
        ("none", "", ["", ""]),
    ],
)
def test_the_numbers_word_shows_are_said(tmp_path: Path, kind: str, pattern: str, labels: list[str]) -> None:
    entries = [(0, "加强领导。"), (0, "完善制度。")]
    document = read(tmp_path, lambda d: numbered(d, [(kind, pattern)], entries))
    assert [p.text for p in document.sections[0].paragraphs] == [
        f"{label}{text}\n" for label, (_, text) in zip(labels, entries, strict=True)
    ]
    assert {p.kind for p in document.sections[0].paragraphs} == {"item"}


def test_nested_lists_start_again(tmp_path: Path) -> None:
    formats = [("decimal", "%1、"), ("decimal", "%1.%2")]
    entries = [(0, "甲方案。"), (1, "先做这个。"), (1, "再做那个。"), (0, "乙方案。"), (1, "从头做起。")]
    text = read(tmp_path, lambda d: numbered(d, formats, entries)).text
    assert text == "1、甲方案。\n1.1 先做这个。\n1.2 再做那个。\n2、乙方案。\n2.1 从头做起。\n"


def test_a_list_may_start_elsewhere(tmp_path: Path) -> None:
    assert (
        read(tmp_path, lambda d: numbered(d, [("decimal", "%1、")], [(0, "加强领导。")], start=5)).text
        == "5、加强领导。\n"
    )


def test_list_styles_and_lists_that_were_switched_off(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("加强领导。", style="List Number")
        document.add_paragraph("完善制度。", style="List Bullet")
        off = document.add_paragraph("会议结束了。", style="List Number")
        off._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'))
        lost = document.add_paragraph("编号丢失了。")
        lost._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="777"/></w:numPr>'))

    assert read(tmp_path, fill).text == "1. 加强领导。\n完善制度。\n会议结束了。\n编号丢失了。\n"


def test_headings_by_style_and_by_outline_level(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("七月广播", style="Title")
        document.add_paragraph("第一期", style="Subtitle")
        document.add_paragraph("大家好。")
        document.add_heading("停电通知", 2)
        document.add_paragraph("周日停电。")
        outlined = document.add_paragraph("食堂通知")
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), "1")
        outlined._p.get_or_add_pPr().append(level)
        document.add_paragraph("食堂开放。")
        document.add_heading("一、早餐时间", 3)
        document.add_paragraph("六点开始。")

    document = read(tmp_path, fill)
    assert document.title == "七月广播"
    assert [s.title for s in document.sections] == ["七月广播", "停电通知", "食堂通知"]
    assert [p.heading for p in document.sections[2].paragraphs if p.heading] == ["一、早餐时间"]


def test_tables_merged_nested_and_with_several_lines_in_a_cell(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("值班安排如下：")
        table = document.add_table(rows=2, cols=3)
        for cell, text in zip(table.rows[0].cells, ["班次", "时间", "地点"], strict=True):
            cell.text = text
        merged = table.rows[1].cells[0].merge(table.rows[1].cells[1])
        merged.text = "早班\n八点"
        outer = document.add_table(rows=1, cols=1)
        outer.rows[0].cells[0].text = "外面的字。"
        outer.rows[0].cells[0].add_table(rows=1, cols=1).rows[0].cells[0].text = "里面的字。"

    text = read(tmp_path, fill).text
    assert text == "值班安排如下：\n班次，时间，地点\n早班，八点\n外面的字。\n里面的字。\n"


def test_line_breaks_tabs_and_hyphens(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        run = document.add_paragraph("厂工会通知。").add_run()
        run.add_break()
        run.add_text("周日停电，")
        run.add_break()
        run.add_text("请提前保存。")
        document.add_paragraph("型号\tA")._p.append(
            parse_xml(f"<w:r {nsdecls('w')}><w:noBreakHyphen/><w:t>7。</w:t></w:r>")
        )

    assert read(tmp_path, fill).text == "厂工会通知。\n周日停电，请提前保存。\n型号 A-7。\n"


def test_deleted_text_is_silent_inserted_text_links_and_boxes_are_said(tmp_path: Path) -> None:
    body = (
        f"<w:p {nsdecls('w')}><w:r><w:t>周日</w:t></w:r><w:del><w:r><w:t>不</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>停电</w:t></w:r></w:ins><w:hyperlink><w:r><w:t>检修</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>。</w:t></w:r>"
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>请互相转告。</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    content_control = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>厂工会宣。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )

    def fill(document: Any) -> None:
        document.element.body.insert(0, parse_xml(content_control))
        document.element.body.insert(0, parse_xml(body))

    assert read(tmp_path, fill).text == "周日停电检修。\n请互相转告。\n厂工会宣。\n"


def test_the_copy_of_a_text_box_for_old_programs_is_not_said_twice(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>请互相转告。</w:t></w:r></w:p></w:txbxContent>"
    body = (
        f'<w:p {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>停电。</w:t>'
        f'<mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert read(tmp_path, lambda d: d.element.body.insert(0, parse_xml(body))).text == "停电。\n请互相转告。\n"


def test_whose_computer_it_was_is_not_said(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.core_properties.author = "机房三号机"
        document.core_properties.title = "Microsoft Word - 文档1"
        document.add_paragraph("周日停电检修。")

    document = read(tmp_path, fill)
    assert (document.title, document.author) == ("通知", "")


def refused(path: Path, what: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert what in caught.value.what
    assert "通知.docx" in caught.value.where
    assert caught.value.next


def test_external_entities_are_refused_and_nothing_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()

    def infected(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        head, body = content.split(b"?>", 1)
        return head + b"?>" + entity + body.replace("周日".encode(), b"&e;")

    refused(repacked(saved(tmp_path, simple), infected), "entities")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_entities_in_utf_16_are_refused(tmp_path: Path, encoding: str) -> None:
    bombs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "安安安安">]><x>&a;</x>'.encode(encoding)
    path = repacked(saved(tmp_path, simple), lambda _, content: content, {"word/footnotes.xml": bombs})
    refused(path, "entities")


def test_a_part_that_unpacks_to_gigabytes_is_refused_unopened(tmp_path: Path) -> None:
    bomb = {"word/media/a.bin": bytes(30_000_000)}
    refused(repacked(saved(tmp_path, simple), lambda _, content: content, bomb), "far more than a document")


def test_too_many_parts(tmp_path: Path) -> None:
    many = {f"word/media/{n}.bin": b"" for n in range(5_000)}
    refused(repacked(saved(tmp_path, simple), lambda _, content: content, many), "far more than a document")


def test_a_damaged_package(tmp_path: Path) -> None:
    whole = saved(tmp_path, simple).read_bytes()
    path = tmp_path / "通知.docx"
    for content in (whole[: len(whole) // 2], b"PK\x03\x04" + bytes(200), b"PK\x05\x06" + bytes(18), "停电".encode()):
        path.write_bytes(content)
        refused(path, "damaged")


def test_parts_that_are_missing_or_nonsense(tmp_path: Path) -> None:
    def without(name: str, content: bytes) -> bytes | None:
        return None if name == "word/document.xml" else content

    def nonsense(name: str, content: bytes) -> bytes:
        return b"<w:document" if name == "word/document.xml" else content

    def bodiless(name: str, content: bytes) -> bytes:
        return f"<w:document {nsdecls('w')}/>".encode() if name == "word/document.xml" else content

    for change in (without, nonsense, bodiless):
        refused(repacked(saved(tmp_path, simple), change), "damaged")


def test_numbers_that_are_none_do_no_harm(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        numbered(document, [("decimal", "%1、")], [(0, "加强领导。")])
        outlined = document.add_paragraph("完善制度。")._p.get_or_add_pPr()
        outlined.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="many"/>'))

    def nonsense(name: str, content: bytes) -> bytes:
        if name == "word/document.xml":
            return content.replace(b'w:ilvl w:val="0"', b'w:ilvl w:val="x"')
        return content.replace(b'<w:start w:val="1"/>', b'<w:start w:val="?"/>')

    assert read_document(repacked(saved(tmp_path, fill), nonsense)).text == "1、加强领导。\n完善制度。\n"


def test_a_checksum_that_is_wrong(tmp_path: Path) -> None:
    path = saved(tmp_path, simple)
    with zipfile.ZipFile(path) as package:
        place = package.getinfo("word/document.xml").header_offset + 60
    content = bytearray(path.read_bytes())
    content[place : place + 8] = b"\xaa" * 8
    path.write_bytes(bytes(content))
    refused(path, "damaged")


def test_an_encrypted_package_of_the_old_kind(tmp_path: Path) -> None:
    path = tmp_path / "通知.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    refused(path, "damaged")


def test_a_document_without_numbering_or_settings(tmp_path: Path) -> None:
    drop = ("numbering", "settings", "fontTable", "webSettings", "theme")

    def bare(name: str, content: bytes) -> bytes | None:
        if any(part in name for part in drop):
            return None
        if name == "word/_rels/document.xml.rels":
            return b"".join(
                piece for piece in content.replace(b"/>", b"/>\n").splitlines(keepends=True)
                if not any(part.encode() in piece for part in drop)
            )  # fmt: skip
        return content

    assert read_document(repacked(saved(tmp_path, simple), bare)).title == "停电通知"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (99, "九十九"),
        (0, "0"),
        (100, "一百"),
        (115, "一百一十五"),
        (305, "三百零五"),
        (1020, "一千零二十"),
        (10_000, "10000"),
    ],
)
def test_chinese_numbers(number: int, written: str) -> None:
    assert chinese(number) == written


def test_letters_and_roman_numbers() -> None:
    assert [letter(n) for n in (1, 26, 27)] == ["a", "z", "27"]
    assert [roman(n) for n in (1, 4, 9, 14, 39, 40, 1994, 4000)] == [
        "i",
        "iv",
        "ix",
        "xiv",
        "xxxix",
        "xl",
        "mcmxciv",
        "4000",
    ]


def test_text_boxes_within_text_boxes_are_each_said_once(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("今天开会。")
        inner = "<w:p><w:r><w:t>最里面。</w:t></w:r></w:p>"
        for depth in range(60, 0, -1):
            run = f"<w:r><w:t>第{depth}层。</w:t><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>"
            inner = f"<w:p>{run}</w:p>"
        document.element.body.insert(1, parse_xml(inner.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))

    lines = read(tmp_path, fill).text.split("\n")
    assert lines[1:3] == ["第1层。", "第2层。"]
    assert len(lines) == 1 + 60 + 1 + 1


def test_numbers_that_word_counts_within_a_table_are_said(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("评选结果如下。")
        table = document.add_table(rows=3, cols=2)
        for row, (first, second) in zip(table.rows, (("名次", "班组"), ("", "甲班"), ("", "乙班")), strict=True):
            row.cells[0].text, row.cells[1].text = first, second
            if not first:
                row.cells[0].paragraphs[0].style = document.styles["List Number"]

    assert "名次，班组\n第1名，甲班\n第2名，乙班\n" in read(tmp_path, fill).text


def test_a_table_of_one_column_is_a_frame_around_paragraphs(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
        cell.text = "通知"
        cell.add_paragraph("今天下午三点开会，请准时参加。")
        cell.add_paragraph("会后检查消防器材。")

    assert read(tmp_path, fill).text == "通知\n今天下午三点开会，请准时参加。\n会后检查消防器材。\n"
