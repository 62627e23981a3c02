"""Make a figure and hand it to the notebook with its description, so that nobody needs to see it to follow."""

import base64
import html
import io
from typing import Any

from IPython.display import display
from matplotlib.figure import Figure

from helpers.plotting.style import BASE_DPI

# Pixels per displayed pixel: figures stay sharp on a projector or when zoomed.
SHARPNESS = 2


def new_figure(*, width: float = 9.0, height: float = 4.5) -> Figure:
    """Return an empty figure, in inches (100 pixels on the page), for layouts that `subplots` cannot give."""
    return Figure(figsize=(width, height), layout="constrained")


def subplots(
    n_rows: int = 1, n_columns: int = 1, *, width: float = 9.0, height: float = 4.5, **options: Any
) -> tuple[Figure, Any]:
    """Return a figure and its axes, like `matplotlib.pyplot.subplots`, but unknown to pyplot.

    Nothing is drawn twice, nothing stays open, and the last figure is never drawn upon by accident.

    Parameters
    ----------
    n_rows, n_columns : int
        The grid of axes.
    width, height : float
        Size of the whole figure, in inches (100 pixels on the page).
    **options
        Those of `matplotlib.figure.Figure.subplots`, as `sharex`, `squeeze` or `width_ratios`.

    Returns
    -------
    (Figure, Axes or array of Axes)
    """
    figure = new_figure(width=width, height=height)
    return figure, figure.subplots(n_rows, n_columns, **options)


def show(fig: Figure, *, alt: str) -> None:
    """Display a finished figure with `alt`, its description in words, then let go of it.

    Parameters
    ----------
    fig : Figure
        Made by `subplots` or by pyplot.
    alt : str
        What someone who cannot see the figure needs to know: what is drawn, and what it shows.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """
    if not alt.strip():
        raise ValueError("show: alt must describe the figure; got an empty text. Say what is drawn and what it shows.")
    _forget(fig)
    display(Picture(fig, alt))


class Picture:
    """A figure turned into what a notebook keeps: an image for the page, words for everything else."""

    def __init__(self, fig: Figure, alt: str) -> None:
        png = io.BytesIO()
        fig.savefig(png, format="png", dpi=SHARPNESS * BASE_DPI)
        self.png = png.getvalue()
        self.alt = " ".join(alt.split())
        self.width_pixels = round(fig.get_figwidth() * BASE_DPI)

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, str]:
        data = base64.b64encode(self.png).decode("ascii")
        image = (
            f'<img alt="{html.escape(self.alt)}" style="max-width:100%" width="{self.width_pixels}" '
            f'src="data:image/png;base64,{data}">'
        )
        return {"text/html": image, "text/plain": self.alt}

    def __repr__(self) -> str:
        return self.alt


def _forget(fig: Figure) -> None:
    """Close the figure if pyplot made it: Jupyter would show it a second time at the end of the cell."""
    manager = getattr(fig.canvas, "manager", None)
    if manager is not None:
        from matplotlib import pyplot

        pyplot.close(fig)
