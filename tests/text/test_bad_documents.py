"""Documents that cannot be read, and those that can be with a word of warning: each told, none waited for."""

from __future__ import annotations

import codecs
import os
import socket
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.errors import DocumentError
from pipeline.text import read_document


def refused(path: Path, what: str) -> DocumentError:
    """The error that reading ``path`` is answered with; it says what, where, and what to do."""
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert what in caught.value.what
    assert path.name in caught.value.where
    assert caught.value.next
    return caught.value


def written(folder: Path, content: bytes, name: str = "通知.txt") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "no text"),
        ("\u3000\u00a0\n\u200b\ufeff".encode(), "no text"),
        (codecs.BOM_UTF8, "no text"),
        (codecs.BOM_UTF16_LE, "no text"),
        ("🎉🎉\n***\n——\n".encode(), "nothing in it that a voice could say"),
        ("Привет, мир\n".encode(), "nothing in it that a voice could say"),
        (b"---\ntitle: x\n---\n", "no text"),
        (b"PK\x03\x04" + bytes(60), "Word, Excel, ZIP"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word 97"),
        (bytes(2000), "bytes that no text has"),
        (b"\x01\x02\x03\x04\x05\x06" * 300, "control characters"),
        (bytes(range(256)) * 8, "not a text file"),
        (b"\xff\xfe\x00\xd8a", "none of UTF-8"),
        (b"\xef\xbb\xbf\xff\xff", "none of UTF-8"),
        ("安全生产".encode() * 50 + b"\xff\xff\xff" + "人人有责".encode() * 50, "none of UTF-8"),
        (b"\x80\x81\xff" * 500, "none of UTF-8"),
        ("安全第一。".encode() * 1_350_000, "larger than 5 MB"),
    ],
)
def test_told_what_is_wrong_with_a_text_file(tmp_path: Path, content: bytes, what: str) -> None:
    refused(written(tmp_path, content), what)


def test_an_undecodable_file_is_to_be_saved_as_utf_8(tmp_path: Path) -> None:
    assert "UTF-8" in refused(written(tmp_path, b"\x80\x81\xff" * 500), "none of").next


@pytest.mark.parametrize("name", ["a.ofd", "a.mp3", "a", "a.txt.bak"])
def test_a_suffix_without_reader(tmp_path: Path, name: str) -> None:
    assert ".docx" in refused(written(tmp_path, "安全第一。".encode(), name), "no reader").next


def test_suffixes_in_capitals(tmp_path: Path) -> None:
    assert read_document(written(tmp_path, "安全第一。".encode(), "通知.TXT")).text == "安全第一。\n"


def test_a_missing_file(tmp_path: Path) -> None:
    refused(tmp_path / "missing.txt", "cannot be read")


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    refused(tmp_path / "folder.txt", "not a file")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    begun = time.monotonic()
    refused(tmp_path / "pipe.txt", "not a file")
    assert time.monotonic() - begun < 5


@pytest.mark.skipif(sys.platform == "win32", reason="devices have other names there")
def test_a_device_is_refused(tmp_path: Path) -> None:
    (tmp_path / "device.txt").symlink_to("/dev/zero")
    refused(tmp_path / "device.txt", "not a file")


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="the system has no local sockets")
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # socket names must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.txt")
        refused(Path("s.txt"), "cannot be read")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "安全第一。".encode())
    path.chmod(0)

    def forbidden(*_: object) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    if os.access(path, os.R_OK):  # root may read everything
        monkeypatch.setattr("pipeline.text.documents.os.open", forbidden)
    error = refused(path, "Permission denied")
    assert "may read" in error.next


def test_a_disk_that_fails_in_mid_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "安全第一。".encode())

    def failing(*_: object) -> os.stat_result:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr("pipeline.text.documents.os.fstat", failing)
        with pytest.raises(DocumentError) as caught:
            read_document(path)
    assert "Input/output error" in caught.value.what


