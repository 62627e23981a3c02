"""Why a file cannot be graded, in French and English."""

EMPTY = ("le fichier est vide", "the file is empty")
NO_NOTEBOOK = ("aucun carnet (.ipynb) n'a été rendu", "no notebook (.ipynb) was handed in")
NOT_JSON = ("le fichier n'est pas un carnet Jupyter (JSON)", "the file is not a Jupyter notebook (JSON)")
NOT_CELLS = ("le fichier ne contient pas de cellules", "the file holds no cells")
TOO_LARGE = ("le fichier est trop gros", "the file is too large")
UNKNOWN = (
    "aucun exercice de ce chapitre ne figure dans ce carnet",
    "no exercise of this chapter is in this notebook",
)
_OTHER = ("ce carnet est celui du chapitre {}", "this notebook is chapter {}'s")


class UnreadableError(Exception):
    """Why a file is no notebook of the chapter, in French and English."""

    def __init__(self, reasons: tuple[str, str]) -> None:
        super().__init__(reasons[1])
        self.reasons = reasons


def another_chapter(name: str) -> UnreadableError:
    """Return the error for a notebook that says it is another chapter's."""
    return UnreadableError((_OTHER[0].format(name), _OTHER[1].format(name)))
