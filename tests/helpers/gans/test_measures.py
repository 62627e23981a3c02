"""Coverage and divergences of point sets, against counts by hand, SciPy and known limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy

from helpers import gans

points = st.integers(1, 30).flatmap(
    lambda n: arrays(float, (n, 2), elements=st.integers(-400, 400).map(lambda i: i / 100 + 0.005))
)  # on no edge


def test_samples_are_shared_out_among_modes() -> None:
    centres = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])
    samples = np.array([[0.0, 1.0], [0.5, 0.0], [0.0, 1.01], [4.0, 0.5], [9.0, 9.0], [np.nan, 0.0], [3.2, 0.0], [1, 1]])
    found = gans.measure_coverage(samples, centres, radius=1.0, min_share=0.25)
    np.testing.assert_allclose(found.shares, [2 / 8, 2 / 8, 0])
    assert found.is_covered.tolist() == [True, True, False]
    assert found.quality == 0.5


def test_a_sample_near_two_modes_counts_for_the_nearer() -> None:
    found = gans.measure_coverage([[0.4, 0.0]], [[0.0, 0.0], [1.0, 0.0]], radius=5.0, min_share=0.5)
    assert found.shares.tolist() == [1, 0]


@pytest.mark.parametrize("samples", [np.zeros((0, 2)), np.zeros((3, 1)), np.zeros(2)])
def test_samples_that_do_not_fit_are_refused(samples: np.ndarray) -> None:
    with pytest.raises(ValueError, match="measure_coverage"):
        gans.measure_coverage(samples, np.zeros((2, 2)), radius=1.0, min_share=0.1)


@given(points, points)
@settings(max_examples=50, deadline=None)
def test_divergences_are_those_of_the_histograms(real: np.ndarray, fake: np.ndarray) -> None:
    found = gans.estimate_divergences(real, fake, half_width=2.0, n_cells=4)
    edges = [-np.inf, -1, 0, 1, np.inf]
    p, q = (np.histogram2d(*X.T, bins=[edges, edges])[0].ravel() for X in (real, fake))
    assert found.js == pytest.approx(jensenshannon(p, q) ** 2, abs=1e-9)
    assert found.kl == pytest.approx(entropy(p + 0.5, q + 0.5), abs=1e-12)


def test_divergences_in_the_limits() -> None:
    X = np.random.default_rng(0).normal(size=(500, 2))
    assert gans.estimate_divergences(X, X, half_width=3.0, n_cells=10).js == 0
    far = gans.estimate_divergences(X - 50, X + 50, half_width=3.0, n_cells=10)
    assert far.js == pytest.approx(np.log(2))
    assert 2 < far.kl < np.inf


@pytest.mark.parametrize("X", [np.zeros((0, 2)), np.zeros((3, 1))])
def test_sets_that_are_none_are_refused(X: np.ndarray) -> None:
    with pytest.raises(ValueError, match="estimate_divergences"):
        gans.estimate_divergences(X, np.zeros((3, 2)), half_width=1.0, n_cells=3)
