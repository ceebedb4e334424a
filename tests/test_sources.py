"""What lies in ``seeds/``: found in order, named in ASCII, nothing that should be heard passed over in silence."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.build.sources import Found, find_sources, slug_of
from pipeline.errors import UsageError
from pipeline.publish.addresses import page_name


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("通知")


def told(found: Found) -> str:
    return "\n".join(str(failure) for failure in found.failures)


def test_any_depth_in_order_of_names_hidden_and_lock_files_left_out(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a/z.md", "a/deep/x.docx", ".hidden.txt", ".git/y.txt", "~$b.docx", "c.HTML")
    found = find_sources(tmp_path, {})
    assert [source.name for source in found.sources] == ["a/deep/x.docx", "a/z.md", "b.txt", "c.HTML"]
    assert [source.slug for source in found.sources] == ["x", "z", "b", "c"]
    assert not found.failures
    assert not found.notices


def test_a_picture_is_left_alone_and_told(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "b.jpg", "noend")
    found = find_sources(tmp_path, {})
    assert [source.name for source in found.sources] == ["a.txt"]
    assert "b.jpg: left alone, .jpg is no document format" in found.notices[0]
    assert "noend" in found.notices[1]


@pytest.mark.parametrize("suffix", [".ofd", ".pages", ".docm", ".XPS"])
def test_a_document_no_reader_knows_is_an_error_not_a_silence(tmp_path: Path, suffix: str) -> None:
    put(tmp_path, "a.txt", "b" + suffix)
    found = find_sources(tmp_path, {})
    assert "save it as .docx, .pdf or .txt" in told(found)
    assert found.present == {"a.txt", "b" + suffix}


def test_links(tmp_path: Path) -> None:
    put(tmp_path, "out.txt", "seeds/a.txt", "seeds/sub/c.txt")
    seeds = tmp_path / "seeds"
    (seeds / "inside.txt").symlink_to(seeds / "a.txt")
    (seeds / "outside.txt").symlink_to(tmp_path / "out.txt")
    (seeds / "dangling.txt").symlink_to(seeds / "nowhere.txt")
    (seeds / "folder").symlink_to(seeds / "sub")
    (seeds / "upward").symlink_to(tmp_path)
    found = find_sources(seeds, {})
    assert [source.name for source in found.sources] == ["a.txt", "inside.txt", "sub/c.txt"]
    assert "outside.txt: is a link that leads out of the folder → copy the document itself here" in told(found)
    assert "dangling.txt: cannot be opened" in told(found)
    assert "folder: is a link to a folder" in told(found)
    assert "upward: is a link" in told(found)


def test_links_in_a_circle_and_links_through_what_is_no_folder(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "there.txt").symlink_to("back.txt")
    (tmp_path / "back.txt").symlink_to("there.txt")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "through.txt").symlink_to("loop.txt/x.txt")
    (tmp_path / "file.txt").symlink_to("a.txt/x.txt")
    (tmp_path / "long.txt").symlink_to("x" * 300)
    (tmp_path / "self").symlink_to(".")
    found = find_sources(tmp_path, {})
    assert [source.name for source in found.sources] == ["a.txt"]
    refused = {Path(failure.where).name: failure.what for failure in found.failures}
    assert sorted(refused) == [
        "back.txt", "circle", "file.txt", "long.txt", "loop.txt", "self", "there.txt", "through.txt",
    ]  # fmt: skip
    assert refused.pop("self") == "is a link to a folder"
    assert all(what.startswith("cannot be opened (") for what in refused.values())
    assert found.present == {"a.txt", "self", *refused}


def test_a_seeds_folder_that_is_a_loop_is_none(tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to("seeds")
    with pytest.raises(UsageError, match=r"there is no such folder"):
        find_sources(tmp_path / "seeds", {})


def test_folders_in_folders_deeper_than_a_stack(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    for _depth in range(1200):
        os.mkdir("d", dir_fd=folder)
        folder, before = os.open("d", os.O_RDONLY, dir_fd=folder), folder
        os.close(before)
    os.close(os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)
    put(tmp_path, "a.txt")
    found = find_sources(tmp_path, {})
    subprocess.run(["rm", "-r", tmp_path / "d"], check=True)  # noqa: S603, S607  # Python's own way has a stack
    assert [source.slug for source in found.sources] == ["a", "deep"]


def test_an_entry_that_vanishes_while_it_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt", "gone.txt")
    (tmp_path / "first.txt").symlink_to("a.txt")
    real = os.path.realpath

    def vanished(path: Any, **options: Any) -> Any:
        (tmp_path / "gone.txt").unlink(missing_ok=True)
        return real(path, **options)

    monkeypatch.setattr(os.path, "realpath", vanished)
    found = find_sources(tmp_path, {})
    assert [source.name for source in found.sources] == ["a.txt", "first.txt"]
    assert "gone.txt: cannot be opened (No such file or directory)" in told(found)


def test_two_names_that_look_the_same_on_a_screen(tmp_path: Path) -> None:
    put(tmp_path, "two\nlines.txt", "two\\nlines.txt")
    found = find_sources(tmp_path, {})
    assert len(found.sources) == 1
    assert "rename one of the two" in told(found)


def test_what_is_no_file_is_refused_without_opening_it(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.txt"))
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "device.txt").symlink_to("/dev/zero")
    found = find_sources(tmp_path, {})
    assert [source.name for source in found.sources] == ["a.txt"]
    assert "pipe.txt: is no ordinary file" in told(found)
    assert "socket.txt: is no ordinary file" in told(found)
    assert "device.txt: is a link that leads out" in told(found)
    assert len(found.failures) == 3


@pytest.mark.parametrize(
    "name",
    ["my file.txt", "一号车间'通知\".txt", "two\nlines.txt", b"gbk-\xb3\xb5.txt".decode(errors="surrogateescape")],
)
def test_odd_names_are_published_in_ascii(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    (source,) = find_sources(tmp_path, {}).sources
    assert re.fullmatch(r"[a-z0-9-]+", source.slug)
    assert source.name.isprintable()


def test_two_documents_of_one_slug_the_published_one_keeps_it(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "sub/A.md", "b.txt")
    found = find_sources(tmp_path, {})
    assert [source.name for source in found.sources] == ["a.txt", "b.txt"]
    assert "would be published as “A”, like a.txt → rename one of the two" in told(found)
    assert found.present == {"a.txt", "sub/A.md", "b.txt"}
    found = find_sources(tmp_path, {"sub/A.md": "A"})
    assert [source.name for source in found.sources] == ["b.txt", "sub/A.md"]


def test_a_published_document_keeps_its_slug(tmp_path: Path) -> None:
    put(tmp_path, "通知.txt")
    (source,) = find_sources(tmp_path, {"通知.txt": "old-slug"}).sources
    assert source.slug == "old-slug"


def test_nothing_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no such folder"):
        find_sources(tmp_path / "seeds", {})
    with pytest.raises(UsageError, match=r"no document here → put a \.docx \.pdf \.xlsx \.html \.md \.txt file"):
        find_sources(tmp_path, {})


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt", "sub/b.txt")
    real = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = find_sources(tmp_path, {"a.txt": "a", "sub/b.txt": "b", "subject.txt": "c"})
    assert [source.name for source in found.sources] == ["a.txt"]
    assert "sub: cannot be opened (Permission denied) → give yourself the right to read it" in told(found)
    assert "sub/b.txt" in found.present, "what was published from there was not taken away"
    assert "subject.txt" not in found.present
    with pytest.raises(UsageError, match=r"sub: cannot be opened \(Permission denied\)"):
        find_sources(tmp_path / "sub", {})


SLUGS = [
    ("notice", "notice"),
    ("2026-05-12.v2_final", "2026-05-12.v2_final"),
    ("index", "index-"),
    ("USB", "usb-"),
    ("station.json", "station-json-"),
    ("Station.JSON", "station-json-"),
    ("station", "station"),
    ("index-2", "index-2-"),
    ("index-0001", "index-0001-"),
    ("episode-index-2", "episode-index-2-"),
    ("episode-index", "episode-index-"),
    ("index-2a", "index-2a"),
    ("indexes", "indexes"),
    ("episode-5", "episode-5"),
    ("安全通知", "an-quan-tong-zhi-"),
    ("5月 notice", "5-yue-notice-"),
    ("🙂", ""),
]


def test_no_two_slugs_share_a_page_and_none_is_a_page_of_the_programme() -> None:
    # The slugs that older versions gave too.
    slugs = ["index", "index-2", "episode-index", "episode-index-2", "episode-episode-index-2", "episode-5", "a"]
    pages = [page_name(slug) for slug in slugs]
    assert len(set(pages)) == len(pages)
    assert not any(page.startswith("index") for page in pages)


@pytest.mark.parametrize(("stem", "begins"), SLUGS)
def test_slugs(stem: str, begins: str) -> None:
    assert re.fullmatch(begins + "(?:[0-9a-f]{8})?" if begins.endswith("-") else begins or ".+", slug_of(stem))


@given(st.text(min_size=1, max_size=120))
def test_a_slug_is_short_plain_and_its_own(stem: str) -> None:
    slug = slug_of(stem)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", slug)
    assert slug == slug_of(stem)
    assert slug.lower() not in ("index", "show", "usb", "station.json")
    assert not page_name(slug).startswith("index")


@pytest.mark.parametrize(
    ("page", "folder", "belongs"),
    [
        ("通知.html", "通知_files", True),
        ("通知.htm", "通知.files", True),
        ("通知.mht", "通知_文件", True),
        ("通知.docx", "通知.files", True),
        ("别的.html", "通知_files", False),
        ("通知.html", "通知", False),
        ("通知.txt", "通知_files", False),
    ],
)
def test_what_a_page_was_saved_with_is_no_source(tmp_path: Path, page: str, folder: str, belongs: bool) -> None:
    (tmp_path / page).write_text("<p>今天开会。</p>", encoding="utf-8")
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "frame.html").write_text("<p>广告。</p>", encoding="utf-8")
    names = [source.name for source in find_sources(tmp_path, {}).sources]
    assert (f"{folder}/frame.html" not in names) == belongs
    assert page in names
