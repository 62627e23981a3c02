"""Archives: honest ones are read, and everything that an archive can do to its reader is refused."""

import os
import stat
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from autograder.collect.archive import ArchiveLimits, Entry, read_archive
from helpers.errors import AtelierError


def pack(files: dict[str, bytes]) -> bytes:
    """Return a zip archive of these files."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def write(folder: Path, content: bytes) -> Path:
    """Write an archive."""
    path = folder / "class.zip"
    path.write_bytes(content)
    return path


def refused(path: Path, reason: str, limits: ArchiveLimits | None = None) -> None:
    """Expect that an archive is refused before anything in it was given out."""
    with pytest.raises(AtelierError, match=reason) as caught:
        list(read_archive(path, limits))
    assert "othing was collected" in str(caught.value)


def test_files_folders_and_archives_within(tmp_path: Path) -> None:
    inner = pack({"work/neuron.ipynb": b"{}"})
    files = {"Ana_1_assignsubmission_file/a.ipynb": b"1", "Bo_2_assignsubmission_file/all.zip": inner, "é.txt": b"3"}
    expected = [
        Entry(("Ana_1_assignsubmission_file", "a.ipynb"), b"1"),
        Entry(("Bo_2_assignsubmission_file", "all.zip", "work", "neuron.ipynb"), b"{}"),
        Entry(("é.txt",), b"3"),
    ]
    assert list(read_archive(write(tmp_path, pack(files)))) == expected
    with zipfile.ZipFile(tmp_path / "class.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    assert list(read_archive(tmp_path / "unpacked")) == expected


def test_backslashes_separate_folders(tmp_path: Path) -> None:
    made = pack({"Ana_1_assignsubmission_file#a.ipynb": b"1"}).replace(b"file#a", b"file\\a")
    assert [entry.parts for entry in read_archive(write(tmp_path, made))] == [
        ("Ana_1_assignsubmission_file", "a.ipynb")
    ]


@pytest.mark.parametrize("name", ["../x.ipynb", "a/../../x", "/etc/x", "C:/x", "C:x", "..\\x", "\\x", "a/.."])
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("fine.ipynb", b"1")
        archive.writestr("#" * len(name), b"2")
    refused(write(tmp_path, made.getvalue().replace(b"#" * len(name), name.encode())), "leads out")


def test_a_name_with_a_zero_byte(tmp_path: Path) -> None:
    made = pack({"a.ipynb#.exe": b"1"}).replace(b"ipynb#", b"ipynb\0")
    refused(write(tmp_path, made), "leads out")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_special_files(tmp_path: Path, kind: int) -> None:
    entry = zipfile.ZipInfo("passwords.ipynb")
    entry.external_attr = (kind | 0o777) << 16
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    refused(write(tmp_path, made.getvalue()), "link or a special file")


def test_links_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "a.ipynb").symlink_to("/etc/passwd")
    refused(tmp_path / "class", "link or a special file")
    (tmp_path / "class" / "a.ipynb").unlink()
    os.mkfifo(tmp_path / "class" / "pipe")
    refused(tmp_path / "class", "link or a special file")


def test_encrypted_entries(tmp_path: Path) -> None:
    made = bytearray(pack({"a.ipynb": b"1"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.index(signature) + offset
        made[place : place + 2] = struct.pack("<H", 1)
    refused(write(tmp_path, bytes(made)), "is encrypted")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (ArchiveLimits(n_files=2), "more than 2 files"),
        (ArchiveLimits(file_bytes=1_000_000), "more than 1 MB"),
        (ArchiveLimits(file_bytes=40_000_000, total_bytes=50_000_000, ratio=1e9), "more than 50 MB"),
        (ArchiveLimits(), "more than 200 times its size"),
    ],
)
def test_bombs(tmp_path: Path, limits: ArchiveLimits, reason: str) -> None:
    bomb = pack(dict.fromkeys(("a.ipynb", "b.ipynb", "c.ipynb"), bytes(30_000_000)))
    assert len(bomb) < 200_000
    refused(write(tmp_path, bomb), reason, limits)


def test_a_size_that_lies(tmp_path: Path) -> None:
    """A header that says "10 bytes" for 30 MB: what comes out is what counts."""
    made = bytearray(pack({"a.ipynb": bytes(30_000_000)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = made.index(signature) + offset
        made[place : place + 4] = struct.pack("<L", 10)
    refused(write(tmp_path, bytes(made)), "class.zip")


def test_one_students_broken_archive_is_that_students_problem(tmp_path: Path) -> None:
    deep = pack({"a.zip": pack({"b.zip": pack({"c.ipynb": b"{}"})})})
    files = {
        "Ana_1/bomb.zip": pack({"x": bytes(120_000_000)}),
        "Bo_2/cut.zip": pack({"x": b"1"})[:-30],
        "Cy_3/out.zip": pack({"##/x": b"1"}).replace(b"##/x", b"../x"),
        "Di_4/deep.zip": deep,
        "Ed_5/fine.ipynb": b"{}",
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:  # stored, so that the inner bomb does not count as an outer one
        for name, content in files.items():
            archive.writestr(name, content)
    problems = {entry.parts[0]: entry.problem for entry in read_archive(write(tmp_path, made.getvalue()))}
    assert list(problems) == ["Ana_1", "Bo_2", "Cy_3", "Di_4", "Ed_5"]
    assert "times its size" in problems["Ana_1"] or "MB" in problems["Ana_1"]
    assert problems["Bo_2"] and "leads out" in problems["Cy_3"] and "within" in problems["Di_4"]
    assert problems["Ed_5"] == ""


@pytest.mark.parametrize(
    "content", [b"", b"not a zip", pack({"a.ipynb": b"12345" * 99})[:-40]], ids=["nothing", "no zip", "cut off"]
)
def test_what_is_no_archive(tmp_path: Path, content: bytes) -> None:
    refused(write(tmp_path, content), "must be a zip")


def test_what_is_not_there(tmp_path: Path) -> None:
    refused(tmp_path / "nothing.zip", "could not be read")


def test_a_damaged_entry(tmp_path: Path) -> None:
    made = bytearray(pack({"a.ipynb": os.urandom(1000)}))
    made[100] ^= 0xFF
    refused(write(tmp_path, bytes(made)), "class.zip")
