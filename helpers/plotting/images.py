"""Small images side by side: samples of a data set, mistakes of a classifier, weights of a first layer."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

# Room for a caption, as a share of an image's height.
CAPTION_ROOM = 0.3


def draw_images(
    ax: Axes,
    images: np.ndarray,
    *,
    n_columns: int,
    captions: Sequence[object] | None = None,
    limit: float | None = None,
    cmap: str = "gray",
) -> None:
    """Draw images in rows, left to right and top to bottom, on one scale of grey.

    Parameters
    ----------
    ax : Axes
    images : (n, height, width) array
    n_columns : int
        Images in a row.
    captions : sequence of n, optional
        A word above each image.
    limit : float, optional
        The scale goes from -limit to limit, for signed images; otherwise from their least to their largest value.
    cmap : str
        Matplotlib's name of the scale, such as "RdBu".

    Raises
    ------
    ValueError
        If images is not a stack of images.
    """
    images = np.asarray(images)
    if images.ndim != 3 or not len(images):
        raise ValueError(f"draw_images: images must be (n, height, width), n ≥ 1; got {images.shape}. One: x[None].")
    low, high = (images.min(), images.max()) if limit is None else (-limit, limit)
    _, height, width = images.shape
    gap = 0.08 * width
    line = height * (1 + (CAPTION_ROOM if captions is not None else 0)) + gap
    for i, image in enumerate(images):
        row, column = divmod(i, n_columns)
        left, bottom = column * (width + gap), -row * line
        ax.imshow(image, extent=(left, left + width, bottom - height, bottom), vmin=low, vmax=high, cmap=cmap)
        if captions is not None:
            ax.text(left + width / 2, bottom + 0.04 * height, str(captions[i]), ha="center", va="bottom")
    n_rows = -(-len(images) // n_columns)
    ax.set(xlim=(0, n_columns * (width + gap) - gap), ylim=(-n_rows * line + gap, line - height), aspect="equal")
    ax.axis("off")
