"""Collecting: from Moodle's files, with the usual mess, to the course folder, and what is said of it."""

import io
import json
import re
import stat
import zipfile
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.build import read_chapter
from autograder.collect.command import collect_submissions
from autograder.collect.handed_in import compile_pattern, identify, make_folder_name
from autograder.course_folder import Course
from autograder.gradebook import open_gradebook
from autograder.moodle.worksheet import Participant
from autograder.sanitise.timestamps import read_timestamp
from helpers.cli import app
from helpers.errors import AtelierError
from tests.autograder.moodle.moodle_files import Person, entry_name, write_worksheet, write_zip
from tests.autograder.tiny_course import NAME, make_course, make_notebook

ANA, EVE = Person("101", "Ana Brun", "ana@uni.fr"), Person("102", "Jean-Éric L'Huillier", "je.huillier@uni.fr")
YUSUF, TWIN = Person("103", "يوسف العلي", "y@uni.fr"), Person("104", "Ana Brun", "ana.brun2@uni.fr")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of one small chapter."""
    return make_course(tmp_path)


@pytest.fixture
def notebook(course: Course) -> bytes:
    """A student's notebook."""
    chapter = read_chapter(course.root / "chapters" / f"{NAME}.py")
    return nbformat.writes(make_notebook(chapter)).encode()


