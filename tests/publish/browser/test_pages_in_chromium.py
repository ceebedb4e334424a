"""The pages in a real browser: from the server and from the disk, with script and without."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

if find_spec("playwright") is None:
    pytest.skip("playwright is not installed: make setup installs it", allow_module_level=True)

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.publish.browser.house import CHROMIUM, FLAGS, PHONE, House, looked_at, on_the_air
from tests.publish.samples import STATION, cover, episode, lay_out, publish

if TYPE_CHECKING:
    from pipeline.model import Episode

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
PICTURE = Path(__file__).parents[1] / "page.png"
"""What the README shows. Delete it and run this test to have it taken anew."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed: apt install chromium"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    base = tmp_path_factory.getbasetemp()
    # The processes of pytest-xdist have their folders side by side, and share one house.
    with on_the_air((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "house") as built:
        yield built


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Playwright gives each launch a new profile folder.
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(params=["served", "disk"])
def address(request: pytest.FixtureRequest, house: House) -> str:
    return str(getattr(house, request.param))


@pytest.fixture
def newest(house: House) -> Episode:
    return house.episodes[0]


def position(page: Page) -> float:
    return float(page.evaluate("document.getElementById('audio').currentTime"))


def test_the_programme_plays_in_the_page_and_goes_on_where_it_was_left(
    browser: Browser, house: House, address: str, newest: Episode
) -> None:
    with looked_at(browser, house, viewport=PHONE) as page:
        page.goto(f"{address}/index.html")
        titles = page.locator("article h2").all_inner_texts()
        assert titles == [one.title for one in house.episodes]
        player = page.get_by_role("region", name="播放器")
        expect(player).to_be_hidden()
        page.get_by_role("button", name=f"播放：{newest.title}").click()
        expect(player.get_by_role("link", name=newest.title)).to_be_visible()
        page.wait_for_function("() => Number(document.getElementById('seek').value) >= 1")
        player.get_by_role("button", name="前进 15 秒").click()
        page.wait_for_function("() => Number(document.getElementById('seek').value) >= 16")
        page.get_by_role("button", name=f"暂停：{newest.title}").click()
        expect(page.locator("article").first.locator(".heard")).to_contain_text("听到 0:1")
        player.get_by_role("link", name=newest.title).click()
        page.wait_for_function("() => document.getElementById('audio')?.currentTime >= 15")
        expect(page.locator("#elapsed")).to_contain_text("0:1")


def test_the_sentence_that_is_heard_is_marked(browser: Browser, house: House, address: str, newest: Episode) -> None:
    with looked_at(browser, house) as page:
        page.goto(f"{address}/{newest.slug}.html")
        sentences = page.locator("#transcript a")
        assert sentences.all_inner_texts() == [cue.text for cue in newest.cues]
        assert page.locator("#transcript [aria-current]").count() == 0, "nothing is heard yet"
        sentences.first.click()
        page.evaluate("document.getElementById('audio').pause()")
        for cue in newest.cues[1 :: len(newest.cues) // 5][:5]:
            middle = (cue.start + cue.end) / 2 / newest.rate
            page.evaluate("seconds => { document.getElementById('audio').currentTime = seconds; }", middle)
            expect(page.locator("#transcript [aria-current]")).to_have_text(cue.text)
            word = next(one for one in reversed(cue.words) if one.start / newest.rate <= middle)
            expect(page.locator("#transcript .word")).to_contain_text(word.text)
        last = newest.chapters[-1]
        page.evaluate("at => { document.getElementById('audio').currentTime = at + 0.1; }", last.start / newest.rate)
        expect(page.locator("#chapter-list [aria-current]")).to_contain_text(last.title)
        assert sentences.all_inner_texts() == [cue.text for cue in newest.cues], "marking words loses no letter"


def test_a_sentence_or_chapter_is_played_when_it_is_chosen(
    browser: Browser, house: House, address: str, newest: Episode
) -> None:
    with looked_at(browser, house, viewport=PHONE) as page:
        page.goto(f"{address}/{newest.slug}.html")

        def is_heard_from(sample: int) -> None:
            start = sample / newest.rate
            page.wait_for_function("() => !document.getElementById('audio').paused")
            page.wait_for_function(f"() => document.getElementById('audio').currentTime >= {start - 0.05}")
            assert position(page) < start + 5
            page.evaluate("document.getElementById('audio').pause()")

        page.get_by_role("link", name=newest.cues[6].text, exact=True).click()
        is_heard_from(newest.cues[6].start)
        page.locator("#transcript a[tabindex='0']").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        is_heard_from(newest.cues[8].start)
        page.locator("#chapter-list a").nth(1).click()
        is_heard_from(newest.chapters[1].start)
        page.goto(f"{address}/{newest.slug}.html#t={newest.cues[4].start / newest.rate + 0.1:.1f}")
        expect(page.locator("#transcript [aria-current]")).to_have_text(newest.cues[4].text)


def test_speed_keys_and_sleep_timer(browser: Browser, house: House, newest: Episode) -> None:
    with looked_at(browser, house) as page:
        page.clock.install()
        page.goto(f"{house.served}/{newest.slug}.html")
        page.get_by_label("语速").select_option("1.5")
        page.get_by_label("定时关").select_option("10")
        page.locator("h1").click()
        page.keyboard.press("Space")
        page.wait_for_function("() => document.getElementById('audio').currentTime > 0.2")
        assert page.evaluate("document.getElementById('audio').playbackRate") == 1.5
        before = position(page)
        page.keyboard.press("ArrowRight")
        assert position(page) >= before + 5
        assert page.evaluate("document.getElementById('audio').paused") is False
        page.clock.fast_forward("10:01")
        page.wait_for_function("() => document.getElementById('audio').paused")
        expect(page.get_by_label("定时关")).to_have_value("")
        page.reload()
        expect(page.get_by_label("语速")).to_have_value("1.5")
        page.get_by_label("定时关").select_option("chapter")
        second = newest.chapters[1].start / newest.rate
        page.evaluate("at => { document.getElementById('audio').currentTime = at - 0.6; }", second)
        page.get_by_label("定时关").select_option("chapter")
        page.get_by_role("button", name="播放", exact=True).click()
        page.wait_for_function(f"() => document.getElementById('audio').currentTime >= {second}")
        page.wait_for_function("() => document.getElementById('audio').paused")
        assert position(page) < second + 2


def test_search_finds_titles_and_sentences(browser: Browser, house: House, address: str, newest: Episode) -> None:
    cue = next(one for one in newest.cues if "110" in one.text)
    with looked_at(browser, house) as page:
        page.goto(f"{address}/index.html")
        box = page.get_by_role("searchbox", name="搜索节目")
        box.fill(newest.title)
        expect(page.locator("#hits h2").first).to_have_text(newest.title)
        box.fill("空压机 １１０")  # two words, the figure in full width
        expect(page.get_by_role("status").first).to_have_text("找到 1 期节目。")
        expect(page.locator("#programme")).to_be_hidden()
        expect(page.locator("#hits mark").first).to_have_text("空压机")
        box.fill("没有这样的词")
        expect(page.get_by_role("status").first).to_have_text("没有找到相关节目。")
        box.fill("")
        expect(page.locator("#programme")).to_be_visible()
        box.fill("110℃")
        page.locator("#hits p a").first.click()
        expect(page.locator("#transcript [aria-current]")).to_have_text(cue.text)


def test_without_script_everything_is_there(browser: Browser, house: House, address: str, newest: Episode) -> None:
    with looked_at(browser, house, viewport=PHONE, script=False) as page:
        page.goto(f"{address}/index.html")
        assert page.locator("article audio[controls]").count() == len(house.episodes)
        expect(page.locator("article audio").first).to_be_visible()
        for hidden in ("#search", ".play", "#player"):
            expect(page.locator(hidden).first).to_be_hidden()
        page.get_by_role("link", name=newest.title).click()
        expect(page.locator("audio[controls]")).to_be_visible()
        expect(page.locator("#player")).to_be_hidden()
        assert page.locator("#transcript a").all_inner_texts() == [cue.text for cue in newest.cues]
        assert page.locator("#chapter-list li").count() == len(newest.chapters)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm install in tests/publish/browser")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_barrier(browser: Browser, house: House, newest: Episode, dark: bool) -> None:
    with looked_at(browser, house, viewport=PHONE, dark=dark) as page:
        for name, do in (("index.html", ".play"), (f"{newest.slug}.html", "#transcript a"), ("index.html", None)):
            page.goto(f"{house.served}/{name}")
            if do:
                page.locator(do).first.click()
            else:
                page.get_by_role("searchbox").fill("安全")
                expect(page.locator("#hits li").first).to_be_visible()
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate("axe.run(document)")
            told = [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found["violations"]]
            assert told == [], json.dumps(told, ensure_ascii=False, indent=1)
            assert len(found["passes"]) > 15


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, house: House, newest: Episode, width: int) -> None:
    with looked_at(browser, house, viewport={"width": width, "height": 700}) as page:
        for name in ("index.html", f"{newest.slug}.html"):
            page.goto(f"{house.served}/{name}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_the_smallest_phone_every_key_of_the_player_can_be_used(
    browser: Browser, house: House, newest: Episode
) -> None:
    with looked_at(browser, house, viewport={"width": 320, "height": 640}) as page:
        page.goto(f"{house.served}/{newest.slug}.html")
        for key in page.locator("#player :is(button, select):visible").all():
            box = key.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 32, key
            assert 0 <= box["x"] <= 320 - box["width"]


LONG = (
    "关于进一步加强高温季节安全生产工作以及做好防暑降温物资发放、轮班调整和应急救援准备的紧急通知（第二次补充）"
    + "LONGWORD" * 12
)


@pytest.mark.parametrize("count", [0, 300])
def test_nothing_yet_and_three_hundred(browser: Browser, house: House, tmp_path: Path, count: int) -> None:
    episodes = [episode(number, title=LONG if number == count else f"通知之{number}") for number in range(1, count + 1)]
    lay_out(tmp_path / "audio_out", *episodes)
    publish(episodes, STATION, audio_out=tmp_path / "audio_out", feeds=tmp_path / "feeds")
    (tmp_path / "feeds" / "cover.jpg").write_bytes(cover(320))
    for width in (320, 1280):
        with looked_at(browser, house, viewport={"width": width, "height": 700}) as page:
            page.goto((tmp_path / "feeds" / "index.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if not count:
                expect(page.get_by_text("还没有节目。")).to_be_visible()
                continue
            expect(page.get_by_role("heading", name=LONG)).to_be_visible()
            page.get_by_role("searchbox").fill("通知之1 安全生产月")
            expect(page.locator("#found")).to_contain_text("找到 20 期节目，可能还有更多", timeout=5_000)
            page.get_by_role("searchbox").fill("通知之17 转告")
            expect(page.locator("#found")).to_have_text("找到 11 期节目。", timeout=5_000)


def test_a_picture_for_the_readme(browser: Browser, house: House, newest: Episode) -> None:
    sentence = next(cue for cue in newest.cues if "110" in cue.text)
    shots = []
    with looked_at(browser, house, viewport={"width": 900, "height": 700}) as page:
        page.goto(f"{house.served}/index.html")
        page.wait_for_load_state("networkidle")
        shots.append(page.screenshot())
    with looked_at(browser, house, viewport={"width": 390, "height": 700}, dark=True) as page:
        page.goto(f"{house.served}/{newest.slug}.html")
        page.get_by_role("link", name=sentence.text, exact=True).click()
        expect(page.locator("#transcript .word")).to_be_visible()
        page.evaluate("document.getElementById('audio').pause()")
        shots.append(page.screenshot())
    pictures = [Image.open(BytesIO(shot)).convert("RGB") for shot in shots]
    whole = Image.new("RGB", (sum(one.width for one in pictures) + 12, pictures[0].height), "#888")
    whole.paste(pictures[0], (0, 0))
    whole.paste(pictures[1], (whole.width - pictures[1].width, 0))
    file = BytesIO()
    whole.quantize(256, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    assert 20_000 < len(file.getvalue()) < 200_000
    if not PICTURE.exists():
        PICTURE.write_bytes(file.getvalue())
