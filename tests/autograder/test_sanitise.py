"""Whatever a student hands in, the graded cells are the course's own, and the answers the student's."""

import nbformat
import pytest

from autograder.sanitise import is_unanswered
from autograder.stages import Flag
from tests.autograder.cleaned import clean, find, flags, order, sources, tiny_chapter
from tests.autograder.tiny_course import RIGHT, make_notebook

SETUP_FIRST = ["double", "double-test-1", "double-test-2", "halve", "halve-test-1", "why", "invert", "invert-test-1"]


def test_answers_stay_tests_come_from_the_source_experiments_go() -> None:
    result = clean(make_notebook(tiny_chapter()))
    found = sources(result)
    assert {name: found[name] for name in RIGHT} == RIGHT
    assert "secret_argument = 17.25" in found["double-test-1"]
    assert "BEGIN" not in found["double-test-1"]
    assert not any("an experiment" in source for source in found.values())
    assert order(result)[1:] == SETUP_FIRST
    assert (result.flags, result.unreadable, result.lang) == ((), "", "en")
    nbformat.validate(nbformat.from_dict(result.notebook))


def test_a_changed_test_is_the_source_again_and_flagged() -> None:
    notebook = make_notebook(tiny_chapter())
    find(notebook, "invert-test-1").source = "print('all good')"
    find(notebook, "halve-test-1").source += "  \n"  # what an editor does is no change
    result = clean(notebook)
    assert "invert(8.0)" in sources(result)["invert-test-1"]
    assert result.flags == (Flag("modified", "invert-test-1"),)


def test_a_notebook_of_another_version_is_not_blamed_for_its_tests() -> None:
    notebook = make_notebook(tiny_chapter())
    find(notebook, "invert-test-1").source = "expect.close(invert(4.0), 0.25)"
    notebook.metadata.atelier["build"] = "0" * 16
    assert clean(notebook).flags == (Flag("other_version"),)


def test_missing_cells_return_to_their_places() -> None:
    notebook = make_notebook(tiny_chapter())
    setup = notebook.cells[1].id
    gone = {setup, "double-test-2", "halve", "why", "invert-test-1"}
    notebook.cells = [cell for cell in notebook.cells if cell.id not in gone]
    result = clean(notebook)
    assert order(result) == [setup, *SETUP_FIRST]
    assert {flag.cell_id for flag in result.flags if flag.kind == "missing"} == gone
    assert "def halve" not in sources(result)["halve"]  # the stub would hide an answer that is elsewhere
    assert is_unanswered(sources(result)["why"])


@pytest.mark.parametrize(("first", "second", "kept"), [(5, 2, "first"), (2, 5, "second"), (0, 0, "second")])
def test_of_a_duplicate_the_last_executed_is_kept(first: int, second: int, kept: str) -> None:
    notebook = make_notebook(tiny_chapter(), {"halve": "first"})
    original = find(notebook, "halve")
    copy = nbformat.from_dict({**original, "id": "copy", "source": "second", "execution_count": second})
    original.execution_count = first
    notebook.cells.insert(notebook.cells.index(original) + 1, copy)
    result = clean(notebook)
    assert sources(result)["halve"] == kept
    assert list(sources(result).values()).count(kept) == 1
    assert not {"first", "second"} - {kept} & set(sources(result).values())
    assert result.flags == (Flag("duplicate", "halve"),)


def test_invented_graded_cells_lose_their_metadata() -> None:
    notebook = make_notebook(tiny_chapter())
    claim = {"grade": True, "solution": False, "locked": True, "grade_id": "bonus", "points": 100, "schema_version": 99}
    cell = nbformat.v4.new_code_cell("1", id="bonus")
    cell.metadata.update({"nbgrader": claim, "tags": ["skip-execution"], "trusted": True})
    notebook.cells.append(cell)
    result = clean(notebook)
    assert result.notebook["cells"][-1]["metadata"] == {}
    assert result.flags == (Flag("foreign", "bonus"),)


def test_points_types_and_tags_are_the_sources() -> None:
    notebook = make_notebook(tiny_chapter())
    cell = find(notebook, "invert-test-1")
    cell.metadata.nbgrader.update({"points": 100, "schema_version": 1})
    answer = find(notebook, "halve")
    answer.cell_type = "markdown"
    del answer["outputs"], answer["execution_count"]
    result = clean(notebook)
    found = {cell["id"]: cell for cell in result.notebook["cells"]}
    assert found["invert-test-1"]["metadata"]["nbgrader"]["points"] == 6
    assert found["invert-test-1"]["metadata"]["nbgrader"]["schema_version"] == 3
    assert found["halve"]["cell_type"] == "code"
    assert Flag("type_changed", "halve") in result.flags


def test_an_answer_without_metadata_is_known_by_its_id() -> None:
    notebook = make_notebook(tiny_chapter())
    for cell in notebook.cells:
        cell.metadata = {}
    result = clean(notebook)
    assert sources(result)["halve"] == RIGHT["halve"]
    assert result.flags == ()


def test_a_students_own_cell_is_kept_in_its_place() -> None:
    notebook = make_notebook(tiny_chapter())
    notebook.cells.insert(2, nbformat.v4.new_code_cell("mine = 1"))
    result = clean(notebook)
    assert result.notebook["cells"][2]["source"] == "mine = 1"


def test_a_picture_pasted_into_an_answer_stays() -> None:
    notebook = make_notebook(tiny_chapter())
    find(notebook, "why")["attachments"] = {"a.png": {"image/png": "aaaa", "text/html": "<script>"}}
    result = clean(notebook)
    (answer,) = (cell for cell in result.notebook["cells"] if cell["id"] == "why")
    assert answer["attachments"] == {"a.png": {"image/png": "aaaa"}}


