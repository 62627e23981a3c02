"""Data for the chapters: the same type of result wherever it comes from."""

from helpers.datasets import toy
from helpers.datasets.data_error import DataError
from helpers.datasets.labelled_images import LabelledImages
from helpers.datasets.which_digits import bundled_digits, digits, mnist

__all__ = ["DataError", "LabelledImages", "bundled_digits", "digits", "mnist", "toy"]
