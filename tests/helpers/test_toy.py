"""Toy data: what is drawn follows the density that is given, and the shapes are where their docstrings say."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from helpers.datasets import toy

LINE = {"gaussian": toy.gaussian(1.0, 0.7), "two": toy.two_gaussians(), "uneven": toy.two_gaussians(left_share=0.2)}
PLANE = {
    "ring": toy.ring(),
    "grid": toy.grid(),
    "moons": toy.two_moons(),
    "circles": toy.two_circles(),
    "spiral": toy.spiral(),
    "three arms": toy.spiral(n_arms=3, turns=0.5, radius=1.0, std=0.1),
}


@pytest.mark.parametrize("name", [*LINE, *PLANE])
def test_samples_have_the_shape_and_the_moments_of_the_mixture(name: str) -> None:
    data = {**LINE, **PLANE}[name]
    points, labels = data.sample_labelled(20_000, np.random.default_rng(1))
    assert points.shape == (20_000, data.n_dimensions)
    assert labels.shape == (20_000,)
    assert set(labels) == set(data.labels)
    mean = data.weights @ data.centres
    spread = np.sqrt(data.weights @ (data.centres - mean) ** 2 + data.std**2)
    np.testing.assert_allclose(points.mean(axis=0), mean, atol=5 * spread.max() / np.sqrt(20_000))
    np.testing.assert_allclose(points.std(axis=0), spread, rtol=0.05)


@pytest.mark.parametrize("name", [*LINE, *PLANE])
def test_the_share_of_samples_in_a_box_is_the_integral_of_the_density(name: str) -> None:
    data = {**LINE, **PLANE}[name]
    ticks = np.linspace(-3.5, 3.5, 141)  # a step as wide as the narrowest Gaussian is fine enough
    mesh = np.meshgrid(*[ticks] * data.n_dimensions)
    at = np.stack(mesh, axis=-1).reshape(-1, data.n_dimensions)
    mass = data.density(at) * (ticks[1] - ticks[0]) ** data.n_dimensions
    assert mass.sum() == pytest.approx(1.0, abs=2e-3)
    inside = (at > -0.325).all(axis=1) & (at < 1.675).all(axis=1)
    points = data.sample(20_000, np.random.default_rng(2))
    share = np.mean((points > -0.325).all(axis=1) & (points < 1.675).all(axis=1))
    assert share == pytest.approx(mass[inside].sum(), abs=0.02)


def test_densities_are_those_of_scipy() -> None:
    x = np.linspace(-4, 4, 33)
    expected = 0.2 * norm.pdf(x, -2, 0.5) + 0.8 * norm.pdf(x, 2, 0.5)
    np.testing.assert_allclose(LINE["uneven"].density(x[:, None]), expected, rtol=1e-10)
    points = np.random.default_rng(3).normal(size=(10, 2))
    ring = toy.ring(5, 1.5, 0.4)
    expected = np.mean([multivariate_normal(c, 0.16).pdf(points) for c in ring.centres], axis=0)
    np.testing.assert_allclose(ring.density(points), expected, rtol=1e-10)


def test_the_log_density_stays_finite_far_away() -> None:
    far = toy.gaussian().log_density(np.array([[1e3]]))
    np.testing.assert_allclose(far, -0.5e6 - 0.5 * np.log(2 * np.pi))
    assert toy.gaussian().density(np.array([[1e3]])) == 0.0


def test_modes_are_where_they_should_be() -> None:
    np.testing.assert_allclose(np.linalg.norm(toy.ring(8, 2.0).centres, axis=1), 2.0)
    np.testing.assert_allclose(toy.ring(4, 1.0).centres, [[1, 0], [0, 1], [-1, 0], [0, -1]], atol=1e-12)
    grid = toy.grid(5, 1.0)
    assert len(grid.centres) == len(np.unique(grid.centres, axis=0)) == 25
    np.testing.assert_allclose(grid.centres[[0, 1, 5, 24]], [[-2, -2], [-1, -2], [-2, -1], [2, 2]])
    np.testing.assert_allclose(toy.grid(2, 3.0).centres.min(axis=0), -1.5)


def test_curves_are_evenly_spread_and_finer_than_their_width() -> None:
    for data in (toy.two_moons(), toy.two_circles(), toy.spiral()):
        first = data.centres[data.labels == 0]
        steps = np.linalg.norm(np.diff(first, axis=0), axis=1)
        assert steps.max() < 1.01 * steps.min()
        assert steps.max() < data.std


def test_the_moons_are_two_half_circles_each_turned_into_the_other() -> None:
    moons = toy.two_moons()
    upper, lower = (moons.centres[moons.labels == label] for label in (0, 1))
    np.testing.assert_allclose(lower, -upper)
    np.testing.assert_allclose(np.linalg.norm(upper - [-0.5, -0.25], axis=1), 1.0)
    assert (upper[:, 1] > -0.25).all()


def test_the_same_generator_gives_the_same_points() -> None:
    first, second = (toy.spiral().sample(5, np.random.default_rng(4)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert toy.ring().sample(0, np.random.default_rng(0)).shape == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((np.zeros(3), 1.0), {}, "centres must have the shape"),
        ((np.zeros((0, 2)), 1.0), {}, "k at least 1"),
        ((np.zeros((2, 2)), 0.0), {}, "std must be positive"),
        ((np.zeros((2, 2)), 1.0), {"weights": np.ones(3)}, "one for each centre"),
        ((np.zeros((2, 2)), 1.0), {"labels": np.zeros(1, dtype=int)}, "one for each centre"),
        ((np.zeros((2, 2)), 1.0), {"weights": np.array([-1.0, 2.0])}, "must be positive"),
        ((np.zeros((2, 2)), 1.0), {"weights": np.array([0.0, 2.0])}, "without weight"),
    ],
)
def test_what_is_no_mixture_is_refused(arguments: tuple, options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        toy.make_mixture(*arguments, **options)


def test_points_of_another_dimension_are_refused() -> None:
    with pytest.raises(ValueError, match=r"x must have the shape \(n, 2\)"):
        toy.ring().density(np.zeros((4, 1)))
    with pytest.raises(ValueError, match=r"x must have the shape \(n, 1\)"):
        toy.gaussian().density(np.zeros(4))
