"""What keeps students' Markdown harmless on the pages that nbgrader makes itself; the course's settings name it."""

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def clean_markdown(context: Context, source: str) -> str:
    """Return Markdown as a page's HTML: what is HTML in it is shown, not run, and no link runs a script."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(
        escape=True, allow_harmful_protocols=False, attachments=attachments, exclude_anchor_links=True
    )
    return MarkdownWithMath(renderer=renderer).render(source)
