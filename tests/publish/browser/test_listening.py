"""What a listener does with the pages for longer than one page: in a real browser, with a network that can fail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.model import Episode
from pipeline.publish.misread import read_marked
from tests.publish.browser.house import DESKTOP, PHONE, House, looked_at
from tests.publish.browser.test_pages_in_chromium import AXE, address, browser, house, newest, position, pytestmark
from tests.publish.samples import STATION, cover, episode, lay_out, publish

from playwright.sync_api import Browser, Page, Route, ViewportSize, expect  # isort: skip  # after what skips where it is missing

__all__ = ["address", "browser", "house", "newest", "pytestmark"]
SOUNDS = "() => { const a = document.getElementById('audio'); return !a.paused && !a.error && a.currentTime > 0; }"
SILENT = "() => document.getElementById('audio').paused"


def plays(page: Page) -> None:
    page.wait_for_function(SOUNDS)


def test_sound_goes_on_while_one_looks_at_other_pages(browser: Browser, house: House, newest: Episode) -> None:
    other = house.episodes[1]
    with looked_at(browser, house, viewport=PHONE) as page:
        page.goto(f"{house.served}/index.html")
        page.get_by_role("button", name=f"播放：{newest.title}").click()
        plays(page)
        page.evaluate("document.getElementById('audio').dataset.same = 'yes'")
        for where, title in [
            ("怎样订阅", "怎样订阅"),
            ("← 车间之声", "车间之声"),
            (other.title, other.title),
        ]:
            page.locator("#page").get_by_role("link", name=where, exact=True).first.click()
            expect(page.locator("h1")).to_have_text(title)
            assert page.title().startswith(title)
            assert page.evaluate(SOUNDS), where
        assert urlsplit(page.url).path == f"/feeds/{other.slug}.html"
        expect(page.locator("#player").get_by_role("link", name=newest.title)).to_be_visible()
        assert page.locator("#transcript [aria-current]").count() == 0, "another episode is heard"
        page.locator("#player").get_by_role("link", name=newest.title).click()
        expect(page.locator("#transcript [aria-current]")).to_have_count(1)
        expect(page.locator("#now")).to_be_hidden()
        assert page.evaluate("document.getElementById('audio').dataset.same") == "yes", "the same sound all the time"
        page.go_back()
        expect(page.locator("h1")).to_have_text(other.title)
        assert page.evaluate(SOUNDS)
        page.get_by_role("button", name="播放这一期").click()
        expect(page.locator("#now")).to_be_hidden()
        expect(page.locator("#transcript [aria-current]")).to_have_count(1)
        page.locator("#play").click()
        page.get_by_role("link", name="← 车间之声").click()
        assert page.evaluate("performance.getEntriesByType('navigation')[0].name").endswith("/index.html"), (
            "a plain link"
        )


@pytest.mark.parametrize("channel", [True, False], ids=["BroadcastChannel", "storage"])
def test_two_tabs_never_sound_at_once(browser: Browser, house: House, newest: Episode, channel: bool) -> None:
    with looked_at(browser, house) as one:
        if not channel:
            one.context.add_init_script("delete window.BroadcastChannel")
        two = one.context.new_page()
        for page in (one, two):
            page.goto(f"{house.served}/{newest.slug}.html")
        for page, other in ((one, two), (two, one)):
            page.locator("#play").click()
            plays(page)
            other.wait_for_function(SILENT)
            assert page.evaluate(SOUNDS)
            expect(other.locator("#play")).to_have_attribute("aria-label", "播放")


class Line:
    """The network between the page and the audio."""

    def __init__(self, page: Page) -> None:
        self.cut = False
        self.gone = False
        page.route("**/*.mp3", self._pass)

    def _pass(self, route: Route) -> None:
        if self.cut:
            route.abort("connectionfailed")
        elif self.gone:
            route.fulfill(status=404, body="")
        else:
            route.continue_()


@pytest.fixture
def quiet(browser: Browser, house: House) -> Iterator[Page]:
    """A page whose browser may complain of what the test does to it."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def test_play_plays_after_the_network_has_failed(quiet: Page, house: House, newest: Episode) -> None:
    page, line = quiet, Line(quiet)
    page.clock.install()
    page.goto(f"{house.served}/{newest.slug}.html")
    page.locator("#transcript a").nth(8).click()
    plays(page)
    page.evaluate("document.getElementById('audio').pause()")
    place = position(page)
    line.cut = True
    page.evaluate("document.getElementById('audio').load()")  # what was fetched is lost
    page.locator("#play").click()
    note = page.locator("#note")
    expect(note).to_contain_text("网络断了")
    assert re.search(r"从 \d:\d\d 继续", note.inner_text())
    expect(page.locator("#play")).to_have_attribute("aria-label", "播放")
    page.clock.fast_forward(2500)  # it tries by itself, in vain
    expect(note).to_contain_text("网络断了")
    line.cut = False
    page.locator("#play").click()
    plays(page)
    assert place - 0.5 <= position(page) < place + 5
    expect(note).to_be_hidden()
    line.cut = True
    page.evaluate("document.getElementById('audio').load()")
    page.locator("#play").click()
    expect(note).to_contain_text("网络断了")
    line.cut = False
    page.clock.fast_forward(2500)
    plays(page)
    assert place - 0.5 <= position(page) < place + 10, "nobody has to press anything"
    line.gone = True
    page.evaluate("document.getElementById('audio').load()")
    page.locator("#play").click()
    expect(note).to_have_text("这一期已经撤下，不能再听了。")


