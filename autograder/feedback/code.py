"""Python code as HTML, highlighted in colours that stand out on light and on dark ground."""

from functools import cache

# Their colours stand out enough on the grounds that the page gives to code, see the tests.
LIGHT_STYLE, DARK_STYLE = "xcode", "github-dark"


@cache
def code_style() -> str:
    """Return the style sheet of highlighted code, light and dark."""
    from pygments.formatters import HtmlFormatter

    light = HtmlFormatter(style=LIGHT_STYLE, nobackground=True).get_style_defs(".code")
    dark = HtmlFormatter(style=DARK_STYLE, nobackground=True).get_style_defs(".code")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"


def render_code(code: str) -> str:
    """Return Python code as HTML, highlighted; where it is too wide, the keyboard can move it."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    made = highlight(code, PythonLexer(stripnl=False), HtmlFormatter(cssclass="code", nobackground=True))
    return made.replace("<pre>", '<pre tabindex="0">', 1)
