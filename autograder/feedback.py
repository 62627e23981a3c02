"""Make the pages that students read, through nbgrader's own feedback, on the notebooks in autograded/."""

import hashlib
import logging
import re
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from autograder.course_folder import Course
from autograder.files import write_file
from autograder.stages import Record

_KEY = re.compile(r"<!-- atelier (\w+) -->")


def write_feedback(course: Course, record: Record, state: Any, *, log: logging.Logger) -> bool:
    """Write feedback/STUDENT/CHAPTER/name.html, unless it is there and says what the gradebook says.

    Parameters
    ----------
    course : Course
        The course folder, where the submission was graded.
    record : Record
        The submission's.
    state : JSON data
        The marks and comments that the page shows: when they change, the page is made again.
    log : Logger
        Where nbgrader reports.

    Returns
    -------
    bool
        Whether the page was made.
    """
    name = record.chapter[3:]
    page = course.root / "feedback" / record.student / record.chapter / f"{name}.html"
    key = hashlib.sha256(f"{record.key} {state!r}".encode()).hexdigest()[:32]
    if page.is_file():
        found = _KEY.search(page.read_text(encoding="utf-8")[-200:])
        if found and found[1] == key:
            return False
    _generate(course, record, log)
    html = page.read_text(encoding="utf-8").replace("<html>", f'<html lang="{record.lang}">', 1)
    write_file(page, f"{html.rstrip()}\n<!-- atelier {key} -->\n")
    return True


def _generate(course: Course, record: Record, log: logging.Logger) -> None:
    from nbgrader.converters import GenerateFeedback  # takes a second to load
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    class OneFeedback(GenerateFeedback):
        def init_notebooks(self) -> None:
            # nbgrader looks for names as patterns, and would not find a student called "a [1]".
            folder = course.root / "autograded" / record.student / record.chapter
            self.assignments = {str(folder): [str(folder / f"{record.chapter[3:]}.ipynb")]}

    config = Config()
    # No script of a student's reaches a browser; nbgrader's template does not clean what students write.
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = {"markdown2html": clean_markdown}
    config.CourseDirectory.root = str(course.root)
    folder = CourseDirectory(config=config, log=log)
    OneFeedback(coursedir=folder, config=config, log=log, force=True).start()


@pass_context
def clean_markdown(context: Context, source: str) -> str:
    """Return Markdown as a page's HTML: what is HTML in it is shown, not run, and no link runs a script."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(
        escape=True, allow_harmful_protocols=False, attachments=attachments, exclude_anchor_links=True
    )
    return MarkdownWithMath(renderer=renderer).render(source)
