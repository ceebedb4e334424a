"""Plain text has structure: titles, articles, letters, points, and paragraphs that columns and pages broke."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model import Document
from pipeline.text import read_document

REAL = Path(__file__).parents[3] / "shared" / "seeds" / "000_37028f3893fef156.txt"

PROSE = (
    "今年以来，厂工会坚持把职工技能提升摆在突出位置，先后举办焊接、装配、检测三期培训班，参加职工达到四百二十人次，"
    "合格率比去年同期提高了六个百分点。下一步，厂工会将会同人力资源部门继续完善激励办法，推动更多一线职工走上讲台、"
    "走进赛场，让劳动光荣成为车间里最响亮的声音。"
)
MORE = "二季度将继续开班。报名请找班组长登记，名额有限，先到先得，额满为止，请大家相互转告，不要错过机会。"


def read(folder: Path, text: str, name: str = "通知.txt") -> Document:
    path = folder / name
    path.write_bytes(text.encode())
    return read_document(path)


def shape(document: Document) -> list[tuple[str, list[tuple[str, str]]]]:
    """Sections by title, each with its paragraphs' kinds and texts."""
    return [(s.title, [(p.kind, p.text.rstrip("\n")) for p in s.paragraphs]) for s in document.sections]


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


def test_a_news_item_and_a_letter_in_one_file(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        f"""

        技能培训结出硕果

        以赛促学以学促干 一线职工走上讲台

        本报讯(通讯员)近日,厂工会举办了技能培训总结会,三百多名职工参加。各车间要把成果用到工作全过

        程各环节。

        {PROSE}

        倡议书

        全厂各车间的工友们:

        入夏以来,各条生产线任务饱满,每一名职工都要把安全责

        任扛在肩上。在此,我们倡议:

        一、坚持学习,练好本领。积极参加技能培训,主动向老师傅请教,推动

        形成比学赶超的好风气。

        二、遵章守纪,保证安全。做安全规程的执行者,弘扬劳模精

        神、工匠精神。

        工友们,让我们行动起来!
        """,
    )
    assert document.title == "技能培训结出硕果"
    assert shape(document) == [
        (
            "技能培训结出硕果",
            [
                ("title", "技能培训结出硕果"),
                ("title", "以赛促学以学促干 一线职工走上讲台"),
                (
                    "text",
                    "本报讯(通讯员)近日,厂工会举办了技能培训总结会,三百多名职工参加。各车间要把成果用到工作全过程各环节。",
                ),
                ("text", PROSE),
            ],
        ),
        (
            "倡议书",
            [
                ("title", "倡议书"),
                ("salutation", "全厂各车间的工友们:"),
                (
                    "text",
                    "入夏以来,各条生产线任务饱满,每一名职工都要把安全责任扛在肩上。在此,我们倡议:",
                ),
                (
                    "item",
                    "一、坚持学习,练好本领。积极参加技能培训,主动向老师傅请教,推动形成比学赶超的好风气。",
                ),
                ("item", "二、遵章守纪,保证安全。做安全规程的执行者,弘扬劳模精神、工匠精神。"),
                ("text", "工友们,让我们行动起来!"),
            ],
        ),
    ]
    headings = [p.heading for s in document.sections for p in s.paragraphs if p.heading]
    assert headings == ["一、坚持学习,练好本领", "二、遵章守纪,保证安全"]
    assert [n for n in document.notices if "whole again" in n] == [
        "broken sentences made whole again: 4 (lines 9, 19, 23, 27)"
    ]


def test_ids_and_pauses(tmp_path: Path) -> None:
    long = "质量是企业的生命线" + "，每一道工序都要认真检查、每一个数据都要如实填写" * 4 + "。"
    document = read(tmp_path, f"质量月\n\n今天开会。明天休息。\n\n{long}\n\n停电通知\n\n周日停电。\n")
    assert [(s.id, s.pause) for s in document.sentences] == [
        ("s001-001", "paragraph"),
        ("s001-002", "sentence"),
        ("s001-003", "paragraph"),
        ("s001-004", "comma"),
        ("s001-005", "section"),
        ("s002-001", "paragraph"),
        ("s002-002", "section"),
    ]


def test_where_there_is_no_mark_there_is_no_pause(tmp_path: Path) -> None:
    document = read(tmp_path, "通知\n\n" + "全省各级工会组织和广大工会干部职工" * 12 + "。\n")
    pauses = [s.pause for s in document.sentences]
    assert pauses == ["paragraph", "none", "none", "section"]


