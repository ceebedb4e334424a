"""When documents are on the air: later, now, withdrawn by hand; what listeners marked; the first start."""

from __future__ import annotations

import io
import re
import shutil
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from pipeline.build import Order, build
from pipeline.desk.builds import Builds, Progress
from pipeline.desk.changes.dating import NOW, dated
from pipeline.desk.changes.seen import Seen
from pipeline.desk.place import Place
from pipeline.errors import DocumentError, UsageError
from pipeline.publish.misread import Marked, mark, put_back, read_marked
from tests.desk.desks import NOTICE, Visit, opened, place_in, visit
from tests.desk.test_acts import KEY, journal, wait_for
from tests.doubles.screen import RecordingScreen

pytestmark = pytest.mark.usefixtures("chinese")
TODAY = datetime(2026, 6, 15, 12, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents on the air, and one that waits for July."""
    folder = tmp_path_factory.mktemp("built")
    place = place_in(folder)
    for name in ("甲", "乙", "丙"):
        (place.seeds / f"{name}.txt").write_text(f"{name}通知\n\n停电。请重看。\n", "utf-8")
    (place.seeds / "丁.txt").write_text(f"---\ndate: 2026-07-01T08:00\n---\n\n{NOTICE}", "utf-8")
    made(place)
    return folder


def made(place: Place) -> None:
    build(Order(place.seeds, place.audio_out, place.feeds, place.station, "tone", 1), RecordingScreen(), lambda: TODAY)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """A desk with one draft, in the middle of June 2026, whose builds are only asked for."""
    with asked(place_in(tmp_path), monkeypatch) as somebody:
        somebody.drop("停电通知.txt", NOTICE)
        yield somebody


@pytest.fixture
def station(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """The same over what was built."""
    place = copied(built, tmp_path)
    with asked(place, monkeypatch) as somebody:
        yield somebody


def copied(built: Path, folder: Path) -> Place:
    works = folder / "works"
    shutil.copytree(built, works)
    return Place(works / "seeds", works / "audio_out", works / "feeds", works / "station.toml")


@contextmanager
def asked(place: Place, patch: pytest.MonkeyPatch) -> Iterator[Visit]:
    patch.setattr(Builds, "ask", lambda _self: None)
    with opened(place, now=TODAY) as at, visit(at) as somebody:
        yield somebody


# file, what stands in it, when → its name, what stands in it then
DATED: list[tuple[str, str, str, str, str]] = [
    ("停电.txt", "停电。\n", "", "停电.txt", "停电。\n"),
    ("停电.txt", "停电。\n", "2026-07-01T08:00", "停电.txt", "---\ndate: 2026-07-01T08:00\n---\n\n停电。\n"),
    (
        "停电.md",
        "---\ndate: 2026-06-20\n---\n停电。\n",
        "2026-07-01",
        "停电.md",
        "---\ndate: 2026-07-01\n---\n停电。\n",
    ),
    ("停电.md", "---\ndate: 2026-07-01\n---\n停电。\n", NOW, "停电.md", "---\n---\n停电。\n"),
    ("停电.md", "---\ndate: 2026-06-01\n---\n停电。\n", NOW, "停电.md", "---\ndate: 2026-06-01\n---\n停电。\n"),
    ("停电.md", "---\ndate: 2026-07-01\n---\n停电。\n", "", "停电.md", "---\ndate: 2026-07-01\n---\n停电。\n"),
    ("停电.md", "---\ndraft: true\ntitle: 停\n---\n停电。\n", "", "停电.md", "---\ntitle: 停\n---\n停电。\n"),
    ("2026-07-01-停电.txt", "停电。\n", NOW, "停电.txt", "停电。\n"),
    ("2026-06-01-停电.txt", "停电。\n", NOW, "2026-06-01-停电.txt", "停电。\n"),
    ("停电.docx", "x", "2026-07-01", "2026-07-01-停电.docx", "x"),
    ("2026-08-01 停电.docx", "x", "2026-07-01", "2026-07-01-停电.docx", "x"),
    ("2026-08-01 停电.docx", "x", NOW, "停电.docx", "x"),
    ("停电.docx", "x", NOW, "停电.docx", "x"),
    ("坏.txt", "\0\0", "2026-07-01", "坏.txt", "\0\0"),
]


@pytest.mark.parametrize(("file", "content", "at", "name", "then"), DATED)
def test_a_document_is_dated(tmp_path: Path, file: str, content: str, at: str, name: str, then: str) -> None:
    path = tmp_path / file
    path.write_text(content, "utf-8")
    assert dated(path, content.encode(), at, TODAY, ZONE) == (name, then.encode())


@pytest.mark.parametrize(
    ("file", "at", "error"),
    [
        ("停电.txt", "2026-06-15T19:59", UsageError),
        ("停电.txt", "2026-06-15", UsageError),
        ("停电.txt", "2026-02-30", DocumentError),
        ("停电.txt", "tomorrow", DocumentError),
        ("停电.docx", "2026-07-01T08:00", UsageError),
    ],
)
def test_a_time_that_cannot_be_is_refused(tmp_path: Path, file: str, at: str, error: type[Exception]) -> None:
    (tmp_path / file).write_text("停电。\n", "utf-8")
    with pytest.raises(error):
        dated(tmp_path / file, b"x", at, TODAY, ZONE)


def test_a_draft_is_published_at_a_time(desk: Visit) -> None:
    version = desk.version(KEY)
    assert desk.post(f"/publish/{KEY}?version={version}&replaces=", at="2026-06-15T08:00").status_code == 409
    assert desk.post(f"/publish/{KEY}?version={version}&replaces=", at="2026-07-01T08:00").status_code == 303
    path = desk.place.seeds / "停电通知.txt"
    assert path.read_text("utf-8") == f"---\ndate: 2026-07-01T08:00\n---\n\n{NOTICE}"


def test_what_waits_for_its_date_is_published_now(station: Visit) -> None:
    page = station.page("/notice/seeds/丁.txt")
    assert re.search(r"定于 7月1日 08:00", page)
    form = re.search(r"/publish-now/[^\"]+?version=[0-9a-f]{64}", page)
    assert form
    assert station.post(form[0]).status_code == 303
    assert (station.place.seeds / "丁.txt").read_text("utf-8") == f"---\n---\n\n{NOTICE}"
    assert station.post(form[0]).status_code == 409
    assert journal(station) == ["publish"]


def test_a_draft_with_a_date_to_come_offers_both(desk: Visit) -> None:
    desk.drop("稿.md", "---\ndate: 2026-07-01\n---\n\n停电。\n")
    page = desk.page("/notice/drafts/稿.md")
    assert "到 7月1日 播出" in page
    assert "现在播出" in page
    key = "drafts/稿.md"
    desk.post(f"/publish/{key}?version={desk.version(key)}&replaces=&at=now")
    assert "2026-07-01" not in (desk.place.seeds / "稿.md").read_text("utf-8")


def test_a_document_that_somebody_deleted_is_told_and_brought_back(station: Visit) -> None:
    place = station.place
    assert station.page("/list").count("在播") == 3
    (place.seeds / "甲.txt").unlink()
    (place.seeds / "乙.txt").rename(place.seeds / "戊.txt")
    (place.seeds / "丙.txt").unlink()
    assert station.page("/list").count("已撤下") == 3, "as far as is known before the next build"
    made(place)
    listed = station.page("/list")
    assert listed.count("已撤下") == 2
    assert "乙通知" in listed, "renamed, not gone"
    back = re.search(r"/bring-back/seeds/%E7%94%B2.txt", listed)  # 甲
    assert back
    assert station.post(back[0]).status_code == 303
    assert (place.seeds / "甲.txt").read_text("utf-8") == "甲通知\n\n停电。请重看。\n"
    assert journal(station) == ["bring back"]
    assert station.post(back[0]).status_code == 409
    for kept in (place.desk / "seen").iterdir():
        kept.write_bytes(b"another's")
    assert station.post("/bring-back/seeds/丙.txt").status_code == 409, "it is not what it was"
    for kept in (place.desk / "seen").iterdir():
        kept.unlink()
    told = station.page("/list")
    assert "它的文件被删了" in told
    assert "/bring-back/" not in told
    assert Seen(place).find("丙.txt"), "known when the desk is opened again"


def test_what_is_withdrawn_leaves_the_feed_beside_one_that_cannot_be_read(built: Path, tmp_path: Path) -> None:
    place = copied(built, tmp_path)
    (place.seeds / "坏.txt").write_bytes(b"\x00\x01")
    with opened(place, now=TODAY) as at, visit(at) as desk:
        assert "/withdraw/seeds/" in desk.page("/today")
        assert "甲通知" in (place.feeds / "podcast.xml").read_text("utf-8")
        desk.post("/withdraw/seeds/甲.txt")
        wait_for(lambda: at.desk.builds.progress.ended == 1)
        listed = desk.page("/list")
        assert "已撤下" in listed
        assert "读不了" in listed
        assert [failure.where for failure in at.desk.builds.progress.failures] == [str(place.seeds / "坏.txt")]
        assert "甲通知" not in (place.feeds / "podcast.xml").read_text("utf-8")
        undo = re.search(r"/undo\?number=(\d+)", listed)
        assert undo
        desk.post(undo[0])
        assert (place.seeds / "甲.txt").exists()
        wait_for(lambda: at.desk.builds.progress.running)


def test_what_a_build_has_made_is_told_while_it_goes_on(desk: Visit) -> None:
    (desk.place.seeds / "甲.txt").write_text("停电。\n", "utf-8")
    desk.at.desk.builds.progress = Progress(running=True, made=frozenset({"甲.txt"}))
    assert "做好了，就要播" in desk.page("/list")


# ── what listeners marked ───────────────────────────────────────────────────────────────────────────


def marked(number: int, times: int = 1, sentence: str = "停电。") -> Marked:
    return Marked(times, date(2026, 6, 1), date(2026, 6, 2), "通知", sentence, "notice", number)


def content_of(*lines: Marked) -> bytes:
    return "".join(f"{each.line}\n" for each in lines).encode("utf-8-sig") if lines else b""


@pytest.mark.parametrize(
    ("now", "before", "after", "then"),
    [
        ([], [marked(1)], [], [marked(1)]),
        ([marked(2)], [marked(1)], [], [marked(2), marked(1)]),
        ([marked(1, 2)], [marked(1, 3)], [], [marked(1, 5)]),
        ([marked(1, 2, "停水。")], [marked(1, 3)], [], [marked(1, 2, "停水。"), marked(1, 3)]),
        ([], [marked(1), marked(2)], [marked(2)], [marked(1)]),  # 2 was taken off by a later change
        ([marked(3)], [marked(3)], [marked(3)], [marked(3)]),
    ],
)
def test_a_mark_comes_back_beside_what_was_marked_since(
    now: list[Marked], before: list[Marked], after: list[Marked], then: list[Marked]
) -> None:
    assert put_back(content_of(*now), content_of(*before), content_of(*after)) == content_of(*then)


def test_what_listeners_marked_is_seen_to_by_one_press_and_comes_back(station: Visit) -> None:
    place = station.place
    notice = next(each for each in station.at.desk.listed() if each.episode)
    assert notice.episode
    (place.misread).write_text("a line of the operator's own\n", "utf-8")
    for number in (1, 2):
        mark(place.audio_out, notice.episode, number, date(2026, 6, 15))
    home = station.page()
    addresses = re.findall(r"/settled\?slug=[^\"]+?number=\d+", home)
    assert len(addresses) == 2
    for address in addresses:
        assert station.post(address.replace("&amp;", "&")).status_code == 303
    assert read_marked(place.audio_out) == []
    assert "operator's own" in place.misread.read_text("utf-8")
    assert station.post(addresses[0].replace("&amp;", "&")).status_code == 409
    mark(place.audio_out, notice.episode, 2, date(2026, 6, 16))
    for number in (1, 2):
        assert station.post(f"/undo?number={number}").status_code == 303
    assert sorted((each.number, each.times) for each in read_marked(place.audio_out)) == [(1, 1), (2, 2)]
    assert station.post("/undo?number=2").status_code == 409


# ── the first start ─────────────────────────────────────────────────────────────────────────────────


def test_a_station_without_a_name_of_its_own_is_set_up_once(desk: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.desk.first_start.lan_address", lambda: "10.0.0.5")
    before = desk.place.station.read_text("utf-8")
    assert "/start" in desk.page()
    form = desk.page("/start")
    assert 'name="voice:high" value="1" checked' in form
    assert "http://10.0.0.5:8000" in form
    heard = desk.client.get("/sample?voice=low")
    with wave.open(io.BytesIO(heard.content)) as wav:
        assert wav.getnframes() > wav.getframerate()
    assert desk.client.get("/sample?voice=nobody").status_code == 422

    fields = {"name": "二号厂之声", "voice:low": "1", "where": "network"}
    assert desk.post("/start", urlencode(fields).encode()).status_code == 303
    after = desk.place.station.read_text("utf-8")
    changed = [new for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]
    assert [line.split("#")[0].strip() for line in changed] == [
        'name = "二号厂之声"', 'base_url = "http://10.0.0.5:8000"', 'tone = ["low"]', 'host = "0.0.0.0"',
    ]  # fmt: skip
    assert [line.partition("#")[2] for line in changed if "#" in line] == [
        line.partition("#")[2]
        for line in before.splitlines()
        if line.startswith(("name =", "base_url =", 'host = "127'))
    ][:3]
    assert "二号厂之声" in desk.page()
    assert 'href="/start"' not in desk.page()
    desk.post("/undo?number=2")
    assert desk.place.station.read_text("utf-8") == before
    assert 'href="/start"' in desk.page()


def test_the_first_start_can_be_put_off_and_refuses_what_cannot_be(desk: Visit) -> None:
    for fields in ({"name": "台", "where": "elsewhere"}, {"where": "elsewhere", "address": "ftp://x"}):
        assert desk.post("/start", urlencode(fields).encode()).status_code in (409, 422)
    assert desk.post("/start", urlencode({"voice:nobody": "1"}).encode()).status_code == 409
    assert journal(desk) == ["drop"]
    desk.post("/start-later")
    assert 'href="/start"' not in desk.page()
    assert desk.client.get("/start").status_code == 200
    desk.post("/start", urlencode({"name": "", "where": "elsewhere", "address": "http://10.9.9.9/"}).encode())
    assert 'base_url = "http://10.9.9.9"' in desk.place.station.read_text("utf-8")
