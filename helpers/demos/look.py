"""The colours of scenes, by name, on a light and on a dark page."""

from helpers.plotting.style import OKABE_ITO

BACKGROUND = ("#FFFFFF", "#17181C")
INK = ("#1A1A1A", "#EDEDED")
GRID = ("#DDDDDD", "#3A3C43")

# Name: on a light page, on a dark one, where black cannot be seen and blue hardly.
COLORS = {name: (color, color) for name, color in OKABE_ITO.items()} | {
    "black": INK,
    "blue": (OKABE_ITO["blue"], "#4AA3DF"),
    "grey": ("#6B6B6B", "#A8A8A8"),
}

# Name: the stops of a map of values from the lowest to the highest; pale (or dark), so that marks stay readable on it.
PALETTES = {
    "classes": (("#A9CFE8", "#FFFFFF", "#F7D48A"), ("#0C4A72", "#17181C", "#6E4B00")),
    "real_or_fake": (("#EBC3DB", "#FFFFFF", "#A3DBC8"), ("#6B2F52", "#17181C", "#005A41")),
    "amount": (("#FFFFFF", "#0072B2"), ("#17181C", "#56B4E9")),
}

MARKERS = ("circle", "square", "triangle", "cross")


def describe_look() -> dict[str, object]:
    """Return the colours as a front end takes them: each a pair, light first."""
    return {"background": BACKGROUND, "ink": INK, "grid": GRID, "colors": COLORS, "palettes": PALETTES}


# Sizes, in CSS. A page that is seen from far away, the lecture's, sets its own: --atelier-scene for the main picture,
# and --atelier-type, by which everything else that has letters is multiplied.
MAIN_WIDTH = "var(--atelier-scene, 460px)"
WIDE_WIDTH = "var(--atelier-scene, 620px)"


def scale_with_type(pixels: int) -> str:
    """Return a length in CSS that grows with the letters of the page."""
    return f"calc(var(--atelier-type, 1) * {pixels}px)"


SIDE_WIDTH = scale_with_type(340)
