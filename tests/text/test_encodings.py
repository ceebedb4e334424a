"""Which encoding a file was saved in, long texts and very short ones, simplified and traditional."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.text import read_document
from pipeline.text.decoding import decode

SIMPLIFIED = [
    "倡议书",
    "联通",
    "通知",
    "安全生产",
    "会议纪要\r\n",
    "放假通知\n",
    "安全生产，人人有责。",
    "张三、李四、王五",
    "ABC车间",
    "焊工竞赛8月开始。",
    "Safety first 安全第一",
    "钣金、铆焊、镗床操作规程",
    " 夏季用电须知：\r\n1.注意安全\r\n",
    "①安全②质量",
    "会议通知\n各车间：明天上午九点开会，请准时参加。\n厂工会\n2026年5月1日\n",
]
TRADITIONAL = [
    "倡議書",
    "安全生產",
    "會議紀要\r\n",
    "安全生產，人人有責。",
    "勞動光榮",
    "ABC車間",
    "焊工競賽8月開始。",
    "夏季用電須知：\r\n1.注意安全\r\n",
    "工會主席表示，要維護勞工權益。",
    "會議通知\n各車間：明天上午九點開會，請準時參加。\n廠工會\n",
]


@pytest.mark.parametrize("times", [1, 40])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("text", SIMPLIFIED)
def test_simplified(text: str, encoding: str, times: int) -> None:
    if text == "通知" and encoding in ("gbk", "gb18030") and times > 1:
        pytest.skip("forty times nothing but 通知 is UTF-8 of another script as well")
    assert decode((text * times).encode(encoding), "x.txt") == text * times


@pytest.mark.parametrize("times", [1, 40])
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional(text: str, encoding: str, times: int) -> None:
    assert decode((text * times).encode(encoding), "x.txt") == text * times


def test_characters_beyond_the_basic_plane_in_gb18030() -> None:
    text = "𠮷林省的工友们：今天开会，讨论劳动保护和安全生产问题。"
    assert decode(text.encode("gb18030"), "x.txt") == text


def test_rare_names_alone_are_still_utf_8() -> None:
    assert decode("镕珺堃".encode(), "x.txt") == "镕珺堃"


def test_utf_7_is_its_ascii() -> None:
    assert decode("安全".encode("utf-7"), "x.txt") == "+W4lRaA-"


@pytest.mark.parametrize("name", ["通知.txt", "通知.md"])
def test_a_document_of_an_old_editor(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes("---\r\ntitle: 停电通知\r\n---\r\n周日停电检修，请提前保存数据。\r\n".encode("gbk"))
    document = read_document(path)
    assert (document.title, document.text) == ("停电通知", "周日停电检修，请提前保存数据。\n")
