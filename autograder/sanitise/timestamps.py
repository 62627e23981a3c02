"""Read when a notebook was handed in, in the formats that are about."""

import re
import warnings
from pathlib import Path

from autograder.flags import Flag

MAX_BYTES = 200
_OFFSET = re.compile(r" ([+-]\d\d:?\d\d)$")


def read_timestamp(path: Path) -> tuple[str, tuple[Flag, ...]]:
    """Return what a timestamp.txt says, in nbgrader's own form and in UTC, or "" and a flag.

    A file that is not there, or is empty, is no reason for a flag.
    """
    if path.is_symlink() or not path.is_file():
        return "", ()
    with path.open("rb") as file:
        content = file.read(MAX_BYTES)
    # PowerShell's `>` writes UTF-16.
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    words = content.decode(encoding, "replace").strip("\0 \t\r\n")
    if not words:
        return "", ()
    date = normalise_timestamp(words)
    return date, () if date else (Flag("bad_timestamp"),)


def normalise_timestamp(words: str) -> str:
    """Return a date as "2026-01-31 12:00:00.000000 UTC", "" when it is none."""
    from nbgrader.utils import parse_utc

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an unknown time zone is read as UTC
            date = parse_utc(_OFFSET.sub(r"\1", words))  # apart, nbgrader takes +0100 for a hundred seconds
        return f"{date:%Y-%m-%d %H:%M:%S.%f} UTC" if 1970 <= date.year <= 9998 else ""
    except Exception:  # dateutil raises whatever the words make it stumble on
        return ""
