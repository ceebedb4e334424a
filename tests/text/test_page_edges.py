"""The edges of an article in its page: what a site asks of its readers, where it leads them, where the title stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Document
from pipeline.text.documents import document_of

FIRST = "三月二十日，一号炉提前十天投产，全厂职工十分高兴。"
SECOND = "厂长说，这是大家一起努力的结果，二号炉也要加快进度。"
TITLE = "一号炉提前投产"
DUTY = "二号炉大修提前完成"
TEASERS = (
    "<h3>厂里要办夜校</h3><p>为了方便上中班的职工，厂里从下月起办夜校，报名从今天开始，名额不多，先到先得...</p><p>2026-03-01</p>"
    "<h3>食堂改灶</h3><p>食堂三号灶下周起改烧天然气，改造期间二楼照常开饭，请大家互相转告，不要误了...</p><p>2026-03-02</p>"
)
SAID = [TITLE, FIRST, SECOND]
LINK = "<a href=/x>食堂换上新餐桌</a>"


def page(inner: str, title: str = "一号炉提前投产-某某厂网站") -> Document:
    source = f"<!DOCTYPE html><meta charset=utf-8><title>{title}</title><body>{inner}"
    return document_of(source.encode(), Path("页.html"))


def said(document: Document) -> list[str]:
    return [paragraph.text.rstrip("\n") for section in document.sections for paragraph in section.paragraphs]


@pytest.mark.parametrize(
    "below",
    [
        "<p>以上信息是否解决了您的问题？</p><p>是 否</p>",
        "<p>本页内容对您有帮助吗？</p><ul><li>有帮助<li>没帮助</ul>",
        "<p>您对本页面是否满意</p><p>非常满意 满意 一般 不满意</p>",
        "<p>*请填写原因</p><p>谢谢您的反馈！</p>",
        "<p>请选择不满意的理由：</p><p>感谢您提供反馈，我们将继续改进</p>",
        "<p>安装某某新闻客户端第一时间接收最新的资讯→【下载地址】</p>",
        "<p>精品好物等你来，下载某某APP还有新人红包</p>",
        "<p>免费试听+领取</p>",
        "<p>推荐99</p><p>点赞(12)</p>",
        "<p>精彩视频推荐</p><p>正在加载...</p>",
        "<p>某某厂信息中心维护 电话：86735815</p><p>版权所有 某某厂</p>",
        "<p>点击上方“某某工会”关注我们</p><p>— END —</p>",
        "<p>此前报道：<a href=/x>一号炉大修开工</a></p>",
        "<p>相关新闻：<a href=/x>食堂换上新餐桌</a></p>",
        f"<h4>大家都在聊</h4><p>{LINK}</p><p>{LINK}</p><h4>本报编辑</h4><p>张三的专栏，每周两篇，谈厂史。</p>",
        "<p>责任编辑：李四</p><ul><li>内容陈旧<li>图片不清<li>其他问题</ul>",
        TEASERS,
    ],
)
def test_what_a_site_asks_below_an_article_is_not_said(below: str) -> None:
    document = page(f"<div><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>{below}</div>")
    assert said(document) == SAID
    assert document.left_out


@pytest.mark.parametrize(
    "line",
    [
        "您对食堂是否满意？请把意见投进一楼的意见箱。",
        "请各位职工下载工会APP，第一时间了解最新的活动。",
        "请填写请假的原因和天数。",
        "免费体检今天开始，请空腹前往。",
        "感谢您的支持，职工运动会下周再见。",
        "相关新闻工作者也到了现场。",
        "推荐12名同志参加评选。",
        "他停了一下，说：我也记不清是哪一年了，反正那时候还没有二号炉...",
    ],
)
def test_what_a_notice_asks_stays(line: str) -> None:
    assert said(page(f"<div><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><p>{line}</p></div>")) == [*SAID, line]


@pytest.mark.parametrize(
    "below",
    [
        ["特此通知。", "厂工会", "2026年3月1日"],
        ["责任编辑：李四", "附件：一号炉人员名单", "张三", "李四"],
        ["附件", "安全规程", "值班名单"],
    ],
)
def test_what_belongs_to_a_notice_stays_behind_links_and_editors(below: list[str]) -> None:
    links = "".join(f"<p><a href=/{n}>{text}</a></p>" for n, text in enumerate(("安全规程", "值班名单")))
    inner = "".join(f"<p>{text}</p>" for text in below[:1])
    inner += links if below[0] == "附件" else "".join(f"<p>{text}</p>" for text in below[1:])
    document = page(f"<div><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>{inner}</div>")
    assert set(below[1:]) <= {*said(document), *document.left_out}
    assert document.text.endswith(below[-1] + "\n") or below[0] == "附件"


@pytest.mark.parametrize(
    ("declared", "above", "title"),
    [
        (
            "",
            f"<div class=newst>{DUTY}，全厂加班保生产！</div><div>发稿时间：2026/6/9</div>",
            f"{DUTY}，全厂加班保生产！",
        ),
        ("", f"<p>{DUTY}</p><p>2026-06-09 10:20 来源：厂报</p>", DUTY),
        ("", f"<td>{DUTY}<td>作者：张三　浏览：20", DUTY),
        ("某某炼钢厂", f"<div>某某炼钢厂</div><div>{DUTY}</div><div>日期：2026-06-09</div>", DUTY),
    ],
)
def test_the_title_stands_above_when_and_from_where(declared: str, above: str, title: str) -> None:
    assert page(f"<div>{above}<p>{FIRST}</p><p>开工仪式现场</p><p>{SECOND}</p></div>", declared).title == title


@pytest.mark.parametrize(
    ("inner", "title"),
    [
        (f"<div>今天是2026年6月9日</div><h1>停电通知</h1><p>{FIRST}</p>", "停电通知"),
        (f"<h2>停电通知</h2><p>{FIRST}</p><p>报名须知</p><p>时间：六月九日</p>", "停电通知"),
    ],
)
def test_a_date_elsewhere_makes_no_title(inner: str, title: str) -> None:
    assert page(f"<div><p>某某厂</p>{inner}</div>", "").title == title


@pytest.mark.parametrize(
    "style",
    [
        "@media print{.tip{display:none}}",
        "@media (max-width:600px){.tip{display:none}}",
        "@media not all{.tip{display:none}}",
        "@media (prefers-reduced-motion: reduce){.tip{display:none}}",
    ],
)
def test_style_for_paper_and_small_screens_hides_nothing(style: str) -> None:
    assert FIRST in page(f"<style>{style}</style><h1>{TITLE}</h1><p>{SECOND}</p><p class=tip>{FIRST}</p>").text


def test_a_count_beside_buttons_is_not_said() -> None:
    counted = "<p><a href=/c><em>37</em>评论</a> <a href='javascript:void(0)'>收藏</a></p>"
    assert said(page(f"<div><h1>{TITLE}</h1>{counted}<p>{FIRST}</p><p>{SECOND}</p></div>")) == SAID
