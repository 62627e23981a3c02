"""What all layers of a scene have in common: arrays and a style, checked when they are made, sent as bytes."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from helpers.demos.look import COLORS

Arrays = dict[str, np.ndarray]


class Layer:
    """One kind of mark: arrays, and a style of plain values.

    `kind` is the name by which painters know it. A layer is checked when it is made, so that a mistake is found by
    who made it and not by a browser.
    """

    kind: ClassVar[str]

    def arrays(self) -> Arrays:
        """Return what travels as bytes: float32 and uint8 arrays by name."""
        raise NotImplementedError

    def style(self) -> dict[str, object]:
        """Return what travels as JSON."""
        raise NotImplementedError


def pack(layers: Mapping[str, Layer]) -> dict[str, tuple[dict[str, object], bytes]]:
    """Return, for each layer, the header that says how to read its bytes, and the bytes."""
    packed = {}
    for name, layer in layers.items():
        arrays = {key: np.ascontiguousarray(array) for key, array in layer.arrays().items()}
        shapes = [[key, array.dtype.name, list(array.shape)] for key, array in arrays.items()]
        header = {"name": name, "kind": layer.kind, "arrays": shapes, **layer.style()}
        packed[name] = header, b"".join(array.tobytes() for array in arrays.values())
    return packed


def as_float32(values: object) -> np.ndarray:
    """Return numbers as a browser takes them."""
    return np.asarray(values, dtype=np.float32)


def check(right: bool, layer: str, argument: str, rule: str, got: object) -> None:
    """Refuse an argument that breaks its rule, with a ValueError."""
    if not right:
        raise ValueError(f"{layer}: {argument} must {rule}; got {got!r}.")


def check_places(layer: str, argument: str, places: object) -> np.ndarray:
    """Return places as an array (n, 2), or refuse them."""
    array = np.asarray(places)
    check(array.ndim == 2 and array.shape[1] == 2, layer, argument, "be places (n, 2)", array.shape)
    return array


def check_colors(layer: str, colors: Sequence[str]) -> None:
    """Refuse names of colours that nobody knows."""
    unknown = [color for color in colors if color not in COLORS]
    check(not unknown, layer, "colors", f"be names of {', '.join(COLORS)}", unknown)
