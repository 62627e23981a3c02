"""Whatever a student hands in, the graded cells are the course's own, and the answers the student's."""

import json
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.build import Chapter
from autograder.sanitise import is_unanswered, sanitise
from autograder.stages import Flag, Sanitised, Submission
from tests.autograder.tiny_course import NAME, RIGHT, make_chapter, make_notebook, submit


@pytest.fixture(scope="module")
def chapter(tmp_path_factory: pytest.TempPathFactory) -> Chapter:
    return make_chapter(tmp_path_factory.mktemp("sources"))


def clean(notebook: NotebookNode | bytes, chapter: Chapter) -> Sanitised:
    return sanitise(submit(notebook), chapter, lang="fr")


def sources(sanitised: Sanitised) -> dict[str, str]:
    return {cell["id"]: cell["source"] for cell in sanitised.notebook["cells"]}


def order(sanitised: Sanitised) -> list[str]:
    return [cell["id"] for cell in sanitised.notebook["cells"] if not cell["id"].startswith("own-")]


def find(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == cell_id)


SETUP_FIRST = ["double", "double-test-1", "double-test-2", "halve", "halve-test-1", "why", "invert", "invert-test-1"]


def test_answers_stay_tests_come_from_the_source_experiments_go(chapter: Chapter) -> None:
    result = clean(make_notebook(chapter), chapter)
    found = sources(result)
    assert {name: found[name] for name in RIGHT} == RIGHT
    assert "secret_argument = 17.25" in found["double-test-1"]
    assert "BEGIN" not in found["double-test-1"]
    assert not any("an experiment" in source for source in found.values())
    assert order(result)[1:] == SETUP_FIRST
    assert (result.flags, result.unreadable, result.lang) == ((), "", "en")
    nbformat.validate(nbformat.from_dict(result.notebook))


def test_a_changed_test_is_the_source_again_and_flagged(chapter: Chapter) -> None:
    notebook = make_notebook(chapter)
    find(notebook, "invert-test-1").source = "print('all good')"
    find(notebook, "halve-test-1").source += "  \n"  # what an editor does is no change
    result = clean(notebook, chapter)
    assert "invert(8.0)" in sources(result)["invert-test-1"]
    assert result.flags == (Flag("modified", "invert-test-1"),)


def test_a_notebook_of_another_version_is_not_blamed_for_its_tests(chapter: Chapter) -> None:
    notebook = make_notebook(chapter)
    find(notebook, "invert-test-1").source = "expect.close(invert(4.0), 0.25)"
    notebook.metadata.atelier["build"] = "0" * 16
    assert clean(notebook, chapter).flags == (Flag("other_version"),)


def test_missing_cells_return_to_their_places(chapter: Chapter) -> None:
    notebook = make_notebook(chapter)
    setup = notebook.cells[1].id
    gone = {setup, "double-test-2", "halve", "why", "invert-test-1"}
    notebook.cells = [cell for cell in notebook.cells if cell.id not in gone]
    result = clean(notebook, chapter)
    assert order(result) == [setup, *SETUP_FIRST]
    assert {flag.cell_id for flag in result.flags if flag.kind == "missing"} == gone
    assert "def halve" not in sources(result)["halve"]  # the stub would hide an answer that is elsewhere
    assert is_unanswered(sources(result)["why"])


@pytest.mark.parametrize(("first", "second", "kept"), [(5, 2, "first"), (2, 5, "second"), (0, 0, "second")])
def test_of_a_duplicate_the_last_executed_is_kept(chapter: Chapter, first: int, second: int, kept: str) -> None:
    notebook = make_notebook(chapter, {"halve": "first"})
    original = find(notebook, "halve")
    copy = nbformat.from_dict({**original, "id": "copy", "source": "second", "execution_count": second})
    original.execution_count = first
    notebook.cells.append(copy)
    result = clean(notebook, chapter)
    assert sources(result)["halve"] == kept
    assert list(sources(result).values()).count(kept) == 1
    assert not {"first", "second"} - {kept} & set(sources(result).values())
    assert result.flags == (Flag("duplicate", "halve"),)


def test_invented_graded_cells_lose_their_metadata(chapter: Chapter) -> None:
    notebook = make_notebook(chapter)
    claim = {"grade": True, "solution": False, "locked": True, "grade_id": "bonus", "points": 100, "schema_version": 99}
    cell = nbformat.v4.new_code_cell("1", id="bonus")
    cell.metadata.update({"nbgrader": claim, "tags": ["skip-execution"], "trusted": True})
    notebook.cells.append(cell)
    result = clean(notebook, chapter)
    assert result.notebook["cells"][-1]["metadata"] == {}
    assert result.flags == (Flag("foreign", "bonus"),)


