"""The look of every figure: colours that colour-blind readers tell apart, and sizes that a projector carries."""

import matplotlib
from cycler import cycler
from matplotlib.colors import LinearSegmentedColormap

# Okabe and Ito, "Color universal design", 2008.
OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
}
# Colour is never alone: a class has its marker, a curve its line style.
CLASS_COLORS = (OKABE_ITO["blue"], OKABE_ITO["orange"])
CLASS_MARKERS = ("o", "s")
LINE_STYLES = ("-", "--", "-.", ":")
CURVE_COLORS = tuple(OKABE_ITO[name] for name in ("blue", "vermilion", "green", "purple", "orange", "sky", "black"))

# From class 0 to class 1, pale, so that points and lines stay readable above it.
CLASS_MAP = LinearSegmentedColormap.from_list("classes", ["#A9CFE8", "#FFFFFF", "#F7D48A"])

BASE_DPI = 100


def use_style() -> None:
    """Make the course's style the default of every figure made from now on."""
    matplotlib.rcParams.update({
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.labelsize": 13,
        "axes.prop_cycle": cycler(color=CURVE_COLORS),
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlesize": 14,
        "axes.titleweight": "bold",
        # On a dark page the white of a figure ends abruptly: its words stay away from the edge.
        "figure.constrained_layout.h_pad": 0.1,
        "figure.constrained_layout.use": True,
        "figure.constrained_layout.w_pad": 0.1,
        "figure.dpi": BASE_DPI,
        "figure.titlesize": 15,
        "figure.titleweight": "bold",
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": 12,
        "grid.alpha": 0.35,
        "grid.linewidth": 0.8,
        "image.cmap": "gray",
        "legend.fontsize": 11,
        "legend.framealpha": 0.9,
        "lines.linewidth": 2.2,
        "lines.markersize": 8,
        "xtick.labelsize": 11,
        "ytick.labelsize": 11,
    })  # fmt: skip
