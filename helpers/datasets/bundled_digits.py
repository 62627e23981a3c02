"""The digits that come with scikit-learn, brought to MNIST's format: 28 by 28 pixels, white ink on black, centred."""

import numpy as np

from helpers.datasets.labelled_images import IMAGE_SIZE, LabelledImages

# MNIST's digits fill a box of 20 pixels, and their centre of mass lies in the middle of the image.
BOX_SIZE = 20
N_TEST = 397
NAME = "scikit-learn digits"


def load_bundled_digits() -> LabelledImages:
    """Return the 1,797 digits that come with scikit-learn (Alpaydin and Kaynak, UCI, 1998).

    They are drawn on 8 by 8 pixels and brought to MNIST's format, so there is nothing to download. The last 397 are
    for the test. Neighbours in the file resemble each other, as if drawn by one hand: with every sixth image for the
    test, the nearest training image has the right label 99.0 % of the time; with the end of the file, 96.0 %, the more
    honest number.
    """
    from sklearn.datasets import load_digits

    bundle = load_digits()
    images = to_mnist_format(bundle.images / 16.0)
    labels = bundle.target.astype(np.int64)
    cut = len(labels) - N_TEST
    return LabelledImages(images[:cut], labels[:cut], images[cut:], labels[cut:], name=NAME)


def to_mnist_format(images: np.ndarray) -> np.ndarray:
    """Enlarge small square images smoothly to 20 by 20 pixels and centre their ink in 28 by 28.

    Parameters
    ----------
    images : (n, size, size) array
        Ink from 0 to 1.

    Returns
    -------
    (n, 28, 28) uint8 array
    """
    enlarge = _interpolation_matrix(images.shape[-1], BOX_SIZE)
    # The spline swings a little beside each stroke: what is fainter than 4 % is paper.
    inked = np.clip((enlarge @ images @ enlarge.T - 0.04) / 0.96, 0.0, 1.0)
    margin = (IMAGE_SIZE - BOX_SIZE) // 2
    framed = np.pad(inked, ((0, 0), (margin, margin), (margin, margin)))
    centred = np.stack([_centre_ink(image, margin) for image in framed])
    return np.round(255 * centred).astype(np.uint8)


def _interpolation_matrix(n_from: int, n_to: int) -> np.ndarray:
    """Return the (n_to, n_from) matrix of the cubic spline that resamples one axis, pixel centres to pixel centres."""
    from scipy.ndimage import zoom

    return zoom(np.eye(n_from), (n_to / n_from, 1), order=3, mode="grid-constant", grid_mode=True)


def _centre_ink(image: np.ndarray, margin: int) -> np.ndarray:
    """Shift an image by whole pixels, by at most its empty margin, to bring its centre of mass to the middle."""
    total = image.sum()
    if total == 0:
        return image
    positions = np.arange(len(image))
    middle = (len(image) - 1) / 2
    shifts = [round(middle - (image.sum(axis=1 - axis) @ positions) / total) for axis in (0, 1)]
    return np.roll(image, np.clip(shifts, -margin, margin), axis=(0, 1))