def test_whoever_was_led_to_an_episode_while_it_was_made_anew_hears_it(quiet: Page, house: House) -> None:
    """The page was fetched in the moment in which it led beside the files that stood there."""
    quiet.goto(f"{house.served}/index.html")
    card = quiet.locator("article[data-audio]").first
    audio = str(card.get_attribute("data-audio"))
    folder, _slash, name = audio.rpartition("/")
    quiet.route("**/index.html", lambda route: _led_beside(route, audio, f"{folder}/next/{name}"))
    quiet.reload()
    expect(card).to_have_attribute("data-audio", f"{folder}/next/{name}")
    card.locator("button.play").click()
    plays(quiet)
    expect(quiet.locator("#note")).to_be_hidden()


def _led_beside(route: Route, audio: str, beside: str) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace(audio, beside))


def test_a_page_that_cannot_be_fetched_leaves_the_sound_alone(quiet: Page, house: House, newest: Episode) -> None:
    quiet.goto(f"{house.served}/{newest.slug}.html")
    quiet.locator("#play").click()
    plays(quiet)
    quiet.route("**/index.html", lambda route: route.abort("connectionfailed"))
    quiet.get_by_role("link", name="← 车间之声").click()
    expect(quiet.locator("#note")).to_have_text("网络断了，那一页打不开。")
    assert quiet.evaluate(SOUNDS)


def test_what_was_not_heard_comes_next_if_the_listener_wants(
    browser: Browser, house: House, address: str, newest: Episode
) -> None:
    second, third = house.episodes[1:3]
    with looked_at(browser, house) as page:
        page.goto(f"{address}/{newest.slug}.html")
        page.locator("#play").click()
        plays(page)
        expect(page.locator("#waiting")).to_have_text(f"{len(house.episodes) - 1} 期没听")
        end = "() => { const a = document.getElementById('audio'); a.currentTime = a.duration - 0.3; }"
        page.evaluate(end)
        page.wait_for_function("() => document.getElementById('audio').ended")
        expect(page.locator("#play")).to_have_attribute("aria-label", "播放")
        page.locator("#queue summary").click()
        page.get_by_label("播完自动放下一期").check()
        page.get_by_role("button", name=f"不听了：{second.title}").click()
        page.locator("#play").click()
        plays(page)
        page.evaluate(end)
        expect(page.locator("#now-title")).to_have_text(third.title)
        plays(page)
        page.goto(f"{address}/index.html")
        expect(page.locator("article .heard").first).to_have_text(" · 已听完")
        page.get_by_role("button", name=f"播放：{third.title}").click()
        page.locator("#queue summary").click()
        expect(page.get_by_label("播完自动放下一期")).to_be_checked()
        expect(page.locator("#waiting")).to_have_text("都听过了")


