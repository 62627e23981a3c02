"""The beginning of every notebook: language, pace, seed, figure style, and a word about shadowed libraries."""

import os
import random
import sys
import warnings
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np

from helpers import tally
from helpers.language import Language, language, set_language
from helpers.language import prose as text

__all__ = ["language", "pace", "pace_name", "start", "text"]

Pace = Literal["quick", "classroom", "full"]
PACES: tuple[Pace, ...] = ("quick", "classroom", "full")
T = TypeVar("T")

# A file of one of these names beside the notebook is imported instead of the library.
SHADOWED_LIBRARIES = frozenset({
    "code", "collections", "copy", "helpers", "IPython", "ipykernel", "ipywidgets", "math", "matplotlib",
    "numpy", "ot", "PIL", "random", "scipy", "skimage", "sklearn", "statistics", "string", "test", "time",
    "token", "torch", "tqdm", "types", "typing",
})  # fmt: skip


def start(*, chapter: str, lang: Language = "en", seed: int = 0) -> None:
    """Prepare a notebook: call it once, in its first code cell.

    Sets the language of checks and figures, seeds the global generators of `random`, NumPy and (if it is
    imported) torch, applies the course's figure style (if `helpers.plotting` is imported), and warns about local files
    that would be imported in place of a library.

    Parameters
    ----------
    chapter : str
        The chapter's name, as "01_neuron".
    lang : {"fr", "en"}
        The language of texts.
    seed : int
        Seed of the global generators. Code of the course passes its own `rng` wherever it draws numbers.
    """
    set_language(lang)
    _seed_global_generators(seed)
    plotting = sys.modules.get("helpers.plotting")
    if plotting is not None:
        plotting.use_style()
    tally.show_in_notebook()
    for path in find_shadowing_files(Path.cwd()):
        name = path.name
        warnings.warn(
            text(
                fr=f"{chapter} : « {name} », à côté de ce carnet, porte le nom d'une bibliothèque et sera importé à "
                "sa place. Renommez ce fichier, puis redémarrez le noyau.",
                en=f"{chapter}: '{name}', beside this notebook, bears the name of a library and will be imported "
                "in its place. Rename that file, then restart the kernel.",
            ),
            stacklevel=2,
        )


def pace_name() -> Pace:
    """Return the pace chosen by the environment variable ATELIER_PACE: "classroom" when it is not set.

    Raises
    ------
    ValueError
        If ATELIER_PACE is not a pace.
    """
    name = os.environ.get("ATELIER_PACE", "classroom")
    if name not in PACES:
        raise ValueError(f"pace: ATELIER_PACE must be one of {', '.join(PACES)}; got {name!r}.")
    return name


def pace(*, quick: T, classroom: T, full: T) -> T:
    """Return the value for the current pace.

    Quick is for automatic runs (seconds), classroom for the lesson, full for the figures of the sources.
    """
    return {"quick": quick, "classroom": classroom, "full": full}[pace_name()]


def find_shadowing_files(folder: Path) -> list[Path]:
    """List the modules and packages in `folder` that Python would import instead of a library of the same name."""
    modules = (path for path in folder.glob("*.py") if path.stem in SHADOWED_LIBRARIES)
    packages = (path.parent for path in folder.glob("*/__init__.py") if path.parent.name in SHADOWED_LIBRARIES)
    # Started at the root of the course, the notebook's own `helpers` is the real one.
    real = Path(__file__).parent
    return sorted(path for path in (*modules, *packages) if path.resolve() != real)


def _seed_global_generators(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(seed)
