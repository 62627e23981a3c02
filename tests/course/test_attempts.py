"""The tests of every exercise take away points from wrong answers, and from wrong ones only."""

import re
from collections import Counter

import pytest

from autograder.attempts import Attempt
from tests.course.harness import CHAPTERS, judge, load_attempts, load_chapter

MUTANTS_PER_EXERCISE, VARIANTS_PER_EXERCISE = 5, 2
ATTEMPTS = [(chapter, attempt) for chapter in CHAPTERS for attempt in load_attempts(chapter)]
MUTANTS = [(chapter, attempt) for chapter, attempt in ATTEMPTS if attempt.kind == "mutant"]
VARIANTS = [(chapter, attempt) for chapter, attempt in ATTEMPTS if attempt.kind == "variant"]
EXERCISES = [(chapter, cell.name) for chapter in CHAPTERS for cell in load_chapter(chapter).solutions]


def name_of(value: object) -> str:
    return f"{value.exercise}/{value.name}" if isinstance(value, Attempt) else str(value)


@pytest.mark.parametrize(("chapter", "mutant"), MUTANTS, ids=name_of)
def test_a_mutant_loses_with_a_message_that_says_why(chapter: str, mutant: Attempt) -> None:
    failures = [message for message in judge(chapter, mutant.exercise, mutant.code).values() if message]
    assert failures, "every test cell passed"
    assert any(re.search(mutant.message, message) for message in failures), "\n\n".join(failures)


@pytest.mark.parametrize(("chapter", "variant"), VARIANTS, ids=name_of)
def test_a_variant_loses_nothing(chapter: str, variant: Attempt) -> None:
    assert {cell: message for cell, message in judge(chapter, variant.exercise, variant.code).items() if message} == {}


@pytest.mark.parametrize(("chapter", "exercise"), EXERCISES)
def test_the_solution_loses_nothing_and_the_stub_loses_everything(chapter: str, exercise: str) -> None:
    (cell,) = (cell for cell in load_chapter(chapter).solutions if cell.name == exercise)
    assert not any(judge(chapter, exercise, cell.full).values())
    assert set(judge(chapter, exercise, cell.stub).values()) == {"unanswered: "}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_there_are_enough_mutants_and_variants(chapter: str) -> None:
    exercises = {cell.name for cell in load_chapter(chapter).solutions}
    attempts = load_attempts(chapter)
    assert {attempt.exercise for attempt in attempts} <= exercises
    counts = Counter((attempt.exercise, attempt.kind) for attempt in attempts)
    for exercise in exercises:
        assert counts[exercise, "mutant"] >= MUTANTS_PER_EXERCISE, exercise
        assert counts[exercise, "variant"] >= VARIANTS_PER_EXERCISE, exercise
    names = Counter((attempt.exercise, attempt.name) for attempt in attempts)
    assert max(names.values()) == 1, names.most_common(1)
    assert len({attempt.code for attempt in attempts}) == len(attempts)
