"""What keeps students' Markdown harmless on the pages that nbgrader makes itself; the course's settings name it."""

from jinja2 import pass_context
from jinja2.runtime import Context

from autograder.markdown import render_markdown


@pass_context
def clean_markdown(context: Context, source: str) -> str:
    """Return Markdown as HTML: what is HTML in it is shown, not run, nothing in it is fetched, formulas are MathML."""
    return render_markdown(source, context.get("cell", {}).get("attachments"))
