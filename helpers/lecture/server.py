"""The server of a lecture: Voilà with our template, warm kernels, and nothing from the network."""

import os
import sys
from pathlib import Path

from helpers.surroundings import kernel_environment

JUPYTER = Path(__file__).parent / "jupyter"
# A kernel for the next visitor is made when the page of the last one has been shown: both at once would make it wait.
FILL_DELAY_SECONDS = 5.0
# What else is installed for JupyterLab expects all of JupyterLab, and fails in Voilà.
EXTENSIONS = ["anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"]


def make_command(folder: Path, *, port: int, theme: str = "light", n_warm: int = 1) -> list[str]:
    """Return the command that serves the pages in a folder on this machine.

    Parameters
    ----------
    folder : Path
        Where the notebooks are.
    port : int
        Of 127.0.0.1.
    theme : {"light", "dark"}
        For who sits far away, light; for a dark room, dark.
    n_warm : int
        Kernels that wait for each page, with its demo already made; 0: none.
    """
    options = [
        ("Voila.ip", "127.0.0.1"),
        ("Voila.log_level", "ERROR"),
        ("port", port),
        ("theme", theme),
        ("template", "atelier"),
        ("preheat_kernel", n_warm > 0),
        ("pool_size", n_warm),
        ("VoilaKernelManager.fill_delay", FILL_DELAY_SECONDS),
        *(("VoilaConfiguration.extension_allowlist", name) for name in EXTENSIONS),
    ]
    given = [f"--{name}={value}" for name, value in options]
    return [sys.executable, "-m", "voila", str(folder), "--no-browser", *given]


def make_environment(*folders: Path) -> dict[str, str]:
    """Return the environment of that command: where its template, more Jupyter data and the project are found."""
    paths = filter(None, [*map(str, folders), str(JUPYTER), os.environ.get("JUPYTER_PATH")])
    return kernel_environment(JUPYTER_PATH=os.pathsep.join(paths))
