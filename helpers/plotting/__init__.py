"""Figures: one style for the whole course, and the few drawings that chapters share.

Figures are made with `subplots` and end with `show`, which need neither a display nor pyplot's global state.
"""

from helpers.plotting.confusion import draw_confusion
from helpers.plotting.curves import draw_quantiles
from helpers.plotting.flows import draw_layer_flow
from helpers.plotting.graphs import draw_neuron
from helpers.plotting.images import draw_images
from helpers.plotting.layers import draw_layers
from helpers.plotting.planes import decision_map, draw_boundary, scatter_classes
from helpers.plotting.show import new_figure, show, subplots
from helpers.plotting.style import CLASS_COLORS, CLASS_MARKERS, LINE_STYLES, OKABE_ITO, use_style

__all__ = [
    "CLASS_COLORS", "CLASS_MARKERS", "LINE_STYLES", "OKABE_ITO", "decision_map", "draw_boundary", "draw_confusion",
    "draw_images", "draw_layer_flow", "draw_layers", "draw_neuron", "draw_quantiles", "new_figure", "scatter_classes",
    "show", "subplots", "use_style",
]  # fmt: skip
