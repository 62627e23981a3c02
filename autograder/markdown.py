"""Markdown as HTML, the way notebooks show it; for our own texts, not for students'."""


def render_markdown(text: str) -> str:
    """Return a text of the course, or of its instructor, as HTML."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath  # takes half a second to load

    return MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)).render(text)
