"""Workbooks and tables in text: what is shown is said, what is hidden is told."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DocumentError
from pipeline.model import Document
from pipeline.text import read_document
from pipeline.text.formats.spreadsheets.number_formats import shown
from tests.text.workbooks import Value, sheet_of, workbook_of


def read(folder: Path, content: bytes, name: str = "评选结果.xlsx") -> Document:
    path = folder / name
    path.write_bytes(content)
    return read_document(path)


def one_sheet(rows: Sequence[Sequence[Value]], tail: str = "", head: str = "") -> bytes:
    formats: list[str] = []
    part = sheet_of(rows, formats, tail, head)
    return workbook_of({"Sheet1": part}, formats)


RESULTS: list[list[Value]] = [
    ["技能竞赛评选结果", None, None, None],
    ["名次", "班组", "得分", "日期"],
    [1.0, "甲班", 98.5, (45356.0, "yyyy/m/d")],
    [2.0, None, (97.0, "0.0"), (45357.0, "yyyy/m/d")],
]


def test_a_sheet_is_said_row_by_row_under_its_title(tmp_path: Path) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A1:D1"/></mergeCells>'
    document = read(tmp_path, one_sheet(RESULTS, merged))
    assert document.title == "技能竞赛评选结果"
    assert document.text.split("\n")[:4] == [
        "技能竞赛评选结果",
        "名次，班组，得分，日期",
        "第1名，甲班，得分98.5，2024年3月5日",
        "第2名，得分97.0，日期：2024年3月6日",
    ]


@pytest.mark.parametrize(
    ("first", "merged", "title"),
    [
        ("安全生产日报表", "A1:D1", "安全生产日报表"),
        ("二车间值班登记卡", "A1:D2", "二车间值班登记卡"),
        ("北江机械厂“零报告”日汇报表", "A1:D1", "北江机械厂“零报告”日汇报表"),
        ("职工困难补助申请", "A1:C1", "职工困难补助申请"),
        # … and what is none
        ("填表说明", "A1:D1", "值班"),
        ("单位：二车间", "A1:D1", "值班"),
        ("请各班组每天下班以前填写。", "A1:D1", "值班"),
        ("值班人员", "A1:A2", "值班"),
    ],
)
def test_a_form_is_called_by_the_cell_across_it(tmp_path: Path, first: str, merged: str, title: str) -> None:
    rows: list[list[Value]] = [
        [first, None, None, None],
        [None, None, None, None],
        ["值班人员", None, "值班时间", "年 月 日"],
        ["值班记录", None, None, None],
        ["备注", None, "填表日期", None],
        [None, "签字", None, None],
    ]
    tail = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'
    document = read(tmp_path, one_sheet(rows, tail), "值班.xlsx")
    assert document.title == title
    assert document.text.count(first) == 1 + (first == "值班人员")


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (45356, "yyyy/m/d", "2024年3月5日"),
        (45356, '[$-804]yyyy"年"m"月"d"日";@', "2024年3月5日"),
        (45356, "m月d日", "3月5日"),
        (45356, "mmm-yy", "2024年3月"),
        (45356.5, "yyyy/m/d h:mm", "2024年3月5日 12:00"),
        (0.354166667, "h:mm;@", "8:30"),
        (1.5, "[h]:mm", "36小时"),
        (45356, "aaaa", "星期二"),
        (0.253, "0.0%", "25.3%"),
        (1234.5, "#,##0.00", "1234.50"),
        (5, '0"万元"', "5万元"),
        (5, '"第"0"名"', "第5名"),
        (1234567, '0.0,"千元"', "1234.6千元"),
        (12, "000000", "000012"),
        (-3.5, "0.00_);(0.00)", "-3.50"),
        (-3.5, "0.00;[Red]-0.00", "-3.50"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (500, "[$¥-804]#,##0", "¥500"),
        (0.1 + 0.2, "General", "0.3"),
        (13355713091, "General", "13355713091"),
        (1e-7, "General", "0.0000001"),
        (3, "@", "3"),
        (2.5, "0.##", "2.5"),
        (2.25, "# ?/?", "2.25"),
    ],
)
def test_numbers_are_said_as_they_are_shown(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@given(
    st.floats(allow_nan=False, allow_infinity=False), st.text('0#?.,%;-ymdhsaGeneral年月日"[]\\_@*E+/ ', max_size=12)
)
def test_any_number_has_a_text_under_any_format(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


def test_several_sheets_an_empty_one_and_hidden_ones(tmp_path: Path) -> None:
    formats: list[str] = []
    parts = {
        "一车间": sheet_of([["姓名", "得分"], ["张三", 98.0]], formats),
        "二车间": sheet_of([["姓名", "得分"], ["李四", 97.0]], formats),
        "空表": sheet_of([], formats),
        "底稿": sheet_of([["不该念"]], formats),
    }
    document = read(tmp_path, workbook_of(parts, formats, hidden=["底稿"]))
    assert [section.title for section in document.sections] == ["一车间", "二车间"]
    assert "不该念" not in document.text
    assert any("“空表” is empty" in notice for notice in document.notices)
    assert any("底稿" in notice for notice in document.notices)


def test_hidden_rows_and_columns_merged_cells_ticks_and_formulas(tmp_path: Path) -> None:
    part = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cols><col min="3" max="3" hidden="1"/></cols><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>车间</t></is></c><c r="B1" t="inlineStr"><is><t>姓名</t></is></c>'
        '<c r="C1" t="inlineStr"><is><t>工资</t></is></c><c r="D1" t="inlineStr"><is><t>党员</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>一车间</t></is></c><c r="B2" t="inlineStr"><is><t>张三</t></is></c>'
        '<c r="C2"><v>5000</v></c><c r="D2" t="b"><v>1</v></c></row>'
        '<row r="3"><c r="B3" t="inlineStr"><is><t>李四</t></is></c><c r="D3"><f>A1</f></c></row>'
        '<row r="4" hidden="1"><c r="A4" t="inlineStr"><is><t>草稿行</t></is></c></row>'
        '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>'
    )
    document = read(tmp_path, workbook_of({"Sheet1": part}))
    assert document.text == "车间，姓名，党员\n一车间，张三，党员：是\n李四\n"
    told = " ".join(document.notices)
    assert "1 row, 1 column" in told
    assert "1 formulas without a result" in told


def test_a_long_sheet_is_told_and_a_huge_one_refused(tmp_path: Path) -> None:
    names: list[Value] = [f"张{number}" for number in range(400)]
    rows: list[list[Value]] = [["姓名"], *[[name] for name in names]]
    assert any("401 rows" in notice for notice in read(tmp_path, one_sheet(rows)).notices)
    with pytest.raises(DocumentError, match="5001 rows") as caught:
        read(tmp_path, one_sheet([["张三"]] * 5_001))
    assert caught.value.next


def test_rows_formatted_to_the_last_are_no_burden(tmp_path: Path) -> None:
    formats: list[str] = []
    part = sheet_of(RESULTS, formats)
    empty = "".join(f'<row r="{number}" s="1" customFormat="1"/>' for number in range(5, 60_000))
    document = read(tmp_path, workbook_of({"Sheet1": part.replace("</sheetData>", f"{empty}</sheetData>")}, formats))
    assert document.text.count("\n") == 4


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (one_sheet([]), "no text"),
        (one_sheet(RESULTS)[:-100], "not an Excel workbook"),
        (workbook_of({"Sheet1": "<worksheet"}), "not an Excel workbook"),
        (workbook_of({"Sheet1": '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}), "declares entities"),
        (workbook_of({"Sheet1": " " * 30_000_000}), "unpacked it would be"),
        (one_sheet([["一"] * 200] * 1_100), "more than 200000 cells"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"), "not an Excel workbook"),
    ],
)
def test_what_is_no_workbook_for_the_ear_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, content)
    assert what in caught.value.what
    assert caught.value.next


@pytest.mark.parametrize(
    "text",
    [
        "名次,班组,得分\n1,甲班,98\n2,,97\n",
        "名次;班组;得分\n1;甲班;98\n2;;97\n",
        "sep=|\n名次|班组|得分\n1|甲班|98\n2||97\n",
        '名次\t班组\t得分\r\n"1"\t"甲班"\t"98"\r\n2\t\t97\r\n',
        "名次，班组，得分\n1，甲班，98\n2，，97\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_tables_in_text(tmp_path: Path, text: str, encoding: str) -> None:
    document = read(tmp_path, text.encode(encoding), "评选结果.csv")
    assert document.text == "名次，班组，得分\n第1名，甲班，得分98\n第2名，得分97\n"
    assert document.title == "评选结果"


def test_what_is_called_xls_and_is_something_else_is_read_as_what_it_is(tmp_path: Path) -> None:
    page = "<html><meta charset=utf-8><table><tr><th>名次<th>班组<tr><td>1<td>甲班</table>".encode()
    for content in (page, "名次\t班组\n1\t甲班\n".encode("gb18030"), one_sheet([["名次", "班组"], [1.0, "甲班"]])):
        assert read(tmp_path, content, "导出.xls").text == "名次，班组\n第1名，甲班\n"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice, which makes the workbook, is not installed")
def test_workbooks_of_before_2007(tmp_path: Path) -> None:
    (tmp_path / "评选.xlsx").write_bytes(one_sheet(RESULTS, '<mergeCells><mergeCell ref="A1:D1"/></mergeCells>'))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xls", "--outdir", str(tmp_path), "评选.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)  # noqa: S603
    document = read_document(tmp_path / "评选.xls")
    assert document.title == "技能竞赛评选结果"
    assert "第2名，得分97.0，日期：2024年3月6日" in document.text
