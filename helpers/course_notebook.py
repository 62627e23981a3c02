"""A student's notebook: read it, know its cells, and hold it against the course's own copy."""

import hashlib
import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from helpers.command import spell
from helpers.errors import AtelierError
from helpers.language import LANGUAGES, text
from helpers.surroundings import find_root


def read_course_notebook(path: Path) -> NotebookNode:
    """Read a notebook of the course.

    Raises
    ------
    AtelierError
        With exit code 2, if the file is missing, is no notebook, or is not one of the course.
    """
    if not path.is_file():
        raise _misuse(text(fr=f"{path} n'est pas un fichier.", en=f"{path} is not a file."))
    try:
        with warnings.catch_warnings():
            # nbformat repairs missing and doubled ids and says so; here that is of no consequence.
            warnings.simplefilter("ignore")
            notebook = nbformat.read(path, as_version=4)
            nbformat.validate(notebook)
    except (ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError) as error:
        reason = str(error).strip().split("\n")[0][:80]
        raise _misuse(
            text(
                fr=f"{path} n'est pas un carnet Jupyter ({reason}).",
                en=f"{path} is no Jupyter notebook ({reason}).",
            )
        ) from error
    provenance = notebook.metadata.get("atelier")
    if not isinstance(provenance, dict) or provenance.get("lang") not in LANGUAGES or "chapter" not in provenance:
        raise _misuse(
            text(fr=f"{path} n'est pas un carnet de ce cours.", en=f"{path} is not a notebook of this course.")
        )
    return notebook


def find_original(path: Path, notebook: NotebookNode) -> tuple[NotebookNode | None, str]:
    """Return the course's own copy of a notebook, or None and a remark that says why it cannot be compared.

    It is recognised by the notebook's provenance, so that a renamed or moved file still finds it.
    """
    chapter, lang = str(notebook.metadata.atelier.chapter), notebook.metadata.atelier.lang
    root = find_root(path)
    place = root / "notebooks" / lang / chapter / f"{chapter[3:]}.ipynb" if root else None
    if place is not None and place.is_file() and place.samefile(path):
        return None, text(
            fr=f"Ceci est l'original du cours ; « {spell('lab')} » vous en fait une copie, à modifier librement.",
            en=f"This is the course's own copy; '{spell('lab')}' makes one for you, to be changed at will.",
        )
    if place is None or not place.is_file():
        return None, text(
            fr="L'original du carnet est introuvable : un test supprimé ne peut pas être remarqué.",
            en="The course's copy of this notebook was not found: a deleted test cannot be noticed.",
        )
    original = nbformat.read(place, as_version=4)
    if original.metadata.atelier.build != notebook.metadata.atelier.get("build"):
        return None, text(
            fr=f"Le cours contient une autre version de ce carnet ({place}) ; ses tests peuvent différer.",
            en=f"The course has another version of this notebook ({place}); its tests may differ.",
        )
    return original, ""


# ------------------------------------------------------------------------------------------------- cells


def grading(cell: NotebookNode) -> dict[str, Any]:
    """Return what nbgrader noted on a cell; empty for the cells that it does not know."""
    noted = cell.metadata.get("nbgrader")
    return noted if isinstance(noted, dict) and noted.get("grade_id") else {}


def name_of(cell: NotebookNode) -> str:
    """Return the name under which a cell is graded, or its id."""
    return grading(cell).get("grade_id") or cell.id


def is_test(cell: NotebookNode) -> bool:
    """Say whether a cell is a test: it earns points, and students do not write in it."""
    return bool(grading(cell).get("grade")) and not grading(cell).get("solution")


def is_question(cell: NotebookNode) -> bool:
    """Say whether a cell holds the answer to an open question."""
    return bool(grading(cell).get("grade")) and bool(grading(cell).get("solution"))


def is_changed(cell: NotebookNode) -> bool:
    """Say whether a cell differs from what the course handed out, by the checksum in its own metadata."""
    return grading(cell).get("checksum") not in (None, compute_checksum(cell))


def compute_checksum(cell: NotebookNode) -> str:
    """Return nbgrader's checksum of a cell; students do not have nbgrader."""
    noted = grading(cell)
    parts = [
        cell.source,
        cell.cell_type,
        *(str(bool(noted.get(key))) for key in ("grade", "solution", "locked")),
    ]
    parts.append(str(noted.get("grade_id")))
    if noted.get("grade"):
        parts.append(str(float(noted.get("points", 0))))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _misuse(what: str) -> AtelierError:
    example = text(
        fr=f"Exemple : {spell('validate my_work/fr/01_neuron/neuron.ipynb')}",
        en=f"Example: {spell('validate my_work/en/01_neuron/neuron.ipynb')}",
    )
    return AtelierError(what, example, exit_code=2)
