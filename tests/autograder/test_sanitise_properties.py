"""Whatever is in a file, sanitising ends, and what comes out keeps its promises."""

import json
from copy import deepcopy
from typing import Any

import nbformat
from hypothesis import given
from hypothesis import strategies as st

from autograder.build import student_notebook
from autograder.sanitise import sanitise
from autograder.stages import Sanitised, Submission
from tests.autograder.cleaned import strip, tiny_chapter
from tests.autograder.tiny_course import NAME, make_notebook

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
WORDS = ["code", "markdown", "halve", "invert-test-1", "def halve(x): pass", "\ud800", "why"]
GRADING = st.fixed_dictionaries({"grade_id": st.sampled_from(WORDS)}, optional={"grade": JSON, "schema_version": JSON})
KEYS = st.sampled_from(["id", "cell_type", "source", "metadata", "execution_count", "attachments", "outputs"])
CELLS = st.dictionaries(KEYS, JSON | st.sampled_from(WORDS) | st.fixed_dictionaries({"nbgrader": GRADING}), max_size=6)


def check(content: bytes) -> Sanitised:
    """Sanitise a file and hold the result to all that the next stages rely on."""
    chapter = tiny_chapter()
    result = sanitise(Submission("eve", NAME, content), chapter, lang="en")
    cells = result.notebook["cells"]
    source = {cell.id: cell for cell in student_notebook(chapter, result.lang).cells if "nbgrader" in cell.metadata}
    full = {cell.cell_id: cell.full for cell in chapter.tests}
    graded = [cell for cell in cells if cell["metadata"].get("nbgrader")]
    assert sorted(cell["id"] for cell in graded) == sorted(source)
    assert len({cell["id"] for cell in cells}) == len(cells)
    for cell in graded:
        expected = source[cell["id"]]
        assert (cell["metadata"], cell["cell_type"]) == (expected.metadata, expected.cell_type)
        if expected.metadata.nbgrader.locked and not result.unreadable:
            assert cell["source"].encode() == full.get(cell["id"], expected.source).encode()
    assert all(cell["metadata"] == {} for cell in cells if cell not in graded)
    assert (result.notebook["nbformat"], result.notebook["nbformat_minor"]) == (4, 5)
    nbformat.validate(nbformat.from_dict(deepcopy(result.notebook)))
    json.dumps(result.to_json(), ensure_ascii=False).encode()
    return result


@given(st.lists(CELLS | JSON, max_size=5), JSON)
def test_no_json_can_stop_it(cells: list, metadata: object) -> None:
    check(json.dumps({"cells": cells, "metadata": metadata}).encode())


@given(JSON | st.binary(max_size=60))
def test_nor_any_other_file(data: object) -> None:
    check(data if isinstance(data, bytes) else json.dumps(data).encode())


def places(value: Any, path: tuple = ()) -> list[tuple]:
    """Return the path to each value in JSON data."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [found for key, item in inner for found in places(item, (*path, key))]


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """Draw a real submission with values deleted, replaced, and swapped or copied from elsewhere in it."""
    lang, keep = draw(st.sampled_from(["fr", "en"])), draw(st.sampled_from([None, False, True]))
    notebook = make_notebook(tiny_chapter(), lang=lang)
    data = json.loads(nbformat.writes(notebook if keep is None else strip(notebook, provenance=keep)))
    for _ in range(draw(st.integers(0, 8))):
        found = places(data)
        if not found:
            break
        *path, key = draw(st.sampled_from(found))
        parent = data
        for step in path:
            parent = parent[step]
        match draw(st.sampled_from(["delete", "replace", "copy", "reverse"])):
            case "delete":
                del parent[key]
            case "replace":
                parent[key] = draw(JSON | CELLS | st.sampled_from(WORDS))
            case "copy":
                value = data
                for step in draw(st.sampled_from(found)):
                    value = value[step]
                parent[key] = deepcopy(value)
            case "reverse" if isinstance(parent, list):
                parent.reverse()
    return json.dumps(data).encode()


@given(mutations())
def test_no_change_of_a_real_submission_can(content: bytes) -> None:
    check(content)


@given(st.data())
def test_any_order_of_the_cells_loses_nothing(data: st.DataObject) -> None:
    notebook = make_notebook(tiny_chapter())
    notebook.cells = data.draw(st.permutations(notebook.cells))
    result = check(nbformat.writes(notebook).encode())
    found = {cell["id"]: cell["source"] for cell in result.notebook["cells"]}
    assert {
        cell.id: cell.source for cell in notebook.cells if cell.id in ("double", "halve", "invert", "why")
    }.items() <= (found.items())
    assert {flag.kind for flag in result.flags} <= {"moved"}