def pack(files: dict[str, bytes]) -> bytes:
    """Return an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def submitted(course: Course) -> dict[str, bytes]:
    """Return what lies in submitted/, by path."""
    root = course.root / "submitted"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("style", ["4.1", "4.0", "flat"])
def test_a_class_is_joined_by_number(course: Course, notebook: bytes, tmp_path: Path, style: str) -> None:
    people = [ANA, EVE, YUSUF, TWIN]
    files = {
        entry_name(one.name, one.number, "tiny.ipynb", style=style): notebook + b" " * int(one.number)
        for one in people[:3]
    } | {entry_name(TWIN.name, TWIN.number, "other name.ipynb", style=style): notebook}
    archive = write_zip(tmp_path / "class.zip", files)
    worksheet = write_worksheet(tmp_path / "w.csv", [*people, Person("105", "Zoé Absente", "zoe@uni.fr")], lang="fr")
    collected = collect_submissions(course.root, archive, worksheet=worksheet, timezone="Europe/Paris")
    assert sorted(collected.new) == sorted(f"{one.email} ({one.name})" for one in people)
    assert collected.missing == ["zoe@uni.fr (Zoé Absente)"]
    there = submitted(course)
    assert there[f"ana@uni.fr/{NAME}/tiny.ipynb"] == notebook + b" " * 101
    assert there[f"y@uni.fr/{NAME}/tiny.ipynb"] == notebook + b" " * 103
    assert there[f"ana.brun2@uni.fr/{NAME}/other name.ipynb"] == notebook
    date, flags = read_timestamp(course.root / "submitted" / "ana@uni.fr" / NAME / "timestamp.txt")
    assert date.startswith("2026-06-10 12:14:00") and not flags
    assert any("ana.brun2@uni.fr" in line and "another name" in line for line in collected.renamed)
    assert collected.odd == []
    with open_gradebook(course.db_url) as gradebook:
        assert gradebook.find_student("y@uni.fr").last_name == YUSUF.name
        assert gradebook.find_student("zoe@uni.fr").email == "zoe@uni.fr"


def test_collecting_again_replaces_only_what_changed(course: Course, notebook: bytes, tmp_path: Path) -> None:
    worksheet = write_worksheet(tmp_path / "w.csv", [ANA, EVE])
    first = {entry_name(one.name, one.number, "tiny.ipynb"): notebook for one in (ANA, EVE)}
    collect_submissions(course.root, write_zip(tmp_path / "a.zip", first), worksheet=worksheet)
    stamp = (course.root / "submitted" / ANA.email / NAME / "tiny.ipynb").stat().st_mtime_ns
    second = first | {entry_name(EVE.name, EVE.number, "tiny.ipynb"): notebook + b" "}
    collected = collect_submissions(course.root, write_zip(tmp_path / "b.zip", second), worksheet=worksheet)
    assert (len(collected.new), len(collected.changed), len(collected.unchanged)) == (0, 1, 1)
    assert (course.root / "submitted" / ANA.email / NAME / "tiny.ipynb").stat().st_mtime_ns == stamp
    assert submitted(course)[f"{EVE.email}/{NAME}/tiny.ipynb"].endswith(b" ")
    assert [path.name for path in (course.root / "submitted").iterdir() if path.name.startswith(".")] == []


def test_what_students_hand_in_besides_notebooks(course: Course, notebook: bytes, tmp_path: Path) -> None:
    names = ["several", "word", "zipped", "typed", "bomb", "draft", "wrong", "empty", "dog"]
    people = [
        Person(str(n), name, f"{name}@uni.fr", status="Draft (not submitted)" if name == "draft" else "")
        for n, name in enumerate(names, start=1)
    ]
    other = json.loads(notebook)
    other["metadata"]["atelier"]["chapter"] = "01_neuron"
    files = {
        entry_name("several", "1", "tiny (1).ipynb"): notebook + b" ",
        entry_name("several", "1", "sub/old.ipynb"): notebook,
        entry_name("word", "2", "answers.docx"): b"PK",
        entry_name("zipped", "3", "all.zip"): pack({"lab/tiny.ipynb": notebook}),
        "typed_4_assignsubmission_onlinetext/onlinetext.html": b"<p>here</p>",
        entry_name("bomb", "5", "all.zip"): pack({"../x": b"1"}),
        entry_name("draft", "6", "tiny.ipynb"): notebook,
        entry_name("wrong", "7", "tiny.ipynb"): json.dumps(other).encode(),
        entry_name("empty", "8", "TP 1.ipynb"): b"",
        entry_name("dog", "9", "tiny.ipynb"): b"Sorry, my dog ate it.",
        entry_name("nobody", "99", "tiny.ipynb"): notebook,
        "readme.txt": b"",
    }
    archive, worksheet = write_zip(tmp_path / "c.zip", files), write_worksheet(tmp_path / "w.csv", people)
    collected = collect_submissions(course.root, archive, worksheet=worksheet)
    assert collected.chapter == NAME
    odd = "\n".join(collected.odd)
    for words in ("word@uni.fr (word): no notebook among answers.docx", "typed@uni.fr (typed): typed into Moodle",
                  "bomb@uni.fr (bomb): all.zip: '../x' leads out", "wrong@uni.fr (wrong): a notebook of 01_neuron", "empty@uni.fr (empty): the file is empty (TP 1.ipynb)",
                  "dog@uni.fr (dog): the file is not a Jupyter notebook (JSON) (tiny.ipynb)"):  # fmt: skip
        assert words in odd
    assert [line for line in collected.several if "several@uni.fr" in line and "tiny (1).ipynb" in line]
    assert not any("empty@uni.fr" in line for line in collected.renamed)
    assert collected.drafts == ["draft@uni.fr (draft)"]
    assert len(collected.strangers) == 2 and "readme.txt" in collected.strangers
    assert any(name.startswith("zipped@uni.fr") and name.endswith("tiny.ipynb") for name in submitted(course))
    assert not any("bomb" in name or "typed" in name for name in submitted(course))


def test_what_editors_leave_behind_is_nobodys_second_notebook(course: Course, notebook: bytes, tmp_path: Path) -> None:
    files = {
        entry_name("Ana", "1", "tiny.ipynb"): notebook,
        entry_name("Ana", "1", ".ipynb_checkpoints/tiny-checkpoint.ipynb"): b"{}",
        entry_name("Ana", "1", "__MACOSX/._tiny.ipynb"): b"{}",
        entry_name("Bo", "2", ".ipynb_checkpoints/tiny-checkpoint.ipynb"): notebook,  # better than nothing
    }
    collected = collect_submissions(course.root, write_zip(tmp_path / "c.zip", files))
    assert collected.several == [] and collected.odd == []
    assert {name.split("/")[0] for name in submitted(course)} == {"moodle-1", "moodle-2"}
    assert len(submitted(course)) == 2


def test_groups_reach_every_member(course: Course, notebook: bytes, tmp_path: Path) -> None:
    people = [Person("1", "Ana", "a@u.fr", group="Team_A's"), Person("2", "Bo", "b@u.fr", group="Team_A's"),
              Person("3", "Cy", "c@u.fr", group="Default group")]  # fmt: skip
    # The number of the first group is the number of another participant: the worksheet's column decides.
    files = {entry_name("Team_A's", "3", "tiny.ipynb"): notebook, entry_name("Default group", "", "tiny.ipynb"): b"{}"}
    archive = write_zip(tmp_path / "c.zip", files)
    collected = collect_submissions(course.root, archive, worksheet=write_worksheet(tmp_path / "w.csv", people))
    assert len(collected.new) == 3 and not collected.missing
    there = submitted(course)
    assert [there[f"{who}@u.fr/{NAME}/tiny.ipynb"] for who in "abc"] == [notebook, notebook, b"{}"]
    with pytest.raises(AtelierError, match="it is a group's"):
        collect_submissions(course.root, archive)


def test_an_anonymous_class(course: Course, notebook: bytes, tmp_path: Path) -> None:
    files = {entry_name("Participant", "77", "tiny.ipynb"): notebook}
    worksheet = write_worksheet(
        tmp_path / "w.csv", [ANA, Person("77", "x")], drop=["Full name", "Email address", "Group"]
    )
    collected = collect_submissions(course.root, write_zip(tmp_path / "c.zip", files), worksheet=worksheet)
    assert (collected.new, collected.missing) == (["moodle-77"], ["moodle-101"])


def test_the_worksheet_of_another_assignment_changes_nothing(course: Course, notebook: bytes, tmp_path: Path) -> None:
    files = {entry_name("Ana Brun", "101", "tiny.ipynb"): notebook, entry_name("Bo Li", "102", "tiny.ipynb"): notebook}
    archive = write_zip(tmp_path / "c.zip", files)
    with pytest.raises(AtelierError, match=r"number 102 is 'Bo Li'.*not of the same assignment"):
        collect_submissions(course.root, archive, worksheet=write_worksheet(tmp_path / "w.csv", [ANA, EVE]))
    assert submitted(course) == {} and not (course.root / "moodle").exists()


def spoil(archive: Path, how: str) -> Path:
    """Add an entry to an archive that refuses all of it."""
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as opened:
        if how == "leads out":
            opened.writestr("../../evil.ipynb", b"{}")
        elif how == "leads out of the archive":
            opened.writestr("/tmp/evil.ipynb", b"{}")
        elif how == "is a link":
            link = zipfile.ZipInfo("evil.ipynb")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            opened.writestr(link, "/etc/passwd")
        elif how == "times its size":
            opened.writestr("evil.ipynb", bytes(30_000_000))
    if how == "is encrypted":
        made = bytearray(archive.read_bytes())
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            made[made.index(signature) + offset] |= 1
        archive.write_bytes(made)
    return archive


@pytest.mark.parametrize(
    "how", ["leads out", "leads out of the archive", "is a link", "times its size", "is encrypted"]
)
def test_a_refused_archive_leaves_the_course_as_it_was(
    course: Course, notebook: bytes, tmp_path: Path, how: str
) -> None:
    archive = write_zip(tmp_path / "c.zip", {entry_name("Ana Brun", "101", "tiny.ipynb"): notebook})
    before = {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
    worksheet = write_worksheet(tmp_path / "w.csv", [ANA])
    with pytest.raises(AtelierError, match=how):
        collect_submissions(course.root, spoil(archive, how), worksheet=worksheet)
    assert {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()} == before
    assert not list(tmp_path.rglob("evil*"))


def test_the_mail_joins_what_numbers_keep_apart() -> None:
    """Moodle's number of a student is another in each assignment."""
    first, second = (Participant(number, "Ana", "ana@uni.fr", "", "", "", "") for number in ("17", "4711"))
    assert identify(first).name == identify(second).name == "ana@uni.fr"
    blind = (Participant(number, "", "", "", "", "", "") for number in ("17", "4711"))
    assert [identify(one).name for one in blind] == ["moodle-17", "moodle-4711"]


