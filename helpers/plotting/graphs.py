"""Graphs of computations: circles for numbers, arrows for what becomes of them."""

from matplotlib.axes import Axes

NODES = {
    "$x_1$": (0, 2),
    "$x_2$": (0, 1),
    "$1$": (0, 0),
    "$\\Sigma$": (2, 1),
    "$f$": (3.6, 1),
    "$\\hat y$": (5, 1),
}
EDGES = (
    ("$x_1$", "$\\Sigma$", "$w_1$"),
    ("$x_2$", "$\\Sigma$", "$w_2$"),
    ("$1$", "$\\Sigma$", "$b$"),
    ("$\\Sigma$", "$f$", "$z$"),
    ("$f$", "$\\hat y$", ""),
)
OPERATION_COLOR = "#EAF3FA"


def draw_neuron(ax: Axes) -> None:
    """Draw one neuron with two inputs: x1, x2 and the constant 1, summed into z, then passed through f.

    Parameters
    ----------
    ax : Axes
        Empty; its axis lines are hidden.
    """
    for name, (x, y) in NODES.items():
        color = OPERATION_COLOR if name in ("$\\Sigma$", "$f$") else "white"
        circle = {"boxstyle": "circle,pad=0.45", "facecolor": color, "edgecolor": "black", "linewidth": 1.6}
        ax.text(x, y, name, ha="center", va="center", fontsize=17, zorder=3, bbox=circle)
    arrow = {"arrowstyle": "-|>", "shrinkA": 22, "shrinkB": 22, "linewidth": 1.8}
    for start, end, label in EDGES:
        (x0, y0), (x1, y1) = NODES[start], NODES[end]
        ax.annotate("", (x1, y1), (x0, y0), arrowprops=arrow)
        ax.text(0.6 * x0 + 0.4 * x1, 0.6 * y0 + 0.4 * y1 + 0.1, label, ha="left", va="bottom", fontsize=15)
    ax.set(xlim=(-0.6, 5.6), ylim=(-0.6, 2.6))
    ax.axis("off")
