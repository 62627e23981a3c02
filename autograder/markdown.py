"""What people wrote as Markdown, as HTML that can do no harm: answers, comments, marking schemes, pages."""

import re
from collections.abc import Mapping
from typing import Any

import mistune
import nh3

from autograder.formulas import render_formula
from autograder.sanitise import BASE64, IMAGES

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p",
    "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "span": {"data-math"}}
_PICTURE = re.compile(rf"data:(?:{'|'.join(map(re.escape, IMAGES))});base64,[A-Za-z0-9+/=\s]*")
_PLACE = re.compile(r'<span data-math="(\d+)"></span>')


def render_markdown(text: str, attachments: Mapping[str, Any] | None = None, *, first_heading: int = 1) -> str:
    """Return Markdown as HTML without scripts, styles, and pictures from elsewhere; formulas become MathML.

    Parameters
    ----------
    text : str
        Markdown; HTML in it is shown as text.
    attachments : mapping, optional
        Pictures of the cell: name → {mime type: base64}.
    first_heading : int
        The level of `#` on the page that the text goes into.
    """
    formulas: list[str] = []
    renderer = _Renderer(attachments or {}, formulas, first_heading)
    rendered = mistune.create_markdown(renderer=renderer, plugins=["math", "table", "strikethrough"])(text)
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
    def __init__(self, attachments: Mapping[str, Any], formulas: list[str], first_heading: int) -> None:
        super().__init__(escape=True)
        self._attachments, self._formulas, self._first_heading = attachments, formulas, first_heading

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        level = min(level + self._first_heading - 1, 6)
        return f"<h{level}>{text}</h{level}>"

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


def _filter(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if _PICTURE.fullmatch(value) else None
    if name == "href":
        return None if value.strip().lower().startswith("data:") else value
    return value
