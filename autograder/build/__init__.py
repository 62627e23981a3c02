"""From authors' sources to the notebooks of students and of nbgrader."""

from autograder.build.notebook import source_notebook, student_notebook
from autograder.build.source import BuildError, Cell, Chapter, Problem, read_chapter, read_chapters
from autograder.build.write import build, find_stale, render

__all__ = [
    "BuildError", "Cell", "Chapter", "Problem", "build", "find_stale", "read_chapter", "read_chapters",
    "render", "source_notebook", "student_notebook",
]  # fmt: skip
