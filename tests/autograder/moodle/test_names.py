"""Names in Moodle's archives, and dates in its worksheets."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.moodle.dates import read_date
from autograder.moodle.names import Owner, normalise_name, read_owner
from tests.autograder.moodle.moodle_files import entry_name

NAMES = ["Ana Brun", "Jean-Éric L'Huillier", "يوسف العلي", "王小明", "O_Neil Sean", "María  de la O", "X Æ A-12"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("style", ["4.1", "4.0", "flat"])
@pytest.mark.parametrize("file", ["neuron.ipynb", "my_work_2.ipynb", "a_1_assignsubmission_file_b.ipynb"])
def test_every_version_of_moodle(name: str, style: str, file: str) -> None:
    written = entry_name(name, "12345", file, style=style)
    owner, parts = read_owner(tuple(written.split("/")))
    assert (owner.number, owner.plugin, parts) == ("12345", "file", (file,))
    assert normalise_name(owner.name) == normalise_name(name)


@given(
    name=st.text(st.characters(blacklist_characters="/\\", blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30),
    number=st.integers(1, 10**9).map(str),
    style=st.sampled_from(["4.1", "4.0", "flat"]),
)
def test_any_name(name: str, number: str, style: str) -> None:
    written = entry_name(name, number, "n.ipynb", style=style)
    owner, parts = read_owner(tuple(written.split("/")))
    assert (owner.number, parts) == (number, ("n.ipynb",))
    assert normalise_name(owner.name) == normalise_name(name)


def test_sub_folders_and_folders_above() -> None:
    owner, parts = read_owner(("Lab 1", "Ana Brun_7_assignsubmission_file", "sub", "n.ipynb"))
    assert owner == Owner("Ana Brun", "7", "file") and parts == ("sub", "n.ipynb")


def test_groups_and_typed_text() -> None:
    assert read_owner(("Default group_assignsubmission_file", "n.ipynb"))[0] == Owner("Default group", "", "file")
    typed = read_owner(("Ana Brun_7_assignsubmission_onlinetext", "onlinetext.html"))
    assert typed[0].plugin == "onlinetext"
    assert read_owner(("Ana Brun_7", "n.ipynb")) is None
    assert read_owner(("__MACOSX", "._x")) is None


@pytest.mark.parametrize(
    "words",
    [
        "Wednesday, 10 June 2026, 2:14 PM",
        "Wednesday, June 10, 2026, 2:14 PM",
        "10 June 2026, 14:14",
        "mercredi 10 juin 2026, 14:14",
        "mercredi 10 juin 2026, 14h14",
        "2026-06-10 14:14",
    ],
)
def test_dates(words: str) -> None:
    assert read_date(words, ZoneInfo("Europe/Paris")).astimezone(UTC) == datetime(2026, 6, 10, 12, 14, tzinfo=UTC)


def test_midnight_noon_and_the_first() -> None:
    zone = ZoneInfo("UTC")
    assert read_date("1 January 2026, 12:05 AM", zone).hour == 0
    assert read_date("1 January 2026, 12:05 PM", zone).hour == 12
    assert read_date("samedi 1er août 2026, 08:00", zone).month == 8


@pytest.mark.parametrize("words", ["", "-", "31 February 2026, 10:00", "10 juni 2026, 14:14", "10 June 2026", "99:99"])
def test_what_is_no_date(words: str) -> None:
    assert read_date(words, None) is None