def test_the_language_is_the_notebooks_else_the_gradebooks() -> None:
    notebook = make_notebook(tiny_chapter(), lang="en")
    assert 'lang="en"' in sources(clean(notebook))[notebook.cells[1].id]
    notebook.metadata.atelier["lang"] = "de"
    assert clean(notebook).lang == "en"  # its setup cell says so
    find(notebook, notebook.cells[1].id).source = "import numpy as np"
    assert clean(notebook).lang == "en"  # its prose does
    notebook.cells = [find(notebook, "halve")]
    assert clean(notebook).lang == "fr"


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
        (b'{"cells": [], "metadata": {"atelier": {"chapter": [1]}}}', "aucun exercice de ce chapitre"),
        (b'{"cells": []}', "aucun exercice de ce chapitre"),
    ],
)
def test_what_is_no_notebook_of_the_chapter_is_unreadable(content: bytes, why: str) -> None:
    result = clean(content)
    assert why in result.unreadable
    assert result.flags == (Flag("unreadable"),)
    assert order(result)[1:] == SETUP_FIRST


def test_a_notebook_saved_with_a_byte_order_mark_is_read() -> None:
    content = b"\xef\xbb\xbf" + nbformat.writes(make_notebook(tiny_chapter())).encode()
    assert sources(clean(content))["halve"] == RIGHT["halve"]


def test_a_placeholder_of_either_language_is_no_answer() -> None:
    nothing = ("", "  \n", "*Écrivez votre réponse ici.*", " *Write your\nanswer here.*\n", "<!-- no --> \u200b&nbsp;")
    for text in (*nothing, "Write your answer here", "<!--", "**_"):
        assert is_unanswered(text), text
    for text in ("No.", "*Écrivez votre réponse ici.* Oui.", "![](attachment:a.png)", '<img src="x.png">', "$<$"):
        assert not is_unanswered(text), text


def test_a_picture_without_a_word_is_an_answer() -> None:
    notebook = make_notebook(tiny_chapter(), {"why": ""})
    find(notebook, "why")["attachments"] = {"a.png": {"image/png": "aaaa"}}
    assert sources(clean(notebook))["why"] == "![](attachment:a.png)"


def test_an_untouched_copy_never_wins_and_a_split_answer_stays_whole() -> None:
    notebook = make_notebook(tiny_chapter())
    stub = next(cell.stub for cell in tiny_chapter().solutions if cell.name == "halve")
    copies = [nbformat.from_dict({**find(notebook, "halve"), "id": f"copy{n}"}) for n in range(2)]
    copies[0].update(source="half = 0.5", execution_count=7)
    copies[1].update(source=stub, execution_count=9)
    place = notebook.cells.index(find(notebook, "halve"))
    notebook.cells[place:place] = [copies[0]]
    notebook.cells.append(copies[1])
    result = clean(notebook)
    texts = [cell["source"] for cell in result.notebook["cells"]]
    assert sources(result)["halve"] == RIGHT["halve"]
    assert texts.index("half = 0.5") < texts.index(RIGHT["halve"])
    assert stub not in texts
    assert flags(result) == {"duplicate:halve"}


def test_tests_stand_behind_their_answer_and_setup_before_all() -> None:
    notebook = make_notebook(tiny_chapter())
    notebook.cells.reverse()
    result = clean(notebook)
    ids = order(result)
    assert ids[0].startswith("setup-")
    for test in (name for name in ids if "-test-" in name):
        assert ids.index(test) > ids.index(test.split("-test-")[0])
    assert ids.index("double-test-1") < ids.index("double-test-2")
    assert {flag.split(":")[0] for flag in flags(result)} == {"moved"}


@pytest.mark.parametrize("version", [1, 2, 4, "3", None, [], 3.0, True])
def test_any_schema_version_is_taken_and_the_odd_ones_flagged(version: object) -> None:
    notebook = make_notebook(tiny_chapter())
    find(notebook, "halve").metadata.nbgrader["schema_version"] = version
    result = clean(notebook)
    (cell,) = (cell for cell in result.notebook["cells"] if cell["id"] == "halve")
    assert (cell["source"], cell["metadata"]["nbgrader"]["schema_version"]) == (RIGHT["halve"], 3)
    assert flags(result) == {"metadata:halve"}


def test_a_note_that_claims_an_answers_id_does_not_replace_it() -> None:
    notebook = make_notebook(tiny_chapter())
    answer = find(notebook, "halve")
    note = nbformat.v4.new_markdown_cell("my notes", id="note", metadata=answer.metadata)
    answer.id, answer.metadata = "lost", {}
    notebook.cells.insert(2, note)
    result = clean(notebook)
    assert sources(result)["halve"] == RIGHT["halve"]
    assert "my notes" in sources(result).values()
    assert flags(result) == {"rematched:halve", "type_changed:halve"}


def test_tags_that_change_execution_go() -> None:
    notebook = make_notebook(tiny_chapter())
    for cell in notebook.cells:
        cell.metadata["tags"] = ["raises-exception", "skip-execution", "parameters", "hide-cell"]
    notebook.cells.insert(2, nbformat.v4.new_code_cell("mine = 1", metadata={"tags": ["skip-execution"]}))
    result = clean(notebook)
    own = [cell for cell in result.notebook["cells"] if not cell["metadata"].get("nbgrader", {}).get("locked")]
    assert not any("tags" in cell["metadata"] for cell in own)
    assert result.flags == ()
