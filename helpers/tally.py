"""Count the checks that passed, and tell the reader of a notebook: all passed, or nothing written yet."""

import sys
from typing import Any

from helpers.language import text

_n_passed = 0


def n_passed() -> int:
    """Return how many checks have passed so far: a test that ends without one has checked nothing."""
    return _n_passed


def count_pass() -> None:
    """Count one check that passed."""
    global _n_passed
    _n_passed += 1


def show_in_notebook() -> None:
    """In IPython, say so at the end of a cell whose checks all passed, and in one line that an answer is not written.

    Does nothing elsewhere.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or getattr(shell, "_atelier_checks", False):
        return
    shell._atelier_checks = True
    shell.events.register("pre_run_cell", _forget_passes)
    shell.events.register("post_run_cell", _print_passes)
    shell.set_custom_exc((NotImplementedError,), _show_not_written)


def _forget_passes(_info: Any) -> None:
    global _n_passed
    _n_passed = 0


def _print_passes(result: Any) -> None:
    if _n_passed and result.success:
        print(text(fr=f"✓ {_n_passed} vérification(s) réussie(s)", en=f"✓ {_n_passed} check(s) passed"))


def _show_not_written(shell: Any, kind: Any, error: Any, traceback: Any, tb_offset: Any = None) -> list[str]:
    """Show one line in place of a traceback. IPython leaves the showing to its custom handlers, hence the call."""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    name = traceback.tb_frame.f_code.co_name
    subject = f"`{name}`" if name.isidentifier() else text(fr="cette cellule", en="this cell")
    line = text(
        fr=f"✗ {subject} reste à écrire : remplacez `raise NotImplementedError()` par votre code.",
        en=f"✗ {subject} is still to be written: replace `raise NotImplementedError()` by your code.",
    )
    lines = [f"\x1b[1;31m{line}\x1b[0m"]
    shell._showtraceback(kind, error, lines)
    return lines