def test_an_episode_is_passed_on_with_its_time(browser: Browser, house: House, newest: Episode) -> None:
    with looked_at(browser, house) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.add_init_script("delete Navigator.prototype.share")
        page.goto(f"{house.served}/{newest.slug}.html")
        meant = f"http://10.0.0.5:8000/feeds/{newest.slug}.html"
        page.get_by_role("button", name="分享").click()
        expect(page.locator("#shared")).to_have_text("链接已复制。")
        assert page.evaluate("navigator.clipboard.readText()") == meant
        page.locator("#transcript a").nth(9).click()
        plays(page)
        page.locator("#play").click()
        seconds = int(position(page))
        page.get_by_role("button", name="分享").click()
        expect(page.locator("#shared")).to_contain_text("听起")
        assert page.evaluate("navigator.clipboard.readText()") == f"{meant}#t={seconds}"
        card = {
            meta.get_attribute("property"): meta.get_attribute("content")
            for meta in page.locator("meta[property]").all()
        }
        assert card["og:title"] == newest.title
        assert card["og:url"] == meant
        assert card["og:image"] == f"http://10.0.0.5:8000/audio_out/{newest.slug}/thumb.jpg"
        assert card["og:description"] == page.locator("meta[name=description]").get_attribute("content")


def test_the_help_page_opens_apps_and_copies_the_address(browser: Browser, house: House) -> None:
    with looked_at(browser, house) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{house.served}/index.html")
        assert page.locator("a[href$='.xml']").count() == 0, "nobody is led to raw XML"
        page.locator(".subscribe").get_by_role("link", name="怎样订阅").click()
        expect(page.locator(".apps a").first).to_be_visible()  # the page is fetched while the old one stands
        links = [link.get_attribute("href") for link in page.locator(".apps a").all()]
        assert links[:2] == [
            "podcast://10.0.0.5:8000/feeds/podcast.xml",
            "antennapod-subscribe://10.0.0.5:8000/feeds/podcast.xml",
        ]
        page.get_by_role("button", name="复制地址").click()
        expect(page.locator("#copied")).to_have_text("已复制。")
        assert page.evaluate("navigator.clipboard.readText()") == "http://10.0.0.5:8000/feeds/podcast.xml"
        expect(page.locator("#in-wechat")).to_be_hidden()


def test_in_wechat_people_are_told_how_to_get_out(browser: Browser, house: House, newest: Episode) -> None:
    context = browser.new_context(user_agent="Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.49")
    page = context.new_page()
    page.goto(f"{house.served}/subscribe.html")
    expect(page.locator("#in-wechat")).to_be_visible()
    page.goto(f"{house.served}/{newest.slug}.html")
    page.get_by_role("button", name="分享").click()
    expect(page.locator("#shared")).to_have_text("点右上角的 ⋯，发给朋友。")
    context.close()


