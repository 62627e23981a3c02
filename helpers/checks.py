"""What `doctor` looks at, one function a check: what it found and, where it is not well, how to mend it."""

import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from helpers.language import text
from helpers.surroundings import find_root

OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 14)
# What the notebooks import or run on; a test holds the list against pyproject.toml.
NEEDED = (
    "anywidget", "cycler", "filelock", "ipykernel", "ipywidgets", "jupyterlab", "matplotlib", "nbclient", "nbformat",
    "numpy", "packaging", "platformdirs", "pot", "requests", "rich", "safetensors", "scikit-image", "scikit-learn",
    "scipy", "torch", "tqdm", "typer", "voila",
)  # fmt: skip
LOW_DISK_BYTES, NO_DISK_BYTES = 1e9, 1e8
# The first numbers of fresh generators, seed 0; made with NumPy 2.4 and torch 2.13 on Linux, x86-64.
NUMPY_CANARY = (0.6369616873214543, 0.2697867137638703, 0.04097352393619469)
NUMPY_NORMAL_CANARY = (0.10490011715303971, -0.535669373161111, 0.36159505490948474)
TORCH_CANARY = (0.49625658988952637, 0.7682217955589294, 0.08847743272781372)


@dataclass(frozen=True)
class Result:
    """What a check found.

    Attributes
    ----------
    state : str
        "ok"; "failed": the course will not work as it should; "warning": it will, but look at it;
        "info": a fact.
    found : str
        What was there.
    mend : str
        What to do about it.
    """

    state: Literal["ok", "warning", "failed", "info"]
    found: str
    mend: str = ""


def check_python() -> Result:
    """Check that the course supports this Python."""
    found = f"{platform.python_version()}, {sys.executable}"
    if OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        return Result("ok", found)
    wanted = f"{'.'.join(map(str, OLDEST_PYTHON))} – {'.'.join(map(str, NEWEST_PYTHON))}"
    mend = text(
        fr=f"Utilisez Python {wanted} : python.org/downloads.",
        en=f"Use Python {wanted}: python.org/downloads.",
    )
    return Result("failed" if sys.version_info < OLDEST_PYTHON else "warning", found, mend)


def check_packages() -> Result:
    """Check that what the course needs is installed, in the versions that a class shares."""
    versions = {d.name.lower().replace("_", "-"): d.version for d in importlib.metadata.distributions() if d.name}
    install = text(fr="Lancez « python3 atelier.py doctor »", en="Run 'python3 atelier.py doctor'")
    install += text(
        fr=", ou : pip install -c constraints.txt -e .[course]",
        en=", or: pip install -c constraints.txt -e .[course]",
    )
    missing = [name for name in NEEDED if name not in versions]
    if missing:
        return Result("failed", text(fr="manquent : ", en="missing: ") + ", ".join(missing), install)
    root = find_root()
    if root is None or not (root / "constraints.txt").is_file():
        found = text(fr="présents ; constraints.txt introuvable", en="present; constraints.txt was not found")
        return Result("info", found)
    different, n_same = compare_versions((root / "constraints.txt").read_text(encoding="utf-8"), versions)
    if different:
        found = text(fr="autres que dans constraints.txt : ", en="not as in constraints.txt: ") + ", ".join(
            different[:6]
        )
        return Result("warning", found + (", …" if len(different) > 6 else ""), install)
    return Result("ok", text(fr=f"{n_same}, comme dans constraints.txt", en=f"{n_same}, as in constraints.txt"))


def compare_versions(constraints: str, versions: dict[str, str]) -> tuple[list[str], int]:
    """Return the installed packages whose version is not the pinned one, and how many agree."""
    from packaging.requirements import Requirement

    lines = (line.split("#")[0].strip() for line in constraints.splitlines())
    pins = [Requirement(line) for line in lines if line]
    there = [
        (pin, versions[name])
        for pin in pins
        if (name := pin.name.lower().replace("_", "-")) in versions and (pin.marker is None or pin.marker.evaluate())
    ]
    # A build such as 2.13.0+cpu satisfies ==2.13.0.
    different = [f"{pin.name} {version} ({pin.specifier})" for pin, version in there if version not in pin.specifier]
    return different, len(there) - len(different)


