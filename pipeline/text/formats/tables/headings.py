"""Which rows of a table name its columns, and what they name them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.chinese.characters import ENDERS
from pipeline.text.formats.tables.grid import Place
from pipeline.text.formats.tables.values import NOTHING, YEAR, answers_of, is_number, is_value, with_unit

LONGEST_NAME = 16
"""Characters of a column's name, its unit left out."""
MOST_HEADING_ROWS = 3

_LABELS = re.compile(
    r"^(?:序号|编号|姓名|性别|年龄|民族|籍贯|学历|学位|职务|职称|岗位|工种|单位|部门|科室|车间|班组|班次|日期|时间|地点|地址|电话|手机"
    r"|备注|说明|项目|内容|类别|类型|种类|名称|数量|金额|单价|合计|总计|等级|奖项|名次|排名|得分|成绩|分数|标准|要求|措施|责任人"
    r"|负责人|联系人|牵头|完成|状态|情况|结果|频次|规格|型号|指标|年份|年度|月份|星期|届次|题目|作者|出生|政治面貌|毕业|专业|邮箱"
    r"|照片|签字|签名|意见|检查|隐患|整改|值班|带班)"
    r"|(?:姓名|名称|单位|部门|人员|人|时间|日期|地点|地址|电话|方式|号码|编号|项目|内容|数|数量|量|额|率|比|比例|值|价|费|类别|类型"
    r"|等级|名次|得分|成绩|情况|结果|标准|要求|措施|备注|职务|职称|意见|次数|天数|年份|年度|年月|月份|班)$"
)

_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]")
_DATED = re.compile(r"(?:19|20)\d\d年?度?|\d{1,2}[月日号班组]|\d{1,2}[-/.]\d{1,2}|\d{1,2}月\d{1,2}日")
"""Headings that would be values elsewhere: years, months, days, numbered groups."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a column is called."""

    text: str = ""
    unit: str = ""
    """What its numbers count, where the heading says so."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The rows on top of a table that do not belong to what it lists."""

    titles: int = 0
    """Rows above the headings: the table's own title."""
    rows: int = 0
    """Rows of headings below them."""
    names: dict[int, Name] = field(default_factory=dict)
    """By column."""

    @property
    def body(self) -> int:
        """The index of the first row that is neither."""
        return self.titles + self.rows

    def name(self, column: int) -> Name:
        """Of ``column``; empty where it has none."""
        return self.names.get(column, Name())


def joined(text: str) -> str:
    """A heading without the line breaks and the spaces that spread it over its cell: 姓　　名 → 姓名."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text.strip()).replace("\n", " ")


def is_label(text: str) -> bool:
    """Whether ``text`` names what stands beside or below it: 姓名, 出生年月, 得分."""
    return len(text) <= LONGEST_NAME and _LABELS.search(text) is not None


def headings_of(grid: Sequence[Sequence[Place]]) -> Headings:
    """The headings of the table ``grid``: those its file declares, else rows of names above rows of what they name."""
    titles = 0
    while titles < len(grid) and len(_filled(grid[titles])) <= 1:
        titles += 1
    if titles >= len(grid) - 1:
        return Headings()
    rows = _declared(grid, titles) or _recognised(grid, titles)
    if not rows:
        return Headings()
    return Headings(titles, rows, _names(grid[titles : titles + rows]))


def _filled(row: Sequence[Place]) -> list[Place]:
    return [place for place in row if place.cell.text.strip()]


def _declared(grid: Sequence[Sequence[Place]], start: int) -> int:
    rows = 0
    for row in grid[start:-1]:
        filled = _filled(row)
        if not filled or not all(place.cell.heading for place in filled):
            break
        rows += 1
    return rows if rows <= MOST_HEADING_ROWS else 0


def _recognised(grid: Sequence[Sequence[Place]], start: int) -> int:
    first = _filled(grid[start])
    texts = [joined(place.cell.text) for place in first]
    if len(set(texts)) < max(2, len(texts) // 2 + 1) or not all(map(_may_name, texts)):
        return 0
    rows = _depth(grid, start, first)
    body = grid[start + rows :]
    if not body:
        return 0
    labels = sum(_LABELS.search(text) is not None for text in texts)
    below = [joined(place.cell.text) for row in body[:6] for place in row if place.first and place.cell.text.strip()]
    labels_below = sum(_LABELS.match(text) is not None and len(text) <= LONGEST_NAME for text in below)
    if 5 * labels_below > len(below):
        return 0  # a form: each label stands beside what it names
    days = all(_WEEKDAY.fullmatch(text) for text in texts) and not any(_WEEKDAY.fullmatch(text) for text in below)
    return rows if days or 2 * labels >= len(texts) or _over_values(first, body) else 0


def _may_name(text: str) -> bool:
    bare = with_unit(text)[0]
    if _DATED.fullmatch(bare):
        return True
    return len(bare) <= LONGEST_NAME and not is_value(bare) and not any(mark in bare for mark in ENDERS + "；;")


def _depth(grid: Sequence[Sequence[Place]], start: int, first: Sequence[Place]) -> int:
    """Rows of headings, where a name over several columns has their own names below it."""
    rows = max(place.cell.rows for place in first)
    if rows == 1 and any(place.cell.columns > 1 for place in first) and start + 1 < len(grid):
        below = [joined(place.cell.text) for place in grid[start + 1] if place.first and place.cell.text.strip()]
        rows += len(below) > 1 and all(map(_may_name, below))
    return rows if rows <= MOST_HEADING_ROWS else 1


def _over_values(first: Sequence[Place], body: Sequence[Sequence[Place]]) -> bool:
    """Whether below a heading that is no value stand values alone, or answers."""
    values = {place.column: is_value(joined(place.cell.text)) for place in first}
    dated = sum(_DATED.fullmatch(with_unit(joined(place.cell.text))[0]) is not None for place in first) > 1
    seen: dict[int, bool] = {}
    held: dict[int, set[str]] = {}
    for row in body:
        for place in row:
            text = place.cell.text.strip()
            if text and place.column in values:
                held.setdefault(place.column, set()).add(text)
                counted = dated and is_number(text) and not YEAR.fullmatch(text)
                below = counted if values[place.column] else is_value(text)
                seen[place.column] = seen.get(place.column, True) and below
    names = {place.column: joined(place.cell.text) for place in first}
    answers = ((column, answers_of(texts - NOTHING)) for column, texts in held.items())
    return any(seen.values()) or any(meant and names[column] not in meant for column, meant in answers)


def _names(rows: Sequence[Sequence[Place]]) -> dict[int, Name]:
    parts: dict[int, list[str]] = {}
    units: dict[int, str] = {}
    for row in rows:
        for place in row:
            text, unit = with_unit(joined(place.cell.text))
            for column in range(place.column, min(place.end, place.column + 40)):
                over = parts.setdefault(column, [])
                if text and place.first and text not in over:
                    over.append(text)
                    units[column] = unit or units.get(column, "")
    texts = {column: "".join(over) for column, over in parts.items() if over}
    yearly = sum(YEAR.fullmatch(text) is not None for text in texts.values()) > 1
    return {
        column: Name(f"{text}年" if yearly and YEAR.fullmatch(text) else text, units[column])
        for column, text in texts.items()
    }