@pytest.mark.parametrize("width", [30, 34, 40])
@pytest.mark.parametrize("indent", ["", "　　"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_wrapped_lines_are_joined_and_titles_are_not(tmp_path: Path, width: int, indent: str, gap: str) -> None:
    # Without indentation only a short last line tells where a paragraph ends.
    more = MORE[: width + 5] + "。" if gap == "\n" and not indent else MORE
    text = gap.join(["技能培训结出硕果", indent + wrapped(PROSE, width), indent + wrapped(more, width)])
    prose = [("text", PROSE), ("text", more)]
    assert shape(read(tmp_path, text)) == [("技能培训结出硕果", [("title", "技能培训结出硕果"), *prose])]


def test_english_words_keep_their_space_and_numbers_do_not_get_one(tmp_path: Path) -> None:
    document = read(tmp_path, "请各班组统一使用办公软件 Power\nPoint 做汇报，上半年用电共计12\n345千瓦时。\n")
    assert document.text == "请各班组统一使用办公软件 Power Point 做汇报，上半年用电共计12345千瓦时。\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("要把贺信精神贯彻到工会工作全过", "程各方面。"),
        ("每一名职工都要扛起安全生产的责", "任，守住底线。"),
        ("大家要继承和弘扬劳模精", "神、工匠精神。"),
        ("围绕中心工作主动作为，全力推动", "打造一流班组，取得更大成绩。"),
        ("上半年共计用电12", "345千瓦时。"),
        ("检修要做到断电、挂牌、", "上锁。"),
        ("详见《设备检修", "管理办法》第三条。"),
        ("感谢各位工友对工会工作的", "支持。"),
        ("会议（由副厂长", "主持）今天召开。"),
        ("今天上午开会", "，下午休息。"),
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n　　\n　　", "\r\n\r\n\r\n", "\f"])
def test_a_sentence_torn_by_a_column_or_page_is_one_again(tmp_path: Path, before: str, after: str, gap: str) -> None:
    document = read(tmp_path, f"今天的会议开得很好。\n\n{before}{gap}{after}\n\n散会以后大家参观了车间。\n")
    assert f"{before}{after}\n" in [p.text for s in document.sections for p in s.paragraphs]


@pytest.mark.parametrize(
    ("title", "below"),
    [
        ("倡议书", "全省各行各业的工友们："),
        ("倡议书", "昨天厂里召开了大会。"),
        ("夏季安全用电须知", "夏季是用电高峰，请大家注意安全。"),
        ("安全生产工作", "人人都是安全员，各班组要落实责任。"),
        ("提高认识，加强领导", "各车间要把安全工作放在首位。"),
        ("技能竞赛在一车间举行", "本报讯 竞赛今天举行。"),
        ("一、提高思想认识", "各车间要把安全工作放在首位。"),
        ("特此通知", "厂工会"),
        ("联系人：工会办公室", "电话：8005"),
    ],
)
def test_a_line_that_stands_alone_is_not_joined(tmp_path: Path, title: str, below: str) -> None:
    document = read(tmp_path, f"第一段话说完了。\n\n{title}\n\n{below}\n\n最后一段话。\n")
    texts = [p.text for s in document.sections for p in s.paragraphs]
    assert f"{title}\n" in texts
    assert f"{below}\n" in texts


def test_one_paragraph_a_line_without_blank_lines(tmp_path: Path) -> None:
    text = f"技能培训结出硕果\n{PROSE}\n{MORE}\n倡议书\n各位工友：\n你们好！\n一、加强学习\n{PROSE}\n"
    text += "此致\n敬礼！\n厂工会\n2026年5月1日\n"
    assert shape(read(tmp_path, text)) == [
        ("技能培训结出硕果", [("title", "技能培训结出硕果"), ("text", PROSE), ("text", MORE)]),
        (
            "倡议书",
            [
                ("title", "倡议书"),
                ("salutation", "各位工友："),
                ("text", "你们好！"),
                ("item", "一、加强学习"),
                ("text", PROSE),
                ("text", "此致"),
                ("text", "敬礼！"),
                ("text", "厂工会"),
                ("text", "2026年5月1日"),
            ],
        ),
    ]


def test_a_signature_and_its_date_are_no_article(tmp_path: Path) -> None:
    text = "停电通知\n\n周日停电检修。\n\n特此通知\n\n设备科\n\n厂工会\n\n二〇二六年五月一日\n\n"
    text += "招聘启事\n\n招收焊工两名。\n\n人力资源部\n"
    document = read(tmp_path, text)
    assert [s.title for s in document.sections] == ["停电通知", "招聘启事"]
    assert {p.kind for p in document.sections[0].paragraphs[1:]} == {"text"}
    assert document.sections[1].paragraphs[-1].text == "人力资源部\n"


def test_bylines_belong_to_their_article(tmp_path: Path) -> None:
    text = (
        "焊工竞赛开幕\n\n来源：工会网\n\n作者：宣传科\n\n竞赛今天开幕。\n\n（记者 宣传科）\n\n食堂延长开放\n\n"
        "2026年5月1日\n\n食堂开放到晚八点。\n\n新华社北京4月28日电 会议今天召开。\n"
    )
    assert shape(read(tmp_path, text)) == [
        (
            "焊工竞赛开幕",
            [
                ("title", "焊工竞赛开幕"),
                ("byline", "来源：工会网"),
                ("byline", "作者：宣传科"),
                ("text", "竞赛今天开幕。"),
                ("byline", "（记者 宣传科）"),
            ],
        ),
        (
            "食堂延长开放",
            [("title", "食堂延长开放"), ("byline", "2026年5月1日"), ("text", "食堂开放到晚八点。")],
        ),
        ("", [("text", "新华社北京4月28日电 会议今天召开。")]),
    ]


def test_only_the_widest_numbering_makes_chapters(tmp_path: Path) -> None:
    text = (
        "安全月方案\n\n一、活动时间\n\n六月。\n\n二、活动内容。\n\n（一）开展培训。各班组学习。\n\n"
        "1.检查设备；\n\n2.检查线路。\n\n"
        "夏季须知\n\n1. 多喝水，少贪凉。\n\n2. 按时休息，保证每天的睡眠时间不少于七个小时，白天要补足睡眠。\n\n"
        "3. 凡是在高温环境下连续作业超过两个小时的职工都应当到阴凉通风的休息点休息至少十五分钟。\n"
    )
    chapters = [[p.heading for p in s.paragraphs if p.heading] for s in read(tmp_path, text).sections]
    assert chapters == [
        ["一、活动时间", "二、活动内容"],
        ["1. 多喝水，少贪凉", "2. 按时休息", "3. 凡是在高温环境下连续作业超过两个小时的职工都应当到阴…"],
    ]


@pytest.mark.parametrize(
    "text", ["由第\n一、二车间负责清扫道路。", "先到第\n3、4号楼的大厅集合。", "产值达到\n1.5亿元。", "长度为\n2.5米。"]
)
def test_numbers_at_the_start_of_a_wrapped_line_are_no_points(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).text == text.replace("\n", "") + "\n"


@pytest.mark.parametrize("number", ["- 3 -", "—3—", "· 12 ·", "第 4 页 共 6 页", "第4页", "Page 3 of 8"])
def test_page_numbers_are_left_out_and_the_sentence_around_them_is_whole(tmp_path: Path, number: str) -> None:
    document = read(
        tmp_path, f"今天的会开完了。\n\n各车间要加强检查，努力实现安全生产目\n\n{number}\n\n标，不断提高。\n"
    )
    assert document.text == "今天的会开完了。\n各车间要加强检查，努力实现安全生产目标，不断提高。\n"
    assert any(f"(lines 5): {number}" in notice for notice in document.notices)


@pytest.mark.parametrize("text", ["第4页的内容很重要", "3", "-3℃", "第四页"])
def test_what_is_no_page_number_is_said(tmp_path: Path, text: str) -> None:
    assert f"{text}\n" in read(tmp_path, f"今天的会开完了。\n\n{text}\n\n大家辛苦了。\n").text


def test_telephone_numbers_are_no_titles(tmp_path: Path) -> None:
    document = read(tmp_path, "值班安排\n\n今天值班。\n\n值班电话：8005\n\n火警：119\n\n请记住。\n")
    assert [p.kind for p in document.sections[0].paragraphs] == ["title", "text", "text", "text", "text"]


def test_a_list_of_names_is_not_a_pile_of_articles(tmp_path: Path) -> None:
    document = read(
        tmp_path, "五一劳动奖状名单\n\n一号车间\n\n二号车间\n\n三号车间\n\n四号车间\n\n以上单位受到表彰。\n"
    )
    assert [s.title for s in document.sections] == ["五一劳动奖状名单"]


def test_only_a_title(tmp_path: Path) -> None:
    assert shape(read(tmp_path, "倡议书\n")) == [("倡议书", [("title", "倡议书")])]


def test_rows_divided_by_tabs_are_read_cell_by_cell(tmp_path: Path) -> None:
    document = read(tmp_path, "值班表\n\n班次\t时间\t地点\n早班\t8:00\t一车间\n\n1.\t请准时到岗。\n")
    assert document.text == "值班表\n班次，时间，地点\n早班，8:00，一车间\n1. 请准时到岗。\n"


words = st.sampled_from(
    [
        "全过",
        "程",
        "安全生产",
        "工会",
        "。",
        "，",
        "、",
        "：",
        "！",
        "“",
        "”",
        "(",
        "）",
        "一、",
        "1.",
        "12",
        "Power",
        " ",
        "　",
    ]
)
lines = st.lists(st.lists(words, max_size=8).map("".join), min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines, st.sampled_from(["\n", "\n\n", "\r\n", "\f"]))
def test_nothing_is_lost_or_moved(tmp_path: Path, parts: list[str], gap: str) -> None:
    source = "开头。\n" + gap.join(parts)
    document = read(tmp_path, source)
    left_out = [n.split(": ", 2)[2] for n in document.notices if n.startswith("left out")]
    if not left_out:
        assert "".join(document.text.split()) == "".join(source.split())
    assert document.text == "".join(sentence.text for sentence in document.sentences)
    ids = [sentence.id for sentence in document.sentences]
    assert ids == sorted(set(ids))


@pytest.mark.skipif(not REAL.is_file(), reason="the real document is not on this machine")
def test_the_real_document(tmp_path: Path) -> None:
    document = read_document(REAL)
    source = "".join(REAL.read_text(encoding="utf-8").split())
    assert "".join(document.text.split()) == source
    news, letter = document.sections
    assert news.title.startswith("广东省总工会召开党组扩大会")
    assert [p.kind for p in news.paragraphs] == ["title", "title", "text", "text", "text", "text", "text"]
    assert letter.title == "倡议书"
    assert [p.kind for p in letter.paragraphs] == [
        "title",
        "salutation",
        "text",
        "item",
        "item",
        "item",
        "item",
        "text",
    ]
    assert [p.heading[:2] for p in letter.paragraphs if p.heading] == ["一、", "二、", "三、", "四、"]
    for word in ("全过程", "责任重大", "推动打造", "劳模精神、劳动"):
        assert any(word in sentence.text for sentence in document.sentences)


def test_indented_typescript(tmp_path: Path) -> None:
    text = textwrap.indent(f"通知\n\n{PROSE}\n", "    ")
    assert shape(read(tmp_path, text)) == [("通知", [("title", "通知"), ("text", PROSE)])]


LONG = "今天上午，志愿服务队走进了铸造车间，为工友们送去了手套和毛巾，大家都很高兴，希望这样的活动多多举办。"


def headings(folder: Path, *lines: str) -> list[str]:
    (folder / "a.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    sections = read_document(folder / "a.txt").sections
    return [p.text.strip() for section in sections for p in section.paragraphs if p.kind == "title"]


@pytest.mark.parametrize(
    "line",
    [
        "厂团委联系人：张三",
        "记录人：工艺组 李四",
        "作品名称：炉前的早晨",
        "主 持 人：王五",
        "2020年7月—8月",
        "2020年9月28日7：00-7：30",
        "投稿至 changbao@example.cn",
    ],
)
def test_particulars_below_the_title_are_no_headings(tmp_path: Path, line: str) -> None:
    assert headings(tmp_path, "志愿服务简报", LONG, line, LONG) == ["志愿服务简报"]


@pytest.mark.parametrize(
    "line", ["第一步：断开电源", "安全提示：远离火源", "活动回顾", "本周安排一：打扫车间", "2026年工作要点"]
)
def test_headings_with_figures_and_colons_stay(tmp_path: Path, line: str) -> None:
    assert headings(tmp_path, "志愿服务简报", LONG, line, LONG) == ["志愿服务简报", line]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("王文：炉前的三十年", LONG), "王文：炉前的三十年"),
        (("第一章 总则", LONG, "第二章 组织", LONG), "a"),
        (("第三届职工运动会", LONG), "第三届职工运动会"),
        ((LONG, LONG, LONG, "后来的事情", LONG), "a"),
        (("各位工友：", "志愿服务简报", LONG), "志愿服务简报"),
    ],
)
def test_a_heading_of_a_part_is_not_the_title_of_the_document(
    tmp_path: Path, lines: tuple[str, ...], title: str
) -> None:
    (tmp_path / "a.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    assert read_document(tmp_path / "a.txt").title == title