def check_arithmetic() -> Result:
    """Check torch: a product in both precisions, a gradient, and arrays handed over by NumPy."""
    import torch

    wrong = []
    for dtype in (torch.float32, torch.float64):
        product = torch.tensor([[1, 2], [3, 4]], dtype=dtype) @ torch.tensor([[5, 6], [7, 8]], dtype=dtype)
        if product.tolist() != [[19, 22], [43, 50]]:
            wrong.append(f"{dtype}: {product.tolist()}")
    w = torch.tensor(2.0, requires_grad=True)
    (w**3 + w).backward()
    if w.grad.item() != 13.0:
        wrong.append(f"d(w³ + w) = {w.grad.item()}")
    if torch.from_numpy(np.arange(3.0)).numpy().tolist() != [0.0, 1.0, 2.0]:
        wrong.append("torch ↔ NumPy")
    found = f"torch {torch.__version__}"
    if wrong:
        return Result("failed", f"{found} : {'; '.join(wrong)}", _reinstall("torch"))
    return Result("ok", found + text(fr=", calculs et gradient justes", en=", products and gradient are right"))


def check_random_numbers() -> Result:
    """Check that seeded generators give the course's numbers; else a wrong result may be nobody's fault."""
    import torch

    rng = np.random.default_rng(0)
    # Generators of their own: the notebook's global ones stay where they are.
    drawn = {
        "NumPy": (rng.random(3), NUMPY_CANARY),
        "NumPy (normal)": (rng.standard_normal(3), NUMPY_NORMAL_CANARY),
        "torch": (torch.rand(3, generator=torch.Generator().manual_seed(0)).numpy(), TORCH_CANARY),
    }
    others = [name for name, (got, known) in drawn.items() if not np.allclose(got, known, rtol=1e-6, atol=0)]
    if not others:
        return Result("ok", text(fr="ceux du cours", en="those of the course"))
    found = text(fr="d'autres nombres que ceux du cours : ", en="not the numbers of the course: ") + ", ".join(others)
    mend = text(
        fr="Vos résultats tirés au sort différeront de ceux du texte, sans faute de votre part. ",
        en="Your random results will differ from those in the text, through no fault of yours. ",
    )
    return Result("failed", found, mend + _reinstall("numpy torch"))


def check_kernel() -> Result:
    """Check that a notebook's kernel starts, calculates, and is this Python."""
    import nbformat

    from helpers.running import run_cells

    cell = nbformat.v4.new_code_cell("import sys\nprint(1 + 1, sys.prefix)")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    (run,) = run_cells(notebook, folder=Path.cwd(), timeout_seconds=60)
    said = "".join(output.get("text", "") for output in cell.outputs).strip()
    mend = text(fr="Lancez : ", en="Run: ") + f"{sys.executable} -m ipykernel install --sys-prefix --name python3"
    answer, _, prefix = said.partition(" ")
    if run.state != "ok" or answer != "2":
        return Result("failed", f"{run.state}: {run.error_name} {run.error_text} {said}".strip(), mend)
    if Path(prefix).resolve() != Path(sys.prefix).resolve():
        found = text(fr=f"le noyau python3 est celui de {prefix}", en=f"the kernel python3 is that of {prefix}")
        return Result("failed", found, mend)
    return Result("ok", text(fr="python3 répond", en="python3 answers") + f" ({run.seconds:.1f} s)")


