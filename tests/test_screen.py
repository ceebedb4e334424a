"""What an operator sees: plain lines in a log, bars on a terminal, and a summary that tells where to listen."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pipeline.build import Order, Summary
from pipeline.commands.screens.screen import LiveScreen, PlainScreen, clock, screen_for, tell_summary
from pipeline.errors import DocumentError
from pipeline.model import Episode

ORDER = Order(Path("seeds"), Path("audio_out"), Path("feeds"), Path("station.toml"), None, 2)


def episode(title: str, *, reason: str = "", seconds: int = 125) -> Episode:
    return Episode(
        slug="a",
        guid="g",
        title=title,
        date="2026-05-01T00:00:00+08:00",
        author="",
        source="a.txt",
        fingerprint="",
        engine="kokoro",
        engine_reason=reason,
        voices=("zf_xiaobei",),
        rate=100,
        samples=seconds * 100,
        chapters=(),
        cues=(),
        words_estimated=True,
        files={},
    )


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(summary: Summary) -> tuple[str, str]:
    output, errors = io.StringIO(), io.StringIO()
    tell_summary(summary, ORDER, 61.0, output, errors)
    return output.getvalue(), errors.getvalue()


def test_plain_lines() -> None:
    output = io.StringIO()
    with screen_for(output) as screen:
        assert isinstance(screen, PlainScreen)
        screen.planned(0)
        screen.planned(2)
        screen.started("a.txt", "通知", "tone", 51, 102)
        for _n in range(51):
            screen.sentence(2)
        screen.finished("a.txt")
        screen.notice("a.txt", "one emoji")
        screen.notice("", "b.jpg: left alone")
    assert output.getvalue().splitlines() == [
        "2 documents to look at",
        "a.txt: “通知”, 51 sentences, tone",
        "  20 of 51 sentences",
        "  40 of 51 sentences",
        "  51 of 51 sentences",
        "! a.txt: one emoji",
        "! b.jpg: left alone",
    ]


def test_live_screen_shows_title_count_and_engine_and_clears_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    output = Terminal()
    with screen_for(output) as screen:
        assert isinstance(screen, LiveScreen)
        screen.planned(2)
        screen.started("a.txt", "第九届职工技能竞赛公告与报名须知以及更多说明", "kokoro", 3, 30)
        screen.sentence(10)
        screen.notice("a.txt", "[b]one[/b] emoji")
        screen.finished("a.txt")
        screen.started("b.txt", "[red]", "kokoro", 1, 10)
        screen.started("b.txt", "[red]", "tone", 1, 10)
        screen.sentence(10)
        screen.finished("b.txt")
    shown = output.getvalue()
    assert "! a.txt: [b]one[/b] emoji" in shown
    assert "2 documents" in shown
    assert shown.endswith("\x1b[?25h") or "\x1b[?25h" in shown, "the cursor is given back"


def test_live_screen_with_nothing_to_do_shows_nothing() -> None:
    output = Terminal()
    with screen_for(output) as screen:
        screen.planned(0)
        screen.started("a", "b", "c", 1, 4)
        screen.sentence(4)
        screen.finished("a")
    assert output.getvalue() == ""


def test_the_summary_of_a_good_day() -> None:
    output, errors = told(Summary(made=[episode("通知"), episode("倡议书", reason="the service is down")], kept=3))
    assert output.splitlines() == [
        "  +    2:05  通知  [kokoro]",
        "  +    2:05  倡议书  [kokoro]",
        "  kokoro, because: the service is down",
        "2 made, 3 kept, 0 failed; 4:10 of new audio in 1:01.",
        "Listen: open feeds/index.html, or run make serve.",
    ]
    assert errors == ""


def test_the_summary_of_a_bad_day() -> None:
    failure = DocumentError("is empty", where="seeds/a.txt", next="write something")
    output, errors = told(Summary(kept=1, drafts=2, withdrawn=["old"], titles={"old": "旧通知"}, failures=[failure]))
    assert "  - “旧通知”: its document is gone; taken off the feed" in output
    assert "0 made, 1 kept, 1 failed" in output
    assert "2 drafts" in output
    assert errors == "✗ seeds/a.txt: is empty → write something\n"


def test_nothing_to_do_is_one_line() -> None:
    assert told(Summary(kept=7)) == ("Nothing to do: 7 episodes stand as they should.\n", "")


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59.6, "1:00"), (125, "2:05"), (3723, "1:02:03")])
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_a_stored_reason_is_shown_in_the_operators_language(monkeypatch: pytest.MonkeyPatch) -> None:
    import gettext

    from pipeline import messages
    from pipeline.build.engine_choice import NOT_REACHED

    chinese = gettext.translation("broadcast", messages.LOCALE_FOLDER, ["zh_CN"])
    monkeypatch.setattr(messages, "_catalogue_in_use", chinese)
    output, _errors = told(Summary(made=[episode("通知", reason=NOT_REACHED)]))
    assert "联系不上在线语音" in output


def test_the_bar_of_all_documents_is_weighed_by_syllables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by bytes, of which a picture in a document has more than all of its text."""
    monkeypatch.setenv("TERM", "xterm-256color")
    with screen_for(Terminal()) as screen:
        assert isinstance(screen, LiveScreen)

        def shown() -> tuple[float | None, float]:
            assert screen._progress is not None
            task = screen._progress.tasks[0]
            return task.total, task.completed

        screen.planned(3)
        assert shown() == (None, 0)
        screen.started("a.docx", "通知", "tone", 2, 100)
        assert shown() == (300, 0), "the others are taken to be as long"
        screen.sentence(40)
        assert shown() == (300, 40)
        screen.started("a.docx", "通知", "kokoro", 2, 100)
        assert shown() == (300, 0), "begun anew by another engine"
        screen.sentence(60)
        screen.finished("a.docx")
        screen.finished("b.txt")  # stands as it should
        assert shown() == (200, 100)
        screen.started("c.txt", "公告", "tone", 1, 20)
        assert shown() == (120, 100)
        screen.sentence(20)
        screen.finished("c.txt")
        assert shown() == (120, 120)
