"""Figures: one style for the whole course, and the few drawings that chapters share.

Figures are made with `subplots` and end with `show`, which need neither a display nor pyplot's global state.
"""

from helpers.plotting.curves import draw_quantiles
from helpers.plotting.graphs import draw_neuron
from helpers.plotting.planes import decision_map, draw_boundary, scatter_classes
from helpers.plotting.show import new_figure, show, subplots
from helpers.plotting.style import CLASS_COLORS, CLASS_MARKERS, LINE_STYLES, OKABE_ITO, use_style

__all__ = [
    "CLASS_COLORS", "CLASS_MARKERS", "LINE_STYLES", "OKABE_ITO", "decision_map", "draw_boundary", "draw_neuron",
    "draw_quantiles", "new_figure", "scatter_classes", "show", "subplots", "use_style",
]  # fmt: skip
