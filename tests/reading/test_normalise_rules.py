"""Every rule of the normaliser: a sentence in which it fires, and one that only looks like it."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.normalise import kinds, normalise, sentence
from pipeline.reading.normalise.folding import fold
from pipeline.reading.normalise.leftover import leftover_said
from pipeline.reading.normalise.numerals import cardinal, digits
from pipeline.reading.normalise.rule import Rule
from tests.reading.number_table import bare, rows, said

CASES = (
    ("date range", "4月28日—5月3日放假", "4月28日——难忘的一天"),
    ("date range", "2026.5.1-2026.5.7开展", "2026.5.1起开展"),
    ("date range", "2026.3—2026.8实施", "单价3.5—8.5元"),
    ("date range", "5—7月", "5—7名"),
    ("date range", "周一-周五", "三-五"),
    ("date range", "初1-初7", "初步-初选"),
    ("house", "长江路18-2号", "长江路16-18号"),
    ("spacing", "Φ16@200", "a@200.com"),
    ("date", "2026-05-01", "2026-05-01-07"),
    ("date", "2026/5/1", "5/12"),
    ("date", "2026-05", "第2026-05号"),
    ("year range", "2024—2026年", "2024—2026件"),
    ("year range", "（1921—2026）", "1950—2026元"),
    ("year range", "2025/2026赛季", "2025/2026"),
    ("year", "1998年建厂", "1500年历史"),
    ("year", "’98抗洪", "98抗洪"),
    ("year", "〔2026〕5号", "〔12〕5号"),
    ("year", "2026世界技能大赛", "2026人参加"),
    ("year", "Office 2019", "Office 有2019人"),
    ("decade", "90后职工", "90后面"),
    ("decade", "80年代", "80年"),
    ("time", "15:30开会", "比例15:30"),
    ("time", "下午2点", "提了2点"),
    ("time range", "8:00-11:30", "8:00和11:30"),
    ("ratio", "按3:1混合", "3:10开会时"),
    ("ratio", "画面16:9", "画面16:09播出"),
    ("score", "比分3-2", "3-2车间"),
    ("fraction", "1/3的人", "3/1"),
    ("fraction", "完成2½", "完成2"),
    ("sum", "1+1+9", "1+1=2"),
    ("more than", "100+项", "100项"),
    ("ordinal", "第15届", "共15届"),
    ("item", "1.切断电源", "1.5倍"),
    ("item", "（3）挂牌", "（3人）"),
    ("commemoration", "“3·15”", "3.15"),
    ("commemoration", "“5.12”", "“5.32”"),
    ("neighbouring numbers", "5、6人", "5、8人"),
    ("number", "共120人", "拨打120"),
    ("bare decimal", "误差为.5毫米", "结束.5月1日开工"),
    ("bare decimal", "压力.6MPa", "见图.5"),
    ("quantity", "10kV线路", "10K赛道"),
    ("quantity", "20～25℃", "25分"),
    ("quantity", "气温-5℃", "A-5"),
    ("quantity", "电流5A", "5A级景区"),
    ("duration", "用时1h30min", "1hour"),
    ("height", "身高1米78，", "5米100元"),
    ("comparison", "≥18", "《通知》"),
    ("comparison", "x<3", "<通知>"),
    ("unit", "单位：mm", "家人mmm"),
    ("unit", "5 kg和m³", "第A组"),
    ("per", "12元/小时", "甲/乙方"),
    ("money", "¥500", "500人"),
    ("money", "350.50元", "350.50米"),
    ("money", "500 USD", "500 USB"),
    ("standard", "GB/T 3608—2008", "GB/T"),
    ("standard", "ISO 9001:2015", "ISO组织"),
    ("standard", "T/CEC 101—2020", "TC 101"),
    ("fit", "Φ25H7/g6", "H7N9"),
    ("diameter", "Φ12的孔", "角Φ"),
    ("thread", "M8×1.25", "A8×1.25"),
    ("duration", "成绩17'32\"", "北纬23°17′32″"),
    ("date", "于11/30前交", "于11/30完成"),
    ("project name", "“365”工程", "“500”强"),
    ("code", "附件2-1", "共2-1"),
    ("per", "0.8元/km核定", "甲/km"),
    ("date", "本周六（11.28）上午", "满分（11.28）"),
    ("date", "有效期至2027.3。", "由2026.3元"),
    ("number sign", "变电站#2主变", "C#2"),
    ("unit", "转速r/min。", "pH（25）"),
    ("stake", "K2530+400处", "K2530+4"),
    ("model", "IRB 6700-150", "PM 100-200件"),
    ("room", "行政楼208）", "办公楼208人"),
    ("telephone", "（020）8333-1234", "8333-1234"),
    ("ratio", "比分为25:23、21:25", "时间为9:23、21:25"),
    ("per", "30元/桌", "桌/椅"),
    ("train", "G1001次", "G1001号机"),
    ("flight", "CZ3101航班", "CZ3101机型"),
    ("grade of a material", "304不锈钢", "304钢板"),
    ("grade of a material", "5052铝板", "5052吨铝板"),
    ("aircraft", "波音737", "波音737的"[:2] + "共737人"),
    ("project name", "985高校", "985人"),
    ("number sign", "№5", "第5"),
    ("number sign", "3#炉", "3#5"),
    ("number sign", "No.12345", "Nobel"),
    ("code", "2026-15号", "2026-15"),
    ("code", "3-2-501", "3-2"),
    ("range of codes", "A1～A5", "A1、A5"),
    ("range of codes", "P3-5", "B3-5"),
    ("range", "DN15～20", "DN15，20"),
    ("model", "C919", "CNC"),
    ("model", "5G基站", "5个基站"),
    ("version", "1.2.3", "1.23"),
    ("version", "2.0版", "2.0米"),
    ("licence plate", "粤A·12345", "粤A组12345"),
    ("identity number", "440106198503124417", "440106198503124417元"),
    ("telephone", "13912345678", "13912345678元"),
    ("telephone", "020-81234567", "020-8123"),
    ("telephone", "(020)81234567", "(020)8123"),
    ("telephone", "4008301234", "4008301234元"),
    ("extension", "电话81234567转801", "运转801小时"),
    ("service number", "拨打12345", "有12345人"),
    ("service number", "110、119", "110、119人"),
    ("service number", "12345热线", "12345项"),
    ("number by digit", "编号：20260318", "数量：20260318"),
    ("room", "302室", "302房间的"[:3] + "屋"),
    ("serial number", "123456789012345", "123456789012345元"),
    ("mail address", "gh@163.com", "gh@"),
    ("web address", "www.12351.cn", "12351.5"),
    ("network address", "192.168.1.1", "192.168.1"),
    ("account name", "gh_12351", "gh12351"),
    ("file name", "通知.docx", "通知.。"),
    ("circled number", "①检查", "（1）检查"),
    ("Roman numeral", "Ⅲ级", "3级"),
    ("Roman numeral", "II级", "X光"),
    ("power", "10³", "5m³"),
    ("footnote", "研究¹表明", "研究1表明"),
    ("tick", "打√", "√2"),
    ("cross", "打×", "3×2"),
    ("blank", "××车间", "3×2车间"),
    ("ornament", "-----", "--"),
    ("ellipsis", "等等...", "等等."),
    ("arrow", "A->B", "A-B"),
    ("Greek letter", "角α", "角A"),
    ("number to dial", "厂内报警8110", "厂内产量8110"),
    ("works", "221厂的老工人", "采购221厂"),
    ("road", "107国道", "107国"),
    ("troops", "96122部队", "共112旅客"),
    ("product", "骁龙865", "骁龙865台"),
    ("exponent", "1e-3", "1E3"),
    ("name of a sign", "“/”表示无", "甲/乙"),
    ("switch", "621开关", "621个开关"),
    ("minus", "应发=基本-扣款", "基本-扣款"),
    ("plus or minus", "+/-5", "甲+/乙"),
    ("times", "12k*13薪", "*13薪"),
    ("sharp", "C#语言", "C语言"),
    ("initials", "U.S.A.", "U盘."),
    ("point in a name", "Node.js", "Node."),
    ("Latin", "Word文档", "文档"),
    ("per", "检查费260元/部位", "单位：万元/亿元"),
    ("per", "40滴/分", "40滴/分公司"),
    ("date", "2027年06月", "2027年度06月台"),
    ("date", "12.3前报名", "约12.3前"),
    ("year", "26年1季度", "26年1次"),
    ("year range", "25/26学年", "25/26的人"),
    ("train", "4504次列车", "共有4504次"),
    ("coordinate", "N22°32′", "N22的"),
    ("telephone", "（86）755-88886666", "（86）755-888"),
    ("extension", "分机8001-8010", "机8001-8010"),
    ("serial number", "6222 0212 3456 7890 123", "6222 0212"),
    ("serial number", "茅台（600519）", "茅台（600519股）"),
    ("serial number", "000001.SZ", "000001.S"),
    ("serial number", "20260308", "共20260308"),
    ("number by digit", "批号：20260305A", "电流20260305A"),
    ("hardware address", "00:1A:2B:3C:4D:5E", "00:1A:2B"),
    ("power", "2ⁿ", "2n"),
    ("trend", "↑5.3%", "↑上传"),
    ("ratio", "1∶10", "8∶30"),
    ("ratio", "1:50锥度", "1:50开始"),
    ("commemoration", "3.8妇女节", "3.5节课"),
    ("commemoration", "10.1长假", "10.1长"),
    ("project name", "“9073工程”", "“1000工程”"),
    ("code", "式（2-3）", "共（2-3）"),
    ("code", "平安大厦19-3", "平安大厦19-3层"),
    ("page", "见p.12", "p值"),
    ("model", "附录A.1", "附录A"),
    ("thread", "G1/2", "A1/2"),
    ("inch", "1/2″球阀", "5″的角"),
    ("foot", "20'集装箱", "20'30\""),
    ("hours", "24H营业", "25H"),
    ("tonnes", "5T行车", "1.5T发动机"),
    ("range of counts", "3天—5天", "3天——5天"),
    ("abbreviation", "Rev.B", "R.B"),
    ("range", "本科6.5~8k", "本科6.5和8k"),
    ("quantity", "每2h1次", "型号2h1型"),
    ("commemoration", "3.15晚会", "6.5级地震"),
    ("commemoration", "5.12地震", "2.6万起事故"),
    ("commemoration", "6.26国际禁毒宣传日", "3.2万人参加宣传日"),
    ("serial number", "卡片20260308", "数量：20260308"),
    ("per", "按压100次/min", "行车32/5t"),
    ("per", "平整度3mm/2m", "规格3m/2m"),
    ("licence plate", "赣E·56R18", "赣E·5R"),
    ("room", "402、404教室", "402、404台"),
    ("range of counts", "500元-1万元", "500元-类"),
    ("project name", "84消毒液", "84瓶消毒液"),
    ("per", "针距12针/3cm", "杀菌137℃/4s"),
    ("per", "规格50mg/2mL", "行车15t/20t"),
    ("ratio", "（25:21、23:25）战胜", "（9:21、23:25）开放"),
    ("time range", "8:00~11:30/13:30~17:00", "8:00/13:30"),
    ("minus", "身高 -2SD", "类别-3"),
    ("about", "用时~50分", "40~50分"),
    ("tyre", "轮胎225/55R17", "占225/55"),
    ("number sign", "B#机组", "C#语言"),
    ("floors", "2F-3F", "2F和3F"),
    ("train", "K528/525次", "K528/525台"),
    ("room", "3楼309面试", "3楼309平方米"),
    ("range of counts", "1楼-3楼", "1楼-3号"),
    ("date", "2026 年 3 月 5 日", "20 年 3 个月"),
    ("time range", "8 : 30 - 12 : 00", "8 : 30 和 12 : 00"),
    ("per", "500 元 / 月", "甲方 / 乙方"),
    ("range of codes", "硬度HB241~286", "硬度HB241和286"),
    ("range of codes", "pH4.2-4.6", "pH4.2"),
    ("case number", "苏05执2387号", "共执2387号"),
    ("code", "刊号CN 44-1234", "CN 44-12"),
    ("code", "批次20260118-2", "共20269918-2"),
    ("sum", "6+12A+6", "6A"),
    ("name", "1602综采面", "1602人"),
    ("dialling code", "“+86”开头", "+86人"),
    ("number by digit", "密码zg@2026", "@2026人"),
    ("number by digit", "校验码后6位889012", "后6位889012"),
    ("date", "截止12/15。", "完成12/15。"),
    ("score", "21-15、19-21逆转", "21-15、19-21人"),
    ("code", "图3—2", "表1—3"),
    ("mark", "评为A-、", "A-3"),
    ("case number", "民初1234号", "初1234号"),
    ("ten thousands", "100w人", "10W+5W"),
    ("masked number", "138****8000", "138*8000"),
    ("subscript", "CO₂5t", "CO₂"),
    ("ratio", "2g:100ml", "长2m:宽3m"),
    ("stake", "K236处", "K236型"),
    ("per", "1次/2d", "1次/甲方"),
    ("number sign", "A3#模具", "A3#5"),
    ("score", "比分11-8、9-11", "编号11-8、9-11"),
    ("telephone", "0571—95598", "0571—95"),
    ("service number", "法律援助12348、", "法律援助12348人"),
)  # fmt: skip


def fired(text: str) -> set[str]:
    return {stretch.rule for stretch in normalise(text)}


@pytest.mark.parametrize(("rule", "fires", "looks_like_it"), CASES)
def test_a_rule_fires_where_it_should_and_only_there(rule: str, fires: str, looks_like_it: str) -> None:
    assert rule in fired(fires)
    assert rule not in fired(looks_like_it)


def test_every_rule_has_a_case() -> None:
    rooms = [import_module(f"{kinds.__name__}.{found.name}") for found in iter_modules(kinds.__path__)]
    values = [value for room in rooms for value in vars(room).values()]
    listed = [rule for value in values for rule in (value if isinstance(value, tuple) else (value,))]
    names = {rule.name for rule in listed if isinstance(rule, Rule)}
    assert names == {rule for rule, _, _ in CASES}


def value_of(spoken: str) -> int:
    """The number that a cardinal says, by the rules of Chinese numerals alone."""
    spoken = spoken.replace("两", "二").replace("零", "")
    for name, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if name in spoken:
            front, back = spoken.rsplit(name, 1)
            return (value_of(front) if front else 1) * size + value_of(back)
    return "零一二三四五六七八九".index(spoken) if spoken else 0


@given(st.integers(0, 10**16 - 1))
def test_a_cardinal_says_its_number(number: int) -> None:
    assert value_of(cardinal(str(number))) == number


@pytest.mark.parametrize(
    ("figures", "spoken"),
    [
        ("0", "零"), ("10", "十"), ("110", "一百一十"), ("1001", "一千零一"), ("1010", "一千零一十"),
        ("2000", "两千"), ("200", "二百"),
        ("10010", "一万零一十"), ("100000", "十万"), ("20000", "两万"), ("100000001", "一亿零一"),
        ("1000010000", "十亿零一万"),
        ("1200000000000", "一万二千亿"), ("1000000000000000", "一千万亿"), ("007", "零零七"),
        ("12345678901234567", digits("12345678901234567")),
    ],
)  # fmt: skip
def test_cardinals_at_the_edges(figures: str, spoken: str) -> None:
    assert cardinal(figures) == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("¥100-200", "一百到二百元"), ("-¥500", "负五百元"), ("类别-3—5", "类别三到五"),
        ("10-3=7", "十减三等于七"), ("1h2min3s", "一小时二分三秒"),
        ("保持在6.3～7.5 MPa", "保持在六点三到七点五兆帕"), ("提高到3.5—4.5 倍", "提高到三点五到四点五倍"),
        ("从8.5～9.0 mm", "从八点五到九点零毫米"), ("至1200.5～1300.8 N", "至一千二百点五到一千三百点八牛"),
        ("从1950—2050 mm", "从一千九百五十到两千零五十毫米"), ("自3.2～3.6 元", "自三点二到三点六元"),
        ("保持在6.5~8.5", "保持在六点五到八点五"), ("于5.1-5.5放假", "于五月一日至五日放假"),
        ("自9.10～9.15停产", "自九月十日至十五日停产"), ("定于6.5-6.9安装", "定于六月五日至九日安装"),
        ("HK$100", "一百港元"), ("2又1/2", "二又二分之一"), ("2 1/2", "二又二分之一"),
        ("奖金10 000元", "奖金一万元"), ("3 200.5 kW", "三千二百点五千瓦"),
        ("4 588～25 401元", "四千五百八十八到两万五千四百零一元"),
        ("占地1 200亩", "占地一千二百亩"), ("第12 345页", "第十二三百四十五页"), ("DN100的阀", "DN一百的阀"),
        ("3-1-602室", "三一六零二室"),
        ("成绩4'05\"18", "成绩四分五秒一八"),
        ("12 345 678", "十二三百四十五六百七十八"),
        ("010-12345678-801", "零幺零幺二三四五六七八八零幺"),
    ],
)  # fmt: skip
def test_rarer_ways_of_writing(text: str, spoken: str) -> None:
    assert bare(said(text)) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"), [("3kg5", "三KG五"), ("7^", "七"), ("1,23", "一，二三"), ("5×x8", "五乘X八"), ("9の", "九")]
)
def test_what_no_rule_knows_is_said_figure_by_figure(written: str, spoken: str) -> None:
    assert leftover_said(written) == spoken


def test_no_figure_is_left_as_it_is() -> None:
    assert not re.search(r"\d", said("7^、1,23、x³²"))


def test_a_rule_matches_nothing_without_the_signs_it_needs() -> None:
    texts = [fold(row.text) for row in rows(Path(__file__).with_name("numbers_working.tsv"))]
    wrong = {
        (rule.name, text)
        for rule in sentence._WITH_FIGURES
        for text in texts
        if rule.needs and set(text).isdisjoint(rule.needs) and rule.pattern.search(text)
    }
    assert not wrong
