"""The command line: words in, words out, and exit codes that a script can trust."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from pipeline import cli
from pipeline.errors import EngineMissing, OutputError
from tests.conftest import ROOT


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(ROOT / "station.toml", tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "2026-05-01-a.txt").write_text("通知\n\n今天8:30检修2台空压机🙂。\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    return cli.main(list(arguments))


def test_build_then_nothing_to_do_then_check(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("build", "--engine", "tone") == 0
    first = capsys.readouterr()
    assert "1 made, 0 kept, 0 failed" in first.out
    assert "“🙂” has no sound" in first.out
    assert first.err == ""
    assert run("build", "--engine", "tone", "--jobs", "1") == 0
    assert "Nothing to do: 1 episode stands" in capsys.readouterr().out
    assert run("check") == 0, capsys.readouterr().err
    assert "0 errors" in capsys.readouterr().out
    here.joinpath("audio_out", ".lock").write_text("process 1 on elsewhere\n")  # as a run that was killed leaves it
    assert run("check") == 1
    assert capsys.readouterr().err.startswith("audio_out: the last run here was cut off → run make first\n")
    assert run("build", "--engine", "tone") == 0
    assert run("check") == 0
    capsys.readouterr()
    next(here.glob("audio_out/*/podcast.mp3")).write_bytes(b"cut")
    assert run("check") == 1
    assert "podcast.mp3" in capsys.readouterr().err


def test_something_failed_is_exit_1_on_stderr(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "seeds" / "b.txt").write_text("")
    assert run("build", "--engine", "tone") == 1
    shown = capsys.readouterr()
    assert "1 made, 0 kept, 1 failed" in shown.out
    assert "b.txt" in shown.err
    assert "→" in shown.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--seeds", "nowhere"],
        ["build", "--station", "nowhere.toml"],
        ["say", "你好", "-o", "a.ogg", "--engine", "tone"],
        ["say", "🙂", "-o", "a.wav", "--engine", "tone"],
        ["say", "你好", "-o", "a.wav", "--engine", "tone", "--voice", "zf_xiaobei"],
    ],
)
def test_wrong_usage_is_exit_2_and_touches_nothing(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(*arguments) == 2
    assert " → " in capsys.readouterr().err
    assert not list(here.glob("feeds/*"))
    assert not list(here.glob("a.*"))


@pytest.mark.parametrize("arguments", [[], ["fly"], ["build", "--engine", "sam"], ["build", "--jobs", "0"], ["script"]])
def test_words_it_does_not_know_are_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    assert caught.value.code == 2
    assert "usage: broadcast" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "run make again"),
        (OutputError("the disk is full", where="x", next="make room"), 1, "x: the disk is full → make room"),
        (EngineMissing("no weights", next="install them"), 2, "no weights → install them"),
    ],
)
def test_how_a_command_may_end(
    here: Path,
    own_workers: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    raised: BaseException,
    code: int,
    words: str,
) -> None:
    def fail(*_arguments: object) -> None:
        raise raised

    monkeypatch.setattr("pipeline.build.build", fail)
    assert run("build") == code
    assert words in capsys.readouterr().err


def test_script_shows_what_changed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("script", "seeds/2026-05-01-a.txt") == 0
    shown = capsys.readouterr().out
    assert "8:30 → " in shown
    assert run("script", "seeds/2026-05-01-a.txt", "--pinyin") == 0
    assert "tong1" in capsys.readouterr().out
    assert run("script", "seeds/2026-05-01-a.txt", "--doubtful") == 0
    capsys.readouterr()
    assert run("script", "seeds/2026-05-01-a.txt", "--why") == 0
    assert "figure" in capsys.readouterr().out


def test_script_json_shows_what_was_left_out_around_an_article(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = here / "seeds" / "页.html"
    page.write_text("<nav>首页</nav><h1>停电通知</h1><p>周日停电。</p><footer>某某厂</footer>", encoding="utf-8")
    assert run("script", str(page), "--json") == 0
    out, err = capsys.readouterr()
    assert "left out around the article: 2 lines" in err
    assert [json.loads(line).get("left_out") for line in out.splitlines()] == [["首页", "某某厂"], None]


def test_script_json_has_a_syllable_for_each_character(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("script", "seeds/2026-05-01-a.txt", "--json") == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["id"] for record in records] == ["s001-001", "s001-002"]
    for record in records:
        chinese = [c for c in record["spoken"] if "\u4e00" <= c <= "\u9fff"]
        assert len(record["pinyin"]) == len(record["pinyin_said"]) == len(chinese)
        assert all(syllable[-1] in "12345" for syllable in record["pinyin"])
        assert record["section"] == "通知"


def test_script_of_a_bad_document_is_exit_1(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "seeds" / "b.txt").write_text("")
    assert run("script", "seeds/b.txt") == 1
    assert "b.txt" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.mp3"])
def test_say_writes_one_file(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert run("say", "重庆市总工会。欢迎你。", "-o", name, "--engine", "tone", "--voice", "low") == 0
    assert "low (tone)" in capsys.readouterr().out
    samples, rate = soundfile.read(here / name)
    assert rate == 24_000
    assert len(samples) > rate
    assert abs(samples).max() > 0.05


def test_voices_lists_and_lets_each_speak(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("voices") == 0
    shown = capsys.readouterr().out
    assert [line.split()[1] for line in shown.splitlines()][:3] == ["zf_lan", "zm_tao", "zf_xiaobei"]
    assert "for news and notices: clearer than zf_xiaobei" in shown
    assert "15.7 % misheard" in shown
    assert "zh-CN-XiaoxiaoNeural" in shown
    assert run("voices", "--engine", "tone", "--sample", "你好", "-o", "samples") == 0
    assert sorted(path.name for path in (here / "samples").iterdir()) == ["tone-high.wav", "tone-low.wav"]


def test_the_module_and_the_program_are_the_same() -> None:
    for command in ([sys.executable, "-m", "pipeline"], [str(Path(sys.executable).parent / "broadcast")]):
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603  # our own program
        assert done.stdout.startswith("broadcast ")


def test_the_reader_of_a_long_listing_may_leave(here: Path) -> None:
    (here / "seeds" / "long.txt").write_text("通知\n\n" + "今天检修。" * 4000)
    command = [sys.executable, "-m", "pipeline", "script", str(here / "seeds" / "long.txt"), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:  # noqa: S603  # ours
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    heavy = "numpy onnxruntime jieba PIL lxml rich uvicorn starlette pydub feedgen scipy edge_tts"
    code = f"import sys, pipeline.cli, pipeline.build; print([m for m in '{heavy}'.split() if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603  # a command of our own
    assert done.stdout.strip() == "[]"
