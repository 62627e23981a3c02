"""French typography: the spaces that may not break a line, and the apostrophe, which keyboards do not have."""

import re
from functools import lru_cache

_NARROW, _WIDE = "\u202f", "\u00a0"
# Code, mathematics and what stands in braces are not prose.
_NOT_PROSE = re.compile(r"(```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|\{[^{}]*\})", re.DOTALL)
# What a keyboard gives, and what print has, as in the Imprimerie nationale's "Lexique des règles typographiques".
# The colon of a table's rule (`| :---`) is no punctuation.
_RULES = (
    (re.compile(r" (?=[;?!])"), _NARROW),
    (re.compile(r"(?<=\d) (?=%)"), _NARROW),
    (re.compile(r" (?=:(?![-|]))"), _WIDE),
    (re.compile(r"(?<=«) | (?=»)"), _WIDE),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
)


@lru_cache(maxsize=1024)
def set_french(text: str) -> str:
    """Return French prose with its non-breaking spaces and apostrophes; what has them already stays as it is.

    Examples
    --------
    >>> set_french("L'erreur : 3 % !") == "L’erreur\u00a0: 3\u202f%\u202f!"
    True
    >>> set_french("le code `x = a ; b` reste")
    'le code `x = a ; b` reste'
    """
    parts = _NOT_PROSE.split(text)
    for place in range(0, len(parts), 2):
        before = parts[place - 1][-1] if place else ""
        after = parts[place + 1][0] if place + 1 < len(parts) else ""
        # With its neighbours: punctuation may follow code at once, an apostrophe may come before it.
        part = before + parts[place] + after
        for pattern, replacement in _RULES:
            part = pattern.sub(replacement, part)
        part = re.sub(r"(?<=\w)'(?=[`$]\Z)", "’", part) if after else part
        parts[place] = part[len(before) : len(part) - len(after)]
    return "".join(parts)
