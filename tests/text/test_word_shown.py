"""Word documents: everything that Word shows is said, and nothing that it hides; what is left out is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.text import read_document
from tests.text.word_files import Part, field, lines, package, paragraph, run, said

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:styleId="h"><w:name w:val="批示"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="up"><w:name w:val="上标"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="隐藏段"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="x1"><w:name w:val="heading 1"/></w:style>'
)


def told(notices: tuple[str, ...], what: str, text: str = "") -> bool:
    return any(what in notice and text in notice for notice in notices)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (run("五日放假") + run("（草稿）", "<w:vanish/>") + run("。"), "五日放假。"),
        (run("五日放假") + run("（草稿）", '<w:rStyle w:val="h"/>') + run("。"), "五日放假。"),
        (run("五日放假") + run("，六日上班", '<w:vanish w:val="0"/>') + run("。"), "五日放假，六日上班。"),
        (
            run("五日放假") + run("，六日上班", '<w:rStyle w:val="h"/><w:vanish w:val="false"/>') + run("。"),
            "五日放假，六日上班。",
        ),
        (run("五日放假") + run("，六日上班", "<w:webHidden/>") + run("。"), "五日放假，六日上班。"),
        (run("五日放假") + field("XE 放假") + run("。"), "五日放假。"),
    ],
)
def test_hidden_text_by_itself_and_by_its_style(tmp_path: Path, content: str, shown: str) -> None:
    document = said(tmp_path, paragraph(content), styles=STYLES)
    assert lines(document) == [shown]
    assert told(document.notices, "hidden text", "草稿") == ("草稿" in content)


def test_a_hidden_paragraph_style_and_the_character_style_that_switches_it_over(tmp_path: Path) -> None:
    body = paragraph(run("不播。") + run("请播。", '<w:rStyle w:val="h"/>'), '<w:pStyle w:val="H"/>')
    assert lines(said(tmp_path, body, styles=STYLES)) == ["请播。"]


def test_hidden_rows_are_silent(tmp_path: Path) -> None:
    def row(one: str, other: str, properties: str = "") -> str:
        return f"<w:tr>{properties}<w:tc>{paragraph(one)}</w:tc><w:tc>{paragraph(other)}</w:tc></w:tr>"

    rows = row("班次", "时间") + row("早班", "八点") + row("晚班", "待定", "<w:trPr><w:hidden/></w:trPr>")
    table = f"<w:tbl>{rows}</w:tbl>"
    document = said(tmp_path, paragraph("值班安排。") + table)
    assert "早班" in document.text and "晚班" not in document.text
    assert told(document.notices, "hidden text", "晚班")


def test_a_paragraph_whose_end_is_hidden_or_deleted_runs_on(tmp_path: Path) -> None:
    hidden, deleted = "<w:rPr><w:vanish/></w:rPr>", '<w:rPr><w:del w:id="1" w:author="甲"/></w:rPr>'
    body = (
        paragraph("今天", hidden)
        + paragraph("开会。")
        + paragraph("明天", deleted)
        + paragraph("休息。")
        + paragraph("后天上班。")
    )
    assert lines(said(tmp_path, body)) == ["今天开会。", "明天休息。", "后天上班。"]


def test_a_large_first_letter_belongs_to_its_word(tmp_path: Path) -> None:
    frame = '<w:framePr w:dropCap="{}" w:lines="3"/>'
    body = (
        paragraph("春", frame.format("drop"))
        + paragraph("天来了。")
        + paragraph("通知", frame.format("none"))
        + paragraph("秋天也来了。")
    )
    assert lines(said(tmp_path, body)) == ["春天来了。", "通知", "秋天也来了。"]


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    content = (
        run("周日") + '<w:del><w:r><w:delText>不</w:delText></w:r></w:del><w:ins>' + run("照常") + "</w:ins>"
        "<w:moveFrom>" + run("检修") + "</w:moveFrom>" + run("停电")
        + "<w:moveTo>" + run("检修") + "</w:moveTo>" + run("。")
    )  # fmt: skip
    document = said(tmp_path, paragraph(content))
    assert lines(document) == ["周日照常停电检修。"]
    assert told(document.notices, "deleted", "不")


NOTES: dict[str, Part] = {
    "footnotes.xml": (
        "footnotes", "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        '<w:footnotes SPACES><w:footnote w:id="2"><w:p><w:r><w:t>见附件。</w:t></w:r></w:p></w:footnote></w:footnotes>',
    ),
    "comments.xml": (
        "comments", "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
        '<w:comments SPACES><w:comment w:id="0"><w:p><w:r><w:t>再核实</w:t></w:r></w:p></w:comment></w:comments>',
    ),
    "header1.xml": (
        "header", "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml",
        "<w:hdr SPACES><w:p><w:r><w:t>齿轮厂内部资料</w:t></w:r></w:p></w:hdr>",
    ),
    "footer1.xml": (
        "footer", "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml",
        f"<w:ftr SPACES><w:p><w:r><w:t>第</w:t></w:r>{field('PAGE', '3')}<w:r><w:t>页</w:t></w:r></w:p></w:ftr>",
    ),
}  # fmt: skip


def test_notes_comments_headers_and_struck_text_are_left_out_and_told(tmp_path: Path) -> None:
    content = (
        run("产量增长") + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r>'
        + run("一成") + run("二成", "<w:strike/>") + run("三成", "<w:dstrike/>") + run("。", '<w:strike w:val="0"/>')
    )  # fmt: skip
    document = said(tmp_path, paragraph(content), parts=NOTES)
    assert lines(document) == ["产量增长一成。"]
    for what, text in (
        ("footnotes: 1 (paragraphs 1)", "见附件"), ("comments", "再核实"), ("struck", "二成三成"),
        ("headers", "齿轮厂内部资料"),
    ):  # fmt: skip
        assert told(document.notices, what, text)
    assert not any("3" in notice for notice in document.notices)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (run("预防") + "<w:r><w:ruby><w:rt>" + run("qǔ") + "</w:rt><w:rubyBase>" + run("龋")
         + "</w:rubyBase></w:ruby></w:r>" + run("齿。"),
         "预防龋齿。"),
        (run("预防") + field(r"EQ \* jc2 \* hps10 \o\ad(\s\up 9(qǔ),龋)") + run("齿。"), "预防龋齿。"),
        (run("选") + field(r"eq \o\ac(○,3)") + run("号。"), "选③号。"),
        (run("合格率为") + field(r"EQ \f(3,4)") + run("以上。"), "合格率为3/4以上。"),
        (run("边长为") + field(r"EQ \r(2)") + run("米。"), "边长为根号2米。"),
    ],
)  # fmt: skip
def test_pronunciations_over_characters_are_silent(tmp_path: Path, content: str, shown: str) -> None:
    assert lines(said(tmp_path, paragraph(content))) == [shown]


UP, DOWN = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (run("压力为10") + run("3", UP) + run("帕。"), "压力为10³帕。"),
        (run("面积20m") + run("2", UP) + run("。"), "面积20m²。"),
        (run("体积5立方米，即5米") + run("3", UP) + run("。"), "体积5立方米，即5立方米。"),
        (run("每秒10") + run("-6", UP) + run("米。"), "每秒10⁻⁶米。"),
        (run("面积20m") + run("2", '<w:rStyle w:val="up"/>') + run("。"), "面积20m²。"),
        (run("面积20m") + run("2", '<w:position w:val="6"/>') + run("。"), "面积20m²。"),
        (run("油温60") + run("0", UP) + run("C以下。"), "油温60°C以下。"),
        (run("转45") + run("o", UP) + run("角。"), "转45°角。"),
        (run("排放CO") + run("2", DOWN) + run("。"), "排放CO2。"),
        (run("研究表明") + run("[1]", UP) + run("产量增长") + run("①", UP) + run("。"), "研究表明产量增长。"),
        (run("研究表明") + run("1", UP) + run("，产量增长") + run("2-3", UP) + run("。"), "研究表明，产量增长。"),
        (run("第1") + run("st", UP) + run("名。"), "第1st名。"),
        (run("今天") + run("开会", UP) + run("。"), "今天开会。"),
    ],
)
def test_raised_and_lowered_letters(tmp_path: Path, content: str, shown: str) -> None:
    assert lines(said(tmp_path, paragraph(content), styles=STYLES)) == [shown]


def sym(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (run("油温") + sym("Symbol", "F0A3") + run("60。"), "油温≤60。"),
        (run("油温") + sym("Symbol", "00A3") + run("60。"), "油温≤60。"),
        (run("间隙") + run("\uf0b1", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>') + run("1毫米。"), "间隙±1毫米。"),
        (run("夹角") + run("a", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>') + run("。"), "夹角α。"),
        (run("步骤") + sym("Wingdings", "F081") + run("断电。"), "步骤①断电。"),
        (run("停机：") + sym("Wingdings 2", "F052") + run("是 ") + sym("Wingdings 2", "F0A3") + run("否"), "停机：是"),
        (run("停机：") + sym("Wingdings", "F0A8") + run("是 ") + sym("Wingdings", "F0FE") + run("否"), "停机：否"),
        (run("夹角a。", '<w:rFonts w:ascii="Arial" w:eastAsia="宋体"/>'), "夹角a。"),
        (run("夹角中文。", '<w:rFonts w:ascii="Symbol"/>'), "夹角中文。"),
        (run("油温") + field('SYMBOL 163 \\f "Symbol" \\s 12') + run("60。"), "油温≤60。"),
    ],
)
def test_signs_of_symbol_fonts(tmp_path: Path, content: str, shown: str) -> None:
    assert lines(said(tmp_path, paragraph(content))) == [shown]


def test_a_sign_that_nobody_knows_is_told(tmp_path: Path) -> None:
    document = said(tmp_path, paragraph(run("见") + sym("Webdings", "F0FF") + run("处。")))
    assert lines(document) == ["见处。"]
    assert told(document.notices, "fonts whose meaning is not known", "Webdings")


@pytest.mark.parametrize(
    ("content", "shown", "notice"),
    [
        (run("请看") + field('HYPERLINK "http://a.cn/"', "本厂网站") + run("。"), "请看本厂网站。", ""),
        (run("姓名：") + field("FORMTEXT", "张三") + run("。"), "姓名：张三。", ""),
        (run("今天是") + field('DATE \\@ "yyyy年M月d日"', "2024年5月1日") + run("。"),
         "今天是2024年5月1日。", "2024年5月1日"),
        (run("见第") + field("PAGEREF _Ref1 \\h", "12") + run("页的说明。"), "见第12页的说明。", ""),
        (run("今天开会") + field("MACROBUTTON NoMacro [点此输入]") + run("。"), "今天开会。", "点此输入"),
        (run("今天") + field("IF 1 = 1 甲 乙", field("REF x", "开会")) + run("。"), "今天开会。", ""),
        ('<w:fldSimple w:instr=" TITLE ">' + run("放假通知") + "</w:fldSimple>" + run("如下。"), "放假通知如下。", ""),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>'
         '<w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
         "</w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>"
         '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("是 □否"), "是", "□否"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="早班"/>'
         '<w:listEntry w:val="晚班"/></w:ddList></w:ffData></w:fldChar></w:r>'
         '<w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r>'
         '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("值守。"), "晚班值守。", ""),
    ],
)  # fmt: skip
def test_fields(tmp_path: Path, content: str, shown: str, notice: str) -> None:
    document = said(tmp_path, paragraph(content))
    assert lines(document) == [shown]
    assert told(document.notices, "", notice) if notice else not document.notices


def test_a_field_that_is_never_closed_swallows_nothing(tmp_path: Path) -> None:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    body = (
        paragraph(run("今天开会。") + begun)
        + paragraph("明天休息。")
        + paragraph(run("后天") + field("PAGE", "5") + run("日上班。"))
    )
    assert lines(said(tmp_path, body)) == ["今天开会。", "明天休息。", "后天5日上班。"]


def test_a_line_that_only_counts_pages_is_silent(tmp_path: Path) -> None:
    body = paragraph("今天开会。") + paragraph(run("- ") + field("PAGE", "5") + run(" -"))
    document = said(
        tmp_path, body + paragraph(run("第") + field("PAGE", "5") + run("页 共") + field("NUMPAGES", "9") + run("页"))
    )
    assert lines(document) == ["今天开会。"]


def entry(text: str, page: str, properties: str = '<w:pStyle w:val="TOC1"/>') -> str:
    return paragraph(f"{run(text)}<w:r><w:tab/></w:r>{field('PAGEREF _Toc1', page)}", properties)


HEADED = paragraph("总则", '<w:pStyle w:val="x1"/>') + paragraph("本手册适用于全厂。")
DOTS = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8000"/></w:tabs>'


@pytest.mark.parametrize(
    "listing",
    [
        paragraph("目　录") + entry("总则", "1") + entry("罚则", "3"),
        paragraph("目 次") + paragraph("总则……………1") + paragraph("罚则..........12"),
        paragraph("目录") + entry("总则", "1", DOTS) + entry("罚则", "3", DOTS),
        paragraph("总则……………1") + paragraph("分则 ······· 2") + paragraph("罚则..........12"),
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        "<w:sdtContent>"
        + paragraph("目录") + entry("键入章标题", "1", "") + "</w:sdtContent></w:sdt>",
        paragraph("目录")
        + paragraph(field("TOC \\o &quot;1-3&quot;", run("总则 1") + "<w:r><w:br/></w:r>" + run("罚则 3"))),
        '<w:p><w:r><w:t>目录</w:t></w:r></w:p><w:p><w:fldSimple w:instr="TOC \\h">'
        + run("总则 1") + "</w:fldSimple></w:p>",
    ],
)  # fmt: skip
def test_tables_of_contents_are_left_out(tmp_path: Path, listing: str) -> None:
    document = said(tmp_path, paragraph("安全手册") + listing + HEADED, styles=STYLES)
    assert lines(document)[-2:] == ["总则", "本手册适用于全厂。"]
    assert not any("罚则" in line or "键入" in line for line in lines(document))
    assert document.title == "安全手册"
    assert told(document.notices, "table of contents")


@pytest.mark.parametrize(
    "body",
    [
        paragraph("联系电话……85551234") + paragraph("请互相转告。"),
        paragraph("张三\t95") + paragraph("李四\t88") + paragraph("王五\t90"),
        paragraph("产品目录") + paragraph("一车间生产齿轮。"),
        paragraph("第一名得分为 95") + paragraph("第二名得分为 88") + paragraph("第三名得分为 60"),
    ],
)
def test_what_only_looks_like_contents_is_said(tmp_path: Path, body: str) -> None:
    document = said(tmp_path, body)
    assert len("".join(lines(document)).replace("，", "")) >= body.count("<w:p>") * 4
    assert not told(document.notices, "table of contents")


def test_content_controls(tmp_path: Path) -> None:
    def control(properties: str, content: str) -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    content = (
        run("会议由") + control('<w:alias w:val="姓名"/>', run("张三")) + run("主持")
        + control("<w:showingPlcHdr/>", run("单击此处输入文字")) + run("，签到：")
        + control('<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', run("☒")) + run("是 ")
        + control('<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>', run("☐")) + run("否")
    )  # fmt: skip
    document = said(tmp_path, paragraph(content))
    assert lines(document) == ["会议由张三主持，签到：是"]
    assert told(document.notices, "placeholders", "单击此处")


def test_words_in_drawings(tmp_path: Path) -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="安全生产月"/></v:shape></w:pict></w:r>'
    box = "<w:txbxContent>" + paragraph("请互相转告。") + "</w:txbxContent>"

    def drawing(content: str, properties: str = "") -> str:
        return f'<w:r><w:drawing><wp:anchor><wp:docPr id="1" {properties}/>{content}</wp:anchor></w:drawing></w:r>'

    hidden, diagram = drawing(box.replace("请", "勿"), 'hidden="1"'), drawing('<dgm:relIds r:dm="data1.xml"/>')
    points = "".join(f"<dgm:pt><dgm:t><a:p><a:r><a:t>{t}</a:t></a:r></a:p></dgm:t></dgm:pt>" for t in ("断电", "挂牌"))
    parts = {"data1.xml": ("diagramData", "application/xml", f"<dgm:dataModel SPACES>{points}</dgm:dataModel>")}
    body = paragraph(run("通知。") + art + f"<w:r><w:pict>{box}</w:pict></w:r>" + hidden + diagram)
    document = said(tmp_path, body, parts=parts)
    assert lines(document)[:3] == ["通知。", "安全生产月", "请互相转告。"]
    assert "断电" in document.text and "挂牌" in document.text
    assert told(document.notices, "hidden text", "勿互相转告")


def test_embedded_objects_are_told(tmp_path: Path) -> None:
    ole = '<w:r><w:object><o:OLEObject ProgID="Equation.DSMT4"/></w:object></w:r>'
    document = said(tmp_path, paragraph(run("电流为") + ole + run("安。")))
    assert lines(document) == ["电流为安。"]
    assert told(document.notices, "embedded objects", "Equation.DSMT4")


def test_files_within_the_document(tmp_path: Path) -> None:
    parts = {
        "a.html": ("aFChunk", "text/html", "<html><body><p>周日停电。</p><script>x</script></body></html>"),
        "b.txt": ("aFChunk", "text/plain", "周一送电。"),
        "c.rtf": ("aFChunk", "application/rtf", "{\\rtf1 x}"),
    }
    body = paragraph("通知如下。") + "".join(f'<w:altChunk r:id="{name}"/>' for name in (*parts, "missing"))
    document = said(tmp_path, body, parts=parts)
    assert lines(document) == ["通知如下。", "周日停电。", "周一送电。"]
    assert told(document.notices, "embedded files", "c.rtf")


def test_deep_nesting_is_read_to_its_end(tmp_path: Path) -> None:
    deep = 120
    content = "<w:smartTag>" * deep + run("深处的字。") + "</w:smartTag>" * deep
    equation = (
        "<m:oMath>" + "<m:box><m:e>" * deep + "<m:r><m:t>x=1</m:t></m:r>" + "</m:e></m:box>" * deep + "</m:oMath>"
    )
    path = package(tmp_path, paragraph(content) + paragraph(run("设") + equation + run("。")))
    assert lines(read_document(path)) == ["深处的字。", "设x等于1。"]


WHITE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    ("body", "is_said"),
    [
        (paragraph(run("五日放假") + run("（草稿）", WHITE)), False),
        (paragraph(run("（草稿）", WHITE + '<w:shd w:val="clear" w:fill="C00000"/>')), True),
        (paragraph(run("（草稿）", WHITE + '<w:highlight w:val="red"/>')), True),
        (paragraph(run("（草稿）", WHITE), '<w:shd w:val="clear" w:fill="C00000"/>'), True),
        (f"<w:tbl><w:tr><w:tc>{paragraph(run('（草稿）', WHITE))}</w:tc></w:tr></w:tbl>", True),
        (paragraph("<w:r><w:drawing><wp:anchor/></w:drawing></w:r>" + run("（草稿）", WHITE)), True),
        (paragraph(run("（草稿）", '<w:color w:val="auto"/>')), True),
    ],
)
def test_white_letters_on_the_page_itself_are_hidden(tmp_path: Path, body: str, is_said: bool) -> None:
    document = said(tmp_path, paragraph("放假安排") + body + paragraph("五月一日至五日放假，六日上班。"))
    assert ("草稿" in document.text) is is_said
    assert bool(document.notices) is not is_said
