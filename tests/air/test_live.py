"""What is on the air is heard from the station's own server too, and nothing else of the folder is."""

from __future__ import annotations

from pathlib import Path

from tests.publish.live import live


def test_the_live_playlist_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "audio_out" / ".air"
    (folder / "hls").mkdir(parents=True)
    (tmp_path / "feeds").mkdir()
    (folder / "hls" / "live.m3u8").write_text("#EXTM3U\n")
    (folder / "hls" / "live-12.ts").write_bytes(b"sound")
    (folder / "hls" / "other.ts").write_bytes(b"no")
    (folder / "playing.json").write_text("{}")
    with live(tmp_path / "audio_out", tmp_path / "feeds") as server:
        playlist = server.ask("/air/live.m3u8")
        assert (playlist.status, playlist.text) == (200, "#EXTM3U\n")
        assert playlist.headers["content-type"] == "application/vnd.apple.mpegurl"
        assert playlist.headers["cache-control"] == "no-cache"
        segment = server.ask("/air/live-12.ts")
        assert (segment.status, segment.headers["content-type"]) == (200, "video/mp2t")
        for path in (
            "/air/other.ts",
            "/air/../playing.json",
            "/air/live-13.ts",
            "/audio_out/.air/playing.json",
            "/air/",
        ):
            assert server.ask(path).status == 404
