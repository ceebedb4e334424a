"""Tables as they are heard: what a row says, and what it must not."""

from __future__ import annotations

import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.formats.tables import Cell, rows_said
from pipeline.text.formats.tables.grid import placed
from pipeline.text.formats.tables.headings import headings_of
from tests.text.formats import saved

DUTY = "日期|早班|中班|晚班\n5月1日|张三|李四|王五"


def said(table: str) -> list[str]:
    """What ``table`` says; cells are divided by ``|``, rows by line ends; ``\\`` is a line break in a cell."""
    rows = [[Cell(cell.replace("\\", "\n")) for cell in row.split("|")] for row in table.split("\n")]
    return [line for row in rows_said(rows) for line in row.lines]


@pytest.mark.parametrize(
    ("table", "last"),
    [
        # years, places and counts, as their headings say
        ("届次|年份|参赛人数\n3|2005|500", "第3届，2005年，参赛人数500"),
        ("名次|班组|得分\n1|甲班|98.5", "第1名，甲班，得分98.5"),
        ("排名|班组|得分\n二|甲班|98.5", "第二名，甲班，得分98.5"),
        ("月份|产量（吨）\n3|500", "3月，产量500吨"),
        ("学年|人数\n2019-2020|500", "2019年至2020年，人数500"),
        ("1990|500\n1991|600", "1991年，600"),
        ("姓名|出生年月\n张三|1980.10", "张三，1980年10月"),
        # and not where they count something
        ("车间|年产量\n一车间|2000", "一车间，年产量2000"),
        ("姓名|工龄（年）\n张三|12", "张三，工龄12年"),
        ("姓名|年龄\n张三|45", "张三，年龄45"),
        ("物资|数量\n烟雾弹|1990", "烟雾弹，数量1990"),
        # units of columns and of rows
        ("项目|金额（万元）\n水费|300", "水费，金额300万元"),
        ("项目|金额/万元\n水费|300", "水费，金额300万元"),
        ("项目|2019|2020\n收入（万元）|100|200", "收入，2019年：100万元，2020年：200万元"),
        ("指标|2017年|2018年\n合格率(%)|100|99.5", "合格率，2017年：100%，2018年：99.5%"),
        ("姓名|签名（盖章）|日期\n张三|李四|5月1日", "张三，李四，5月1日"),
        # figures that count nothing
        ("姓名|电话|得分\n张三|13355713091|98", "张三，电话：13355713091，得分98"),
        ("序号|姓名|得分\n1|张三|98", "1，张三，得分98"),
        ("项目|物资名称\n1|烟雾弹\n2|口哨\n3|反光背心", "3，反光背心"),
        # what has its unit needs no name
        ("车间|人数|检查日期\n一车间|12人|7月3日", "一车间，12人，7月3日"),
        # the days of a timetable are named, other columns that begin so are not
        ("节次|星期一|星期二\n第1节|钳工|电工", "第1节，星期一：钳工，星期二：电工"),
        ("班次|星期六|星期日\n早班|张三|李四", "早班，星期六：张三，星期日：李四"),
        ("班组|周期|周报\n一班|三天|已交", "一班，三天，已交"),
        ("周六|周日\n红烧肉|清蒸鱼", "周六：红烧肉，周日：清蒸鱼"),
        ("周六|周日\n周一|周二", "周一，周二"),
        # years whatever moment they tell
        ("届次|举办时间\n1|1990\n2|1991", "第2届，1991年"),
        ("车间|投产日期\n一|1990\n二|1991", "二，1991年"),
        # columns of answers
        ("站名|港湾式|备注\n一号门|V|\n二号门|X|在修", "二号门，港湾式：否，在修"),
        ("站名|有分隔\n一号门|●\n二号门|○", "二号门，有分隔：否"),
        ("站名|有分隔\n一号门|■\n二号门|□", "二号门，有分隔：否"),
        ("站名|遮雨棚\n一号门|☑\n二号门|☐", "二号门，遮雨棚：无"),
        ("站名|遮雨棚\n一号门|Y\n二号门|N", "二号门，遮雨棚：无"),
        ("站名|遮雨棚\n一号门|有\n二号门|无", "二号门，遮雨棚：无"),
        ("规格|颜色\nX|红\nY|绿", "Y，绿"),
        # cells that hold nothing one sees
        ("姓名|得分\n张三\u200b|98\u200b\n李四|\u200b", "李四"),
    ],
)
def test_figures_are_said_as_their_headings_ask(table: str, last: str) -> None:
    assert said(table)[-1] == last


