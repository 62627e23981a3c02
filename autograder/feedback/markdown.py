"""What people wrote as Markdown, as HTML that can do no harm: students' answers, instructors' comments."""

import html
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from xml.etree import ElementTree

import mistune
import nh3

from autograder.sanitise import BASE64, IMAGES

_MATHML = "http://www.w3.org/1998/Math/MathML"
# What the look of a formula needs; links are no part of it.
_MATHML_ATTRIBUTES = {
    "accent", "columnalign", "columnlines", "display", "displaystyle", "fence", "form", "linethickness", "lspace",
    "mathvariant", "maxsize", "minsize", "rowlines", "rspace", "scriptlevel", "separator", "stretchy", "width",
}  # fmt: skip
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre",
    "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "span": {"data-math"}}
_PICTURE = re.compile(rf"data:(?:{'|'.join(map(re.escape, IMAGES))});base64,[A-Za-z0-9+/=\s]*")
# Their colours stand out enough on the grounds that the page gives to code, see the tests.
LIGHT_STYLE, DARK_STYLE = "xcode", "github-dark"
_PLACE = re.compile(r'<span data-math="(\d+)"></span>')


def render_answer(text: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Return Markdown as HTML without scripts, styles, and pictures from elsewhere; formulas become MathML.

    Parameters
    ----------
    text : str
        Markdown; HTML in it is shown as text.
    attachments : mapping, optional
        Pictures of the cell: name → {mime type: base64}.
    """
    formulas: list[str] = []
    rendered = mistune.create_markdown(
        renderer=_Renderer(attachments or {}, formulas), plugins=["math", "table", "strikethrough"]
    )(text)
    clean = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )
    # Formulas enter afterwards: they are made of known parts, and no sanitiser of HTML knows MathML.
    return _PLACE.sub(lambda place: formulas[int(place[1])] if int(place[1]) < len(formulas) else "", clean)


class _Renderer(mistune.HTMLRenderer):
    def __init__(self, attachments: Mapping[str, Any], formulas: list[str]) -> None:
        super().__init__(escape=True)
        self._attachments, self._formulas = attachments, formulas

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<h{min(level + 2, 6)}>{text}</h{min(level + 2, 6)}>"  # below the headings of the page

    def image(self, text: str, url: str, title: str | None = None) -> str:
        bundle = self._attachments.get(url.removeprefix("attachment:"), {})
        for kind in IMAGES:
            picture = bundle.get(kind) if isinstance(bundle, Mapping) else None
            if isinstance(picture, str) and BASE64.fullmatch(picture):
                return f'<img src="data:{kind};base64,{picture}" alt="{mistune.escape(text)}">'
        return f"[{mistune.escape(text or url)}]"

    def inline_math(self, text: str) -> str:
        return self._keep(text, "inline")

    def block_math(self, text: str) -> str:
        return f"<p>{self._keep(text, 'block')}</p>"

    def _keep(self, text: str, display: str) -> str:
        self._formulas.append(render_formula(text, display))
        return f'<span data-math="{len(self._formulas) - 1}"></span>'


def render_formula(tex: str, display: str = "inline") -> str:
    """Return a formula as MathML; one that cannot be read is shown as it was typed."""
    from latex2mathml.converter import convert_to_element

    try:
        root = convert_to_element(tex, display=display)
        ElementTree.register_namespace("", _MATHML)
        for element in root.iter():
            element.text = html.unescape(element.text or "")  # the library writes signs as references
            for name in set(element.attrib) - _MATHML_ATTRIBUTES - {"xmlns"}:
                del element.attrib[name]
        return ElementTree.tostring(root, encoding="unicode")
    except Exception:  # whatever a student typed between two dollars
        return f"<code>{mistune.escape(tex)}</code>"


def _filter(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if _PICTURE.fullmatch(value) else None
    if name == "href":
        return None if value.strip().lower().startswith("data:") else value
    return value


@cache
def code_style() -> str:
    """Return the style sheet of highlighted code, light and dark."""
    from pygments.formatters import HtmlFormatter

    light = HtmlFormatter(style=LIGHT_STYLE, nobackground=True).get_style_defs(".code")
    dark = HtmlFormatter(style=DARK_STYLE, nobackground=True).get_style_defs(".code")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"


def render_code(code: str) -> str:
    """Return Python code as HTML, highlighted."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return highlight(code, PythonLexer(stripnl=False), HtmlFormatter(cssclass="code", nobackground=True))
