"""Stages hand on data that survives JSON, and nothing that is not exactly theirs."""

import json

import pytest

from autograder.stages import (
    CellRun,
    Execution,
    Flag,
    Outcome,
    Record,
    Sanitised,
    StageError,
    Submission,
    Verdict,
)  # fmt: skip

VERDICTS = (
    Verdict("neuron-test-1", "neuron", 2.0, 2.0, Outcome.PASSED),
    Verdict("why", "why", 5.0, None, Outcome.TO_MARK, "é"),
)
STAGES = [
    Submission("ada", "01_neuron", b"\xff\x00 not text", "2026-01-01 10:00"),
    Sanitised("ada", "01_neuron", "fr", {"cells": [{"source": "x"}]}, (Flag("missing", "neuron"),), ""),
    Execution("ada", "01_neuron", (CellRun("neuron", "error", 0.5, "ValueError", "no", ("a", "b"), ({"k": 1},)),), 2.5),
    Record("ada", "01_neuron", "en", "k" * 32, VERDICTS, {"cells": []}, (Flag("duplicate"),), "", 1.0, ""),
]


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: type(stage).__name__)
def test_json_and_back_is_the_same(stage) -> None:
    text = json.dumps(stage.to_json(), ensure_ascii=False)
    assert type(stage).from_json(json.loads(text)) == stage


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": 2}, "'schema' must be 1; got 2"),
        ({"schema": None}, "'schema' must be 1"),
        ({"stage": "Record"}, "'stage' must be 'Submission'"),
        ({"student": 3}, "student must be str; got 3"),
        ({"content": "*not base64*"}, "content"),
        ({"more": 1}, "unknown: ['more']"),
    ],
)
def test_other_json_is_refused(change: dict, words: str) -> None:
    data = STAGES[0].to_json() | change
    with pytest.raises(StageError, match=words.replace("[", r"\[").replace("*", r"\*")):
        Submission.from_json(data)


def test_a_missing_field_is_refused_at_any_depth() -> None:
    data = STAGES[3].to_json()
    del data["verdicts"][1]["points"]
    with pytest.raises(StageError, match=r"Record.verdicts\[1\].*missing: \['points'\]"):
        Record.from_json(data)
    for data in (None, [], "Record"):
        with pytest.raises(StageError, match="JSON object"):
            Record.from_json(data)


def test_an_unknown_outcome_is_refused() -> None:
    data = STAGES[3].to_json()
    data["verdicts"][0]["outcome"] = "perhaps"
    with pytest.raises(StageError, match="perhaps"):
        Record.from_json(data)


def test_every_outcome_has_its_reason_in_both_languages() -> None:
    reasons = [outcome.reason(lang) for outcome in Outcome for lang in ("fr", "en")]
    assert all(reasons)
    assert len(set(reasons)) == 2 * len(Outcome)


def test_the_digest_covers_content_student_chapter_and_date() -> None:
    one = Submission("ada", "01_neuron", b"x")
    others = [
        Submission("bob", "01_neuron", b"x"),
        Submission("ada", "02_tiny", b"x"),
        Submission("ada", "01_neuron", b"y"),
        Submission("ada", "01_neuron", b"x", "2026-01-01"),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 5


def test_a_record_adds_up_what_is_earned_and_what_waits() -> None:
    assert (STAGES[3].earned, STAGES[3].to_mark) == (2.0, 5.0)
