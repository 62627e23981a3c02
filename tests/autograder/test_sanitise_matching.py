"""Answers that lost their labels are found again, each once, by what they are and where they stand."""

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.build import Chapter
from tests.autograder.cleaned import clean, find, flags, order, sources, strip, tiny_chapter
from tests.autograder.tiny_course import RIGHT, make_notebook

ORDER = ["double", "double-test-1", "double-test-2", "halve", "halve-test-1", "why", "invert", "invert-test-1"]


def lose(notebook: NotebookNode, *names: str) -> NotebookNode:
    """Take from some cells all that names them."""
    for number, name in enumerate(names):
        cell = find(notebook, name)
        cell.id, cell.metadata = f"lost{number}", {}
    return notebook


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("provenance", [False, True])
def test_a_notebook_that_kept_only_its_texts_loses_nothing(lang: str, provenance: bool) -> None:
    result = clean(strip(make_notebook(tiny_chapter(), lang=lang), provenance=provenance))
    assert {name: sources(result)[name] for name in RIGHT} == RIGHT
    assert order(result)[1:] == ORDER
    assert (result.unreadable, result.lang) == ("", lang)
    expected = {f"rematched:{name}" for name in RIGHT} | ({"no_metadata"} if not provenance else set())
    assert flags(result) == expected
    texts = [cell["source"] for cell in result.notebook["cells"]]
    assert not any("an experiment" in text for text in texts)
    assert sum("double(2.0)" in text for text in texts) == 1  # the test is not run as a student's cell, too


def test_answers_alone_in_a_new_notebook_are_graded() -> None:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(RIGHT[name]) for name in ("invert", "double", "halve")]
    result = clean(notebook)
    assert {name: sources(result)[name] for name in ("invert", "double", "halve")} == {
        name: RIGHT[name] for name in ("invert", "double", "halve")
    }
    ids = order(result)
    assert all(ids.index(one) > ids.index(one.split("-test-")[0]) for one in ids if "-test-" in one)
    assert {"no_metadata", "missing:why", "rematched:invert"} <= flags(result)


@pytest.mark.parametrize(
    "text",
    [
        "%matplotlib inline\ndef halve(x):\n    return x / 2",
        "def halve(x)\n    return x / 2",
        "halve = lambda x: x / 2",
        "class halve: pass",
        "(" * 5000 + "\ndef halve(x): pass",
        'def half(x):\n    """Return x / 2."""\n    raise NotImplementedError\n',
        "def something_else(a, b): pass",
    ],
)
def test_an_answer_is_known_by_its_name_its_stub_or_its_place(text: str) -> None:
    result = clean(lose(make_notebook(tiny_chapter(), RIGHT | {"halve": text}), "halve"))
    assert sources(result)["halve"] == text
    assert flags(result) == {"rematched:halve"}


def test_of_several_candidates_the_last_counts_and_the_others_still_run() -> None:
    notebook = lose(make_notebook(tiny_chapter()), "halve")
    notebook.cells.insert(3, nbformat.v4.new_code_cell("def halve(x):\n    return 0", id="first"))
    result = clean(notebook)
    assert sources(result)["halve"] == RIGHT["halve"]
    assert "def halve(x):\n    return 0" in sources(result).values()
    assert flags(result) == {"rematched:halve", "ambiguous:halve"}


def test_an_answer_beside_the_untouched_stub_counts() -> None:
    notebook = make_notebook(tiny_chapter(), {"double": RIGHT["double"], "invert": RIGHT["invert"]})
    notebook.cells.insert(2, nbformat.v4.new_code_cell(RIGHT["halve"], id="elsewhere"))
    question = notebook.cells.index(find(notebook, "why"))
    notebook.cells.insert(question + 1, nbformat.v4.new_markdown_cell("Because.", id="below"))
    result = clean(notebook)
    assert {name: sources(result)[name] for name in RIGHT} == RIGHT
    assert not any("NotImplementedError" in text for text in sources(result).values())
    assert flags(result) == {"rematched:halve", "rematched:why"}


