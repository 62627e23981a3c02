"""What a person is told to type can be typed as it stands."""

import doctest
import shlex
from pathlib import Path

import pytest

import helpers.command
from helpers.command import VARIABLE, name_program, spell


def test_without_the_way_in_the_program_is_atelier() -> None:
    assert name_program() == "atelier"
    assert doctest.testmod(helpers.command).failed == 0


def test_through_the_way_in_it_is_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "python3 atelier.py")
    assert spell("doctor") == "python3 atelier.py doctor"


@pytest.mark.parametrize("path", ["my courses/2026", "it's", "a$b", "c;d"])
def test_a_path_survives_the_shell(path: str) -> None:
    assert shlex.split(spell("grade", Path(path))) == ["atelier", "grade", path]
