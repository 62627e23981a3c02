"""A second pair of eyes on student notebooks: no hidden line of a source may survive in them.

On purpose this shares no code with the reading and stripping of sources: it works on the raw text of both files.
"""

import json


def find_leaks(source: str, notebook: str) -> list[tuple[int, str]]:
    """Return the hidden lines of a source that a student's notebook shows.

    Parameters
    ----------
    source : str
        The raw text of the py:percent source.
    notebook : str
        The raw JSON of the student's notebook.

    Returns
    -------
    list of (line number in the source, the line)
        A hidden line that also stands outside every hidden region of the source is public by the author's own hand.
    """
    hidden: list[tuple[int, str]] = []
    public: set[str] = set()
    inside = False
    for number, line in enumerate(source.splitlines(), start=1):
        bare = _bare(line)
        if "### BEGIN " in line:
            inside = True
        elif "### END " in line:
            inside = False
        elif inside:
            hidden.append((number, bare))
        else:
            public.add(bare)
    shown = {_bare(line) for cell in json.loads(notebook)["cells"] for line in "".join(cell["source"]).splitlines()}
    leaks = [(number, bare) for number, bare in hidden if len(bare) > 3 and bare in shown and bare not in public]
    markers = [(0, line) for line in shown if line.startswith(("BEGIN ", "END "))]
    return leaks + markers


def _bare(line: str) -> str:
    """Return a line without indentation, comment signs and spaces at its end."""
    return line.strip().lstrip("#").strip()
