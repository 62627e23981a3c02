"""Formulas, typed as in LaTeX, as MathML: every browser of today draws it without a script."""

import html
import re
from xml.etree import ElementTree

_MATHML = "http://www.w3.org/1998/Math/MathML"
# What the look of a formula needs; links are no part of it.
_ATTRIBUTES = {
    "accent", "columnalign", "columnlines", "display", "displaystyle", "fence", "form", "linethickness", "lspace",
    "mathvariant", "maxsize", "minsize", "rowlines", "rspace", "scriptlevel", "separator", "stretchy", "width",
}  # fmt: skip
# What the library does not know, in words that it knows.
_SYNONYMS = (
    (re.compile(r"\\(begin|end)\{(?:aligned|gathered|eqnarray\*?)\}"), r"\\\1{split}"),
    (re.compile(r"\\arg(?![A-Za-z])"), r"\\operatorname{arg}"),
)


def render_formula(tex: str, display: str = "inline") -> str:
    """Return a formula as MathML; one that cannot be read is shown as it was typed.

    Parameters
    ----------
    tex : str
        Without the dollars around it.
    display : {"inline", "block"}
        In a line of text, or on its own.
    """
    from latex2mathml.converter import convert_to_element

    known = tex
    for pattern, word in _SYNONYMS:
        known = pattern.sub(word, known)
    try:
        root = convert_to_element(known, display=display)
        ElementTree.register_namespace("", _MATHML)
        for element in root.iter():
            element.text = html.unescape(element.text or "")  # the library writes signs as references
            if element.tag == "mi" and element.text == "&":
                raise ValueError("columns of an environment that the library does not know")
            for name in set(element.attrib) - _ATTRIBUTES - {"xmlns"}:
                del element.attrib[name]
        return ElementTree.tostring(root, encoding="unicode")
    except Exception:  # whatever somebody typed between two dollars
        return f"<code>{html.escape(tex)}</code>"