def test_an_archive_that_does_not_say_its_chapter(course: Course, tmp_path: Path) -> None:
    files = {entry_name("Ana Brun", "101", "tiny.ipynb"): b"{}"}
    archive = write_zip(tmp_path / "c.zip", files)
    with pytest.raises(AtelierError, match="Add --chapter"):
        collect_submissions(course.root, archive)
    assert collect_submissions(course.root, archive, chapter="02").new == ["moodle-101 (Ana Brun)"]


def test_other_archives_by_a_pattern(course: Course, notebook: bytes, tmp_path: Path) -> None:
    files = {"lab/ana.b/tiny.ipynb": notebook, "lab/Bo Li/x/tiny.ipynb": notebook, "notes.txt": b""}
    archive = write_zip(tmp_path / "c.zip", files)
    collected = collect_submissions(course.root, archive, pattern="lab/{student}/**/*.ipynb")
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path / "folder")
    again = collect_submissions(course.root, tmp_path / "folder", pattern="lab/{student}/**/*.ipynb")
    assert (again.new, sorted(again.unchanged)) == ([], sorted(collected.new))
    assert collected.new[0] == "ana.b (ana.b)" and collected.new[1].startswith("bo-li-")
    assert collected.strangers == ["notes.txt"]
    with pytest.raises(AtelierError, match=r"must hold names like 'x_\{student\}'"):
        collect_submissions(course.root, archive, pattern="x_{student}")
    with pytest.raises(AtelierError, match="once"):
        compile_pattern("{student}/{student}")


