"""Equations in words: what an office document writes as a formula, whatever its notation."""

from __future__ import annotations

import pytest
from lxml import etree

from pipeline.text.formats.equations import mathml_said, omml_said
from pipeline.text.formats.html import lines_of
from pipeline.text.formats.word.inline.eq_fields import eq_said

_OMML = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def r(text: str) -> str:
    return f"<m:r><m:t>{text.replace('<', '&lt;')}</m:t></m:r>"


def part(name: str, properties: str = "", **parts: str) -> str:
    inside = "".join(f"<m:{key}>{content}</m:{key}>" for key, content in parts.items())
    return f"<m:{name}>{f'<m:{name}Pr>{properties}</m:{name}Pr>' if properties else ''}{inside}</m:{name}>"


def power(base: str, exponent: str) -> str:
    return part("sSup", e=r(base), sup=r(exponent))


def rows(*texts: str) -> str:
    return "<m:eqArr>" + "".join(f"<m:e>{r(text)}</m:e>" for text in texts) + "</m:eqArr>"


def over(num: str, den: str) -> str:
    return part("f", num=r(num), den=r(den))


@pytest.mark.parametrize(
    ("equation", "said"),
    [
        # comparisons and plain arithmetic
        (r("T≤150℃"), "T小于等于150℃"),
        (r("T") + r("≤") + r("1") + r("50℃"), "T小于等于150℃"),
        (r("-5≤x<5"), "负5小于等于x小于5"),
        (r("a≠b"), "a不等于b"),
        (r("π≈3.14"), "π约等于3.14"),
        (r("3×4÷2=6"), "3乘4除以2等于6"),
        (r("1:2"), "1:2"),
        (r("(1+5%)"), "（1加5%）"),
        (r("n!"), "n的阶乘"),
        (r("|a-b|<0.1"), "a减b的绝对值小于0.1"),
        (r("𝑥=5"), "x等于5"),
        # a letter behind a number is a factor where it could be taken for days, hours, tons
        (r("I=40d"), "I 等于40乘d"),
        (r("I=") + r("40") + r("d"), "I 等于40乘d"),
        (r("v=20m/s"), "v等于20m/s"),
        (r("U=220V"), "U等于220V"),
        (r("l=5mm"), "l等于5mm"),
        # fractions
        (over("3", "4"), "3/4"),
        (r("2") + over("1", "2"), "2又1/2"),
        (over("合格数", "总数") + r("×100%"), "总数分之合格数乘100%"),
        (over("a+b", "2"), "二分之，a加b"),
        (r("3") + over("a", "b"), "3乘b分之a"),
        (part("f", '<m:type m:val="noBar"/>', num=r("n"), den=r("k")), "n选k"),
        # powers and roots
        (power("a", "2") + r("+") + power("b", "2") + r("=") + power("c", "2"), "a²加b²等于c²"),
        (r("20") + power("m", "2"), "20m²"),
        (power("10", "-6"), "10⁻⁶"),
        (power("σ", "2"), "σ的平方"),
        (power("e", "-x"), "e的负x次方"),
        (power("x", "n"), "x的n次方"),
        (power("30", "°"), "30°"),
        (power("A", "T"), "A的转置"),
        (part("rad", '<m:degHide m:val="1"/>', deg="", e=r("2")), "根号2"),
        (part("rad", deg=r("3"), e=r("27")), "3次根号27"),
        (
            r("x=") + part("f", num=r("-b±") + part("rad", deg="", e=power("b", "2") + r("-4ac")), den=r("2a")),
            "x等于2a分之，负b加减根号下b²减4ac",
        ),
        # indices, sums, functions
        (part("sSub", e=r("T"), sub=r("max")) + r("≥20"), "T max大于等于20"),
        (part("sSub", e=r("F"), sub=r("1")) + r("+") + part("sSub", e=r("F"), sub=r("2")), "F1加F2"),
        (part("sSubSup", e=r("x"), sub=r("1"), sup=r("2")), "x1²"),
        (
            part("nary", '<m:chr m:val="∑"/>', sub=r("i=1"), sup=r("n"), e=part("sSub", e=r("x"), sub=r("i"))),
            "从i等于1到n求和，x i",
        ),
        (part("nary", sub=r("0"), sup=r("1"), e=r("f(x)dx")), "从0到1积分，f（x）dx"),
        (part("nary", '<m:chr m:val="∑"/><m:subHide/><m:supHide/>', sub="", sup="", e=r("x")), "求和x"),
        (part("func", fName=r("sin"), e=r("x")), "正弦x"),
        (part("func", fName=part("sSub", e=r("log"), sub=r("2")), e=r("8")) + r("=3"), "以2为底8的对数等于3"),
        (part("func", fName=part("limLow", e=r("lim"), lim=r("x→0")), e=over("1", "x")), "x趋于0时的极限，x分之1"),
        # brackets, accents, arrays
        (part("d", e=r("a+b")), "（a加b）"),
        (part("d", '<m:begChr m:val="|"/><m:endChr m:val="|"/>', e=r("-5")), "负5的绝对值"),
        (part("sSup", e=part("d", e=r("a+b")), sup=r("2")), "（a加b）²"),
        (part("acc", '<m:chr m:val="̅"/>', e=r("x")), "x拔"),
        (part("bar", e=r("x")), "x拔"),
        (
            part("d", '<m:begChr m:val="{"/><m:endChr m:val=""/>', e=rows("x=1", "y=2")),
            "x等于1；y等于2",
        ),
        ("<m:m><m:mr><m:e>" + r("1") + "</m:e><m:e>" + r("0") + "</m:e></m:mr></m:m>", "矩阵，第1行1，0"),
        # what is hidden, and what is no equation at all
        (part("phant", '<m:show m:val="0"/>', e=r("x")) + r("y"), "y"),
        (r("产量"), "产量"),
        ("", ""),
    ],
)  # fmt: skip
def test_office_math(equation: str, said: str) -> None:
    assert omml_said(etree.fromstring(f"<m:oMath {_OMML}>{equation}</m:oMath>")) == said


