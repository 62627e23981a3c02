"""The bundled digits have MNIST's format, keep training and test apart, and can be recognised."""

import subprocess
import sys
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from helpers import datasets
from helpers.datasets.bundled_digits import to_mnist_format
from helpers.language import set_language


@pytest.fixture(scope="module")
def data() -> datasets.LabelledImages:
    return datasets.bundled_digits(quiet=True)


def test_counts_shapes_and_types(data: datasets.LabelledImages) -> None:
    assert data.x_train.shape == (1400, 28, 28)
    assert data.x_test.shape == (397, 28, 28)
    assert data.y_train.shape == (1400,)
    assert data.y_test.shape == (397,)
    assert data.x_train.dtype == data.x_test.dtype == np.uint8
    assert data.y_train.dtype == data.y_test.dtype == np.int64
    assert data.x_train.max() == 255
    assert data.x_train.min() == 0


def test_every_digit_is_there_in_about_equal_numbers(data: datasets.LabelledImages) -> None:
    assert np.bincount(data.y_train).min() > 130
    assert np.bincount(data.y_test).min() > 35
    assert len(np.bincount(data.y_train)) == len(np.bincount(data.y_test)) == 10


def test_no_image_is_in_both_parts(data: datasets.LabelledImages) -> None:
    train = {image.tobytes() for image in data.x_train}
    test = {image.tobytes() for image in data.x_test}
    assert len(train) == len(data.x_train)
    assert len(test) == len(data.x_test)
    assert not train & test


def test_the_nearest_training_image_has_the_right_label(data: datasets.LabelledImages) -> None:
    train = data.x_train.reshape(len(data.x_train), -1).astype(float)
    test = data.x_test.reshape(len(data.x_test), -1).astype(float)
    distances = (train**2).sum(axis=1) - 2 * test @ train.T
    assert np.mean(data.y_train[distances.argmin(axis=1)] == data.y_test) > 0.95


def test_images_look_like_those_of_mnist(data: datasets.LabelledImages) -> None:
    """Dark paper, an empty frame, ink centred to the pixel, and grey levels between (no blocks)."""
    images = np.concatenate([data.x_train, data.x_test]).astype(float)
    assert 0.10 < (images / 255).mean() < 0.25
    columns = np.arange(28)
    for axis in (1, 2):
        centres = images.sum(axis=3 - axis) @ columns / images.sum(axis=(1, 2))
        assert np.abs(centres - 13.5).max() < 0.6
    neighbours = np.abs(np.diff(images, axis=2))
    assert np.median(neighbours[neighbours > 0]) < 100


def test_two_calls_give_the_same_digits_in_arrays_of_their_own(data: datasets.LabelledImages) -> None:
    again = datasets.bundled_digits(quiet=True)
    np.testing.assert_array_equal(again.x_train, data.x_train)
    np.testing.assert_array_equal(again.y_test, data.y_test)
    assert not np.shares_memory(again.x_train, data.x_train)


def test_the_result_is_frozen_and_names_its_source(data: datasets.LabelledImages) -> None:
    assert data.name == "scikit-learn digits"
    with pytest.raises(FrozenInstanceError):
        data.name = "MNIST"
    for array in (data.x_train, data.y_train, data.x_test, data.y_test):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "1,797 handwritten digits from scikit-learn, 28 × 28 pixels: 1,400 to learn from, 397 for the test.\n"),
        (
            "fr",
            "1\u202f797 chiffres manuscrits de scikit-learn, 28 × 28 pixels\u00a0: 1\u202f400 pour l’apprentissage, "
            "397 pour le test.\n",
        ),
    ],
)
def test_it_says_in_one_line_what_it_gave(lang: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_language(lang)
    datasets.bundled_digits()
    assert capsys.readouterr().out == line
    datasets.bundled_digits(quiet=True)
    assert capsys.readouterr().out == ""


def test_a_lone_dot_lands_in_the_middle() -> None:
    corner = np.zeros((1, 8, 8))
    corner[0, 2, 5] = 1.0
    (image,) = to_mnist_format(corner).astype(float)
    row, column = np.unravel_index(image.argmax(), image.shape)
    assert abs(row - 13.5) <= 1 and abs(column - 13.5) <= 1
    # One pixel of eight is two and a half of twenty across: its ink stays about the same, spread out.
    assert 0.7 < image.sum() / 255 / 2.5**2 < 1.3


def test_blank_paper_stays_blank_and_full_ink_fills_the_box() -> None:
    blank, full = to_mnist_format(np.stack([np.zeros((8, 8)), np.ones((8, 8))]))
    assert not blank.any()
    assert full[8:20, 8:20].min() > 230  # the spline swings a little beside the edge
    assert not full[:4].any() and not full[:, :4].any() and not full[24:].any() and not full[:, 24:].any()


def test_importing_it_loads_no_scikit_learn() -> None:
    code = "import sys, helpers.datasets; assert 'sklearn' not in sys.modules; assert 'torch' not in sys.modules"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
