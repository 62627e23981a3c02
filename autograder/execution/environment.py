"""What a kernel gets from the machine that grades: folders of its own and an environment without secrets."""

import os
import shutil
import sys
from functools import cache
from pathlib import Path

import helpers

# Handed on from the grader's own environment; all else, tokens and passwords among it, stays behind.
KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "SYSTEMROOT", "ATELIER_DATA")
# Several kernels share the cores: one thread each.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
FOLDERS = ("home", "jupyter", "matplotlib", "work", "tmp")


def make_environment(folder: Path) -> dict[str, str]:
    """Return the environment of a kernel that may write in `folder` only; `folder`/work is where the notebook runs."""
    config = str(folder / "jupyter")
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | dict.fromkeys(THREADS, "1") | {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": config,
        "JUPYTER_DATA_DIR": config,
        "JUPYTER_RUNTIME_DIR": config,
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "PYTHONPATH": str(Path(helpers.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # advice for debuggers, on the standard error
        "ATELIER_PACE": "quick",
    }  # fmt: skip


def make_folders(folder: Path) -> None:
    """Make the folders that the environment names."""
    for name in FOLDERS:
        (folder / name).mkdir()
    for fonts in find_font_folder().glob("fontlist-*.json"):  # to look for fonts again takes seconds
        shutil.copy(fonts, folder / "matplotlib")


def font_cache() -> dict[str, str]:
    """Return the variable that names where matplotlib keeps its list of fonts: its own rule, without its import."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return {"MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR") or str(Path(base) / "matplotlib")}


@cache
def find_font_folder() -> Path:
    """Return where matplotlib keeps its list of fonts; it is made where there is none."""
    import matplotlib.font_manager  # noqa: F401

    return Path(sys.modules["matplotlib"].get_cachedir())
