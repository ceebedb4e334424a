"""An operator's acts over HTTP, without script: what becomes of the files, and what the pages say of it."""

from __future__ import annotations

import fcntl
import io
import json
import re
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx
import pytest

from pipeline.build import Summary
from pipeline.build.sources import find_sources
from pipeline.commands.screens.json_screen import JsonScreen
from pipeline.desk.builds import Builds, Progress
from pipeline.errors import DocumentError, UsageError
from tests.desk.desks import NOTICE, Visit, opened, place_in, visit

pytestmark = pytest.mark.usefixtures("chinese")
KEY = "drafts/停电通知.txt"


def wait_for(told: Callable[[], bool]) -> None:
    """Until ``told`` is so; three minutes at the most."""
    end = time.monotonic() + 180
    while not told():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """A desk with one draft, whose builds are only asked for."""
    monkeypatch.setattr(Builds, "ask", lambda _self: None)
    with opened(place_in(tmp_path)) as at, visit(at) as somebody:
        somebody.drop("停电通知.txt", NOTICE)
        yield somebody


def journal(desk: Visit) -> list[str]:
    return [change.act for change in desk.at.desk.journal.changes]


def test_a_draft_is_looked_at_heard_and_published(desk: Visit) -> None:
    place = desk.place
    page = desk.page(f"/notice/{KEY}")
    assert "草稿" in page
    assert re.findall(r'class="doubt" data-at="\d+">(.)<', page) == ["重"]
    sound = desk.client.get(f"/sound/{KEY}?line=s001-003")
    assert len(list((place.audio_out / ".clips").glob("*/*.clip"))) == 1
    with wave.open(io.BytesIO(sound.content)) as wav:
        assert wav.getnframes() > wav.getframerate()
    assert desk.client.get(f"/sound/{KEY}?line=s001-009").status_code == 422
    desk.post(f"/publish/{KEY}?version={desk.version(KEY)}&replaces=")
    assert (place.seeds / "停电通知.txt").read_text("utf-8") == NOTICE
    assert not (place.drafts / "停电通知.txt").exists()


