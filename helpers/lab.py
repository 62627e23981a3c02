"""The command `lab`: JupyterLab on the student's own copies of the notebooks.

Students work in my_work/, never in notebooks/: a new version of the course then meets no changed file, and what
a student wrote is never overwritten.
"""

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.command import spell
from helpers.errors import AtelierError
from helpers.language import LANGUAGES, Language, language, text
from helpers.serving import wait_for_server
from helpers.surroundings import find_root, kernel_environment, user_language

WORK = "my_work"
# Hashes of the copies as they were made: what still has its hash was not touched by the student.
RECORD = ".copies.json"


@dataclass(frozen=True)
class Copies:
    """What was done to a student's folder: notebooks that came, were renewed, or have a newer original."""

    folder: Path
    added: tuple[Path, ...]
    renewed: tuple[Path, ...]
    outdated: tuple[Path, ...]


def open_lab(*, port: int = 8888, browser: bool = True, extra: Sequence[str] = (), root: Path | None = None) -> int:
    """Bring the student's copies up to date, start JupyterLab on them, and wait until it ends.

    Parameters
    ----------
    port : int
        The first port to try.
    browser : bool
        Open a browser.
    extra : sequence of str
        Further options for JupyterLab.
    root : Path, optional
        The course's folder; default: where this command is run or installed.

    Returns
    -------
    int
        JupyterLab's exit code; 0 when Ctrl-C ended it.

    Raises
    ------
    AtelierError
        If the notebooks or JupyterLab are missing.
    """
    root = root or find_root()
    if root is None or not any((root / "notebooks" / language()).glob("*/*.ipynb")):
        place = (root or Path.cwd()) / "notebooks" / language()
        raise AtelierError(
            text(fr=f"lab : {place} ne contient aucun carnet.", en=f"lab: {place} holds no notebooks."),
            text(
                fr=f"Lancez la commande dans le dossier du cours (auteurs : « {spell('build')} »).",
                en=f"Run the command in the course's folder (authors: '{spell('build')}').",
            ),
        )
    if importlib.util.find_spec("jupyterlab") is None:
        raise AtelierError(
            text(fr="lab : JupyterLab n'est pas installé.", en="lab: JupyterLab is not installed."),
            text(fr="Lancez « python3 atelier.py lab ».", en="Run 'python3 atelier.py lab'."),
        )
    copies = copy_notebooks(root, language())
    for line in describe(copies):
        print(line, flush=True)
    command = [
        *(
            sys.executable,
            "-m",
            "jupyterlab",
            f"--ServerApp.root_dir={copies.folder}",
            f"--ServerApp.port={port}",
        ),
        # Ctrl-C ends it at once, without a question that the log scrolls away.
        "--ServerApp.answer_yes=True",
        *([] if browser else ["--no-browser"]),
        *extra,
    ]
    return wait_for_server(subprocess.Popen(command, cwd=copies.folder, env=kernel_environment()))


def choose_language(root: Path | None = None) -> Language:
    """Return the system's language, or the only one in which the course has notebooks."""
    folder = (root or find_root() or Path.cwd()) / "notebooks"
    there = [lang for lang in LANGUAGES if any((folder / lang).glob("*/*.ipynb"))]
    return there[0] if len(there) == 1 else user_language()


def copy_notebooks(root: Path, lang: Language) -> Copies:
    """Copy the course's notebooks to `root`/my_work; renew untouched copies, leave the others alone."""
    source, folder = root / "notebooks" / lang, root / WORK / lang
    folder.mkdir(parents=True, exist_ok=True)
    record = _read_record(folder)
    added, renewed, outdated = [], [], []
    for original in sorted(source.glob("*/*.ipynb")):
        relative = original.relative_to(source)
        copy, newest, made = folder / relative, _hash(original), record.get(relative.as_posix())
        if not copy.exists():
            added.append(copy)
        elif _hash(copy) == made and (made != newest or _version(copy) != _version(original)):
            renewed.append(copy)
        else:
            if _version(copy) not in ("", _version(original)):
                outdated.append(copy)
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, copy)
        record[relative.as_posix()] = newest
    (folder / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True), encoding="utf-8")
    return Copies(folder, tuple(added), tuple(renewed), tuple(outdated))


def describe(copies: Copies) -> list[str]:
    """Say where the copies are, and what happened to them."""
    lines = [text(fr=f"Vos carnets : {copies.folder}", en=f"Your notebooks: {copies.folder}")]
    if copies.renewed:
        n = len(copies.renewed)
        lines.append(
            text(
                fr=f"{n} carnet(s) non modifiés mis à jour.",
                en=f"{n} notebook(s) that you had not changed were renewed.",
            )
        )
    for path in copies.outdated:
        lines.append(
            text(
                fr=f"{path.name} : le cours en a une nouvelle version, la vôtre est gardée. "
                "Pour recevoir la nouvelle, renommez la vôtre et relancez.",
                en=f"{path.name}: the course has a new version, yours is kept. "
                "To receive the new one, rename yours and start again.",
            )
        )
    return lines


def _read_record(folder: Path) -> dict[str, str]:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _version(path: Path) -> str:
    """Return the version of the chapter that a notebook comes from, which saving and editing leave alone."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["metadata"]["atelier"]["build"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _hash(path: Path) -> str:
    """Return a hash of what stands in a notebook's cells: JupyterLab rewrites the rest when it opens one."""
    content = path.read_bytes()
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(content)["cells"]]
    except (ValueError, TypeError, KeyError):  # no notebook any more
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()
