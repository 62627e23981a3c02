"""Spare processes what libraries load for other uses: some seconds of start-up."""

import importlib.util
import sys


def leave_out_slow_grammar() -> None:
    """Keep jsonschema, which nbformat imports, from importing a grammar of international addresses.

    It takes two seconds to build, and no notebook needs it. Does nothing when it is already there.
    """
    sys.modules.setdefault("rfc3987_syntax", None)


def leave_out_servers() -> None:
    """Keep nbgrader's modules from importing Jupyter's server and nbgrader's pages, which its package itself does.

    They take as long as all that a gradebook needs. Does nothing when nbgrader is already there.
    """
    if "nbgrader" not in sys.modules and (spec := importlib.util.find_spec("nbgrader")):
        from importlib.metadata import version

        package = importlib.util.module_from_spec(spec)
        package.__version__ = version("nbgrader")
        sys.modules.setdefault("nbgrader", package)  # two threads may come here at once
