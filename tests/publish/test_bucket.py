"""``broadcast publish`` against an S3 server on this machine: what goes up and in what order, with which headers, what
goes away, and what an operator is told when it cannot be done."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import boto3
import pytest
from aiobotocore.client import AioBaseClient

from pipeline import cli
from pipeline.errors import PublishError, StationError, UsageError
from pipeline.manifest import episode_to_json
from pipeline.model import AudioFile, Episode
from pipeline.publish import upload
from pipeline.publish.bucket.plan import shipment
from pipeline.publish.bucket.s3 import SUMS, Uploaded
from pipeline.station import PublishSettings, Station
from tests.conftest import ROOT
from tests.publish.samples import STATION, cover, episode, lay_out, publish

BASE = STATION.base_url
MASTER = episode(1).files["podcast"].published.replace("00001", "{:05}")
LATER_NS = 10_000_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Moto's S3, a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("moto") / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # moto itself
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=output, stderr=output
        )
    try:
        until = time.monotonic() + 60
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(30)


@pytest.fixture
def aws(server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The environment of an operator who has an account there; nothing of the one who runs the tests."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    given = {
        "AWS_ACCESS_KEY_ID": "the-factory",
        "AWS_SECRET_ACCESS_KEY": "very-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": server,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return server


@dataclass
class House:
    """A station with its folders and its bucket."""

    root: Path
    s3: Any
    bucket: str
    station: Station

    @property
    def audio(self) -> Path:
        return self.root / "audio_out"

    @property
    def feeds(self) -> Path:
        return self.root / "feeds"

    def build(self, *episodes: Episode) -> None:
        lay_out(self.audio, *episodes)
        publish(episodes, self.station, audio_out=self.audio, feeds=self.feeds)
        (self.feeds / "cover.jpg").write_bytes(cover())

    def upload(self) -> Uploaded:
        self.told: list[str] = []
        return upload(self.station, audio_out=self.audio, feeds=self.feeds, tell=self.told.append)

    def held_keys(self) -> set[str]:
        found = self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return {item["Key"].removeprefix("radio/") for item in found}

    def held(self, key: str) -> bytes:
        content: bytes = self.s3.get_object(Bucket=self.bucket, Key=f"radio/{key}")["Body"].read()
        return content

    def dead_links(self) -> list[str]:
        """What the feeds in the bucket lead to and the bucket has not."""
        keys = self.held_keys()
        dead = []
        for key in keys:
            if key.endswith((".xml", ".m3u", ".m3u8", ".opml")):
                for url in re.findall(rf"{re.escape(BASE)}/([^\s\"<]+)", self.held(key).decode()):
                    dead += [f"{key} → {url}"] if unquote(url) not in keys else []
        return dead


@pytest.fixture(scope="module")
def s3(server: str) -> Any:
    """Somebody else who works with the same server."""
    return boto3.client(
        "s3",
        endpoint_url=server,
        region_name="us-east-1",
        aws_access_key_id="the-factory",
        aws_secret_access_key="very-secret",  # noqa: S106  # of nothing
    )


@pytest.fixture
def house(aws: str, s3: Any, tmp_path: Path, request: pytest.FixtureRequest) -> House:
    bucket = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[-50:].strip("-")
    s3.create_bucket(Bucket=bucket)
    return House(tmp_path, s3, bucket, replace(STATION, publish=PublishSettings(f"s3://{bucket}/radio")))


def test_all_that_feeds_and_pages_lead_to_goes_up_and_nothing_else(house: House) -> None:
    house.build(episode(1), episode(2))
    (house.audio / "notice-00001" / "notes.txt").write_text("秘密")
    (house.audio / ".index.json").write_text("{}")
    (house.feeds / "draft.html").write_text("未完")
    done = house.upload()
    keys = house.held_keys()
    assert done.sent == len(keys)
    assert done.bytes == sum((house.root / key).stat().st_size for key in keys)
    assert house.dead_links() == []
    assert {"feeds/index.html", "feeds/notice-00001.html", "feeds/broadcast.css", "feeds/cover.jpg"} <= keys
    assert {f"audio_out/notice-00002/{name}" for name in (MASTER.format(2), "transcript.srt", "thumb.jpg")} <= keys
    assert not [key for key in keys if "/." in key or "notes" in key or "draft" in key or key.endswith("episode.json")]
    assert all(house.held(key) == (house.root / key).read_bytes() for key in keys)
    assert house.told[0] == "the station's name plate: 1 file"
    assert house.told[-1] == "feeds: 6 files"


HEADERS = [
    (f"audio_out/notice-00001/{MASTER.format(1)}", "audio/mpeg", 86_400),
    ("audio_out/notice-00001/cover.jpg", "image/jpeg", 3_600),
    ("audio_out/notice-00001/transcript.vtt", "text/vtt; charset=utf-8", 3_600),
    ("audio_out/notice-00001/chapters.json", "application/json+chapters", 3_600),
    ("feeds/podcast.xml", "application/rss+xml; charset=utf-8", 300),
    ("feeds/workshop.m3u8", "audio/x-mpegurl", 300),
    ("feeds/index.html", "text/html; charset=utf-8", 300),
    ("feeds/broadcast.js", "text/javascript; charset=utf-8", 300),
]


def test_each_file_has_its_type_and_says_how_long_it_may_be_kept(house: House) -> None:
    house.build(episode(1))
    house.upload()
    for key, kind, seconds in HEADERS:
        head = house.s3.head_object(Bucket=house.bucket, Key=f"radio/{key}")
        assert (head["ContentType"], head["CacheControl"]) == (kind, f"public, max-age={seconds}")


def test_the_second_time_nothing_is_sent(house: House) -> None:
    house.build(episode(1), episode(2))
    first = house.upload()
    assert house.upload() == Uploaded(0, 0, 0, first.sent)
    assert house.told == []


def test_another_machine_without_any_memory_sends_nothing_either(house: House) -> None:
    house.build(episode(1))
    first = house.upload()
    (house.feeds / SUMS).write_text("no JSON")
    for path in house.root.rglob("*"):
        os.utime(path)
    assert house.upload() == Uploaded(0, 0, 0, first.sent)


def test_a_change_of_content_is_seen_though_size_and_memory_say_nothing(house: House) -> None:
    house.build(episode(1))
    house.upload()
    page = house.audio / "notice-00001" / "transcript.html"
    page.write_bytes(page.read_bytes().replace(b"html", b"HTML"))
    assert house.upload().sent == 1
    assert house.held("audio_out/notice-00001/transcript.html") == page.read_bytes()


def test_what_is_known_by_size_and_date_is_not_read_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.build(episode(1))
    house.upload()
    for path in house.root.rglob("*"):
        facts = path.stat()
        os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns - LATER_NS))
    house.upload()
    sums = house.feeds / SUMS
    os.utime(sums, ns=(time.time_ns(), time.time_ns()))
    monkeypatch.setattr("hashlib.file_digest", None)
    assert house.upload().sent == 0


def test_what_somebody_removed_from_the_bucket_or_spoilt_there_is_put_back(house: House) -> None:
    house.build(episode(1))
    house.upload()
    house.s3.delete_object(Bucket=house.bucket, Key=f"radio/audio_out/notice-00001/{MASTER.format(1)}")
    house.s3.put_object(Bucket=house.bucket, Key="radio/feeds/index.html", Body=b"?")
    assert house.upload().sent == 2
    assert house.held("feeds/index.html") == (house.feeds / "index.html").read_bytes()


def test_one_more_episode_sends_its_files_and_what_lists_it(house: House) -> None:
    house.build(episode(1))
    house.upload()
    audio = house.s3.head_object(Bucket=house.bucket, Key=f"radio/audio_out/notice-00001/{MASTER.format(1)}")[
        "LastModified"
    ]
    house.build(episode(1), episode(2))
    done = house.upload()
    assert 0 < done.sent < len(house.held_keys()) / 2 + 8
    assert "notice-00002" in house.held("feeds/podcast.xml").decode()
    after = house.s3.head_object(Bucket=house.bucket, Key=f"radio/audio_out/notice-00001/{MASTER.format(1)}")
    assert after["LastModified"] == audio
    assert house.dead_links() == []


def test_a_withdrawn_episode_leaves_the_bucket_after_no_feed_names_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.build(episode(1), episode(2))
    house.s3.put_object(Bucket=house.bucket, Key="elsewhere/not-ours.txt", Body=b"!")
    house.upload()
    publish([episode(2)], house.station, audio_out=house.audio, feeds=house.feeds)
    named = []
    calling = AioBaseClient._make_api_call

    async def watched(self: Any, operation: str, arguments: Any) -> Any:
        if operation == "DeleteObject":
            named.append("notice-00001" in house.held("feeds/podcast.xml").decode())
        return await calling(self, operation, arguments)

    monkeypatch.setattr(AioBaseClient, "_make_api_call", watched)
    done = house.upload()
    assert done.removed == len(named) == 9
    assert not any(named)
    assert not [key for key in house.held_keys() if "notice-00001" in key]
    assert "elsewhere/not-ours.txt" in house.held_keys()
    assert house.dead_links() == []


@pytest.mark.parametrize("after", [0, 9, 19])
def test_cut_off_anywhere_no_feed_there_leads_to_nothing_and_the_next_upload_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    house.build(episode(1))
    house.upload()
    house.build(episode(1), episode(2))
    whole = 0
    calling = AioBaseClient._make_api_call

    async def failing(self: Any, operation: str, arguments: Any) -> Any:
        nonlocal whole
        if operation == "PutObject":
            if whole == after:
                raise ConnectionResetError("the line went dead")
            whole += 1
        return await calling(self, operation, arguments)

    with monkeypatch.context() as patch:
        patch.setattr(AioBaseClient, "_make_api_call", failing)
        with suppress(PublishError):
            house.upload()
    assert house.dead_links() == []
    rest = house.upload()
    assert whole > 0 or after == 0
    assert house.dead_links() == []
    assert house.held_keys() == {key for key in house.held_keys() if (house.root / key).is_file()}
    assert house.upload().sent == 0
    assert rest.sent + rest.kept == len(house.held_keys())


def test_killed_in_the_middle_it_is_taken_up_again(house: House) -> None:
    (house.root / "station.toml").write_text(
        f'[station]\nbase_url = "{BASE}"\n[publish]\ntarget = "s3://{house.bucket}/radio"\n'
    )
    house.station = replace(Station(base_url=BASE), publish=house.station.publish)
    house.build(*(episode(number) for number in range(1, 16)))
    command = [sys.executable, "-m", "pipeline", "publish"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    cut = subprocess.Popen(command, cwd=house.root, env=environment, stdout=subprocess.PIPE)  # noqa: S603  # this program
    until = time.monotonic() + 60
    while len(house.held_keys()) < 20 and time.monotonic() < until:
        time.sleep(0.02)
    cut.send_signal(signal.SIGKILL)
    cut.communicate(timeout=30)
    there = len(house.held_keys())
    assert 20 <= there < 145
    assert "feeds/podcast.xml" not in house.held_keys()
    again = subprocess.run(  # noqa: S603  # likewise
        command, cwd=house.root, env=environment, capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    assert house.dead_links() == []
    last = again.stdout.splitlines()[-1]
    assert re.fullmatch(rf"\d+ uploaded \(\d+\.\d MB\), 0 removed, ({there}|{there + 1}) there already\.", last), last
    assert "very-secret" not in again.stdout + again.stderr


def test_the_command_says_what_it_did(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house.station = replace(Station(base_url=BASE), publish=house.station.publish)
    house.build(episode(1))
    (house.root / "station.toml").write_text(
        f'[station]\nbase_url = "{BASE}"\n[publish]\ntarget = "s3://{house.bucket}/radio"\n'
    )
    monkeypatch.chdir(house.root)
    assert cli.main(["publish"]) == 0
    assert re.fullmatch(
        rf"{len(house.held_keys())} uploaded \(0\.\d MB\), 0 removed, 0 there already\.",
        capsys.readouterr().out.splitlines()[-1],
    )
    assert cli.main(["publish"]) == 0
    assert capsys.readouterr().out == f"Nothing to upload: {len(house.held_keys())} files are there already.\n"
    (house.audio / ".lock").write_text("process 1 on a machine that lost its power\n")
    assert cli.main(["publish"]) == 2
    assert capsys.readouterr().err == "audio_out: the last run here was cut off → run make first\n"


def test_two_stations_do_not_share_a_place(house: House) -> None:
    house.build(episode(1))
    house.upload()
    before = house.held_keys()
    (house.audio / "station.json").write_text('{"podcast": "another", "workshop": "another"}')
    with pytest.raises(UsageError, match=r"s3://.*/radio: another station is published there → choose another folder"):
        house.upload()
    (house.audio / "station.json").write_text('{"podcast": "another"}')
    house.s3.put_object(Bucket=house.bucket, Key="radio/audio_out/station.json", Body=b"[")
    with pytest.raises(UsageError, match="another station"):
        house.upload()
    assert house.held_keys() == before


FOREIGN = [
    "radio/index.html",
    "radio/feeds/our-holidays.html",
    "radio/audio_out/music/song.mp3",
    "radio/audio_out/notice-00009/podcast.mp3",
    "radio/feeds/deep/inside.txt",
    "radio/.hidden",
]


@pytest.mark.parametrize("key", FOREIGN)
def test_a_place_that_is_somebody_s_is_left_as_it_is(house: House, key: str) -> None:
    house.build(episode(1))
    house.s3.put_object(Bucket=house.bucket, Key=key, Body=b"theirs")
    name = key.removeprefix("radio/")
    told = rf"s3://.*/radio: files are there already that are not this station’s \({name}\) → choose an empty folder"
    for _time in range(2):
        with pytest.raises(UsageError, match=told):
            house.upload()
    assert house.held_keys() == {name}
    assert house.held(name) == b"theirs"


@pytest.mark.parametrize("key", ["radio/", "radio/feeds/", "radiotelescope/data.bin", "radio.txt", "other/index.html"])
def test_an_empty_folder_as_consoles_make_it_and_what_is_beside_it_are_no_hindrance(house: House, key: str) -> None:
    house.build(episode(1))
    house.s3.put_object(Bucket=house.bucket, Key=key, Body=b"" if key.endswith("/") else b"theirs")
    first = house.upload()
    assert first.removed == 0
    house.build(episode(2))
    (house.audio / "notice-00001" / "episode.json").unlink()
    house.upload()
    assert house.s3.get_object(Bucket=house.bucket, Key=key)


def test_a_whole_bucket_can_be_the_place(house: House) -> None:
    house.build(episode(1))
    house.station = replace(house.station, publish=PublishSettings(f"s3://{house.bucket}"))
    first = house.upload()
    assert "audio_out/station.json" in house.held_keys()
    assert house.upload() == Uploaded(0, 0, 0, first.sent)


def test_what_others_lay_into_the_station_s_own_place_later_stays_and_is_told(house: House) -> None:
    house.build(episode(1), episode(2))
    house.upload()
    theirs = {"audio_out/music/song.mp3", "feeds/holiday.jpg", "feeds/deep/inside.html", "audio_out/notes.txt"}
    for key in theirs:
        house.s3.put_object(Bucket=house.bucket, Key=f"radio/{key}", Body=b"theirs")
    publish([episode(2)], house.station, audio_out=house.audio, feeds=house.feeds)
    assert house.upload().removed == 9
    assert theirs <= house.held_keys()
    assert house.told[-1] == "files there that this program has not made, and that stay: 4"


@pytest.mark.parametrize("plate", [b"", b"[]", b"null", b"3", b"{}", b'{"podcast": 1}', b"\xff", b"x" * 2_000_000])
def test_a_name_plate_that_is_none_of_ours(house: House, plate: bytes) -> None:
    house.build(episode(1))
    house.s3.put_object(Bucket=house.bucket, Key="radio/audio_out/station.json", Body=plate)
    with pytest.raises(UsageError, match="another station is published there"):
        house.upload()
    assert house.held_keys() == {"audio_out/station.json"}


def test_no_such_bucket(house: House) -> None:
    house.build(episode(1))
    house.station = replace(house.station, publish=PublishSettings("s3://nobody-made-this/radio"))
    with pytest.raises(PublishError, match="s3://nobody-made-this/radio: there is no such bucket → create it"):
        house.upload()


def test_credentials_that_are_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.build(episode(1))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(PublishError, match=r"access is refused \(Unable to locate credentials\) → set AWS_ACCESS_KEY"):
        house.upload()


def test_credentials_that_are_wrong_are_told_without_the_secret(house: House, aws: str) -> None:
    house.build(episode(1))
    asked(aws, "0")
    try:
        with pytest.raises(PublishError, match="access is refused") as caught:
            house.upload()
    finally:
        asked(aws, "Infinity")
    assert "very-secret" not in str(caught.value)


def asked(server: str, free_actions: str) -> None:
    """From now on moto asks for credentials it knows, after so many ``free_actions``."""
    request = urllib.request.Request(f"{server}/moto-api/reset-auth", data=free_actions.encode())
    request.add_header("Content-Type", "text/plain")
    urllib.request.urlopen(request, timeout=10).close()


def test_a_server_that_is_not_there(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.build(episode(1))
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", nobody)
    began = time.monotonic()
    with pytest.raises(PublishError, match=rf"the upload stopped \(.*{nobody}.*\) → check the network"):
        house.upload()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("address", ["nonsense", "http://", "ftp://127.0.0.1", "http://127.0.0.1:99999"])
def test_an_address_that_is_none(house: House, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    house.build(episode(1))
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    with pytest.raises(PublishError, match="check the network and AWS_ENDPOINT_URL"):
        house.upload()


def test_a_profile_that_is_not_there(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.build(episode(1))
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(PublishError, match=r"access is refused \(.*nobody.*\) → set AWS_ACCESS_KEY_ID"):
        house.upload()


def test_it_is_refused_before_the_network_is_asked(tmp_path: Path) -> None:
    house = House(tmp_path, None, "b", replace(STATION, publish=PublishSettings("s3://b/radio")))
    with pytest.raises(UsageError, match=r"podcast\.xml: is missing → run make first"):
        house.upload()
    house.build(episode(1))
    there = house.station
    house.station = replace(there, publish=PublishSettings())
    with pytest.raises(StationError, match=r"publish\.target is empty → write one"):
        house.upload()
    house.station = replace(there, base_url="")
    with pytest.raises(StationError, match="base_url is empty, so the feeds lead to this machine"):
        house.upload()
    house.station = replace(there, base_url="https://radio.example")
    with pytest.raises(UsageError, match=r"was made for another address than https://radio\.example → run make first"):
        house.upload()
    house.station = there
    master = house.audio / "notice-00001" / MASTER.format(1)
    master.write_bytes(master.read_bytes()[:-1])
    with pytest.raises(UsageError, match=r"\.mp3: is not as long as its manifest says"):
        house.upload()
    master.unlink()
    with pytest.raises(UsageError, match=r"\.mp3: is missing → run make first"):
        house.upload()
    (master.parent / "episode.json").unlink()
    with pytest.raises(UsageError, match=r"episode\.json: is missing → run make first"):
        house.upload()
    with pytest.raises(UsageError, match=r"lead to \.\./sound for audio, in a bucket it is \.\./audio_out"):
        upload(house.station, audio_out=tmp_path / "sound", feeds=house.feeds, tell=print)


def test_without_aiobotocore_an_operator_is_told_what_to_install(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.build(episode(1))
    monkeypatch.setitem(sys.modules, "aiobotocore.config", None)
    with pytest.raises(UsageError, match="the package aiobotocore is not installed → run: pip install aiobotocore"):
        house.upload()


def test_parts_for_sip_loudspeakers_go_up_with_their_list(tmp_path: Path) -> None:
    part = AudioFile("sip/001.wav", 9, "audio/wav", 1000)
    one = replace(episode(1), files={**episode(1).files, "sip-001": part})
    lay_out(tmp_path / "audio_out", episode(1))
    folder = tmp_path / "audio_out" / one.slug
    (folder / "episode.json").write_bytes(episode_to_json(one))
    (folder / "sip").mkdir()
    (folder / "sip" / "001.wav").write_bytes(bytes(9))
    (folder / "sip" / "play.m3u").write_text("001.wav\n")
    publish([one], STATION, audio_out=tmp_path / "audio_out", feeds=tmp_path / "feeds")
    (tmp_path / "feeds" / "cover.jpg").write_bytes(cover())
    parcels = shipment(STATION, audio_out=tmp_path / "audio_out", feeds=tmp_path / "feeds")
    sent = {parcel.key for parcel in parcels if "/sip/" in parcel.key}
    assert sent == {f"audio_out/{one.slug}/sip/{name}" for name in ("001.wav", "play.m3u")}