def test_points_types_and_tags_are_the_sources(chapter: Chapter) -> None:
    notebook = make_notebook(chapter)
    cell = find(notebook, "invert-test-1")
    cell.metadata.nbgrader.update({"points": 100, "schema_version": 1})
    answer = find(notebook, "halve")
    answer.cell_type = "markdown"
    del answer["outputs"], answer["execution_count"]
    result = clean(notebook, chapter)
    found = {cell["id"]: cell for cell in result.notebook["cells"]}
    assert found["invert-test-1"]["metadata"]["nbgrader"]["points"] == 6
    assert found["invert-test-1"]["metadata"]["nbgrader"]["schema_version"] == 3
    assert found["halve"]["cell_type"] == "code"
    assert Flag("type_changed", "halve") in result.flags


def test_an_answer_without_metadata_is_known_by_its_id(chapter: Chapter) -> None:
    notebook = make_notebook(chapter)
    for cell in notebook.cells:
        cell.metadata = {}
    result = clean(notebook, chapter)
    assert sources(result)["halve"] == RIGHT["halve"]
    assert result.flags == ()


def test_a_students_own_cell_is_kept_in_its_place(chapter: Chapter) -> None:
    notebook = make_notebook(chapter)
    notebook.cells.insert(2, nbformat.v4.new_code_cell("mine = 1"))
    result = clean(notebook, chapter)
    assert result.notebook["cells"][2]["source"] == "mine = 1"


def test_a_picture_pasted_into_an_answer_stays(chapter: Chapter) -> None:
    notebook = make_notebook(chapter)
    find(notebook, "why")["attachments"] = {"a.png": {"image/png": "aaaa", "text/html": "<script>"}}
    result = clean(notebook, chapter)
    (answer,) = (cell for cell in result.notebook["cells"] if cell["id"] == "why")
    assert answer["attachments"] == {"a.png": {"image/png": "aaaa"}}


def test_the_language_is_the_notebooks_else_the_gradebooks(chapter: Chapter) -> None:
    notebook = make_notebook(chapter, lang="en")
    assert 'lang="en"' in sources(clean(notebook, chapter))[notebook.cells[1].id]
    notebook.metadata.atelier["lang"] = "de"
    assert clean(notebook, chapter).lang == "fr"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "le fichier est vide"),
        (b" \n ", "le fichier est vide"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "n'est pas un carnet Jupyter"),
        (b"{'cells': []}", "n'est pas un carnet Jupyter"),
        (b"[" * 100_000, "n'est pas un carnet Jupyter"),
        (b"[]", "ne contient pas de cellules"),
        (b'{"cells": {}}', "ne contient pas de cellules"),
        (b'{"cells": [], "metadata": {"atelier": {"chapter": "03_other"}}}', "celui du chapitre 03_other"),
        (b'{"cells": [], "metadata": {"atelier": {"chapter": [1]}}}', "celui du chapitre"),
    ],
)
def test_what_is_no_notebook_of_the_chapter_is_unreadable(chapter: Chapter, content: bytes, why: str) -> None:
    result = clean(content, chapter)
    assert why in result.unreadable
    assert result.flags == (Flag("unreadable"),)
    assert order(result)[1:] == SETUP_FIRST


def test_a_notebook_saved_with_a_byte_order_mark_is_read(chapter: Chapter) -> None:
    content = b"\xef\xbb\xbf" + nbformat.writes(make_notebook(chapter)).encode()
    assert sources(clean(content, chapter))["halve"] == RIGHT["halve"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["id", "cell_type", "source", "metadata", "execution_count", "attachments", "outputs"])
CELLS = st.dictionaries(KEYS, JSON | st.sampled_from(["code", "markdown", "halve", "\ud800"]), max_size=6)
METADATA = st.dictionaries(st.sampled_from(["nbgrader", "tags"]), JSON | st.just({"grade_id": "halve"}))


@given(st.lists(CELLS | JSON | st.fixed_dictionaries({"metadata": METADATA, "source": JSON}), max_size=4), JSON)
def test_no_json_can_stop_it(cells: list, metadata: object) -> None:
    content = json.dumps({"cells": cells, "metadata": metadata}).encode()
    chapter = _chapter()
    result = sanitise(Submission("eve", NAME, content), chapter, lang="en")
    assert set(order(result)) >= {"halve-test-1", "invert-test-1", "halve", "why"}
    nbformat.validate(nbformat.from_dict(result.notebook))
    json.dumps(result.to_json(), ensure_ascii=False).encode()


_CHAPTERS: list[Chapter] = []


def _chapter() -> Chapter:
    import tempfile

    if not _CHAPTERS:
        with tempfile.TemporaryDirectory() as folder:
            _CHAPTERS.append(make_chapter(Path(folder)))
    return _CHAPTERS[0]


def test_a_placeholder_of_either_language_is_no_answer() -> None:
    for text in ("", "  \n", "*Écrivez votre réponse ici.*", " *Write your\nanswer here.*\n"):
        assert is_unanswered(text)
    assert not is_unanswered("No.")