def check_lab_settings() -> Result:
    """Check the setting that keeps callbacks of widgets on the kernel's main thread."""
    ours = Path(__file__).parent / "lab_settings" / "overrides.json"
    folder = Path(os.environ.get("JUPYTERLAB_DIR", Path(sys.prefix, "share", "jupyter", "lab")))
    theirs = folder / "settings" / "overrides.json"
    wanted = json.loads(ours.read_text(encoding="utf-8"))
    there = json.loads(theirs.read_text(encoding="utf-8")) if theirs.is_file() else {}
    if all(there.get(plugin, {}).get(key) == value for plugin, keys in wanted.items() for key, value in keys.items()):
        return Result("ok", str(theirs))
    found = text(fr=f"réglages absents de {theirs}", en=f"settings missing from {theirs}")
    return Result("warning", found, text(fr="Copiez-y ", en="Copy there ") + str(ours))


def check_data() -> Result:
    """Check that the bundled digits load, and tell where MNIST is."""
    from helpers import datasets

    digits = datasets.bundled_digits(quiet=True)
    n_images = len(digits.x_train) + len(digits.x_test)
    return _judge_data(n_images, int(digits.y_train.sum() + digits.y_test.sum()))


def check_data_file() -> Result:
    """Check the same without the seconds that importing scikit-learn takes."""
    folder = Path(importlib.util.find_spec("sklearn").origin).parent
    table = np.loadtxt(folder / "datasets" / "data" / "digits.csv.gz", delimiter=",", usecols=64)
    return _judge_data(len(table), int(table.sum()))


def check_fonts() -> Result:
    """Check that the figures' font is there."""
    import matplotlib

    if Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf").is_file():
        return Result("ok", "DejaVu Sans")
    found = text(
        fr="DejaVu Sans manque : les figures prendront une autre police",
        en="DejaVu Sans is missing: figures will use another font",
    )
    return Result("warning", found, _reinstall("matplotlib"))


def check_disk() -> Result:
    """Check that there is room for notebooks and figures."""
    free = shutil.disk_usage(Path.cwd()).free
    found = text(fr=f"{free / 1e9:.1f} Go libres", en=f"{free / 1e9:.1f} GB free")
    state = "failed" if free < NO_DISK_BYTES else "warning" if free < LOW_DISK_BYTES else "ok"
    mend = text(
        fr="Faites de la place : un carnet pourrait ne plus s'enregistrer.",
        en="Make room: a notebook might no longer save.",
    )
    return Result(state, found, "" if state == "ok" else mend)


def check_sandbox() -> Result:
    """Tell what this machine offers to lock up a submission in grading; students need none of it."""
    note = text(fr=" (pour les enseignants seulement)", en=" (for instructors only)")
    if sys.platform != "linux":
        return Result("info", text(fr="Linux seulement, ou WSL2", en="Linux only, or WSL2") + note)
    offers = []
    for name, probe in {
        "user namespaces": ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "true"],
        "bubblewrap": ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "true"],
    }.items():
        works = shutil.which(probe[0]) and subprocess.run(probe, capture_output=True, timeout=10).returncode == 0
        offers.append(f"{name}: " + (text(fr="oui", en="yes") if works else text(fr="non", en="no")))
    return Result("info", ", ".join(offers) + note)


def _judge_data(n_images: int, sum_of_labels: int) -> Result:
    from helpers.datasets import DataError
    from helpers.datasets.mnist_files import find_mnist
    from helpers.datasets.storage import cache_folder

    found = text(fr=f"{n_images} chiffres manuscrits", en=f"{n_images} handwritten digits")
    if (n_images, sum_of_labels) != (1797, 8070):
        return Result("failed", found, _reinstall("scikit-learn"))
    try:
        places = find_mnist()
    except DataError as error:
        return Result("warning", f"{found}; MNIST: {error.message}", error.next_step)
    names = {"given": "ATELIER_DATA", "cache": str(cache_folder())}
    absent = text(
        fr="pas ici ; il sera téléchargé quand un carnet le demandera",
        en="not here; it will be downloaded when a notebook asks for it",
    )
    return Result("ok", f"{found}; MNIST: {', '.join(names[place] for place in places) or absent}")


def _reinstall(packages: str) -> str:
    command = f"{sys.executable} -m pip install --force-reinstall -c constraints.txt {packages}"
    return text(fr="Réinstallez : ", en="Reinstall: ") + command
