"""Where a format says where paragraphs end, two are joined on strong evidence only; titles, heads, odd characters."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from pipeline.errors import DocumentError
from pipeline.model import Document
from pipeline.text import read_document
from pipeline.text.documents import document_of
from tests.text.articles import said

PROSE = "今天上午，志愿服务队走进了铸造车间，为工友们送去了手套和毛巾。"


def written(folder: Path, paragraphs: list[str], suffix: str) -> Document:
    path = folder / f"通讯{suffix}"
    if suffix == ".docx":
        document = docx.Document()
        for text in paragraphs:
            document.add_paragraph(text)
        document.save(str(path))
    elif suffix == ".html":
        path.write_text("<html><body>" + "".join(f"<p>{text}</p>" for text in paragraphs), encoding="utf-8")
    else:
        path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    return read_document(path)


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("图为志愿者给工友送手套。 张三 摄", "活动结束后，大家一起合影留念。"),
        ("志愿者给工友送手套 （李四供图）", "活动结束后，大家一起合影留念。"),
        ("车间主任张建国", "车间书记李卫东"),
        ("报名电话0571-86735815", "欢迎大家踊跃报名参加。"),
        ("0571-86735815", "400-800-1234"),
        ("8:30去车间，按序号分组，参加比赛", "11:30颁奖"),
        ("承诺人签名________", "年 月 日"),
        ("工友之间要互相帮助，共同进步，把安全记在心上", "某某厂工会"),
        ("班前讲班后想总结经验不能忘机床擦得亮图纸挂中央", "老王调机手艺强小李学得细又详质量好产量高"),
        ("覆盖率超过监管要求两倍的企业视为存在隐藏利润倾向", "财政部官网信息显示，办法已经公布。"),
        ("校园网的页面要改，包括搜索和个性化推送，", "UI：界面优化"),
        ("要求各班组在每天上班以前把所有的设备检查一遍，填好人事调休单，", "第六章 附则"),
        ("有人说高空作业不用系安全带，这种说法是完全不正确的", "然后是责任的问题，请大家想一想。"),
        ("车间里大大小小的事情，全听师傅我的", "没桌没椅照样开会。"),
    ],
)
def test_what_the_file_parts_stays_apart(tmp_path: Path, suffix: str, before: str, after: str) -> None:
    document = written(tmp_path, [PROSE, before, after, PROSE], suffix)
    assert not any(before[-4:] in text and after[:4] in text for text in said(document))


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md", ".txt"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("各级工会要把大会精神落实到工会工作的全过", "程各方面，取得实效。"),
        ("检修以前要做到断电、挂牌、", "上锁，缺一不可。"),
        ("各班组要认真学习《设备检修", "管理办法》第三条的规定。"),
        ("他说，大家辛苦了", "，请早点休息。"),
        ("感谢各位工友一直以来对工会工作的", "大力支持。"),
        ("由第一、", "三、五车间负责清扫。"),
    ],
)
def test_what_is_plainly_torn_is_whole_again(tmp_path: Path, suffix: str, before: str, after: str) -> None:
    assert before + after in said(written(tmp_path, [PROSE, before, after, PROSE], suffix))


def broken(folder: Path, lines: list[str], suffix: str) -> Document:
    """A document with one paragraph whose ``lines`` its file breaks without ending the paragraph."""
    path = folder / f"通讯{suffix}"
    if suffix == ".docx":
        document = docx.Document()
        document.add_paragraph("\n".join(lines))
        document.save(str(path))
    elif suffix == ".html":
        path.write_text(f"<html><body><p>{'<br>'.join(lines)}</p>", encoding="utf-8")
    else:
        path.write_text("\n".join(lines), encoding="utf-8")
    return document_of(path.read_bytes(), path)


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("整改方案要求，为了让各项措施落实到位，安全", "委员会各成员单位起草了三十个子方案。"),
        ("检查组采取不打招呼的方式，跟进抓好问题", "整改，形成闭环管理。"),
        ("志愿服务队的同志们", "和车间的工友们一起打扫了食堂。"),
        ("本次检修的重点就是", "一号炉的冷却系统"),
        ("厂工会要求各车间，认真组织职工学习", "本办法第三条，并于月底以前把学习情况\n报厂工会备案。"),
    ],
)
def test_a_sentence_that_a_line_break_divides_is_whole(tmp_path: Path, suffix: str, before: str, after: str) -> None:
    lines = [before, *after.split("\n")]
    assert said(broken(tmp_path, [PROSE, *lines], suffix)) == [PROSE, "".join(lines)]


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md"])
@pytest.mark.parametrize(
    "lines",
    [
        ["加压机房门不能完全打开", "楼梯间杂物堆放", "烟头、茶叶沫堵塞排水口", "防火门未灌浆"],
        ["调研的目的", "为了了解职工对食堂的意见，我们走访了三个车间。"],
        ["走访了符合条件的人，并进行了当面访谈或者电话访谈", "3.3 调研的过程", "访谈分三天进行。"],
        ["天车工李大姐", "吊装从来没失手", "夜班再晚不叫苦"],
        ["车间主任张建国", "车间书记李卫东", "工会主席王秀英"],
        ["合影留念的有各车间的班组长，还有劳模", "与会人员：三十人"],
        ["通道直接连到二号车间的大门口", "与去年相比，职工上下班近了一半的路。"],
        ["获得先进集体称号的有炼钢车间，炼铁车间", "和平路仓库"],
    ],
)
def test_lines_that_a_file_breaks_stay_lines_without_evidence(tmp_path: Path, suffix: str, lines: list[str]) -> None:
    assert said(broken(tmp_path, lines, suffix)) == lines


def test_numbered_times_are_points_not_counting(tmp_path: Path) -> None:
    points = [
        "1、8:00-8:30签到，领取号码牌，整理队伍",
        "2、8:30-11:30去车间（按序号分组），比赛",
        "3、11:30-12:00颁奖",
        "4、12:00午餐",
    ]
    for suffix in (".docx", ".txt"):
        assert said(written(tmp_path, ["技能比武日程", *points], suffix)) == ["技能比武日程", *points]


def test_numbers_to_call_are_lines_of_their_own(tmp_path: Path) -> None:
    lines = ["咨询请拨打下列电话", "0571-86735815", "400-800-1234", "13355713091"]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    assert said(read_document(tmp_path / "a.txt")) == lines


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "关于转发集团公司办公室\n安全生产工作通知的通知\n各车间：\n请认真学习。\n",
            "关于转发集团公司办公室安全生产工作通知的通知",
        ),
        ("某某公司文件\n厂发〔2025〕12号\n关于防火的通知\n各车间：\n请认真学习。\n", "关于防火的通知"),
        ("一号炉提前投产，职工喜气洋洋！\n今天一号炉投产，全厂职工十分高兴。\n", "一号炉提前投产，职工喜气洋洋！"),
        ("安全知识问答\n\n问：着火了怎么办？\n\n答：先报警。\n", "安全知识问答"),
        ("图为投产现场\n\n今天一号炉投产，全厂职工十分高兴。\n", "a"),
        ("工友们！\n今天一号炉投产，全厂职工十分高兴。\n", "a"),
        ("“安全第一”\n\n今天一号炉投产，全厂职工十分高兴。\n", "a"),
    ],
)
def test_titles(tmp_path: Path, text: str, title: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert read_document(tmp_path / "a.txt").title == title


def test_a_typed_title_above_real_headings(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("齿轮厂志愿队进社区")
    document.add_paragraph(PROSE)
    document.add_heading("第一部分 修理现场", 2)
    document.add_paragraph(PROSE)
    document.save(str(tmp_path / "a.docx"))
    assert read_document(tmp_path / "a.docx").title == "齿轮厂志愿队进社区"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("title: 一颗螺丝\ndate: 2026-05-01\nvoice: zm_yunjian\n\n", ("一颗螺丝", "2026-05-01", "")),
        ("标题：一颗螺丝\n日期：2026年5月1日\n作者：张三\n", ("一颗螺丝", "2026-05-01", "张三")),
        ("---\n标题: 一颗螺丝\n作者：张三\n---\n", ("一颗螺丝", "", "张三")),
        ("---\ntitle: 一颗螺丝\ndate: 2026-05-01 08:00:00 +0800\n---\n", ("一颗螺丝", "2026-05-01T08:00", "")),
        ("+++\ntitle = '一颗螺丝'\ntags = ['安全']\n+++\n", ("一颗螺丝", "", "")),
    ],
)
def test_heads(tmp_path: Path, head: str, expected: tuple[str, str, str]) -> None:
    (tmp_path / "a.txt").write_text(head + "拧紧每一颗螺丝。\n", encoding="utf-8")
    document = read_document(tmp_path / "a.txt")
    assert (document.title, document.date, document.author) == expected
    assert document.text == "拧紧每一颗螺丝。\n"


@pytest.mark.parametrize(
    "text", ["日期：2026年5月1日\n今天开会。\n", "时间：明天\n地点：二楼\n请准时参加。\n", "标题：\n今天开会。\n"]
)
def test_what_only_looks_like_a_head_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert read_document(tmp_path / "a.txt").text == text


def test_keys_of_other_programs_are_told_and_not_refused(tmp_path: Path) -> None:
    head = "---\ntitle: 一号炉投产\ntags: [新闻]\nmenu:\n  main:\n    - name: x\nlayout: post\n---\n"
    (tmp_path / "a.md").write_text(head + "全厂职工十分高兴。\n", encoding="utf-8")
    document = read_document(tmp_path / "a.md")
    assert document.notices == ("in the front matter, not used: tags, menu, layout",)
    assert said(document) == ["一号炉投产", "全厂职工十分高兴。"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("冲床[^1]失灵。\n\n[^1]: 三号。\n    还是三号。\n", "冲床失灵。\n"),
        ("==必须停机==，**注意：**请挂牌。", "必须停机，注意：请挂牌。\n"),
        ("> [!WARNING]\n> 不得合闸。", "不得合闸。\n"),
        ("- [x] 挂牌\n- [ ] 上锁", "挂牌\n上锁\n"),
        ("见[[检修台账|台账]]和[[值班表#五月]]。", "见台账和值班表。\n"),
        ("H~2~O 和 10^3^ 级、5 m^2^。", "H2O 和 10³ 级、5 m²。\n"),
        ("好{>>这句待改<<}的{++很++}{--不--}。", "好的很。\n"),
        ("温度 $t \\le 60^\\circ$ 为 $10^{-3}$。", "温度 t ≤60° 为 10⁻³。\n"),
        ("价格 $5 到 $10 之间。", "价格 $5 到 $10 之间。\n"),
        ("`a==b==c` 和 a == b == c。", "a==b==c 和 a == b == c。\n"),
        ("签名____和____。", "签名____和____。\n"),
        ("今天开会。\n\n[点击下载此文件](/a.pdf)\n", "今天开会。\n"),
        ("详见[管理办法](/a.pdf)第三条。", "详见管理办法第三条。\n"),
        ("直播见 https://example.com/a?b=1 。", "直播见  。\n"),
    ],
)
def test_marks_of_markdown(tmp_path: Path, source: str, text: str) -> None:
    (tmp_path / "a.md").write_text(source, encoding="utf-8")
    assert read_document(tmp_path / "a.md").text == text


def test_radicals_are_the_characters_they_look_like(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("⻋间⻔口⻓期停放叉⻋，注意⻛险，⻢上清理，⻅第三⻚，⼯⼈。\n", encoding="utf-8")
    assert read_document(tmp_path / "a.txt").text == "车间门口长期停放叉车，注意风险，马上清理，见第三页，工人。\n"


NOTICE = "本厂今天召开安全生产会议，要求各车间认真落实责任，文件已经下发。"


@pytest.mark.parametrize(
    "spoilt",
    [
        NOTICE.encode("gbk").decode("utf-8", "replace"),
        NOTICE.encode("gbk").decode("utf-8", "replace").encode().decode("gbk", "ignore"),
        NOTICE.encode().decode("cp1252", "ignore"),
        NOTICE.encode().decode("latin-1"),
        NOTICE.encode("gbk").decode("latin-1"),
        NOTICE.encode().decode("gbk", "ignore"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_text_saved_through_a_wrong_encoding_is_refused(tmp_path: Path, name: str, spoilt: str) -> None:
    (tmp_path / name).write_text(spoilt, encoding="utf-8")
    with pytest.raises(DocumentError, match="wrong encoding"):
        read_document(tmp_path / name)


@pytest.mark.parametrize(
    "text",
    [
        "有的文件打开是锟斤拷，要改编码。\n",
        "今天吃 crème brûlée，喝 café。\n",
        "赟珺翀犇喆燊翙祎旻昕\n",
        "本廠今天召開會議，繳納臺幣。\n",
    ],
)
def test_odd_but_honest_text_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert read_document(tmp_path / "a.txt").text == text


def test_the_euro_sign_of_windows_in_gbk(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(NOTICE.encode("gbk") + b"\x80" + "三百。\n".encode("gbk"))
    assert read_document(tmp_path / "a.txt").text == NOTICE + "€三百。\n"


def test_verse_that_spaces_divide_is_said_line_by_line(tmp_path: Path) -> None:
    verse = "早起床 把工上 车间里面机器响 师傅教 徒弟忙 汗水洒在钢铁上 帽子戴端正 规程记心上"
    (tmp_path / "a.txt").write_text(f"劳动歌\n\n{verse}\n\n{PROSE}\n", encoding="utf-8")
    sentences = [
        (s.text.strip(), s.pause) for s in read_document(tmp_path / "a.txt").sections[0].paragraphs[1].sentences
    ]
    assert sentences == [
        ("早起床 把工上 车间里面机器响", "sentence"),
        ("师傅教 徒弟忙 汗水洒在钢铁上", "sentence"),
        ("帽子戴端正 规程记心上", "paragraph"),
    ]


def test_a_list_of_names_is_no_verse(tmp_path: Path) -> None:
    names = "张三 李四 王五 赵六 钱七 孙八 周九 吴十"
    (tmp_path / "a.txt").write_text(f"名单\n\n{names}\n\n{PROSE}\n", encoding="utf-8")
    assert [s.text.strip() for s in read_document(tmp_path / "a.txt").sections[0].paragraphs[1].sentences] == [names]


@pytest.mark.parametrize(
    "lines",
    [
        ["8:00-8:30 签到，领取号码牌，整理队伍", "8:30-11:30 去车间（按序号分组），比赛", "11:30 颁奖"],
        ["A．签到，领取号码牌，整理队伍", "B．去车间（按序号分组），比赛", "C．颁奖"],
        ["a)签到，领取号码牌", "b)去车间，比赛", "c)颁奖"],
        ["第一项：签到，领取号码牌，整理队伍", "第二项：去车间，比赛", "第三项：颁奖"],
        ["上午8时：签到，领取号码牌，整理队伍", "上午9时：去车间，比赛", "中午12时：午餐"],
        ["一是签到，领取号码牌，整理队伍", "二是去车间（按序号分组），比赛", "三是颁奖"],
        ["·签到，领取号码牌，整理队伍", "·去车间（按序号分组），比赛", "·颁奖"],
        ["➤ 签到，领取号码牌，整理队伍", "➤ 去车间（按序号分组），比赛", "➤ 颁奖"],
        ["步骤1 签到，领取号码牌，整理队伍", "步骤2 去车间（按序号分组），比赛", "步骤3 颁奖"],
        ["[问] 触电了怎么办", "[答] 先断电，再救人", "[问] 着火了怎么办"],
        ["送手套。王五 摄影报道", "活动结束后，大家一起合影，场面十分热闹"],
        ["送手套。 摄影：张三", "活动结束后，大家一起合影，场面十分热闹"],
        ["早起床，把工上，车间里面机器响", "班前讲，班后想，总结经验不能忘"],
        ["早起床，把工上，师傅教，徒弟忙，帽子戴，规程记", "班前讲，班后想，总结经验不能忘"],
    ],
)
def test_points_and_verse_of_a_text_file_stay_apart(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / "a.txt").write_text("\n".join(["日程安排", *lines]) + "\n", encoding="utf-8")
    assert said(read_document(tmp_path / "a.txt")) == ["日程安排", *lines]


@pytest.mark.parametrize(
    "lines",
    [
        ["他说，安全工作要做到三点，一是认真，", "二是细致，三是坚持，请大家记住。"],
        [
            "各车间要认真学习安全规程，一是学操作要领，一是学事故案例，还要组织全体职工观看警示教育片，做到",
            "二是考核过关，人人持证上岗。",
        ],
        ["会议定于明天上午", "8点在二楼召开。"],
    ],
)
def test_wrapped_prose_is_whole_though_a_line_begins_like_a_point(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / "a.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "".join(said(read_document(tmp_path / "a.txt"))) == "".join(lines)


@pytest.mark.parametrize("suffix", [".docx", ".html", ".txt"])
@pytest.mark.parametrize(
    ("head", "title"),
    [
        (["关于转发集团公司办公室", "安全生产工作通知的通知"], "关于转发集团公司办公室安全生产工作通知的通知"),
        (["在全厂安全生产工作会议上的", "讲话"], "在全厂安全生产工作会议上的讲话"),
        (["某某机械厂2025年度", "职工代表大会工作报告"], "某某机械厂2025年度职工代表大会工作报告"),
        (["“安康杯”竞赛活动", "实施方案"], "“安康杯”竞赛活动实施方案"),
        (["某某厂安全生产委员会", "2025年第一季度会议纪要"], "2025年第一季度会议纪要"),
        (["倡", "议", "书"], "倡议书"),
        (["通", "知"], "通知"),
        (["某某厂", "工", "作", "规", "章"], "工作规章"),
        (["会　议　纪　要"], "会议纪要"),
        (["通 知"], "通知"),
        (["安全！安全！还是安全！"], "安全！安全！还是安全！"),
        (["冲刺！一号炉提前投产！"], "冲刺！一号炉提前投产！"),
        (["一号炉投产啦！！"], "一号炉投产啦！！"),
        (["一号炉投产了……"], "一号炉投产了……"),
        (["班级章程修改记录："], "班级章程修改记录"),
        # … and what is none
        (["先进事迹", "一颗螺丝的故事"], "先进事迹"),
        (["各位工友，大家辛苦了！"], "通讯"),
        (["大家好！今天讲安全！"], "通讯"),
        (["年 月 日"], "通讯"),
        (["会议要求："], "通讯"),
    ],
)
def test_titles_however_they_are_set(tmp_path: Path, suffix: str, head: list[str], title: str) -> None:
    letter = ["各车间：", "请认真学习，抓好落实，把安全生产的各项要求传达到每一名职工。"]
    if suffix == ".txt":
        (tmp_path / "通讯.txt").write_text("\n".join([*head, *letter]), encoding="utf-8")
        assert read_document(tmp_path / "通讯.txt").title == title
    else:
        assert written(tmp_path, [*head, *letter], suffix).title == title


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("标 题：一颗螺丝\n日　期：2026年5月1日\n", "2026-05-01"),
        ("【标题】一颗螺丝\n【日期】2026年5月1日（星期五）\n", "2026-05-01"),
        ("标题：一颗螺丝\n日期：二〇二六年五月十一日\n", "2026-05-11"),
        ("---\ntitle: 一颗螺丝\ndate: 2026-05-01 周五\n---\n", "2026-05-01"),
        ("====\n标题：一颗螺丝\n日期：2026-05-01\n====\n", "2026-05-01"),
        ("－－－\n标题：一颗螺丝\n－－－\n", ""),
        ("% 一颗螺丝\n% 张三\n% 2026-05-01\n\n", "2026-05-01"),
        ("Title: 一颗螺丝\nDate: 2026-05-01\nCategory: 安全\nSlug: a\n\n", "2026-05-01"),
        ("+++\ntitle = '一颗螺丝'\n[extra]\ncover = 'a.jpg'\n+++\n", ""),
        ("稿件标题：一颗螺丝\n播出日期：2026-05-01\n", "2026-05-01"),
        ("---\ntitle: >-\n  一颗\n  螺丝\ndate: 2026-05-01\n---\n", "2026-05-01"),
        ("---\ntitle: 一颗螺丝\nsummary: |\n  拧紧：\n  每一颗\n---\n", ""),
    ],
)
def test_heads_as_offices_write_them(tmp_path: Path, head: str, date: str) -> None:
    (tmp_path / "a.txt").write_text(head + "拧紧每一颗螺丝。\n", encoding="utf-8")
    document = read_document(tmp_path / "a.txt")
    assert (document.title, document.date, document.text) == ("一颗螺丝", date, "拧紧每一颗螺丝。\n")


@pytest.mark.parametrize(
    ("text", "said_too"),
    [
        ("标题：一颗螺丝\n日期：5月1日\n拧紧。\n", "日期：5月1日"),
        ("====\n地点：二楼\n====\n请准时。\n", "地点：二楼"),
        ("【通知】明天停水\n请备水。\n", "【通知】明天停水"),
        ("% 的职工都来了\n今天开会。\n", "% 的职工都来了今天开会。"),
    ],
)
def test_what_is_no_head_after_all_is_said(tmp_path: Path, text: str, said_too: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert said_too in read_document(tmp_path / "a.txt").text
