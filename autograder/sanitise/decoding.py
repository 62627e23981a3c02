"""From a file's bytes to JSON data, whatever encoding it was saved in, with a bound on what it costs."""

import json
from typing import Any

from autograder.flags import Flag
from autograder.sanitise.reasons import EMPTY, NOT_JSON, TOO_LARGE, UnreadableError

MAX_BYTES = 50_000_000
# A short text can stand for much memory: `[],` is three bytes, an empty list in Python some sixty.
MAX_BRACKETS = 1_000_000
MAX_COMMAS = 4_000_000
MAX_DIGITS = 18
_PADDING = " \t\r\n\0\ufeff\ufffd"


def decode_json(content: bytes) -> tuple[Any, list[Flag]]:
    """Read JSON in any usual encoding; repair what can be repaired without a guess at the content.

    Parameters
    ----------
    content : bytes
        UTF-8, -16 or -32 with or without byte order mark, else Windows' Latin; padding by NUL bytes is ignored.

    Returns
    -------
    data : Any
        Of repeated keys the last; NaN and infinities as None; absurdly long integers as 0.
    flags : list of Flag
        `encoding` and `json` where that was needed.

    Raises
    ------
    UnreadableError
        If the file is too large, empty, or not JSON.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableError(TOO_LARGE)
    text, is_utf8 = _decode(content)
    text = text.strip(_PADDING)
    if not text:
        raise UnreadableError(EMPTY)
    if text.count("[") + text.count("{") > MAX_BRACKETS or text.count(",") > MAX_COMMAS:
        raise UnreadableError(TOO_LARGE)
    faults: list[str] = []

    def read_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(pairs)
        if len(read) != len(pairs):
            faults.append("repeated key")
        return read

    try:
        data = json.loads(
            text,
            strict=False,  # a line break inside a string can only mean a line break
            object_pairs_hook=read_pairs,
            parse_constant=faults.append,  # returns None
            parse_int=lambda digits: int(digits) if len(digits) <= MAX_DIGITS else 0,
        )
    except (ValueError, RecursionError, MemoryError):
        raise UnreadableError(NOT_JSON) from None
    return data, [Flag("encoding")] * (not is_utf8) + [Flag("json")] * bool(faults)


def _decode(content: bytes) -> tuple[str, bool]:
    """Return the text, and whether it was UTF-8."""
    encoding = json.detect_encoding(content)
    if not encoding.startswith("utf-8"):
        return content.decode(encoding, "replace"), False
    try:
        return content.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        pass
    text = content.decode("utf-8-sig", "replace")
    n_bad = text.count("\ufffd")
    if n_bad < sum(len(character.encode()) > 1 for character in text if character > "\x7f") - n_bad:
        return text, False  # UTF-8 with a few broken characters
    try:
        return content.decode("cp1252"), False
    except UnicodeDecodeError:
        return content.decode("latin-1"), False
