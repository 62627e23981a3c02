"""What flows through one layer: values forward, derivatives of the error backward."""

from matplotlib.axes import Axes

from helpers.plotting.style import OKABE_ITO

FORWARD = {"color": OKABE_ITO["blue"], "linestyle": "-"}
BACKWARD = {"color": OKABE_ITO["vermilion"], "linestyle": "--"}
# Where the stages stand: the layer's input, its pre-activations, its output.
X_INPUT, X_PRE, X_OUTPUT = 0.0, 4.0, 8.0
Y_FORWARD, Y_BACKWARD, Y_PARAMETERS = 2.0, 0.0, -1.7
BOX = {"boxstyle": "round,pad=0.45", "facecolor": "white", "linewidth": 1.8}


def draw_layer_flow(ax: Axes, *, forward: str, backward: str, kept: str) -> None:
    """Draw a layer's two passes, one above the other: X → Z → Y, and ∂E/∂Y → ∂E/∂Z → ∂E/∂X, ∂E/∂W, ∂E/∂b.

    Parameters
    ----------
    ax : Axes
        Empty; its axis lines are hidden.
    forward, backward : str
        Names of the two rows.
    kept : str
        What becomes of ∂E/∂W and ∂E/∂b.
    """
    for x, value in ((X_INPUT, "X"), (X_PRE, "Z"), (X_OUTPUT, "Y")):
        _write(ax, x, Y_FORWARD, f"${value}$", FORWARD)
        _write(ax, x, Y_BACKWARD, rf"$\partial E/\partial {value}$", BACKWARD)
    for x, value in ((X_PRE - 1.5, "W"), (X_PRE + 1.5, "b")):
        _write(ax, x, Y_PARAMETERS, rf"$\partial E/\partial {value}$", BACKWARD)
        _draw_arrow(ax, (X_PRE, Y_BACKWARD), (x, Y_PARAMETERS), BACKWARD, shrink=22)
    ax.text(X_PRE - 1.05, -0.98, r"$X^\top\,\cdot$", ha="right", fontsize=15)
    ax.text(X_PRE + 1.3, -0.75, r"$\sum_{i=1}^{n}$", ha="left", va="center", fontsize=14)
    ax.text(X_PRE, Y_PARAMETERS - 0.75, kept, ha="center", fontsize=12)
    for start, end, above, below in (
        (X_INPUT, X_PRE, r"$XW + b$", r"$\cdot\;W^\top$"),
        (X_PRE, X_OUTPUT, r"$f$", r"$\odot\; f'(Z)$"),
    ):
        _draw_arrow(ax, (start, Y_FORWARD), (end, Y_FORWARD), FORWARD, shrink=26)
        _draw_arrow(ax, (end, Y_BACKWARD), (start, Y_BACKWARD), BACKWARD, shrink=40)
        ax.text((start + end) / 2, Y_FORWARD + 0.18, above, ha="center", fontsize=15)
        ax.text((start + end) / 2, Y_BACKWARD + 0.18, below, ha="center", fontsize=15)
    # From the layer before and to the next one; in the other direction below.
    _draw_arrow(ax, (X_INPUT - 2.0, Y_FORWARD), (X_INPUT, Y_FORWARD), FORWARD, shrink=26)
    _draw_arrow(ax, (X_OUTPUT, Y_FORWARD), (X_OUTPUT + 2.0, Y_FORWARD), FORWARD, shrink=26)
    _draw_arrow(ax, (X_INPUT, Y_BACKWARD), (X_INPUT - 2.4, Y_BACKWARD), BACKWARD, shrink=40)
    _draw_arrow(ax, (X_OUTPUT + 2.4, Y_BACKWARD), (X_OUTPUT, Y_BACKWARD), BACKWARD, shrink=40)
    ax.text(X_INPUT - 2.0, Y_FORWARD + 0.6, forward, color=FORWARD["color"], fontsize=13, weight="bold")
    ax.text(X_OUTPUT + 2.0, Y_BACKWARD + 0.6, backward, color=BACKWARD["color"], fontsize=13, weight="bold", ha="right")
    ax.set(xlim=(-2.4, 10.4), ylim=(-2.7, 3.0))
    ax.axis("off")


def _write(ax: Axes, x: float, y: float, label: str, style: dict[str, str]) -> None:
    ax.text(x, y, label, ha="center", va="center", fontsize=16, zorder=3, bbox={**BOX, "edgecolor": style["color"]})


def _draw_arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], style: dict[str, str], *, shrink: float
) -> None:
    arrow = {"arrowstyle": "-|>", "shrinkA": shrink, "shrinkB": shrink, "linewidth": 2.0, "mutation_scale": 16}
    ax.annotate("", end, start, arrowprops={**arrow, **style})
