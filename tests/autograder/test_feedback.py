"""The page that a student reads: harmless whatever was written, complete, readable without colour and on a phone."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.styles import get_style_by_name

from autograder.build import read_chapter
from autograder.course_folder import ROOT, TEMPLATES
from autograder.feedback.code import DARK_STYLE, LIGHT_STYLE, render_code
from autograder.formulas import render_formula
from autograder.markdown import render_markdown

PICTURE = "iVBORw0KGgo="
HARMFUL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/track.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[a](javascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<style>body{display:none}</style><iframe src='http://evil.example'></iframe>",
    "<math><mtext></p><script>alert(1)</script>",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\text{<script>alert(1)</script>}$",
    '<span data-math="0"></span> $x$',
    "<svg onload=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<div style='position:fixed;inset:0;background:url(http://evil.example)'>",
]
ALLOWED = {"p", "a", "img", "code", "pre", "em", "strong", "del", "ul", "ol", "li", "blockquote", "br", "hr", "table",
           "thead", "tbody", "tr", "th", "td", "span", "h1", "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
LINK = re.compile(r"https?:|mailto:|#harmful-link$|[^:]*$", re.IGNORECASE)


class Page(HTMLParser):
    """Notes every element and attribute that a browser would see, and complains."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_formula = tag.startswith("m")
        assert tag in ALLOWED or is_formula, tag
        for name, value in attrs:
            if name == "src":
                assert re.match(r"data:image/(png|jpeg);base64,", value or ""), value
            elif name == "href":
                assert LINK.match(value or ""), value
            else:
                assert name in ("alt", "rel", "xmlns") or (is_formula and not name.startswith("on")), name


def check(html: str) -> None:
    """Read a page as a browser does."""
    page = Page()
    page.feed(html)
    page.close()


@pytest.mark.parametrize("text", HARMFUL)
def test_nothing_that_runs_or_comes_from_elsewhere(text: str) -> None:
    check(render_markdown(text))


@given(st.text(alphabet=st.sampled_from(list("<>\"'&$`![]()#*_|\\/=: \nascriptonerhf:jvx0123")), max_size=120))
def test_any_text_is_harmless(text: str) -> None:
    check(render_markdown(text))


def test_markdown_says_what_it_says() -> None:
    html = render_markdown(
        "# Proof\n\n**No** *line*, see `x < 1`:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n\n[paper](https://x.org/a)"
    )
    for part in (
        "<h1>Proof</h1>",
        "<strong>No</strong>",
        "<code>x &lt; 1</code>",
        "<td>1</td>",
        "<li>one</li>",
        'href="https://x.org/a"',
    ):
        assert part in html


def test_headings_fit_into_the_page() -> None:
    assert render_markdown("# A\n\n## B\n\n###### C", first_heading=4) == "<h4>A</h4><h5>B</h5><h6>C</h6>"


def test_formulas_are_drawn_without_a_network() -> None:
    html = render_markdown("so $w \\cdot x + b > 0$ and\n\n$$\n\\frac{1}{2n}\\sum_i e_i^2\n$$\n")
    assert html.count("<math") == 2 and "<mfrac>" in html and 'display="block"' in html
    assert "$" not in html and "&amp;" not in html and "∑" in html


def test_formulas_that_stand_in_columns() -> None:
    html = render_formula(r"\begin{aligned} a &= \arg\max_k b_k \\ c &= d \end{aligned}", "block")
    assert html.count("<mtr>") == 2 and "<mo>arg</mo>" in html
    assert render_formula(r"a &= b") == r"<code>a &amp;= b</code>"


@pytest.mark.parametrize("path", sorted(ROOT.glob("solutions/*.py")), ids=lambda path: path.stem)
def test_all_formulas_of_the_course_are_drawn(path: Path) -> None:
    """Prose and marking schemes are shown to instructors on pages that load nothing from the network."""
    for cell in read_chapter(path).cells:
        for text in {cell.full, cell.scheme} if cell.kind in ("prose", "answer") else ():
            html = render_markdown(re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL))
            assert "$" not in html and "\\" not in html and "<code>" not in html, html


def test_a_formula_that_is_none_is_shown_as_typed() -> None:
    assert render_formula(r"\frac{1}{") == r"<code>\frac{1}{</code>"
    assert "<math" in render_markdown("a $x$ b $\\frac{$ c $y$ d")


def test_a_picture_pasted_into_an_answer_is_shown() -> None:
    attachments = {"plot.png": {"image/png": PICTURE}, "bad.png": {"image/png": 'x" onload="1'}}
    html = render_markdown("![my plot](attachment:plot.png) ![b](attachment:bad.png)", attachments)
    assert f'<img src="data:image/png;base64,{PICTURE}" alt="my plot">' in html
    assert html.count("<img") == 1


def test_code_is_text() -> None:
    html = render_code("x = '</pre><script>alert(1)</script>'\n")
    assert "<script" not in html and 'class="s' in html


def test_the_contrast_of_highlighted_code_is_enough() -> None:
    """WCAG 2 asks for 4.5 to 1; the grounds are those of the page's style sheet."""
    style = (TEMPLATES / "feedback.html.j2").read_text(encoding="utf-8")
    assert "light-dark(#f5f5f5, #222)" in style
    for name, ground in ((LIGHT_STYLE, "f5f5f5"), (DARK_STYLE, "222222")):
        letters = {str(token): found["color"] for token, found in get_style_by_name(name) if found["color"]}
        letters.pop("Token.Text.Whitespace", None)
        weak = {token: colour for token, colour in letters.items() if contrast(colour, ground) < 4.5}
        assert weak == {}, name


def contrast(first: str, second: str) -> float:
    """Return the ratio of the luminances of two colours, as WCAG 2 defines it."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return a colour's relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
