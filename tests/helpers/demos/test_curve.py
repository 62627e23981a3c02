"""Curves keep their shape and their mean in bounded memory."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.demos.curve import Curve


def test_few_values_are_kept_as_they_are() -> None:
    curve = Curve(2, max_points=8)
    for step in range(8):
        curve.append(step, step**2, -step)
    np.testing.assert_array_equal(curve.steps, np.arange(8))
    np.testing.assert_array_equal(curve.values, np.stack([np.arange(8) ** 2, -np.arange(8)], axis=1))


@given(st.integers(0, 3000))
@settings(deadline=None)
def test_many_values_are_means_over_equal_stretches(n: int) -> None:
    curve = Curve(max_points=16)
    for step in range(n):
        curve.append(step, 3 * step + 1)
    steps, values = curve.steps, curve.values[:, 0]
    assert len(steps) <= 16
    assert len(steps) > 7 or len(steps) == n
    # A line stays a line, from its beginning to within one stretch of its end.
    np.testing.assert_allclose(values, 3 * steps + 1)
    if n > 16:
        stretch = steps[1] - steps[0]
        np.testing.assert_allclose(np.diff(steps), stretch)
        assert steps[0] == (stretch - 1) / 2
        assert n - steps[-1] <= 2 * stretch


def test_what_is_returned_does_not_change_later() -> None:
    curve = Curve(max_points=4)
    curve.append(0, 1.0)
    values = curve.values
    values[:] = 7
    curve.append(1, 2.0)
    assert curve.values.ravel().tolist() == [1, 2]