def test_the_last_notice_may_be_withdrawn(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    with pytest.raises(UsageError, match="没有文稿"):
        find_sources(place.seeds, {})
    place.drafts.mkdir()
    assert find_sources(place.seeds, {}).sources == ()


def test_a_notice_ends_today(desk: Visit) -> None:
    (desk.place.seeds / "停水.txt").write_text("明天停水。\n", "utf-8")
    desk.post("/today-last/seeds/停水.txt")
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    assert (desk.place.seeds / "停水.txt").read_text("utf-8") == f"---\nuntil: {today}\n---\n\n明天停水。\n"


def test_a_build_waits_for_another_and_tells_why_it_cannot_begin(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    (place.seeds / "a.txt").write_text(NOTICE, "utf-8")
    place.audio_out.mkdir()
    told: list[Progress] = []
    builds = Builds(place, lambda: told.append(builds.progress))
    with (place.audio_out / ".lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 1 on elsewhere\n")
        lock.flush()
        builds.ask()
        wait_for(lambda: bool(told))
        assert told[0].waits_for == "process 1 on elsewhere"
        lock.truncate(0)
    place.station.write_text("[statoin]\n", "utf-8")
    wait_for(lambda: builds.progress.ended == 1)
    assert "statoin" in builds.progress.trouble
    builds.close()
    builds.ask()
    assert builds.progress.ended == 1


def test_a_desk_that_is_closed_ends_its_build(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    (place.seeds / "a.txt").write_text(NOTICE, "utf-8")
    builds = Builds(place, lambda: None)
    builds.ask()
    wait_for(lambda: builds.progress.running)
    builds.close()
    assert builds.progress.ended == 1


def test_a_build_tells_each_step_in_json() -> None:
    output = io.StringIO()
    screen = JsonScreen(output)
    screen.planned(1)
    screen.started("a.txt", "通知", "tone", 2, 20)
    screen.sentence(9)
    screen.notice("a.txt", "one emoji")
    screen.finished("a.txt")
    screen.ended(Summary(kept=1, withdrawn=["b"], failures=[DocumentError("w", where="c", next="n")]))
    events = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [event["event"] for event in events] == [
        "planned", "started", "sentence", "notice", "finished", "withdrawn", "failed", "ended"
    ]  # fmt: skip
    assert events[6] == {"event": "failed", "kind": "DocumentError", "where": "c", "what": "w", "next": "n"}


def test_the_same_file_is_kept_once_and_another_under_another_name(desk: Visit) -> None:
    assert desk.drop("停电通知.txt", NOTICE).text == f"/notice/{quote(KEY)}\n"
    assert "(2).txt" in desk.drop("停电通知.txt", "停水。\n").text.replace("%20", " ").replace("%28", "(").replace(
        "%29", ")"
    )
    assert (desk.place.drafts / "停电通知.txt").read_text("utf-8") == NOTICE
    assert journal(desk) == ["drop", "drop"]


def test_a_text_is_pasted(desk: Visit) -> None:
    assert (
        desk.post("/paste", text="停水通知\r\n\r\n明天停水。").headers["location"]
        == f"/notice/{quote('drafts/停水通知.txt')}"
    )
    assert (desk.place.drafts / "停水通知.txt").read_text("utf-8") == "停水通知\n\n明天停水。"
    assert desk.post("/paste", text=" ").status_code == 409


def test_a_sentence_a_field_and_the_whole_are_changed(desk: Visit) -> None:
    version = desk.version(KEY)
    done = desk.post(f"/sentence/{KEY}?s=2&version={version}", text="定于7月2日停电检修。")
    assert done.headers["location"] == f"/notice/{quote(KEY)}#s2"
    path = desk.place.drafts / "停电通知.txt"
    assert path.read_text("utf-8") == NOTICE.replace("定于7月1日停电检修，请重看设备是否关好。", "定于7月2日停电检修。")
    stale = desk.post(f"/sentence/{KEY}?s=2&version={version}", text="别的。")
    assert stale.status_code == 409
    assert "这期间被改过" in stale.text
    assert desk.post(f"/sentence/{KEY}?s=77&version={desk.version(KEY)}", text="x").status_code == 409
    desk.post(f"/fields/{KEY}?version={desk.version(KEY)}", title="停电", until="2027-03-01", urgent="true", draft="")
    assert path.read_text("utf-8").startswith("---\ntitle: 停电\nuntil: 2027-03-01\nurgent: true\n---\n\n停电通知")
    assert desk.post(f"/fields/{KEY}?version={desk.version(KEY)}", until="改天").status_code == 422
    page = desk.page(f"/notice/{KEY}")
    assert 'value="2027-03-01"' in page
    desk.post(f"/text/{KEY}?version={desk.version(KEY)}", text="停水。\r\n\r\n明天。")
    assert path.read_text("utf-8") == "停水。\n\n明天。"
    assert journal(desk) == ["edit", "fields", "edit", "drop"]
    for number in (4, 3, 2):
        desk.post(f"/undo?number={number}")
    assert path.read_text("utf-8") == NOTICE


def test_readings_are_offered_and_kept(desk: Visit) -> None:
    panel = desk.page(f"/words/{KEY}?s=2&at=12")
    assert re.findall(r"<strong[^>]*>(\w+)</strong>", panel) == ["chóng", "zhòng"]
    assert 'value="重看"' in panel
    heard = desk.client.get(f"/sound/{KEY}?line=s001-003&word=重看&say=zhong4 kan4").content
    assert heard != desk.client.get(f"/sound/{KEY}?line=s001-003").content
    before = desk.place.station.read_text("utf-8")
    done = desk.post(f"/say/{KEY}?s=2", word="重看", value="zhong4 kan4")
    assert done.headers["location"].endswith("#s2")
    after = desk.place.station.read_text("utf-8")
    assert after.splitlines() == [*before.splitlines(), '"重看" = "zhong4 kan4"']
    assert "zhòng" in desk.page(f"/words/{KEY}?s=2")
    assert desk.post(f"/say/{KEY}?s=2", word="重看", value="zhong9").status_code == 422
    assert desk.post(f"/say/{KEY}?s=2", word="重看", value="zhong4").status_code == 422
    assert desk.place.station.read_text("utf-8") == after
    desk.post("/undo?number=2")
    assert desk.place.station.read_text("utf-8") == before
    assert desk.client.get(f"/words/{KEY}?s=99").status_code == 409


def test_a_document_of_the_same_name_is_replaced_only_when_that_was_seen(desk: Visit) -> None:
    (desk.place.seeds / "停电通知.txt").write_text("旧的。\n", "utf-8")
    version = desk.version(KEY)
    assert desk.post(f"/publish/{KEY}?version={version}&replaces=").status_code == 409
    page = desk.page(f"/notice/{KEY}")
    assert "换下旧稿并播出" in page
    replaces = re.search(r"replaces=([0-9a-f]{64})", page)
    assert replaces
    assert desk.post(f"/publish/{KEY}?version={version}&{replaces[0]}").status_code == 303
    assert (desk.place.seeds / "停电通知.txt").read_text("utf-8") == NOTICE
    desk.post("/undo?number=2")
    assert (desk.place.seeds / "停电通知.txt").read_text("utf-8") == "旧的。\n"
    assert (desk.place.drafts / "停电通知.txt").read_text("utf-8") == NOTICE


def test_a_draft_is_no_draft_any_more_when_it_is_published(desk: Visit) -> None:
    desk.drop("稿.md", "---\ndraft: true\ntitle: 稿\n---\n\n停电。\n")
    key = "drafts/稿.md"
    desk.post(f"/publish/{key}?version={desk.version(key)}&replaces=")
    assert (desk.place.seeds / "稿.md").read_text("utf-8") == "---\ntitle: 稿\n---\n\n停电。\n"


def test_a_draft_is_discarded_and_brought_back(desk: Visit) -> None:
    desk.post(f"/discard/{KEY}")
    assert not (desk.place.drafts / "停电通知.txt").exists()
    assert "丢弃草稿" in desk.page()
    desk.post("/undo?number=2")
    assert (desk.place.drafts / "停电通知.txt").read_text("utf-8") == NOTICE
    assert desk.post("/undo?number=2").status_code == 409


def test_what_cannot_be_read_says_why_and_what_to_do(desk: Visit) -> None:
    desk.drop("坏.docx", b"PK\x03\x04 nothing")
    desk.drop("空.txt", b"\x00\x00\x00")
    (desk.place.seeds / "旧.key").write_bytes(b"x")
    wait_for(lambda: desk.page("/list").count(">读不了</span>") == 3)
    for key in ("drafts/坏.docx", "drafts/空.txt", "seeds/旧.key"):
        page = desk.page(f"/notice/{key}")
        assert "怎么办" in page, key
        assert "/publish/" not in page
    assert desk.client.get("/words/drafts/坏.docx?s=0").status_code == 422
    assert desk.post(f"/sentence/drafts/坏.docx?s=0&version={'0' * 64}", text="x").status_code == 409


def test_other_formats_are_not_changed_here(desk: Visit) -> None:
    desk.drop("页.html", "<html><body><p>明天停电，请关好设备。</p></body></html>")
    page = desk.page("/notice/drafts/页.html")
    assert "关</span>" in page
    assert "/sentence/" not in page
    version = re.search(r"version=([0-9a-f]{64})", page)
    assert version
    assert desk.post(f"/text/drafts/页.html?{version[0]}", text="x").status_code == 409


def test_a_station_that_is_wrong_is_told_on_the_page(desk: Visit) -> None:
    desk.place.station.write_text("[statoin]\n", "utf-8")
    assert "statoin" in desk.page()
    assert desk.client.get(f"/notice/{KEY}").status_code == 422


def test_a_long_list_is_shown_in_part(desk: Visit) -> None:
    desk.place.drafts.mkdir(exist_ok=True)
    for number in range(70):
        (desk.place.drafts / f"{number}.txt").write_text("停电。", "utf-8")
    assert desk.page().count('<p class="title"') == 60
    assert "还有 11 份" in desk.page()
    assert desk.page("/?all=1").count('<p class="title"') == 71


def test_two_browsers_change_one_after_the_other(desk: Visit) -> None:
    with visit(desk.at) as other:
        assert other.token != desk.token
        version = desk.version(KEY)
        first = desk.post(f"/sentence/{KEY}?s=2&version={version}", text="甲。")
        second = other.post(f"/sentence/{KEY}?s=2&version={version}", text="乙。")
        assert (first.status_code, second.status_code) == (303, 409)


def test_events_tell_of_a_change(desk: Visit) -> None:
    with desk.client.stream("GET", "/events") as events:
        lines = events.iter_lines()
        assert next(lines) == ": here"
        desk.at.desk.events.changed()
        assert next(line for line in lines if line.startswith("event")) == "event: changed"
        desk.at.desk.builds.progress = Progress(running=True, source="a", title="通知", sentences=9, said=4)
        desk.at.desk.events.told()
        assert "event: progress" in next(line for line in lines if line.startswith("event"))
        assert next(line for line in lines if "4/9 句" in line)
    wait_for(lambda: not desk.at.desk.events._open)


def test_a_form_that_is_none_is_refused(desk: Visit) -> None:
    assert desk.post("/paste", b"text=%ff%fe\xff").status_code == 409
    assert desk.post("/paste", b"&".join(b"a=b" for _ in range(99))).status_code == 409
    with suppress(httpx.TransportError):  # it may be hung up on before all of it is sent
        assert desk.post("/paste", b"text=" + b"x" * 7_000_000).status_code == 409
    assert journal(desk) == ["drop"]
