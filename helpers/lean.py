"""Spare every process that reads a notebook two seconds of start-up."""

import sys


def leave_out_slow_grammar() -> None:
    """Keep jsonschema, which nbformat imports, from importing a grammar of international addresses.

    It takes two seconds to build, and no notebook needs it. Does nothing when it is already there.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