@pytest.mark.parametrize(
    ("heading", "tick", "cross"),
    [
        ("是否合格", "是", "否"),
        ("合格", "是", "否"),
        ("到场", "是", "否"),
        ("党员", "是", "否"),
        ("有分隔", "是", "否"),
        ("港湾式", "是", "否"),
        ("持证", "是", "否"),
        ("有无隐患", "有", "无"),
        ("安全帽", "有", "无"),
        ("健康证", "有", "无"),
        ("周一", "有", "无"),
    ],
)
def test_ticks_and_crosses_answer_their_heading(heading: str, tick: str, cross: str) -> None:
    lines = said(f"姓名|{heading}\n张三|√\n李四|×\n王五|✔（补）\n赵六|")
    assert lines[1:] == [
        f"张三，{heading}：{tick}",
        f"李四，{heading}：{cross}",
        f"王五，{heading}：{tick}（补）",
        "赵六",
    ]


@pytest.mark.parametrize(
    ("table", "last"),
    [
        ("项目|结果\n性别|□男 ☑女", "性别，女"),
        ("项目|结果\n性别|□男 □女", "性别，□男 □女"),
        ("工序|尺寸\n铣削|20×30", "铣削，20×30"),
        ("灭火器|√", "灭火器，有"),
        ("是否整改|×", "是否整改，否"),
    ],
)
def test_boxes_say_what_is_ticked_and_signs_of_reckoning_stay(table: str, last: str) -> None:
    assert said(table)[-1] == last


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("5月2日|张三||王五", "5月2日，早班：张三，晚班：王五"),
        ("5月2日|||王五", "5月2日，晚班：王五"),
        ("|||王五", "晚班：王五"),
        ("5月2日|/|李四|—", "5月2日，中班：李四"),
        ("5月2日|〃|李四|王五", "5月2日，早班：张三，中班：李四，晚班：王五"),
    ],
)
def test_an_empty_cell_never_shifts_its_neighbour(row: str, line: str) -> None:
    assert said(f"{DUTY}\n{row}")[-1] == line


def test_a_row_without_gaps_is_said_without_names() -> None:
    assert said("日期|人员|地点\n周一|张师傅|一号门")[-1] == "周一，张师傅，一号门"


@pytest.mark.parametrize(
    ("table", "count"),
    [
        ("姓名|部门\n张三|一车间", 1),
        ("姓名|张三|性别|男\n出生年月|1980.1|民族|汉\n籍贯|某地|学历|大专", 0),
        ("张三|李四\n王五|赵六", 0),
        ("今天开会。|明天休息。\n5|6", 0),
        ("姓名|部门", 0),
    ],
)
def test_headings_are_known_from_forms_and_lists(table: str, count: int) -> None:
    assert headings_of(placed([[Cell(cell) for cell in row.split("|")] for row in table.split("\n")])).rows == count


def test_headings_in_two_rows_and_cells_over_several() -> None:
    table = [
        [Cell("产量统计", columns=4)],
        [Cell("车间", rows=2), Cell("产量（吨）", columns=2), Cell("备注", rows=2)],
        [Cell("计划"), Cell("实际")],
        [Cell("一车间"), Cell("500"), Cell("490"), Cell("")],
        [Cell("二车间", rows=2), Cell("300"), Cell("310"), Cell("超额")],
        [Cell("200"), Cell("190"), Cell("检修")],
        [Cell("其余车间未报", columns=4)],
    ]
    assert [row.lines for row in rows_said(table)] == [
        ("产量统计",),
        ("车间，产量计划（吨），产量实际（吨），备注",),
        (),
        ("一车间，产量计划500吨，产量实际490吨",),
        ("二车间，产量计划300吨，产量实际310吨，超额",),
        ("产量计划200吨，产量实际190吨，检修",),
        ("其余车间未报",),
    ]
    assert rows_said(table)[0].title


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("王师傅\\赵师傅", "王师傅，赵师傅"),
        ("一车\\间", "一车间"),
        ("产值\\（万元）", "产值（万元）"),
        ("清点人数，\\集合", "清点人数，集合"),
        ("Tool\\box", "Tool box"),
    ],
)
def test_lines_within_a_cell(cell: str, text: str) -> None:
    assert said(f"周一|{cell}") == [f"周一，{text}"]


