"""Images, layers and confusion matrices are drawn with what they are given, where it belongs."""

import numpy as np
import pytest
from matplotlib.text import Text

from helpers import plotting


@pytest.fixture
def ax():
    _, axes = plotting.subplots(width=4, height=4)
    return axes


def words(ax) -> dict[str, Text]:
    return {text.get_text(): text for text in ax.texts}


def test_images_stand_in_rows_with_their_captions_above(ax) -> None:
    images = np.arange(5 * 4 * 3).reshape(5, 4, 3)
    plotting.draw_images(ax, images, n_columns=2, captions="abcde")
    boxes = [image.get_extent() for image in ax.images]  # left, right, bottom, top
    assert [np.array_equal(image.get_array(), wanted) for image, wanted in zip(ax.images, images, strict=True)] == [
        True
    ] * 5
    assert boxes[0][2:] == boxes[1][2:] and boxes[0][1] < boxes[1][0]
    assert boxes[2][:2] == boxes[0][:2] and boxes[2][3] < boxes[0][2]
    assert boxes[0][1] - boxes[0][0] == 3 and boxes[0][3] - boxes[0][2] == 4
    captions = words(ax)
    assert boxes[2][3] < captions["c"].get_position()[1] < boxes[0][2]
    ax.figure.canvas.draw()


def test_images_share_one_scale(ax) -> None:
    images = np.array([[[0.0, 1.0]], [[-4.0, 2.0]]])
    plotting.draw_images(ax, images, n_columns=2)
    assert {image.get_clim() for image in ax.images} == {(-4.0, 2.0)}
    plotting.draw_images(ax, images, n_columns=2, limit=3.0)
    assert ax.images[-1].get_clim() == (-3.0, 3.0)


@pytest.mark.parametrize("shape", [(28, 28), (0, 28, 28)])
def test_images_must_be_a_stack(ax, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"images must be \(n, height, width\)"):
        plotting.draw_images(ax, np.zeros(shape), n_columns=1)


def test_layers_are_joined_and_large_ones_abridged(ax) -> None:
    plotting.draw_layers(ax, (784, 4, 3), outputs="xyz")
    drawn = [len(points.get_offsets()) for points in ax.collections]
    assert drawn[0] < 784 and drawn[1:] == [4, 3]
    assert len(ax.lines) == drawn[0] * 4 + 4 * 3
    assert {"784", "4", "3", "⋮", "x", "y", "z"} == set(words(ax))
    assert words(ax)["x"].get_position()[1] > words(ax)["z"].get_position()[1]
    ax.figure.canvas.draw()


def test_a_confusion_matrix_shows_counts_and_shades_mistakes_by_their_share(ax) -> None:
    counts = np.array([[8, 2, 0], [0, 0, 0], [5, 0, 15]])
    plotting.draw_confusion(ax, counts)
    places = {(text.get_position(), text.get_text()) for text in ax.texts}
    assert places == {((0, 0), "8"), ((1, 0), "2"), ((0, 2), "5"), ((2, 2), "15")}
    np.testing.assert_allclose(ax.images[0].get_array(), [[0, 20, 0], [0, 0, 0], [25, 0, 0]])
    np.testing.assert_array_equal(counts, [[8, 2, 0], [0, 0, 0], [5, 0, 15]])
    ax.figure.canvas.draw()