def test_names_of_folders_are_safe_and_never_shared() -> None:
    keys = [
        "ana@uni.fr",
        "Ana@uni.fr ",
        "a+b@uni.fr",
        "a-b@uni.fr",
        "a b@uni.fr",
        "../x",
        "é@x.fr",
        "e@x.fr",
        "é",
        "..",
    ]
    names = [make_folder_name(key) for key in keys]
    assert names[0] == names[1] == "ana@uni.fr"
    assert len(set(names[1:])) == len(names) - 1
    assert all(re.fullmatch(r"[a-z0-9@_][a-z0-9@._-]*", name) for name in names)


def test_files_that_only_capitals_tell_apart(course: Course, notebook: bytes, tmp_path: Path) -> None:
    files = {entry_name("Ana", "1", name): notebook for name in ("tiny.ipynb", "TINY.ipynb", "Timestamp.txt")}
    collect_submissions(course.root, write_zip(tmp_path / "c.zip", files))
    names = {name.split("/")[-1] for name in submitted(course)}
    assert names == {"tiny.ipynb", "2-TINY.ipynb", "2-Timestamp.txt"}


def test_the_command_says_it_all(course: Course, notebook: bytes, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "c.zip", {entry_name("Ana Brun", "101", "tiny.ipynb"): notebook})
    worksheet = write_worksheet(tmp_path / "w.csv", [ANA, EVE])
    done = CliRunner().invoke(app, ["collect", str(course.root), str(archive), "--worksheet", str(worksheet)])
    assert done.exit_code == 0, done.output
    assert "02_tiny: 1 submissions (1 new, 0 changed, 0 as before)." in done.output
    assert "Handed in nothing: 1" in done.output and "je.huillier@uni.fr" in done.output
    for arguments, words in (
        (["--timezone", "Mars/Base"], "IANA"),
        (["--chapter", "09"], "CHAPTER must be one of"),
        (["--worksheet", "none.csv"], "could not be read"),
    ):
        failed = CliRunner().invoke(app, ["collect", str(course.root), str(archive), *arguments])
        assert failed.exit_code != 0 and words in str(failed.exception)
