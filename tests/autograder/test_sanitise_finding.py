"""The right file of a submission's folder is taken, and nothing outside of it."""

import json
import os
from pathlib import Path

import pytest

from autograder.sanitise.finding import find_notebook
from autograder.sanitise.timestamps import normalise_timestamp, read_timestamp
from tests.autograder.cleaned import tiny_chapter
from tests.autograder.tiny_course import make_notebook, submit

OURS = submit(make_notebook(tiny_chapter())).content
SILENT = b'{"cells": []}'
OTHER = json.dumps({"cells": [], "metadata": {"atelier": {"chapter": "03_other"}}}).encode()


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def look(folder: Path) -> tuple[bytes, set[str]]:
    content, flags = find_notebook(folder, tiny_chapter())
    return content, {str(flag) for flag in flags}


@pytest.mark.parametrize(
    "name",
    [
        "tiny (1).ipynb",
        "Copie de tiny.ipynb",
        "tiny.ipynb.ipynb",
        "tiny.ipynb.txt",
        "TINY.IPYNB",
        "anything.ipynb",
        "deeper/tiny.ipynb",
        "tiny.ipynb/tiny.ipynb",
    ],
)
def test_a_notebook_is_found_under_another_name(tmp_path: Path, name: str) -> None:
    content, flags = look(put(tmp_path, {name: OURS, ".ipynb_checkpoints/tiny-checkpoint.ipynb": SILENT}))
    assert content == OURS
    assert flags == {"renamed:" + name.replace("/", " ")}


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        ({"tiny.ipynb": OURS, "tiny (1).ipynb": OURS + b" "}, "tiny.ipynb"),
        ({"tiny.ipynb": SILENT, "tiny (1).ipynb": OURS}, "tiny.ipynb"),
        ({"tiny.ipynb": OTHER, "tiny (1).ipynb": OURS}, "tiny (1).ipynb"),
        ({"tiny.ipynb": b"", "tiny (1).ipynb": OURS}, "tiny (1).ipynb"),
        ({"tiny (2).ipynb": OURS, "tiny (10).ipynb": OURS + b" ", "tiny (11).ipynb": OTHER}, "tiny (10).ipynb"),
        ({"other.ipynb": OTHER, "mine.ipynb": OURS, "a tiny one.ipynb": SILENT}, "mine.ipynb"),
        ({"b.ipynb": SILENT, "a.ipynb": SILENT + b" "}, "a.ipynb"),
    ],
)
def test_of_several_the_same_one_is_always_taken(tmp_path: Path, files: dict[str, bytes], taken: str) -> None:
    content, flags = look(put(tmp_path, files))
    assert content == files[taken]
    assert flags == {f"several_files:{taken}"}


def test_checkpoints_and_an_empty_folder_hold_nothing(tmp_path: Path) -> None:
    assert look(tmp_path / "nowhere") == (b"", {"no_notebook"})
    put(tmp_path, {".ipynb_checkpoints/tiny.ipynb": OURS, "__MACOSX/tiny.ipynb": OURS, "._tiny.ipynb": OURS})
    assert look(tmp_path) == (b"", {"no_notebook"})


def test_code_beside_the_notebook_is_flagged(tmp_path: Path) -> None:
    files = dict.fromkeys(["numpy.py", "helpers/__init__.py", "helpers/expect.py", "data.csv", "`<b>.py"], b"1")
    content, flags = look(put(tmp_path, {"tiny.ipynb": OURS} | files))
    assert content == OURS
    assert flags == {"stray_code:numpy.py", "stray_code:helpers", "stray_code:__b_.py"}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_and_what_is_no_plain_file_are_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", {"tiny.ipynb": OURS, "timestamp.txt": b"2026-01-01"})
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "tiny.ipynb").symlink_to(outside / "tiny.ipynb")
    (folder / "sub").symlink_to(outside)
    (folder / "timestamp.txt").symlink_to(outside / "timestamp.txt")
    os.mkfifo(folder / "fifo.ipynb")
    assert look(folder) == (b"", {"no_notebook", "link:tiny.ipynb", "link:sub", "link:timestamp.txt"})
    assert read_timestamp(folder / "timestamp.txt") == ("", ())


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2026-01-31 12:00:00.500000 UTC", "2026-01-31 12:00:00.500000 UTC"),
        ("2026-01-31 12:00:00 +0100", "2026-01-31 11:00:00.000000 UTC"),
        ("2026-01-31T12:00:00+01:00", "2026-01-31 11:00:00.000000 UTC"),
        ("2026-01-31T12:00:00Z", "2026-01-31 12:00:00.000000 UTC"),
        ("2026-01-31", "2026-01-31 00:00:00.000000 UTC"),
        ("31 January 2026 12:00", "2026-01-31 12:00:00.000000 UTC"),
        ("yesterday, I think", ""),
        ("0001-01-01 00:00:00 +05:00", ""),
        ("9" * 150, ""),
        ("\udcff\0", ""),
    ],
)
def test_dates_in_the_usual_formats(words: str, date: str) -> None:
    assert normalise_timestamp(words) == date


def test_a_date_is_read_in_either_encoding_and_a_bad_one_flagged(tmp_path: Path) -> None:
    path = tmp_path / "timestamp.txt"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_text("2026-01-31\n", encoding=encoding)
        assert read_timestamp(path) == ("2026-01-31 00:00:00.000000 UTC", ())
    path.write_bytes(b"\xff" * 10_000_000)
    date, (flag,) = read_timestamp(path)
    assert (date, str(flag)) == ("", "bad_timestamp")
    path.write_bytes(b"\n")
    assert read_timestamp(path) == ("", ())
