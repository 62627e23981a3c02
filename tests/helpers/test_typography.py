"""French typography: what changes, and what must not."""

import doctest

import pytest

import helpers.typography
from helpers.language import language, prose, set_language, text
from helpers.typography import set_french


def test_the_examples_in_its_docstring_hold() -> None:
    assert doctest.testmod(helpers.typography).failed == 0


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Pourquoi ?", "Pourquoi\u202f?"),
        ("l'aire, qu'il faut", "l’aire, qu’il faut"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("12 % de `n` : voir", "12\u202f% de `n`\u00a0: voir"),
        ("l'angle de l'`axe` ; d'$x$ !", "l’angle de l’`axe`\u202f; d’$x$\u202f!"),
        ("« `a : b` »", "«\u00a0`a : b`\u00a0»"),
    ],
)
def test_prose_gets_its_spaces(typed: str, printed: str) -> None:
    assert set_french(typed) == printed
    assert set_french(printed) == printed


@pytest.mark.parametrize(
    "kept", ["| a | b |\n| :--- | ---: |", "```\nx = 1 ; 'a'\n```", "$a : b$ et `c ? d`", "{x : 3}", ""]
)
def test_what_is_not_prose_stays(kept: str) -> None:
    assert set_french(kept) == kept


def test_texts_are_set_in_french_only() -> None:
    before = language()
    try:
        set_language("fr")
        assert prose(fr="Bien !", en="Good !") == "Bien\u202f!"
        assert text(fr="le dossier « l'été ; »", en="") == "le dossier « l'été ; »"
        set_language("en")
        assert prose(fr="Bien !", en="Good !") == "Good !"
    finally:
        set_language(before)
