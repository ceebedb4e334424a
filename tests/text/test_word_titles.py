"""Titles in Word documents that were typed, centred and made large, and never styled."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.text import read_document
from tests.text.word_files import package, paragraph, run, said

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="x2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="big"><w:name w:val="文件标题"/><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="44"/></w:rPr></w:style>'
)
PROSE = paragraph("7月8日，志愿队走进社区，为居民免费修理小家电，受到欢迎。")
HEADED = paragraph("第一部分 修理现场", '<w:pStyle w:val="x2"/>') + paragraph(
    "志愿者一上午修好了二十台电扇和三台电饭煲。"
)

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
"""How files of Office's old kind begin."""


def centred(text: str, size: int = 44, bold: bool = True) -> str:
    return paragraph(run(text, f'{"<w:b/>" * bold}<w:sz w:val="{size}"/>'), '<w:jc w:val="center"/>')


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (centred("志愿队进社区") + PROSE + HEADED, "志愿队进社区"),
        (centred("志愿队进社区", 32, bold=False) + PROSE + HEADED, "志愿队进社区"),
        (paragraph("志愿队进社区", '<w:pStyle w:val="big"/>') + PROSE + HEADED, "志愿队进社区"),
        (centred("志愿队进社区，把温暖送到家！") + PROSE + HEADED, "志愿队进社区，把温暖送到家！"),
        (
            centred("众志成城，同心协力，坚决打赢安全生产攻坚战！") + PROSE,
            "众志成城，同心协力，坚决打赢安全生产攻坚战！",
        ),
        (paragraph("志愿服务手册") + HEADED, "志愿服务手册"),
        (centred("齿轮厂关于") + centred("开展安全检查的通知") + PROSE + HEADED, "齿轮厂关于开展安全检查的通知"),
        (
            centred("齿轮厂文件", 72) + paragraph("齿轮厂发〔2024〕3号") + centred("放假通知") + PROSE + HEADED,
            "放假通知",
        ),
        (centred("齿轮厂工会") + centred("春游见闻") + PROSE + HEADED, "春游见闻"),
        (centred("齿轮厂工会") + centred("放假通知") + PROSE + HEADED, "齿轮厂工会放假通知"),
        (centred("我们的车间") + PROSE + HEADED, "我们的车间"),
        # … and what is none
        (PROSE + centred("图1 修理现场", 21, bold=False) + HEADED, "第一部分 修理现场"),
        (paragraph("各位工友：") + PROSE + HEADED, "第一部分 修理现场"),
        (paragraph("2024年5月1日") + HEADED, "第一部分 修理现场"),
    ],
)
def test_the_title_above_the_text(tmp_path: Path, body: str, title: str) -> None:
    assert said(tmp_path, body, styles=STYLES).title == title


def test_bold_lines_beside_real_headings_head_what_follows(tmp_path: Path) -> None:
    bold = paragraph(run("服务时间", "<w:b/>"))
    names = paragraph(run("张三", "<w:b/>")) + paragraph(run("李四", "<w:b/>"))
    document = said(tmp_path, centred("志愿队进社区") + PROSE + HEADED + bold + PROSE + names, styles=STYLES)
    kinds = {p.text.strip(): p.kind for section in document.sections for p in section.paragraphs}
    assert kinds["服务时间"] == "title"
    assert not any(kind == "title" and "张三" in text for text, kind in kinds.items())


def test_without_real_headings_words_decide_as_in_plain_text(tmp_path: Path) -> None:
    body = centred("志愿队进社区") + PROSE + paragraph("修理现场") + PROSE
    assert [s.title for s in said(tmp_path, body).sections] == ["志愿队进社区", "修理现场"]


def test_a_cover_that_was_laid_out_in_a_table_is_no_table(tmp_path: Path) -> None:
    cell = f"<w:tc>{centred('会议记录')}</w:tc><w:tc>{paragraph('记录人 李四')}</w:tc>"
    document = said(tmp_path, f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>" + PROSE + HEADED, styles=STYLES)
    assert document.title == "会议记录"
    assert document.text.startswith("会议记录\n记录人 李四\n")


def test_the_title_row_of_a_table_that_opens_a_document(tmp_path: Path) -> None:
    def row(*cells: str, span: int = 1) -> str:
        inside = f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>'
        return "<w:tr>" + "".join(f"<w:tc>{inside}{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"

    rows = (
        row("五月值班表", span=3)
        + row("日期", "早班", "晚班")
        + row("1日", "张三", "李四")
        + row("2日", "王五", "赵六")
    )
    assert said(tmp_path, f"<w:tbl>{rows}</w:tbl>").title == "五月值班表"


@pytest.mark.parametrize(
    ("content", "what", "next_"),
    [
        (b"%TSD-Header-###%" + bytes(range(256)), "document guard", "decrypt"),
        (b"\x00\x10LOCK" + b"E-SafeNet" + bytes(500), "document guard", "decrypt"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "password", "password"),
        (OLD + "WordDocument".encode("utf-16-le"), ".doc", ".docx"),
        (b"{\\rtf1\\ansi x}", "Rich Text", ".docx"),
        ("<html><body>停电</body></html>".encode(), "web page", ".html"),
        (b"\xef\xbb\xbf<!DOCTYPE html>\n<p>x", "web page", ".html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", ".mht", ".docx"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "XML", ".docx"),
        (b"%PDF-1.4", "PDF", ".pdf"),
        ("停电".encode(), "damaged", ".docx"),
    ],
)  # fmt: skip
def test_what_was_only_renamed_is_refused_as_what_it_is(tmp_path: Path, content: bytes, what: str, next_: str) -> None:
    path = tmp_path / "通知.docx"
    path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert what in caught.value.what
    assert next_ in str(caught.value.next)


def test_a_workbook_called_docx(tmp_path: Path) -> None:
    path = package(tmp_path, PROSE)
    with zipfile.ZipFile(path, "w") as other:
        other.writestr(
            "[Content_Types].xml", "<Types>application/vnd.openxmlformats-officedocument.spreadsheetml.x</Types>"
        )
    with pytest.raises(DocumentError, match=r"\.xlsx"):
        read_document(path)
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(DocumentError, match="OpenDocument"):
        read_document(path)


def test_contents_that_were_typed_with_tabs_or_wps_styles(tmp_path: Path) -> None:
    styles = STYLES + '<w:style w:type="paragraph" w:styleId="w1"><w:name w:val="WPSOffice手动目录 1"/></w:style>'
    typed = paragraph("目　录") + paragraph("<w:r><w:t>总则</w:t><w:tab/><w:t>1</w:t></w:r>")
    typed += paragraph("附则……………3") + paragraph(
        "<w:r><w:t>检修</w:t><w:tab/><w:t>5</w:t></w:r>", '<w:pStyle w:val="w1"/>'
    )
    document = said(tmp_path, centred("安全手册") + typed + PROSE, styles=styles)
    assert document.text == "安全手册\n7月8日，志愿队走进社区，为居民免费修理小家电，受到欢迎。\n"
    assert "table of contents: 4" in document.notices[0]