def test_one_cell_is_never_two_answers() -> None:
    both = f"{RIGHT['double']}\n\n{RIGHT['halve']}"
    result = clean(lose(make_notebook(tiny_chapter(), RIGHT | {"double": both, "halve": ""}), "double", "halve"))
    assert list(sources(result).values()).count(both) == 1
    assert sources(result)["double"] == both
    assert flags(result) >= {"rematched:double", "missing:halve"}
    assert order(result)[1:] == ORDER


def test_an_open_answer_is_known_by_its_place_without_its_question() -> None:
    notebook = lose(make_notebook(tiny_chapter()), "why")
    question = next(cell for cell in notebook.cells if cell.source == "Why half?")
    notebook.cells.remove(question)
    result = clean(notebook)
    assert sources(result)["why"] == "Because."
    assert flags(result) == {"rematched:why"}


def test_an_answer_in_the_other_language_and_its_placeholder_are_known() -> None:
    notebook = lose(make_notebook(tiny_chapter(), lang="fr"), "why")
    assert sources(clean(notebook))["why"] == "Because."
    notebook = lose(make_notebook(tiny_chapter(), {"why": "*Write your answer here.*"}, lang="fr"), "why")
    assert sources(clean(notebook))["why"] == "*Écrivez votre réponse ici.*"


def test_prose_of_another_version_is_no_answer() -> None:
    notebook = make_notebook(tiny_chapter(), {})
    place = notebook.cells.index(find(notebook, "why"))
    notebook.cells.insert(place + 1, nbformat.v4.new_markdown_cell("A new paragraph.", id="prose-0123abcd"))
    assert "A new paragraph." not in sources(clean(notebook))["why"]


def test_a_changed_test_without_a_label_is_replaced() -> None:
    notebook = make_notebook(tiny_chapter())
    find(notebook, "double-test-1").source = 'expect.close(double(2.0), 5.0, fr="deux fois", en="twice")'
    result = clean(lose(notebook, "double-test-1"))
    assert not any("5.0" in text for text in sources(result).values())
    assert flags(result) == {"modified:double-test-1"}


def test_the_duplicates_of_an_answer_that_is_labelled_stay_out() -> None:
    notebook = make_notebook(tiny_chapter())
    tests = [cell for cell in notebook.cells if "-test-" in cell.id]
    notebook.cells += [nbformat.v4.new_code_cell(cell.source, id=f"again{n}") for n, cell in enumerate(tests)]
    stubs = [cell.stub for cell in tiny_chapter().solutions]
    notebook.cells += [nbformat.v4.new_code_cell(stub, id=f"stub{n}") for n, stub in enumerate(stubs)]
    result = clean(notebook)
    assert result.notebook["cells"][-1]["id"] == "invert-test-1"
    assert result.flags == ()


def other_notebook(chapter: Chapter) -> NotebookNode:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_markdown_cell("# Pooling"),
        nbformat.v4.new_code_cell("def pool(x):\n    return x"),
    ]
    return notebook


def test_a_notebook_in_which_nothing_is_this_chapters_is_refused() -> None:
    notebook = other_notebook(tiny_chapter())
    assert clean(notebook).unreadable == "aucun exercice de ce chapitre ne figure dans ce carnet"
    start = 'course.start(chapter="07_pooling", lang="en")'
    notebook.cells.append(nbformat.v4.new_code_cell(f"from helpers import course\n{start}\n{RIGHT['double']}"))
    assert clean(notebook).unreadable == "this notebook is chapter 07_pooling's"
    notebook.cells.append(nbformat.v4.new_code_cell('course.start(chapter="02_tiny", lang="en")'))
    assert clean(notebook).unreadable == ""


@pytest.mark.parametrize("n_cells", [2000, 2001])
def test_a_hostile_number_of_cells_is_bounded(n_cells: int) -> None:
    cell = b'{"cell_type": "code", "metadata": {}, "source": "x = [%s]"}' % (b"1, " * 100)
    content = b'{"cells": [' + b",".join([cell] * n_cells) + b'], "metadata": {"atelier": {"chapter": "02_tiny"}}}'
    assert clean(content).unreadable == ("" if n_cells == 2000 else "le fichier est trop gros")