def test_paragraphs_within_a_cell_stay_paragraphs() -> None:
    prose = "张三同志工作认真，多次提出合理化建议。" * 4
    assert said(f"姓名|张三\n主要事迹|{prose}\\{prose}") == ["姓名，张三", "主要事迹", prose, prose]


def test_below_an_empty_row_the_headings_go_on_or_others_begin() -> None:
    first = "名次|班组\n1|甲班"
    assert said(f"{first}\n|\n2|乙班")[-1] == "第2名，乙班"
    assert said(f"{first}\n|\n月份|人数\n2|5")[-1] == "2月，人数5"


@given(
    st.lists(
        st.lists(st.builds(Cell, st.text("一1√。\n ", max_size=6), st.integers(0, 9), st.integers(0, 9)), max_size=5),
        max_size=8,
    )
)
def test_each_row_says_something_or_nothing_and_cells_overlap_nowhere(rows: list[list[Cell]]) -> None:
    said_ = rows_said(rows)
    assert len(said_) == len(rows)
    assert all(line.strip() and "\n" not in line for row in said_ for line in row.lines)
    for places in placed(rows):
        assert all(before.end <= after.column for before, after in itertools.pairwise(places))


def test_cells_that_claim_to_span_millions_cost_nothing() -> None:
    rows = [[Cell("甲", 10**9, 10**9), Cell("乙", 10**9, 10**9)] for _ in range(400)]
    assert rows_said(rows)[-1].lines


def test_a_numbered_column_of_word_and_its_merged_cells(tmp_path) -> None:  # type: ignore[no-untyped-def]
    import docx

    from pipeline.text import read_document

    document = docx.Document()
    document.add_paragraph("值班安排如下。")
    table = document.add_table(rows=4, cols=3)
    for row, texts in zip(table.rows, ("星期|班次|人员", "周一|早班|张三", "|晚班|李四", "|加班|"), strict=True):
        for cell, text in zip(row.cells, texts.split("|"), strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    written = io.BytesIO()
    document.save(written)
    path = tmp_path / "表.docx"
    path.write_bytes(written.getvalue())
    assert read_document(path).text.split("\n")[1:4] == ["星期，班次，人员", "周一，早班，张三", "晚班，李四"]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx"])
def test_every_format_says_the_names_of_columns(tmp_path, suffix: str) -> None:  # type: ignore[no-untyped-def]
    from pipeline.text import read_document

    path = saved(tmp_path, suffix, [("p", "比赛结果如下。")])
    tables = {
        ".txt": "名次\t班组\t得分\n1\t甲班\t98\n\t乙班\t97\n",
        ".md": "|名次|班组|得分|\n|-|-|-|\n|1|甲班|98|\n||乙班|97|\n",
        ".html": "<table><tr><th>名次<th>班组<th>得分<tr><td>1<td>甲班<td>98<tr><td><td>乙班<td>97</table>",
    }
    if suffix == ".docx":
        import docx

        document = docx.Document()
        document.add_paragraph("比赛结果如下。")
        table = document.add_table(rows=3, cols=3)
        for row, texts in zip(table.rows, ("名次|班组|得分", "1|甲班|98", "|乙班|97"), strict=True):
            for cell, text in zip(row.cells, texts.split("|"), strict=True):
                cell.text = text
        document.save(str(path))
    else:
        path.write_text("比赛结果如下。\n\n" + tables[suffix], encoding="utf-8")
    assert "名次，班组，得分\n第1名，甲班，得分98\n班组：乙班，得分97" in read_document(path).text
