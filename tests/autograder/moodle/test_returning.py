"""What goes back to Moodle, read by an importer that does what Moodle's does."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from autograder.moodle.returning import Mark, explain_upload, fill_worksheet, format_grade, pack_feedback
from autograder.moodle.worksheet import Worksheet, read_worksheet
from tests.autograder.moodle.moodle_files import HEADERS, Person, write_worksheet

PEOPLE = [
    Person("101", "Ana Brun", "ana@uni.fr"),
    Person("102", "=HYPERLINK(1)", "e@uni.fr", comment="Vu en séance."),
    Person("103", "O'Neil_Sean/x", "s@uni.fr"),
    Person("104", "Zoé Absente", "z@uni.fr", comment="excusée"),
]
MARKS = {"101": Mark(12.25, 20, "neuron 4/4"), "102": Mark(0, 20, "-1 ?"), "103": Mark(20, 20, "-tout juste")}


@pytest.fixture(params=["en", "fr"])
def worksheet(request: pytest.FixtureRequest, tmp_path: Path) -> Worksheet:
    """A worksheet of four."""
    return read_worksheet(write_worksheet(tmp_path / "w.csv", PEOPLE, lang=request.param))


def import_worksheet(content: bytes, lang: str) -> dict[str, tuple[str, str]]:
    """Read as Moodle's importer does: comma, UTF-8, columns by their exact names, the number behind the word."""
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    places = [rows[0].index(header) for header in (HEADERS[lang][0], HEADERS[lang][5], HEADERS[lang][-1])]
    assert HEADERS[lang][-2] in rows[0]
    return {row[places[0]].removeprefix("Participant "): (row[places[1]], row[places[2]]) for row in rows[1:]}


def test_moodle_reads_the_marks_and_wipes_no_comment(worksheet: Worksheet) -> None:
    read = import_worksheet(fill_worksheet(worksheet, MARKS), worksheet.lang)
    assert read == {"101": ("12.25", "neuron 4/4"), "102": ("0.00", "Vu en séance."), "103": ("20.00", "'-tout juste")}
    assert all(comment for _, comment in read.values())


def test_names_are_no_formulas(worksheet: Worksheet) -> None:
    assert b"'=HYPERLINK" in fill_worksheet(worksheet, MARKS)


@pytest.mark.parametrize(
    ("maximum", "written"),
    [
        ("20.00", "12.50"),
        ("20,00", "12.50"),
        ("100", "62.50"),
        ("", "12.50"),
        ("-", "12.50"),
        ("1\u00a0000,00", "625.00"),
    ],
)
def test_marks_are_brought_to_moodles_maximum(maximum: str, written: str) -> None:
    assert format_grade(Mark(12.5, 20, ""), maximum) == written


def test_marks_without_points_do_not_divide_by_zero() -> None:
    assert format_grade(Mark(0, 0, ""), "20") == "0.00"


def test_moodle_finds_every_participant_in_the_archive(worksheet: Worksheet) -> None:
    content = pack_feedback(worksheet, {number: number.encode() for number in MARKS}, "feedback.html")
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            folder, file = name.split("/")
            # As Moodle's importer takes a name apart.
            _, number, subtype, plugin = folder.split("_", 4)
            assert (subtype, plugin) == ("assignsubmission", "file") and file[0] not in ".~"
            found[number] = archive.read(name).decode()
    assert found == {number: number for number in MARKS}


def test_an_anonymous_class(tmp_path: Path) -> None:
    path = write_worksheet(tmp_path / "w.csv", PEOPLE, drop=["Full name", "Email address", "Feedback comments"])
    worksheet = read_worksheet(path)
    with zipfile.ZipFile(io.BytesIO(pack_feedback(worksheet, {"101": b"1"}, "f.html"))) as archive:
        assert archive.namelist() == ["Participant_101_assignsubmission_file/f.html"]
    assert b"12.25" in fill_worksheet(worksheet, MARKS)


def test_each_member_of_a_group_has_a_folder(tmp_path: Path) -> None:
    people = [Person("101", "Ana", "a@u.fr", group="A"), Person("102", "Bo", "b@u.fr", group="A")]
    worksheet = read_worksheet(write_worksheet(tmp_path / "w.csv", people))
    with zipfile.ZipFile(io.BytesIO(pack_feedback(worksheet, {"101": b"1", "102": b"2"}, "f.html"))) as archive:
        folders = [name.split("/")[0] for name in archive.namelist()]
    assert folders == ["Ana_101_assignsubmission_file", "Bo_102_assignsubmission_file"]
    marks = dict.fromkeys(("101", "102"), Mark(12, 20, "x"))
    assert import_worksheet(fill_worksheet(worksheet, marks), "en").keys() == {"101", "102"}


@pytest.mark.parametrize(("lang", "tick"), [("fr", "Cochez la case"), ("en", "Tick ")])
def test_the_worksheet_comes_first_and_its_box_is_named(lang: str, tick: str) -> None:
    words = "\n".join(explain_upload("w.csv", "f.zip", lang))
    assert words.index("w.csv") < words.index(tick) < words.index("f.zip")
