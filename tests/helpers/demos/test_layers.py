"""Layers as bytes, checked by values; and as a PNG."""

import numpy as np
import pytest

from helpers.demos.layer import pack
from helpers.demos.layers import Arrows, Bars, Handles, HeatMap, Layer, Lines, Points
from helpers.demos.look import COLORS, PALETTES, describe_look
from helpers.demos.raster import draw_png

OPTIONS = {"ratio": 1.0, "aspect": "equal", "xlabel": "x", "ylabel": "y", "axes": True}


def unpack(layer: Layer) -> tuple[dict, dict[str, np.ndarray]]:
    """Read a layer as the browser does: arrays follow each other, as the header says."""
    header, data = pack({"a": layer})["a"]
    arrays, start = {}, 0
    for key, dtype, shape in header["arrays"]:
        n = int(np.prod(shape))
        arrays[key] = np.frombuffer(data, dtype, n, start).reshape(shape)
        start += n * np.dtype(dtype).itemsize
    assert start == len(data)
    return header, arrays


def test_a_map_is_bytes_from_low_to_high() -> None:
    values = np.array([[-1.0, 0.0], [1.0, 5.0], [-9.0, np.nan]])
    header, arrays = unpack(HeatMap(values, -1, 1, extent=(0, 1, 2, 3)))
    assert arrays["values"].tolist() == [[0, 128], [255, 255], [0, 0]]
    assert header["kind"] == "map" and header["extent"] == [0, 1, 2, 3]


def test_points_travel_with_their_classes() -> None:
    header, arrays = unpack(Points(np.array([[0.5, 1], [2, -3]]), np.array([1, 0])))
    assert arrays["xy"].tolist() == [[0.5, 1], [2, -3]] and arrays["classes"].tolist() == [1, 0]
    # Two classes differ by more than their colours.
    assert len(set(header["markers"])) == len(set(header["colors"])) == 2


def test_lines_say_where_each_ends() -> None:
    paths = [np.array([[0, 0], [1, 1]]), np.array([[2, 2], [np.nan, np.nan], [3, 3]])]
    _, arrays = unpack(Lines(paths, ("blue", "green")))
    assert arrays["sizes"].tolist() == [2, 3] and len(arrays["xy"]) == 5 and np.isnan(arrays["xy"][3]).all()
    _, arrays = unpack(Lines([]))
    assert arrays["sizes"].shape == (0,) and arrays["xy"].shape == (0, 2)


def test_arrows_bars_and_handles_travel_as_they_are() -> None:
    assert unpack(Arrows([[0, 1]], [[2, 3]]))[1]["dxdy"].tolist() == [[2, 3]]
    assert unpack(Bars([1, 0.5], ("a", "b")))[1]["heights"].tolist() == [1, 0.5]
    header, arrays = unpack(Handles(np.array([[0, 1]]), ["here"], np.array([0])))
    assert header["names"] == ["here"] and arrays["xy"].tolist() == [[0, 1]]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: HeatMap(np.ones(3)), r"HeatMap: values must be a grid \(h, w\); got \(3,\)"),
        (lambda: HeatMap(np.ones((2, 2)), 1, 1), "low must be lower than high"),
        (lambda: HeatMap(np.ones((2, 2)), palette="jet"), "palette must be one of classes"),
        (lambda: Points(np.ones((2, 3))), r"xy must be places \(n, 2\)"),
        (lambda: Points(np.ones((2, 2)), np.array([0, 2])), "classes must be 2 numbers from 0 to 1"),
        (lambda: Points(np.ones((2, 2)), colors=("red",)), "colors must be names of"),
        (lambda: Points(np.ones((2, 2)), markers=("star", "dot")), "markers must be of circle"),
        (lambda: Arrows(np.ones((2, 2)), np.ones((1, 2))), "Arrows: dxdy must be"),
        (lambda: Lines([np.ones(2)]), "Lines: paths must be places"),
        (lambda: Bars(np.ones((2, 2))), "Bars: heights must be numbers"),
        (lambda: Handles(np.ones((2, 2)), ["one"]), "names must be 2, or none"),
    ],
)
def test_a_mistake_is_found_where_it_is_made(make, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_every_colour_is_there_for_light_and_dark_pages() -> None:
    look = describe_look()
    assert look["colors"] is COLORS
    for light, dark in [
        *COLORS.values(),
        *((a[0], b[0]) for a, b in PALETTES.values()),
        look["ink"],
        look["background"],
    ]:
        assert len(light) == len(dark) == 7 and light[0] == dark[0] == "#"


def test_a_png_shows_every_kind_of_layer() -> None:
    from matplotlib.image import imread

    layers = {
        "map": HeatMap(np.eye(4), palette="amount"),
        "lines": Lines([np.array([[0, 0], [1, 1]])], labels=("line",), dashed=True),
        "bars": Bars([0.5], ["a"]),
        "arrows": Arrows([[0, 0]], [[1, 0.5]]),
        "points": Points(np.array([[0.2, 0.8]]), labels=("p", "q")),
        "handles": Handles(np.array([[0.9, 0.1]])),
    }
    import io

    def pixels(*names: str) -> np.ndarray:
        chosen = {name: layers[name] for name in names}
        return imread(io.BytesIO(draw_png(chosen, xlim=(0, 1), ylim=(0, 1), options=OPTIONS)))

    empty = pixels()
    for name in layers:
        assert not np.array_equal(pixels(name), empty), name
    # The first row of values is the lowest: of the identity, the corner below on the left is blue.
    picture = pixels("map")
    low_left, top_left = picture[-90, 90], picture[60, 90]
    assert low_left[2] - low_left[0] > 0.3 > top_left[2] - top_left[0]
