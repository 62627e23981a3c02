"""What every source of digits gives: images with their classes, cut into two parts."""

from dataclasses import dataclass

import numpy as np

IMAGE_SIZE = 28


@dataclass(frozen=True)
class LabelledImages:
    """Images with their classes, cut into a part to learn from and a part to judge by. The arrays are read-only.

    Attributes
    ----------
    x_train, x_test : (n, 28, 28) uint8 arrays
        Grey levels: 0 for paper, 255 for full ink.
    y_train, y_test : (n,) int64 arrays
        The digit drawn, 0 to 9.
    name : str
        Where the images come from.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    name: str

    def __post_init__(self) -> None:
        for array in (self.x_train, self.y_train, self.x_test, self.y_test):
            array.flags.writeable = False
