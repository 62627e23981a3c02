"""Data for the chapters: the same type of result wherever it comes from."""

from helpers.datasets.images import LabelledImages, digits

__all__ = ["LabelledImages", "digits"]
