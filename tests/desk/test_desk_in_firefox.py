"""The desk in Firefox: a draft is looked at, heard, its readings opened, and published."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.desk.builds import Builds
from tests.desk.desks import NOTICE, opened, place_in
from tests.desk.firefox import FIREFOX, firefox

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FIREFOX.exists(), reason=f"{FIREFOX} is not installed: apt install firefox-esr"),
]


@pytest.mark.usefixtures("chinese")
def test_a_draft_is_heard_and_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Builds, "ask", lambda _self: None)
    place = place_in(tmp_path / "works")
    place.drafts.mkdir()
    (place.drafts / "停电通知.txt").write_text(NOTICE, "utf-8")
    (tmp_path / "profile").mkdir()
    with opened(place) as at, firefox(tmp_path / "profile") as page:
        page.go(f"{at.origin}/")
        page.click(".notices a")
        page.wait("document.querySelectorAll('.sentence').length == 4")
        page.click("#s2 .play")
        page.wait("document.querySelector('#s2 .playing') && !document.querySelector('#audio').paused")
        page.click("#s2 .doubt")
        page.wait("document.querySelectorAll('.choices li').length == 3")
        page.click(".alarm summary")
        page.wait("document.querySelector('.alarm-panel').getBoundingClientRect().right <= innerWidth")
        page.click(".alarm summary")
        page.click(".head .acts .strong")
        page.wait("document.querySelector('.done')?.textContent.includes('播出：停电通知')")
        assert (place.seeds / "停电通知.txt").read_text("utf-8") == NOTICE
        page.go("about:blank")  # the page's events end before the desk does