def test_where_nothing_is_the_way_home_is_shown(browser: Browser, house: House) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    for path in ("feeds/gone.html", "audio_out/gone/podcast.mp3", "a/b/c"):
        answer = page.goto(house.served.removesuffix("feeds") + path)
        assert answer is not None
        assert answer.status == 404
        expect(page.locator("h1")).to_have_text("没有这一页")
        assert page.evaluate("getComputedStyle(document.body).padding") != "8px", "with its style"
    page.get_by_role("link", name="回到车间之声").click()
    expect(page.locator("article").first).to_be_visible()
    context.close()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of a programme of 300."""
    root = tmp_path_factory.mktemp("many")
    episodes = [episode(number) for number in range(1, 301)]
    lay_out(root / "audio_out", *episodes[:1])
    publish(episodes, STATION, audio_out=root / "audio_out", feeds=root / "feeds")
    (root / "feeds" / "cover.jpg").write_bytes(cover(320))
    return root / "feeds"


def test_the_oldest_of_three_hundred_is_three_taps_away(browser: Browser, house: House, many: Path) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto((many / "index.html").as_uri())
        page.get_by_role("link", name="按月份找").click()
        page.locator(".year a").last.click()
        page.get_by_role("link", name="安全通知之1", exact=True).click()
        expect(page.locator("h1")).to_have_text("安全通知之1")


@pytest.mark.parametrize("width", [390, 1280])
def test_text_twice_as_large_breaks_nothing(
    browser: Browser, house: House, many: Path, newest: Episode, width: int
) -> None:
    with browser.new_context(viewport=ViewportSize(width=width, height=844)) as context:
        page = context.new_page()
        places = [
            f"{house.served}/{name}" for name in ("index.html", f"{newest.slug}.html", "subscribe.html", "404.html")
        ]
        for place in (*places, (many / "months.html").as_uri(), (many / "index.html").as_uri()):
            page.goto(place)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            if page.locator(".play, #play").count():
                page.locator(".play:visible, #play:visible").first.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
            for key in page.locator(":is(#player, .apps, .turn, .year) :is(button, select, a):visible").all():
                box = key.bounding_box()
                assert box is not None
                assert box["x"] >= 0, (place, key)
                assert box["x"] + box["width"] <= width, (place, key)
            bar = page.locator("#player")
            if bar.count() and bar.is_visible():
                tall = bar.bounding_box()
                assert tall is not None
                assert tall["height"] < 844 * 0.7, place


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm install in tests/publish/browser")
@pytest.mark.parametrize(("dark", "view"), [(False, DESKTOP), (True, PHONE)], ids=["light", "dark"])
def test_axe_finds_no_barrier_on_the_other_pages(
    browser: Browser, house: House, many: Path, newest: Episode, dark: bool, view: ViewportSize
) -> None:
    with looked_at(browser, house, viewport=view, dark=dark) as page:
        places = [f"{house.served}/{name}" for name in ("subscribe.html", "404.html", f"{newest.slug}.html")]
        for place in (*places, (many / "months.html").as_uri()):
            page.goto(place)
            if place.endswith(f"/{newest.slug}.html"):
                page.locator("#play").click()
                page.locator("#queue summary").click()
                page.get_by_role("button", name="这里读错了").click()
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate("axe.run(document, { preload: false })")  # from a disk no style can be fetched
            told = [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found["violations"]]
            assert told == [], json.dumps(told, ensure_ascii=False, indent=1)


def test_a_sentence_is_marked_as_read_wrongly(browser: Browser, house: House, newest: Episode) -> None:
    with looked_at(browser, house, viewport=PHONE) as page:
        page.goto(f"{house.served}/{newest.slug}.html")
        page.locator("#transcript a").nth(7).click()
        plays(page)
        page.locator("#play").click()
        page.get_by_role("button", name="这里读错了").click()
        expect(page.locator("#which")).to_contain_text(newest.cues[7].text)
        page.get_by_role("button", name="上一句").click()
        expect(page.locator("#which")).to_contain_text(newest.cues[6].text)
        page.get_by_role("button", name="就是这句").click()
        expect(page.locator("#told")).to_have_text("谢谢，已经告诉编辑。")
        marked = read_marked(house.folder / "audio_out")
        assert [(each.slug, each.sentence) for each in marked] == [(newest.slug, newest.cues[6].text)]
        page.goto(f"{house.disk}/{newest.slug}.html")
        page.locator("#play").click()
        plays(page)
        expect(page.locator("#report")).to_be_hidden()


def test_the_newest_are_kept_for_a_place_without_a_network(browser: Browser, house: House, newest: Episode) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{house.served}/index.html")
        page.get_by_label("没有网络也能听").select_option("3")
        expect(page.locator("#keeping")).to_contain_text("已存最近 3 期", timeout=30_000)
        context.set_offline(True)
        page.goto(f"{house.served}/{newest.slug}.html")
        page.locator("#transcript a").nth(9).click()
        plays(page)
        assert position(page) >= newest.cues[9].start / newest.rate - 0.1, "from the middle of what is kept"
        page.locator("#play").click()
        page.get_by_role("link", name="← 车间之声").click()
        expect(page.locator("article h2").first).to_have_text(newest.title)
        expect(page.locator("#keeping")).to_have_text("没有网络：能听存好的节目。")
        context.set_offline(False)
        page.get_by_label("没有网络也能听").select_option("0")
        page.wait_for_function("async () => !(await caches.keys()).length")
        manifest = page.evaluate("fetch('app.json').then((answer) => answer.json())")
        assert (manifest["start_url"], manifest["display"]) == ("index.html", "standalone")
