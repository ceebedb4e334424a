"""``station.toml``: what ships is what is in force, and each mistake is told with its line and the way out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StationError
from pipeline.station import Station, read_station


def test_the_shipped_file_spells_out_the_defaults(station_file: Path) -> None:
    station, _settings = read_station(station_file)
    assert station == Station()


def test_an_empty_file_is_a_station(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("")
    assert read_station(tmp_path / "s.toml")[0] == Station()


def test_values_arrive(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(
        '[station]\nname = "一号车间"\nutc_offset = "-03:30"\n[voice]\nengine = "tone"\n'
        '[voice.presenters]\ntone = ["low"]\n[profiles.podcast]\nloudness = -19\n[lexicon]\n"重庆" = "chong2 qing4"\n'
    )
    station, settings = read_station(path)
    assert station.name == "一号车间"
    assert station.voice.engine == "tone"
    assert station.voice.presenters.tone == ("low",)
    assert station.profiles.podcast.loudness == -19.0
    assert station.lexicon == {"重庆": "chong2 qing4"}
    assert station.zone.utcoffset(None) == -timedelta(hours=3, minutes=30)
    assert settings.where("lexicon", "重庆") == f"{path}:11"
    assert settings.where_in("lexicon")("成都") == f"{path}:10"


# what the line says → line of the complaint, words it must hold
MISTAKES = [
    ("[station]\nnmae = 'x'", 2, "station.nmae", "did you mean “name”?"),
    ("[statoin]", 1, "statoin", "did you mean “station”?"),
    ("x = 1", 1, "x: no such key", "known here: air, cover"),
    ("[voice]\n\npace = 'fast'", 3, "must be a whole number", ""),
    ("[voice]\npace = true", 2, "must be a whole number", ""),
    ("[voice]\npace = 900", 2, "900 is out of bounds", "from 120 to 400"),
    ("[voice]\nengine = 'sam'", 2, "“sam” is not possible", "auto, edge, kokoro, tone"),
    ("[profiles.podcast]\nkilobits = 100", 2, "“100” is not possible", "96, 112, 128"),
    ("[profiles.workshop]\nkilobits = 128.0", 2, "must be a whole number", ""),
    ("[voice.presenters]\nkokoro = 'zf_xiaobei'", 2, "must be a list of texts", ""),
    ("[voice.presenters]\nkokoro = []", 2, "must be a list of texts", ""),
    ("voice.presenters.kokoro = [1]", 1, "must be a list of texts", ""),
    ("[station]\nname = '  '", 2, "must not be empty", ""),
    ("[station]\nbase_url = 'ftp://x'", 2, "http://", ""),
    ("[station]\nutc_offset = '8'", 2, "+08:00", ""),
    ("[station]\nexplicit = 'no'", 2, "must be true or false", ""),
    ("[profiles.podcast]\npeak = 'low'", 2, "must be a number", ""),
    ("[programme]\nopening = '{statoin}'", 2, "knows no {statoin}", ""),
    ("[programme]\nopening = '{station'", 2, "brace", ""),
    ("pauses = 3", 1, "pauses: must be a table", "write [pauses]"),
    ("lexicon = 3", 1, "lexicon: must be a table", "write [lexicon]"),
    ("[lexicon]\n'a' = 1", 2, "must be a text in quotes", ""),
    ("[station]\nname = ", 2, "is not TOML", ""),
    ("[station]\nname = 'a'\nname = 'b'", 3, "is not TOML", ""),
]


@pytest.mark.parametrize(("text", "line", "what", "remedy"), MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str, remedy: str) -> None:
    path = tmp_path / "station.toml"
    path.write_text(text + "\n")
    with pytest.raises(StationError) as caught:
        read_station(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: ")
    assert what in message
    assert remedy in message
    assert caught.value.next


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StationError, match=r"no such file.*--station"):
        read_station(tmp_path / "station.toml")


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(StationError, match="cannot be read"):
        read_station(tmp_path)


def test_gbk_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_bytes("[station]\nname = '车间'\n".encode("gbk"))
    with pytest.raises(StationError, match=r":2: is not UTF-8 → save it as UTF-8"):
        read_station(path)


@given(st.text(max_size=60))
def test_whatever_the_file_says_there_is_a_station_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "station.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read_station(path)
    except StationError as exc:
        assert str(exc).startswith(str(path))
