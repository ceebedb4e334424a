"""Sentences: where they end, and that nothing is lost, whatever stands in them."""

from __future__ import annotations

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.chinese.characters import CLOSERS, is_sayable
from pipeline.text import LIMIT, split_text
from pipeline.text.long_sentences import QUARTERS, weight

# One case a line: the sentences, divided by |. Every mark of the text stays.
CASES = """
今天开会。|明天休息。
会议开得好吗？|很好！
真的吗？！|太好了。
安全第一！！！|质量第一。
他想了想……|没有说话。
他想了想……，没有说话。
等等……|“我马上来。”
他说：“今天开会。明天休息。”|大家同意了。
“安全第一！”班长喊道。|大家鼓掌。
“安全第一！”|大家鼓掌。
“好。”他说，“我来做。”
“甲。”|“乙。”
他问：“你读过《你好！明天》吗？”|我说读过。
《你好！明天》一书出版。|欢迎购买。
他提出“安全第一！”的口号。|大家响应。
会议（上午九点开始。地点见附件。）|请准时参加。|谢谢。
（今天开会。）|明天休息。
请看附件（共3页）。|谢谢！
他说：“班长讲过：‘先断电。再检修。’我记住了。”|大家点头。
「今天開會。」|明天休息。
『今天開會。』|明天休息。
他说:"今天开会。明天休息。"|大家同意了。
没有关的“引号在这里。|下一句还在。
多余的”引号在这里。|下一句还在。
产值3.5亿元。|利润0.8亿元。
圆周率3.14159是常数。|记住它。
截至2026.5.1共120人。|下月再统计。
检查日期：2026.05.01。|检查人：班长。
版本v1.2.3已经发布。|请更新到10.0.19045。
网址https://union.example.cn/a.b?x=1!2&y=3，请登录。|谢谢。
网址是www.union.example.cn。|请登录。
邮箱gh.office@union.example.cn。|欢迎来信。
文件见https://union.example.cn/notice.html。|请查收。
上午10:30开会。|下午2:15散会。
上午10：30开会。|下午2：15散会。
比分是3：2。|我们赢了。
共12,345.67元。|已付清。
一、加强领导。|二、完善制度。
（一）加强领导。|（二）完善制度。
(一)加强领导。|(二)完善制度。
1.加强领导。|2.完善制度。
1. 加强领导。 |2. 完善制度。
1、加强领导。|2、完善制度。
1．加强领导。|2．完善制度。
第一，加强领导。|第二，完善制度。
①加强领导。|②完善制度。
今天开会.明天休息.
今天开会!|明天休息吗?|是的.
今天开会;明天休息:后天上班,大家知道.
Mr. Li spoke first. |Then Dr. Wang spoke.
See No. 5 on p. 3. |It is short.
The U.S. team won. |They left.
It costs 3.5 yuan. |Cheap!
e.g. this one. |And i.e. that one.
He asked "Why?" |Nobody knew.
GB/T 19001-2016规定了要求。|请执行。
温度为25.5℃。|湿度为60%。
增长12.5%.|下降3‰.
全厂共3.2万人.|其中女工1.1万人.
今天开会。 |　明天休息。
今天开会。”|明天休息。
（好！）|（坏！）
他说“好……”|然后走了。
加油！！💪|大家辛苦了。
。。。今天开会。
“”今天开会。
大家好！——班长
职工们：|请注意安全。
倡议如下：一、节约用电。|二、爱护设备。
倡议书
谁来？谁去？谁留？
质量、安全、成本，一个都不能少。|对！
今天开会｡|明天休息｡
"""

# Where the splitter is free to choose, or the line means something else than it looks.
SPELT_OUT = {
    "谁来？谁去？谁留？": ["谁来？", "谁去？", "谁留？"],
    "今天开会.明天休息.": ["今天开会.", "明天休息."],
    "职工们：|请注意安全。": ["职工们：请注意安全。"],
    "今天开会。 |　明天休息。": ["今天开会。 　", "明天休息。"],
}

TORN = r"""
工作全过\n\n程各方面。
工作全过\n程各方面。
全省劳动群众责\n\n任重大。|使命光荣。
倡议书\n\n|全省各行各业的工友们：\n\n|昨天下了雨。
安全生产月活动方案\n\n|今年六月是安全生产月。
设备检修要做到断电、挂牌、\n\n上锁。
他说，“设备检修\n\n要断电。”
检修记录见《设备\n\n管理办法》第三条。
请使用Power\nPoint文件。
上半年用电12\n345千瓦时。
由第\n一、二车间负责。
一、加强学习\n|二、提高技能\n|三、爱护设备
今天开会。\n|明天休息。
会议结束\r\n\r\n|散会以后，大家打扫了会场，又检查了电源和门窗。
"""


def _rows(table: str) -> list[str]:
    return [row.replace("\\n", "\n").replace("\\r", "\r") for row in table.strip("\n").split("\n")]


@pytest.mark.parametrize("row", _rows(CASES))
def test_where_sentences_end(row: str) -> None:
    wanted = SPELT_OUT.get(row, row.split("|"))
    assert split_text("".join(wanted)) == wanted


