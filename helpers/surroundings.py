"""What a command finds around it: the course's folder, the user's language, the environment for a kernel."""

import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from helpers.language import Language

# Every copy of the course has them: a clone of the repository as well as the bundle that students receive.
LANDMARKS = ("pyproject.toml", "helpers/course.py")


def find_root(start: Path | None = None) -> Path | None:
    """Return the folder of the course that holds notebooks, constraints and helpers.

    It is looked for above `start`, above the working folder, then where this package lies.

    Parameters
    ----------
    start : Path, optional
        A file or folder inside the course.

    Returns
    -------
    Path or None
        None where the package was installed without the rest.
    """
    return next((folder for folder in _candidates(start) if _is_root(folder)), None)


def user_language() -> Language:
    """Return "fr" when the system's language is French, "en" otherwise."""
    spoken = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "fr" if spoken.lower().startswith("fr") else "en"


def kernel_environment(**variables: str) -> dict[str, str]:
    """Return the environment for a kernel or a server: this one's, `variables`, and where `helpers` is found.

    In a checkout that is not installed, a notebook's own folder would hide the project from it.
    """
    package = Path(__file__).resolve().parent.parent
    path = os.environ.get("PYTHONPATH", "")
    if package != Path(sysconfig.get_path("purelib")).resolve():
        path = os.pathsep.join(filter(None, [str(package), path]))
    return {**os.environ, **({"PYTHONPATH": path} if path else {}), **variables}


def _candidates(start: Path | None) -> Iterator[Path]:
    for place in (start, Path.cwd(), Path(__file__)):
        if place is not None:
            place = place.resolve()
            yield from (place, *place.parents)


def _is_root(folder: Path) -> bool:
    return all((folder / landmark).is_file() for landmark in LANDMARKS)
