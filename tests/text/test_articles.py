"""Of a web page its article is said, whole; what stands around it on every page of the site is left out and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Document
from pipeline.text import read_document
from tests.text.articles import FIRST, SAID, SECOND, TITLE, said

ARTICLE = f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>"
MENU = "<a href=/>首页</a> <a href=/a>厂情</a> <a href=/b>新闻中心</a> <a href=/c>职工之家</a> <a href=/d>联系我们</a>"


def read(folder: Path, inner: str, title: str = f"{TITLE}-某某厂网站") -> Document:
    path = folder / "页.html"
    path.write_text(
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body>{inner}</body></html>",
        encoding="utf-8",
    )
    return read_document(path)


@pytest.mark.parametrize(
    "page",
    [
        f"<nav>{MENU}</nav>{ARTICLE}<footer>版权所有 某某厂</footer>",
        f"<div class=nav>{MENU}</div><div class=main>{ARTICLE}</div><div class=footer>地址：某某路1号</div>",
        f"<div>{MENU}</div><div>{ARTICLE}</div><div>主办：某某厂工会<br>地址：某某路1号<br>浙ICP备0号</div>",
        f"<table><tr><td>{MENU}</td></tr><tr><td>{ARTICLE}</td></tr><tr><td>版权所有：某某厂</td></tr></table>",
        f"<table><tr><td><ul><li>{MENU.replace(' ', '<li>')}</ul></td><td>{ARTICLE}</td></tr></table>",
        f"<form action=x.aspx><div>{MENU}</div><div>{ARTICLE}</div><div>您是第 9 位访客 版权所有</div></form>",
        f"<ul><li>{MENU.replace(' ', '<li>')}</ul>{ARTICLE}<p>Copyright © 2020 某某厂 All Rights Reserved</p>",
        f"<div>当前位置：<a>首页</a> &gt; <a>新闻</a> &gt; 正文</div>{ARTICLE}",
        f"<div>您现在的位置：首页 → 新闻 → 正文</div>{ARTICLE}<div>【打印本页】 【关闭窗口】</div>",
        f"{ARTICLE}<p>[打印] [收藏] [关闭]</p><p>分享到：微信 微博 QQ空间</p>",
        f"{ARTICLE}<div>上一篇：<a href=1>食堂换新装</a></div><div>下一篇：<a href=2>没有了</a></div>",
        f"{ARTICLE}<p>上一条：食堂换新装</p><p>下一条：没有了</p><p>（责任编辑：李四）</p>",
        f"<div>{ARTICLE}<h3>相关阅读</h3><ul><li><a>食堂换上新装</a><li><a>技能比武开幕</a></ul></div>",
        f"<div>{ARTICLE}</div><div><h3>点击排行</h3><ol><li><a>食堂换新装</a><li><a>技能比武开幕</a></ol></div>",
        f"<div>{ARTICLE}</div><aside><p>本厂建于一九五八年，现有职工三千人，是省级文明单位。</p></aside>",
        f"<div>{ARTICLE}</div><div class=comments><p>网友甲：写得真好，向一号炉的师傅们致敬！</p><p>支持！</p></div>",
        f"<div>{ARTICLE}</div><p>声明：本网转载的稿件版权归原作者所有，如有侵权请联系删除。</p>",
        f"<header><a href=/>某某厂</a></header><main>{ARTICLE}</main><footer><p>信息科</p></footer>",
        f"<div role=navigation>{MENU}</div><div id=zoom>{ARTICLE}</div><div class=bdshare>更多 QQ空间</div>",
        f"<p>转载请注明出处，未经授权不得转载。</p>{ARTICLE}<p>扫一扫在手机打开当前页面</p>",
        f"<div>{ARTICLE}<p>点击上方蓝字关注我们</p><p>长按识别二维码关注公众号</p><p>点个在看</p></div>",
        f"<select><option>友情链接<option>某某局</select>{ARTICLE}<button>返回顶部</button>",
        f"<form><input name=u><input type=password><input type=submit value=登录></form>{ARTICLE}",
    ],
)
def test_what_stands_around_the_article_is_not_said(tmp_path: Path, page: str) -> None:
    document = read(tmp_path, page)
    assert said(document) == SAID
    assert document.title == TITLE


@pytest.mark.parametrize(
    "line",
    [
        "扫二维码上移动某某网",
        "如果喜欢，请识别图中二维码关注，并推荐给你的朋友。",
        "长按下方二维码，关注我们的公众号",
        "扫描文末二维码下载客户端，看更多好文章",
        "欢迎分享到朋友圈~",
        "记得转发朋友圈哦！",
        "投稿|tougao@example.com  合作|hezuo01(微信)",
        "调整字体",
        "字号设置",
        "年度人物评选火热进行中！【点击投票】选出你心中的榜样",
    ],
)
def test_what_an_account_asks_of_its_readers_is_not_said(tmp_path: Path, line: str) -> None:
    assert said(read(tmp_path, f"<div>{ARTICLE}<p>{line}</p></div>")) == SAID
    above = f"<h1>{TITLE}</h1><p>{line}</p><p>{FIRST}</p><p>{SECOND}</p>"
    assert said(read(tmp_path, f"<div>{above}</div>")) == SAID


@pytest.mark.parametrize(
    "line", ["向上滑动阅览", "↑ 上下滑动查看更多 ↓", "（左右滑动图片查看）", "图片来源：某某图库 版权作品 请勿转载"]
)
def test_what_speaks_of_the_screen_is_not_said_anywhere(tmp_path: Path, line: str) -> None:
    page = f"<div><h1>{TITLE}</h1><p>{FIRST}</p><p>{line}</p><p>{SECOND}</p></div>"
    assert said(read(tmp_path, page)) == SAID


@pytest.mark.parametrize(
    "line",
    [
        "请各位职工扫描下方二维码关注厂工会公众号。",
        "扫描下方二维码报名，额满为止",
        "扫描二维码下载安全学习平台",
        "参加答题的请扫描上方二维码关注后进入",
        "投稿：厂报编辑部，四楼东头",
        "请投票选出你心中的榜样，【点击投票】。",
        "滑动轴承请每周查看一次",
        "图片来源：厂工会",
        "他把喜讯发到了朋友圈。",
    ],
)
def test_what_a_notice_asks_of_workers_stays(tmp_path: Path, line: str) -> None:
    assert said(read(tmp_path, f"<div>{ARTICLE}<p>{line}</p></div>")) == [*SAID, line]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (
            "<h1>安全学习资料</h1><ul><li><a href=a.pdf>用电安全三十条</a><li><a href=b.pdf>叉车作业规程</a></ul>",
            ["安全学习资料", "用电安全三十条", "叉车作业规程"],
        ),
        (
            "<h1>学习通知</h1><p>请各班组学习下列资料：</p><ul><li><a>用电三十条</a><li><a>叉车规程</a></ul><p>学完登记。</p>",
            ["学习通知", "请各班组学习下列资料：", "用电三十条", "叉车规程", "学完登记。"],
        ),
        ("<h1>启事</h1><textarea>食堂周六停业，请自带午饭。</textarea>", ["启事", "食堂周六停业，请自带午饭。"]),
        ("<h2><button>停电通知</button></h2><p>周日停电检修。</p>", ["停电通知", "周日停电检修。"]),
        (
            "<h1>培训通知</h1><p>七月开班，欢迎报名。</p><p>主办单位：厂工会</p><p>联系电话：8005</p><p>厂工会</p><p>2026年7月1日</p>",
            ["培训通知", "七月开班，欢迎报名。", "主办单位：厂工会", "联系电话：8005", "厂工会", "2026年7月1日"],
        ),
        (
            "<h1>规定</h1><p>未经许可不得动火。</p><p>未经批准不得使用明火。</p>",
            ["规定", "未经许可不得动火。", "未经批准不得使用明火。"],
        ),
        ("<h1>收件</h1><p>位置：三号仓库</p><p>请在下班前领取。</p>", ["收件", "位置：三号仓库", "请在下班前领取。"]),
        ("<h1>调试</h1><p>先按关闭。</p><p>打印</p><p>再看结果。</p>", ["调试", "先按关闭。", "打印", "再看结果。"]),
        (
            "<div class=header-wrap><div class=content><h1>通知</h1><p>周日停电，请提前保存资料。</p></div></div>",
            ["通知", "周日停电，请提前保存资料。"],
        ),
        ("<p>周日停电。<a href=x>点此查看停电范围示意图</a></p>", ["周日停电。点此查看停电范围示意图"]),
    ],
)  # fmt: skip
def test_what_may_be_content_stays(tmp_path: Path, inner: str, expected: list[str]) -> None:
    assert said(read(tmp_path, inner, "某某厂")) == expected


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("发布时间：2025-03-24 浏览次数：120 【字体：大 中 小】", "发布时间：2025-03-24"),
        ("来源：厂报 | 作者：张三 | 点击：56次", "来源：厂报 | 作者：张三"),
        ("日期：2025-03-24　来源：宣传科　分享到：微信 微博", "日期：2025-03-24　来源：宣传科"),
        ("2025年3月24日 阅读量：1.2万 字号：A+ A-", "2025年3月24日"),
        ("时间：2025-03-24 来源：工会 责任编辑：李四 打印 关闭", "时间：2025-03-24 来源：工会"),
    ],
)
def test_the_line_under_the_title_keeps_date_and_source(tmp_path: Path, line: str, kept: str) -> None:
    document = read(tmp_path, f"<h1>{TITLE}</h1><div>{line}</div><p>{FIRST}</p><p>{SECOND}</p>")
    assert [" ".join(text.split()) for text in said(document)] == [SAID[0], " ".join(kept.split()), *SAID[1:]]


@pytest.mark.parametrize(
    "line",
    ["职工阅读量和点击率都是考核的内容。", "请调大字号：小字看不清。", "责任编辑：一个岗位的一天，从早上六点开始。"],
)
def test_sentences_that_speak_of_such_things_are_whole(tmp_path: Path, line: str) -> None:
    document = read(tmp_path, f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{line}</p><p>{SECOND}</p>")
    assert said(document) == [SAID[0], FIRST, line, SECOND]


def test_what_was_left_out_is_told_and_can_be_seen(tmp_path: Path) -> None:
    document = read(tmp_path, f"<ul><li><a>首页</a><li><a>厂情</a></ul><div>{ARTICLE}</div><p>版权所有 某某厂</p>")
    assert document.notices == ("left out around the article: 3 lines",)
    assert document.left_out == ("首页", "厂情", "版权所有 某某厂")


@pytest.mark.parametrize(
    ("hidden", "style"),
    [
        ("<p hidden>不说。</p>", ""),
        ("<p style='display: none'>不说。</p>", ""),
        ("<p style='visibility:hidden'>不说。</p>", ""),
        ("<p style='opacity:0.0'>不说。</p>", ""),
        ("<p>好<span style='font-size:0px;color:red'>不说</span></p>", ""),
        ("<p style='position:absolute;left:-9999px'>不说。</p>", ""),
        ("<p style='position:absolute;clip:rect(0 0 0 0)'>不说。</p>", ""),
        ("<p style='text-indent:-9999px'>不说。</p>", ""),
        ("<p style='height:0;overflow:hidden'>不说。</p>", ""),
        ("<dialog><p>不说。</p></dialog>", ""),
        ("<p class='a tip'>不说。</p>", ".tip{display:none}"),
        ("<p id=tip>不说。</p>", "/* x */ p#tip , .y { color:red; display : none !important }"),
        ("<div class=box><i><p class=tip>不说。</p></i></div>", ".box .tip{visibility:hidden}"),
        ("<p class=tip>不说。</p>", "p{display:block} .tip{display:none} p{display:block}"),
        ("<p class=tip>不说。</p>", "@media screen{.a{color:red} .tip{display:none}} .b{color:red}"),
        ("<p class=tip>不说。</p>", "@media only screen and (min-width: 768px) {.tip{display:none}}"),
        ("<p class=tip>不说。</p>", "@media print, (min-width:48em) {.tip{display:none}}"),
        ("<p class=tip>不说。</p>", "@charset 'utf-8'; @layer base {.tip{display:none}}"),
    ],
)
def test_what_a_reader_does_not_see_is_not_said(tmp_path: Path, hidden: str, style: str) -> None:
    document = read(tmp_path, f"<style>{style}</style><div>{ARTICLE}{hidden}</div>")
    assert "不说" not in document.text
    assert FIRST in document.text


@pytest.mark.parametrize(
    ("shown", "style"),
    [
        ("<p class=tip>要说的话。</p>", "@media print{.tip{display:none}}"),
        ("<p class=tip>要说的话。</p>", ".tip:hover{display:none} .tips{display:none}"),
        ("<p class='tip on'>要说的话。</p>", ".tip{display:none} .tip.on{display:block}"),
        ("<p class=tip style='display:block'>要说的话。</p>", ".tip{display:none}"),
        ("<p class=tip>要说的话。</p>", ".box .tip{display:none}"),
        ("<p style='opacity:0.9;text-indent:-2em;font-size:10px'>要说的话。</p>", ""),
        ("<p style='position:relative;left:-10px'>要说的话。</p>", ""),
        ("<dialog open><p>要说的话。</p></dialog>", ""),
        ("<details><summary>细则</summary><p>要说的话。</p></details>", ""),
    ],
)
def test_what_a_reader_sees_is_said(tmp_path: Path, shown: str, style: str) -> None:
    document = read(tmp_path, f"<style>{style}</style><div>{ARTICLE}{shown}</div>")
    assert "要说的话。" in document.text


@pytest.mark.parametrize("style", ["visibility: hidden; opacity: 0;", "opacity:0", "display:none"])
def test_a_body_that_scripts_reveal_is_said(tmp_path: Path, style: str) -> None:
    document = read(tmp_path, f'<h1>{TITLE}</h1><div style="{style}"><p>{FIRST}</p><p>{SECOND}</p></div>')
    assert said(document) == SAID


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("面积3000m<sup>2</sup>，10<sup>3</sup>级，10<sup>-3</sup>毫米", "面积3000m²，10³级，10⁻³毫米"),
        (
            "听力<sup>2</sup>、尘肺<sup>[1]</sup>、体检<sup><a href=#f>[3]</a></sup>、焊工<sup>①</sup>",
            "听力、尘肺、体检、焊工",
        ),
        ("CO<sub>2</sub>和V<sub>1</sub>阀", "CO2和V1阀"),
        ("商标<sup>TM</sup>，第1<sup>st</sup>名", "商标，第1st名"),
        ("<ruby>毛<rt>máo</rt>刺<rp>（</rp><rt>cì</rt><rp>）</rp></ruby>要清除", "毛刺要清除"),
        ("请<del>八点</del><ins>九点</ins>到场", "请九点到场"),
    ],
)
def test_raised_lowered_and_struck_text(tmp_path: Path, inner: str, text: str) -> None:
    assert said(read(tmp_path, f"<h1>通知</h1><p>{inner}。</p>"))[-1] == text + "。"


def test_what_the_article_shows_and_nobody_says_is_told_with_its_place(tmp_path: Path) -> None:
    page = (
        f"<div>{ARTICLE}<p>合格率<svg><text>图中</text></svg>九成。</p><p>请<s>八点</s>九点到场，相互转告。</p></div>"
    )
    assert [notice for notice in read(tmp_path, page).notices if "not said" in notice] == [
        "words in drawings are not said: 1 (paragraphs 4)",
        "struck words are not said: 1 (paragraphs 5)",
    ]


@pytest.mark.parametrize(
    ("declared", "inner", "title"),
    [
        ("停电通知_某某厂", "<h1>停电通知</h1><p>周日停电。</p>", "停电通知"),
        ("停电通知 | 公告 | 某某厂官网", "<div>停电通知</div><p>周日停电，请提前保存资料。</p>", "停电通知"),
        (
            "新闻动态--某某学会官网",
            "<h5>学术年会成功举行！</h5><p>年会今天举行，三百人参加。</p>",
            "学术年会成功举行！",
        ),
        ("关于停电的通知", "<p>周日停电。</p>", "关于停电的通知"),
        ("某某厂", "<h1>关于停电的通知</h1><p>周日停电。</p>", "关于停电的通知"),
        ("5G-A上线了-某某网", "<p>五月起使用。</p>", "5G-A上线了"),
        ("一号炉——老李的故事_某某网", "<h2>一号炉——老李的故事</h2><p>老李今年五十岁。</p>", "一号炉——老李的故事"),
    ],
)
def test_the_title_has_no_site_behind_it(tmp_path: Path, declared: str, inner: str, title: str) -> None:
    assert read(tmp_path, inner, declared).title == title
