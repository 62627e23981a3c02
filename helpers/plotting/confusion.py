"""The picture of a confusion matrix: which class was taken for which."""

import numpy as np
from matplotlib.axes import Axes

from helpers.language import text


def draw_confusion(ax: Axes, counts: np.ndarray) -> None:
    """Draw a confusion matrix: numbers in cells, mistakes shaded by their share of their true class.

    The diagonal is left white, as it would outshine the rest.

    Parameters
    ----------
    ax : Axes
    counts : (n_classes, n_classes) array
        Rows: true class; columns: the class that was answered.
    """
    counts = np.asarray(counts)
    n_classes = len(counts)
    shares = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    np.fill_diagonal(shares, 0)
    image = ax.imshow(shares, cmap="Oranges", vmin=0, vmax=max(1.0, 1.3 * shares.max()))
    for row in range(n_classes):
        for column in range(n_classes):
            right = row == column
            if counts[row, column]:
                weight = "bold" if right else "normal"
                ax.text(column, row, f"{counts[row, column]}", ha="center", va="center", fontsize=9, weight=weight)
    bar = ax.figure.colorbar(image, ax=ax, shrink=0.8)
    bar.set_label(text(fr="erreurs, part de la vraie classe (%)", en="mistakes, share of the true class (%)"))
    ax.set(
        xlabel=text(fr="classe répondue", en="class answered"),
        ylabel=text(fr="vraie classe", en="true class"),
        xticks=range(n_classes),
        yticks=range(n_classes),
    )
    ax.grid(False)
