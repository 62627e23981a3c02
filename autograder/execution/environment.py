"""What a kernel gets from the machine that grades: a private folder and an environment without secrets."""

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


def make_environment(folder: Path) -> dict[str, str]:
    """Return the environment of a kernel that may write in `folder` only, and make the folders it names.

    `folder`/work is where the notebook runs.
    """
    home, config, matplotlib = folder / "home", folder / "jupyter", folder / "matplotlib"
    for made in (home, config, matplotlib, folder / "work", folder / "tmp"):
        made.mkdir()
    for fonts in _font_lists():  # to look for all fonts again would take each kernel seconds
        shutil.copy(fonts, matplotlib)
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | dict.fromkeys(THREADS, "1") | {
        "HOME": str(home),
        "TMPDIR": str(folder / "tmp"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_DATA_DIR": str(config),
        "JUPYTER_RUNTIME_DIR": str(config),
        "MPLCONFIGDIR": str(matplotlib),
        "PYTHONPATH": str(Path(helpers.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # advice for debuggers, on the standard error
        "ATELIER_PACE": "quick",
    }  # fmt: skip


@cache
def _font_lists() -> tuple[Path, ...]:
    import matplotlib.font_manager  # makes the list where there is none  # noqa: F401

    return tuple(Path(sys.modules["matplotlib"].get_cachedir()).glob("fontlist-*.json"))