@pytest.mark.parametrize(
    ("equation", "said"),
    [
        ("<mi>T</mi><mo>≤</mo><mn>150</mn><mtext>℃</mtext>", "T小于等于150℃"),
        ("<mfrac><mn>3</mn><mn>4</mn></mfrac>", "3/4"),
        ("<mfrac><mrow><mo>−</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "二分之负b"),
        ("<msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mn>1</mn>", "x²加1"),
        ("<msub><mi>x</mi><mn>1</mn></msub>", "x1"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x1²"),
        ("<msqrt><mn>2</mn></msqrt>", "根号2"),
        ("<mroot><mn>27</mn><mn>3</mn></mroot>", "3次根号27"),
        (
            ("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>"
            "<msub><mi>x</mi><mi>i</mi></msub>"),
            "从i等于1到n求和，x i",
        ),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x拔"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "（a，b）"),
        ("<semantics><mrow><mi>x</mi></mrow><annotation>x</annotation></semantics>", "x"),
        ("<mtable><mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr></mtable>", "a；b"),
        ("<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable>", "矩阵，第1行a，b"),
        ("<mphantom><mi>x</mi></mphantom>", ""),
        ("x=1", "x等于1"),
    ],
)  # fmt: skip
def test_mathml_with_and_without_its_name_space(equation: str, said: str) -> None:
    assert mathml_said(etree.fromstring(f"<math>{equation}</math>")) == said
    spaced = f'<math xmlns="http://www.w3.org/1998/Math/MathML">{equation}</math>'
    assert mathml_said(etree.fromstring(spaced)) == said


def test_equations_of_web_pages_are_said_in_their_sentence() -> None:
    page = "<p>层间温度应满足<math><mi>T</mi><mo>≤</mo><mn>150</mn><mtext>℃</mtext></math>，否则停焊。</p>"
    assert [line.text for line in lines_of(page, "通知.html")] == ["层间温度应满足T小于等于150℃，否则停焊。"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (r" EQ \f(3,4) ", "3/4"),
        (r"EQ \f(合格数;总数)×100%", "总数分之合格数乘100%"),
        (r"eq \o\ac(○,1)", "①"),
        (r"eq \o\ac(□,特)", "特"),
        (r'EQ \* jc0 \* "Font:宋体" \* hps21 \o(\s\up 11(pīn),拼)', "拼"),
        (r"EQ \r(3,27)", "3次根号27"),
        (r"EQ x\s\up5(2)+1", "x²加1"),
        (r"EQ H\s\do5(2)O", "H2O"),
        (r"EQ \i\su(i=1,n,x)", "从i等于1到n求和，x"),
        (r"EQ \b\lc\{(\a\al(x=1,y=2))", "（x等于1；y等于2）"),
        (r"EQ \x(甲)", "甲"),
        (r"EQ \f(3", "3"),
        ("EQ " + r"\f(" * 500, ""),
    ],
)
def test_eq_fields(code: str, said: str) -> None:
    assert eq_said(code) == said