@pytest.mark.parametrize("row", _rows(TORN))
def test_lines_broken_in_mid_sentence_go_on(row: str) -> None:
    assert split_text(row.replace("|", "")) == row.split("|")


anything = st.text(
    st.one_of(
        st.sampled_from(
            "工会全过程安全生产一二第。！？…，、；：,.!?;:“”‘’「」《》（）()\"'—～\n\r \u3000a1W9%\u200d😀🇨\u0301@/"
            "\ud800\udc00"
        ),
        st.characters(),
    )
)
limits = st.integers(min_value=8, max_value=120)


@given(anything, limits)
@example("", 80)
@example("\ud83d\ude00" * 200, 10)
@example("e\u0301" * 300, 8)
@example("\r\n" * 300, 8)
def test_nothing_is_lost_and_no_piece_is_empty(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert "".join(pieces) == text
    assert all(pieces)


@given(anything, limits)
@example("安" * 10_000, LIMIT)
@example("安全，" * 5_000, 11)
@example("1" * 5_000, LIMIT)
@example("。" * 5_000, LIMIT)
@example(" " * 5_000, LIMIT)
def test_no_piece_says_more_than_the_limit(text: str, limit: int) -> None:
    assert max(map(weight, split_text(text, limit)), default=0) <= QUARTERS * limit


@given(anything, limits)
def test_no_piece_begins_inside_a_grapheme_or_with_a_closing_mark(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    for before, piece in pairwise(pieces):
        assert not ("\ud800" <= before[-1] <= "\udbff" and "\udc00" <= piece[0] <= "\udfff")
        if weight(before) < 2 * limit:  # not forced by the limit
            assert not unicodedata.combining(piece[0]) or before[-1].isspace()
            assert piece[0] not in CLOSERS or before[-1] not in "。！？…"


@given(st.text(st.sampled_from("工会安全。！？，“”（）🎉★—")))
def test_a_piece_with_nothing_to_say_stands_alone_only_if_all_of_it_is_so(text: str) -> None:
    pieces = split_text(text)
    assert all(map(is_sayable, pieces)) or len(pieces) == 1 or weight(text) > QUARTERS * LIMIT


def test_a_long_sentence_is_cut_evenly_at_its_best_marks() -> None:
    first = "全厂各车间要把安全责任落实到每一个岗位、每一道工序、每一名职工，切实做到班前讲安全、班中查隐患、班后有总结"
    second = (
        "凡是发现违章操作的要立即制止，凡是发现设备带病运行的要立即停机，凡是发现劳动防护用品佩戴不全的要立即纠正。"
    )
    assert split_text(f"{first}；{second}") == [f"{first}；", second]


def test_a_long_sentence_without_marks_is_cut_between_words() -> None:
    text = "全省各级工会组织和广大工会干部职工" * 20
    pieces = split_text(text)
    assert len(pieces) == 5
    words = ["全省", "各级", "工会", "组织", "和", "广大", "干部", "职工"]
    assert all(any(piece.endswith(word) for word in words) for piece in pieces)
    assert max(map(len, pieces)) - min(map(len, pieces)) <= 6


def test_a_long_sentence_is_not_cut_inside_a_quotation_that_fits() -> None:
    quoted = "“一切为了职工，一切依靠职工，一切服务职工”"
    before = "厂工会主席在全厂职工代表大会上代表本届工会委员会所作的工作报告中反复强调了"
    after = "的工作理念并且要求工会干部经常下到车间班组听取一线职工的意见建议，及时解决职工关心的问题。"
    text = before + quoted + after
    assert len(split_text(text)) == 2
    assert all(("“" in piece) == ("”" in piece) for piece in split_text(text))


def test_a_quotation_longer_than_the_limit_is_cut_at_its_sentences() -> None:
    said = "安全生产是企业发展的生命线，任何时候都不能放松。" * 6
    pieces = split_text(f"厂长说：“{said}”大家鼓掌。")
    assert len(pieces) >= 3
    assert all(piece.endswith(("。", "。”")) for piece in pieces)


def test_a_long_address_is_kept_whole_where_it_fits() -> None:
    address = "https://union.example.cn/notices/2026/05"
    text = (
        "请全厂各车间各班组的职工同志们在本月底以前登录厂工会网站上的职工服务平台页面"
        + address
        + "填写职工体检意向登记表并提交"
    )
    assert any(address in piece for piece in split_text(text))


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "unit",
    [
        "安",
        "a",
        "1",
        "“",
        "”",
        "（",
        "。",
        "，",
        " ",
        "\n",
        "安\n",
        "1.",
        "一、",
        "a@",
        "http://",
        "“”",
        '"',
        "\u0301",
        "🇨",
        "a.",
        "(\n",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def seconds(times: int) -> float:
        """The least of five: other programs disturb."""
        found = []
        for _turn in range(5):
            begun = time.process_time()
            split_text(unit * times)
            found.append(time.process_time() - begun)
        return min(found)

    split_text("安" * 400)  # the list of words is loaded once
    # From 1,000 on: below, a text fits into one piece, and the step to several is no growth. A quadratic splitter would
    # take 64 times as long.
    assert seconds(8_000) < 24 * max(seconds(1_000), 0.004)
