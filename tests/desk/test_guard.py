"""Who is let in: pages elsewhere, other names, other methods and odd requests get nothing, and nothing breaks."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.cli import main
from pipeline.commands.serve.desk_service import names_of, open_desk, units
from pipeline.desk.guard import Sessions
from pipeline.errors import UsageError
from pipeline.publish.server.auth import hashed
from pipeline.station import read_station
from tests.desk.desks import NOTICE, Open, Visit, opened, place_in, visit

pytestmark = pytest.mark.usefixtures("chinese")


@pytest.fixture(scope="module")
def at(chinese: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    place = place_in(tmp_path_factory.mktemp("guard"))
    with opened(place) as desk:
        yield desk


@pytest.fixture(scope="module")
def somebody(at: Open) -> Iterator[Visit]:
    with visit(at) as visitor:
        assert visitor.drop("通知.txt", NOTICE).text.startswith("/notice/drafts/")
        yield visitor


# what differs from a right request → status
FORGED: list[tuple[str, dict[str, str], str, int]] = [
    ("another name (DNS rebinding)", {"host": "evil.example"}, "{token}", 421),
    ("the name without its port", {"host": "127.0.0.1"}, "{token}", 421),
    ("from a page elsewhere", {"origin": "http://evil.example"}, "{token}", 403),
    ("from a page that hides where it is", {"origin": "null"}, "{token}", 403),
    ("from another port", {"origin": "http://127.0.0.1:1"}, "{token}", 403),
    ("told by the browser", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}, "{token}", 403),
    ("without the token", {}, "", 403),
    ("with another's token", {}, "x" * 43, 403),
    ("without the cookie", {"cookie": "desk=x"}, "{token}", 403),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "token", "status"), [row[1:] for row in FORGED], ids=[row[0] for row in FORGED])
def test_a_forged_request_changes_nothing(somebody: Visit, headers: dict[str, str], token: str, status: int) -> None:
    before = len(somebody.at.desk.journal.changes)
    for path in ("/discard/drafts/通知.txt", "/drop?name=b.txt", "/undo?number=1", "/say/drafts/通知.txt", "/build"):
        query = f"{'&' if '?' in path else '?'}token={token.format(token=somebody.token)}"
        told = {"origin": somebody.at.origin} | headers
        # Without a body: what is refused at its head is answered, and hung up on, before a body need have been sent.
        answer = somebody.client.post(path + query, headers=told)
        assert answer.status_code == status, path
    assert len(somebody.at.desk.journal.changes) == before
    assert (somebody.place.drafts / "通知.txt").exists()


def test_a_write_without_an_origin_is_none(somebody: Visit) -> None:
    answer = somebody.client.post(f"/build?token={somebody.token}")
    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "HEAD"])
def test_other_methods_are_refused(somebody: Visit, method: str) -> None:
    assert somebody.client.request(method, "/").status_code == 405


def test_who_has_not_opened_the_desk_hears_and_sees_nothing(at: Open) -> None:
    with httpx.Client(base_url=at.origin, trust_env=False) as stranger:
        for path in ("/list", "/events", "/sound/drafts/通知.txt?line=s001-001", "/notice/drafts/通知.txt"):
            answer = stranger.get(path, headers={"sec-fetch-mode": "no-cors"})
            assert (answer.status_code, answer.headers["hx-refresh"]) == (403, "true")


def test_headers_of_every_answer(somebody: Visit) -> None:
    answers = [somebody.client.get(path) for path in ("/", "/static/desk.js", "/list", "/nothing", "/notice/x")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 409]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
    with httpx.Client(base_url=somebody.at.origin, trust_env=False) as other:
        cookie = other.get("/").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "<script>" not in answers[0].text
    assert not re.search(r"\son\w+=|style=", answers[0].text)


@pytest.mark.parametrize(
    "key",
    ["../station.toml", "drafts/../../station.toml", "seeds/../station.toml", "drafts/%2e%2e/x", "drafts//etc/passwd",
     "drafts/", "drafts/%00", "drafts/nothing.txt"],
)  # fmt: skip
def test_a_path_leads_to_documents_alone(somebody: Visit, key: str) -> None:
    for path in ("/notice/", "/words/", "/sound/"):
        answer = somebody.client.get(path + key)
        assert answer.status_code in (404, 409, 422), path
        assert "[station]" not in answer.text
    assert somebody.post(f"/discard/{key}").status_code in (404, 409)


def test_text_of_a_document_is_text_in_every_page(somebody: Visit) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>停电'
    somebody.drop("<b onclick=x>.txt", f"{evil}\n\n{evil}。\n\n请重看{evil}。")
    key = next(path.name for path in somebody.place.drafts.iterdir() if path.name.startswith("<b"))
    for path in ("/", f"/notice/drafts/{key}", f"/words/drafts/{key}?s=1&at=2", "/list"):
        page = somebody.page(path)
        assert not re.search(r"<script>|<img|<b ", page), path


def test_two_thousand_odd_requests_change_and_break_nothing(somebody: Visit) -> None:
    chance = random.Random(23)  # noqa: S311  # the same each time
    paths = (
        "/",
        "/notice/",
        "/words/",
        "/sound/",
        "/list",
        "/events/",
        "/undo",
        "/say/",
        "/sentence/",
        "/drop",
        "/static/",
    )
    pieces = (
        "drafts/通知.txt",
        "..",
        "%00",
        "%ff",
        "?",
        "s=",
        "9" * 30,
        "-1",
        "&at=",
        "<x>",
        "'",
        "\\",
        "/",
        "é",
        "version=",
        "~",
    )
    before = {path: path.read_bytes() for path in somebody.place.seeds.rglob("*") if path.is_file()}
    journal = len(somebody.at.desk.journal.changes)
    statuses = set()
    for _number in range(2000):
        path = chance.choice(paths) + "".join(chance.choice(pieces) for _ in range(chance.randrange(5)))
        method = chance.choice(("GET", "GET", "POST", "PUT"))
        headers = {"origin": chance.choice((somebody.at.origin, "null"))}
        told = f"{path}{'&' if '?' in path else '?'}token={somebody.token}" if chance.random() < 0.3 else path
        body = bytes(chance.randrange(256) for _ in range(chance.randrange(40))) if method == "POST" else b""
        try:
            answer = somebody.client.request(method, told, headers=headers, content=body)
        except (httpx.InvalidURL, httpx.TransportError):  # refused before the body was sent: no answer need arrive
            continue
        statuses.add(answer.status_code)
        assert "Traceback" not in answer.text
    assert max(statuses) < 500
    assert {path: path.read_bytes() for path in before} == before
    assert {change.act for change in somebody.at.desk.journal.changes[:-journal]} <= {"undo"}
    assert "通知" in somebody.page()


def test_an_upload_that_is_too_large_or_breaks_off_leaves_nothing(
    somebody: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.desk.changes.uploads.received.__defaults__", (1000,))
    assert "超过" in somebody.drop("大.txt", "停" * 1000).text
    assert (
        "空的"
        in somebody.client.post(
            f"/drop?name=a.txt&token={somebody.token}", content=b"", headers={"origin": somebody.at.origin}
        ).text
    )

    def breaks_off() -> Iterator[bytes]:
        yield b"x" * 100
        raise ConnectionError

    with pytest.raises(ConnectionError):
        somebody.client.post(
            f"/drop?name=a.txt&token={somebody.token}", content=breaks_off(), headers={"origin": somebody.at.origin}
        )
    somebody.page()
    assert not (somebody.place.drafts / "a.txt").exists()


def test_what_a_killed_desk_was_being_sent_is_removed(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    place.incoming.mkdir(parents=True)
    (place.incoming / "x.part").write_bytes(b"half")
    with opened(place):
        assert list(place.incoming.iterdir()) == []


def test_a_desk_with_a_password_asks_for_it(tmp_path: Path) -> None:
    with (
        opened(place_in(tmp_path), hashed("安全第一")) as at,
        httpx.Client(base_url=at.origin, trust_env=False) as client,
    ):
        asked = client.get("/")
        assert (asked.status_code, asked.headers["location"]) == (303, "/login")
        assert client.get("/list", headers={"sec-fetch-mode": "cors"}).headers["hx-redirect"] == "/login"
        assert "口令" in client.get("/login").text
        told = {"origin": at.origin}
        assert client.post("/login", data={"password": "不对"}, headers=told).status_code == 401
        assert client.post("/login", headers={"origin": "null"}).status_code == 403
        assert client.post("/login", content=b"password=" + b"x" * 9000, headers=told).status_code == 413
        entered = client.post("/login", data={"password": "安全第一"}, headers=told)
        assert entered.headers["location"] == "/"
        assert client.get("/").status_code == 200
        for _try in range(4):
            last = client.post("/login", data={"password": f"{_try}"}, headers=told)
        assert last.status_code == 429


def test_sessions_end() -> None:
    clock = [0.0]
    sessions = Sessions(clock=lambda: clock[0])
    first = sessions.begin()
    assert sessions.token(first)
    clock[0] += 13 * 3600
    assert sessions.token(first) == ""
    first = sessions.begin()
    for _number in range(1000):
        sessions.begin()
    assert sessions.token(first) == ""


def test_a_desk_is_opened_to_others_with_a_password_alone(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    station, _settings = read_station(place.station)
    with pytest.raises(UsageError, match="要有口令"):
        open_desk(place, station, host="0.0.0.0", port=1, say=print)  # noqa: S104  # refused
    text = place.station.read_text("utf-8").replace('port = 8010\npassword = ""', 'port = 8010\npassword = "secret"')
    place.station.write_text(text, "utf-8")
    with pytest.raises(UsageError, match="不是命令打印"):
        open_desk(place, read_station(place.station)[0], host="127.0.0.1", port=1, say=print)
    assert names_of("127.0.0.1", 8) == ["127.0.0.1:8", "[::1]:8", "localhost:8"]
    assert "10.1.2.3:8" in names_of("10.1.2.3", 8)


def test_units_for_a_machine_without_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = place_in(tmp_path)
    assert main(["desk", "--unit", "--station", str(place.station), "--seeds", str(place.seeds)]) == 0
    told = capsys.readouterr().out
    assert f"--seeds {place.seeds}" in told
    assert "[Desktop Entry]" in told
    assert "xdg-open http://127.0.0.1:8010/" in told
    assert "xdg-open http://[::1]:8/" in units(place, "::1", 8)


def test_the_command_serves_until_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = place_in(tmp_path)
    seen = threading.Event()

    def serve(_app: object, *, host: str, port: int, ready: Callable[[], None]) -> None:
        assert (host, port) == ("127.0.0.1", 8123)
        ready()
        seen.set()

    monkeypatch.setattr("pipeline.publish.server.app.serve", serve)
    monkeypatch.setattr("pipeline.messages.speak", lambda _language: None)
    assert main(["desk", "--port", "8123", "--station", str(place.station), "--seeds", str(place.seeds)]) == 0
    assert seen.is_set()
