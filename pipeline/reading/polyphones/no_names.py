"""Where a surname's character is something else, whatever the model of names thinks: verbs, places, invitations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reading.polyphones.surnames import ALWAYS_SURNAMES, TITLE

if TYPE_CHECKING:
    from pipeline.reading.polyphones.names import Run

TITLED = re.compile(f"(?:{TITLE})$")
_NO_GIVEN = re.compile(
    "曾(?:[在有任是被经多因为获于]|先后|用名|长期|高达|监|相[约识知恋遇处继互])|单[杆次翼轨轴层桅臂缸]|乐(?:起|百|小康)"
    "|任(?:[中驻]|重大|重而|[堂站社馆校院系]长)|盛世|"
    "华[北东南中西]|应(?:[在有是由以按]|于)"
    "|盖[伦茨尔特]|查[尔理利]|华[盛沙勒]|哈[利桑]|[查解盖盛过折种洗撒召][得不了着]|解[农民忧困急难愁]|曲[德珍吉措扎松批英烈]"
)
"""No given name begins so behind these surnames."""
_PLACE = re.compile("(?:[县市省乡镇州区村旗在沿]|[公华]里的?)$")
_PLACE_NAME = "河江湖山路镇县村桥厂岭沟庄街乡"
"""Behind a place or 在 a name that ends so is a place's."""
_HELD = re.compile("(?:先后|第?[一二三四五六七八九十两几历多]|[新首前本年月日区号]|[历曾现并兼改升出受离继连调担])$")
"""Behind these 任 is a verb."""
_OFFICE = re.compile(
    "任[一-鿿]{2,8}?(?:候补[道府州县]?|编[查修]馆?|将军|刺史|太守|知[府州县]|巡抚|总督|总兵|布政使|按察使|节度使|尚书|侍郎|御史|提督|都督)"
)
"""Behind 任 somewhere, and an office of old."""
_APPOINTED = re.compile(f"(?:^|[、，])[{ALWAYS_SURNAMES}金方石马高段]([一-鿿]{{1,2}})$")
"""Somebody, behind whom 任 is a verb."""
_RELIEVED = re.compile("解.{1,3}?(?:之[围急困]|围$)")
_INVITED = re.compile("应.{1,12}(?:邀|号召|之约|[请要]求)")


def is_place(run: Run, start: int, end: int) -> bool:
    """Whether what looks like a name is a river's or a road's: 在宁连路, 单晶河乡."""
    if run.text[end - 1] == "省":
        return True
    following = run.text[end : end + 2]
    if following[:1] in ("乡", "镇") or following in ("河乡", "河村", "山乡", "山村", "河镇", "山镇"):
        return True
    last = following[:1] == "路" or run.text[end - 1] in _PLACE_NAME
    return last and _PLACE.search(run.text[:start]) is not None


def is_no_name(run: Run, start: int) -> bool:
    """Whether the surname at ``start`` is a verb, or begins another word, by what stands beside it."""
    text = run.text
    if text[start] == "任" and (
        _HELD.search(text[:start]) or _OFFICE.match(text, start) or _is_behind_a_name(run, start)
    ):
        return True
    return (_RELIEVED.match(text, start) or _INVITED.match(text, start) or _NO_GIVEN.match(text, start)) is not None


def _is_behind_a_name(run: Run, start: int) -> bool:
    """Whether a surname and what is no word stand before ``start``, and nothing else: 韩凤楼任国民军军长."""
    found = _APPOINTED.search(run.text[:start])
    return found is not None and found[1] not in run.before.values() and not TITLED.search(run.text[:start])