def test_a_name_with_a_nul(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        read_document(tmp_path / "a\0b.txt")


@pytest.mark.parametrize("name", ["a b.txt", "通知.txt", "a'b\"c.txt", "a\nb.txt", "a\x1bb.txt", "\udcff.txt", " .txt"])
def test_odd_file_names_become_a_title_of_one_printable_line(tmp_path: Path, name: str) -> None:
    document = read_document(written(tmp_path, "安全第一。".encode(), name))
    assert document.title
    assert document.title.isprintable()


def test_ten_thousand_characters_without_a_mark(tmp_path: Path) -> None:
    text = "全省各级工会组织和广大工会干部职工同志们" * 500
    document = read_document(written(tmp_path, text.encode()))
    assert document.text == text + "\n"
    assert max(len(sentence.text) for sentence in document.sentences) <= 81


@pytest.mark.parametrize(
    ("dirty", "clean", "notice"),
    [
        ("今\x00天\x01开\x1b会\x7f。", "今天开会。", "4 control characters left out, the first in line 3"),
        ("今\ufffe天\uffff开会\ufdd0。", "今天开会。", "3 characters that are none left out, the first in line 3"),
        ("今\u200b天\u200d开\ufeff会\u202e。", "今天开会。", "4 invisible characters left out, the first in line 3"),
        ("今\u00ad天\u2060开会。", "今天开会。", "2 invisible characters left out, the first in line 3"),
    ],
)
def test_characters_that_are_no_text_are_left_out_with_a_notice(
    tmp_path: Path, dirty: str, clean: str, notice: str
) -> None:
    document = read_document(written(tmp_path, f"安全第一。\n\n{dirty}\n".encode()))
    assert document.text == f"安全第一。\n{clean}\n"
    assert document.notices == (notice,)


def test_halves_of_surrogate_pairs_are_left_out(tmp_path: Path) -> None:
    content = "今天开会。".encode("utf-16-le") + b"\x00\xd8" + "明天休息。".encode("utf-16-le")
    with pytest.raises(DocumentError):  # no strict reader of UTF-16 takes that
        read_document(written(tmp_path, codecs.BOM_UTF16_LE + content))
    page = "<p>今天&#xD800;开会。</p>".encode()
    assert "今天" in read_document(written(tmp_path, page, "a.html")).text


def test_emoji_stay_whole_in_the_text(tmp_path: Path) -> None:
    text = "大家辛苦了👨‍👩‍👧，加油💪🏽！"
    document = read_document(written(tmp_path, text.encode()))
    assert document.text == text + "\n"
    assert document.notices == ()


def test_lines_of_ornaments_are_left_out_with_a_notice(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, "通知\n\n********\n\n今天开会。\n\n🎉🎉\n".encode()))
    assert document.text == "通知\n今天开会。\n"
    assert document.notices == ("left out, page numbers and lines without words: 2 (lines 3, 7): ******** 🎉🎉",)


def test_edges_are_trimmed_and_full_width_stays(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, "\u00a0\u3000今天１２点开会ＡＢＣ。\u3000\u00a0\n".encode()))
    assert document.text == "今天１２点开会ＡＢＣ。\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_line_ends_of_every_system(tmp_path: Path, end: str) -> None:
    document = read_document(written(tmp_path, f"通知{end}{end}今天开会。{end}".encode()))
    assert document.text == "通知\n今天开会。\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.binary(max_size=300), st.sampled_from([".txt", ".md", ".html", ".docx"]))
@example(b"PK\x05\x06" + bytes(18), ".docx")
@example("---\nvoice: [a\n---\n安".encode(), ".md")
@example("<table><tr><td>安<table><tr><td>全".encode(), ".html")
@example("- - 1. > # 安".encode(), ".md")
def test_any_bytes_are_a_document_or_an_error_of_ours(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = written(tmp_path, content, f"x{suffix}")
    try:
        document = read_document(path)
    except DocumentError as error:
        assert error.what
        assert error.next
    else:
        assert document.title
        assert document.text == "".join(sentence.text for sentence in document.sentences)


def test_a_megabyte_is_read_within_seconds(tmp_path: Path) -> None:
    article = "安全生产月活动方案\n\n" + "各车间要落实责任，加强检查，及时消除隐患。" * 8 + "\n\n"
    path = written(tmp_path, article.encode() * (1_000_000 // len(article.encode())))
    read_document(written(tmp_path, article.encode(), "warm.txt"))
    begun = time.process_time()
    read_document(path)
    assert time.process_time() - begun < 4
