"""Grading worksheets: in both languages, as spreadsheets save them, and what is none."""

from pathlib import Path

import pytest

from autograder.moodle.worksheet import Participant, read_worksheet
from helpers.errors import AtelierError
from tests.autograder.moodle.moodle_files import Person, render_worksheet, write_worksheet

PEOPLE = [Person("101", "Ana Brun", "ana@uni.fr", group="A"), Person("102", "Jean-Éric L'Huillier", "je+x@uni.fr")]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_both_languages(tmp_path: Path, lang: str) -> None:
    worksheet = read_worksheet(write_worksheet(tmp_path / "w.csv", PEOPLE, lang=lang))
    assert worksheet.lang == lang
    first, second = worksheet.participants
    assert (first.number, first.name, first.email, first.group) == ("101", "Ana Brun", "ana@uni.fr", "A")
    assert second.name == "Jean-Éric L'Huillier" and not second.is_draft


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_as_spreadsheets_save_it(tmp_path: Path, separator: str, encoding: str) -> None:
    text = render_worksheet(PEOPLE, lang="fr", separator=separator).replace("\n", "\r\n")
    (tmp_path / "w.csv").write_bytes(text.encode(encoding))
    assert [one.name for one in read_worksheet(tmp_path / "w.csv").participants] == ["Ana Brun", "Jean-Éric L'Huillier"]


def test_anonymous_ones_have_neither_name_nor_mail(tmp_path: Path) -> None:
    path = write_worksheet(tmp_path / "w.csv", PEOPLE, drop=["Full name", "Email address", "Group"])
    assert read_worksheet(path).participants[0] == Participant(
        "101", "", "", "", "", "Submitted for grading -", "Wednesday, 10 June 2026, 2:14 PM"
    )


@pytest.mark.parametrize(("lang", "status"), [("en", "Draft (not submitted) - "), ("fr", "Brouillon (non remis)")])
def test_drafts(tmp_path: Path, lang: str, status: str) -> None:
    path = write_worksheet(tmp_path / "w.csv", [Person("1", "Ana", status=status)], lang=lang)
    assert read_worksheet(path).participants[0].is_draft


@pytest.mark.parametrize("dropped", ["Identifier", "Grade", "Last modified (grade)"])
def test_a_column_that_moodle_needs_back(tmp_path: Path, dropped: str) -> None:
    path = write_worksheet(tmp_path / "w.csv", PEOPLE, drop=[dropped])
    with pytest.raises(AtelierError, match=rf"lacks .*{dropped[:5]}"):
        read_worksheet(path)


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"a,b\n1,2\n", b"Identifier\n"])
def test_what_is_no_worksheet(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.csv").write_bytes(content)
    with pytest.raises(AtelierError, match="must be Moodle's grading worksheet"):
        read_worksheet(tmp_path / "w.csv")


def test_a_participant_twice_or_without_a_number(tmp_path: Path) -> None:
    for people in ([PEOPLE[0], PEOPLE[0]], [Person("", "Ana")]):
        with pytest.raises(AtelierError, match="a participant of its own"):
            read_worksheet(write_worksheet(tmp_path / "w.csv", people))
