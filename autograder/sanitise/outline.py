"""What a chapter's notebook looks like in either language: by which cells of a submission are recognised."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from autograder.build import Chapter, student_notebook
from autograder.build.names import bound_names
from autograder.build.source import PLACEHOLDERS
from helpers.language import LANGUAGES

GRADED_KINDS = ("setup", "solution", "test", "answer")
LOCKED_KINDS = ("setup", "test")
GIVEN_CODE = ("show", "demo")
NOT_RUN_KINDS = ("experiment", *GIVEN_CODE)
MAX_COMPARED = 20_000

# Not `ast`: an answer may hold a mistake or a magic, and Python's parser can be crashed by what it reads.
_DEFINED = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^(\w+(?:[ \t]*,[ \t]*\w+)*)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLANK = re.compile(r"[\s\u200b\u2060\ufeff*_\\]+|&nbsp;|<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Outline:
    """The cells of a chapter.

    Attributes
    ----------
    order : tuple of str
        The ids, as they stand in a notebook.
    kinds, types : mapping
        Of each id, the source's kind and the notebook's cell type.
    given : mapping
        For the plain text of what students are given (no stub, no placeholder), the ids of its cells.
    samples : mapping
        For each given cell's id, its words in either language.
    names : mapping
        For each exercise, the global names that it alone defines.
    stubs : mapping
        For each exercise, the plain text that stands there at first.
    """

    order: tuple[str, ...]
    kinds: Mapping[str, str]
    types: Mapping[str, str]
    given: Mapping[str, tuple[str, ...]]
    samples: Mapping[str, tuple[Counter[str], ...]]
    names: Mapping[str, frozenset[str]]
    stubs: Mapping[str, str]


@cache
def outline_chapter(chapter: Chapter) -> Outline:
    """Return the outline of a chapter."""
    kinds = {cell.cell_id: cell.kind for cell in chapter.cells}
    order: tuple[str, ...] = ()
    types: dict[str, str] = {}
    given: dict[str, tuple[str, ...]] = {}
    samples: dict[str, tuple[Counter[str], ...]] = {}
    for lang in LANGUAGES:
        nodes = student_notebook(chapter, lang).cells
        order = tuple(node.id for node in nodes)
        for node in nodes:
            types[node.id] = node.cell_type
            if kinds[node.id] not in ("solution", "answer"):
                text = plain(node.source)
                given[text] = tuple(dict.fromkeys((*given.get(text, ()), node.id)))
                samples[node.id] = (*samples.get(node.id, ()), count_words(text))
    stubs = {cell.cell_id: plain(cell.stub) for cell in chapter.solutions}
    return Outline(order, kinds, types, given, samples, _telling_names(chapter), stubs)


def _telling_names(chapter: Chapter) -> dict[str, frozenset[str]]:
    bound = {cell.cell_id: bound_names(cell.full) for cell in (*chapter.setup, *chapter.solutions)}
    n_cells = Counter(name for names in bound.values() for name in names)
    return {
        cell.cell_id: frozenset(name for name in bound[cell.cell_id] if n_cells[name] == 1)
        for cell in chapter.solutions
    }


def defined_names(code: str) -> frozenset[str]:
    """Return the functions and classes that a cell defines at its top level; it need not be valid Python."""
    return frozenset(_DEFINED.findall(code))


def assigned_names(code: str) -> frozenset[str]:
    """Return the names that a cell assigns to at its top level."""
    return frozenset(name.strip() for names in _ASSIGNED.findall(code) for name in names.split(","))


def plain(source: str) -> str:
    """Return a text without what editors change on their own: spaces at line ends, blank lines around."""
    return "\n".join(line.rstrip() for line in source.splitlines()).strip("\n")


def count_words(text: str) -> Counter[str]:
    """Return how often each word stands in a text; of a very long one, only in its beginning."""
    return Counter(re.findall(r"\w+", text[:MAX_COMPARED]))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words that two texts have in common (Dice's coefficient, 1945), in [0, 1].

    Linear in the texts, unlike `difflib`, which a hostile notebook could keep busy.
    """
    total = one.total() + other.total()
    shorter, longer = sorted((one, other), key=len)
    return 2 * sum(min(n, longer[word]) for word, n in shorter.items()) / total if total else 0.0


def is_unanswered(source: str) -> bool:
    """Say whether an open question's cell holds nothing, or no more than the placeholder, of either language."""
    return _bare(source) in ("", *map(_bare, PLACEHOLDERS.values()))


def _bare(source: str) -> str:
    return _BLANK.sub("", _COMMENT.sub("", source)).rstrip(".").casefold()
