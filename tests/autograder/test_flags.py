"""Flags are said in words, in both languages, and cannot carry anything into a page or a terminal."""

import re
from pathlib import Path

import pytest

from autograder.flags import _WORDS, Flag, describe_flags, label
from autograder.report import Score, render_csv


def test_every_flag_that_the_grader_sets_has_words_in_both_languages() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "autograder").rglob("*.py")
    )
    used = set(re.findall(r"Flag\(\s*\"(\w+)\"", code))
    assert used == set(_WORDS)
    assert all(french and english and french != english for french, english in _WORDS.values())


def test_flags_of_one_kind_share_a_sentence() -> None:
    flags = [Flag("missing", "halve-test-1"), Flag("no_metadata"), Flag("missing", "why"), Flag("missing", "why")]
    words = describe_flags(flags, "fr")
    assert words[0] == "une cellule du cours manquait ; elle a été remise (halve-test-1, why)"
    assert len(words) == 2
    assert Flag("bad_timestamp").reason("en") == "the date of submission cannot be read"
    assert Flag("of_tomorrow", "x").reason("en") == "of_tomorrow (x)"


@pytest.mark.parametrize("text", ["<script>", "`a`", "[red]", "\x1b[31m", "a\nb", "=1|2", "![](x)", "a" * 1000])
def test_a_label_is_harmless(text: str) -> None:
    assert re.fullmatch(r"[\w .()+-]{0,60}", label(text))
    assert "](" not in label(text)
    assert label("halve-test-1 (2).ipynb") == "halve-test-1 (2).ipynb"


def test_the_csv_says_flags_in_words() -> None:
    flags = (Flag("renamed", "tiny (1).ipynb"), Flag("rematched", "halve"))
    text = render_csv([Score("ada", "02_tiny", "halve", 4, 4, "passed", 0, flags)], "en", {})
    assert "the file had another name (tiny (1).ipynb); an answer had lost its label" in text
