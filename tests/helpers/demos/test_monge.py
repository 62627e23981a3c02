"""The demo of Monge's problem by values: arrows under a hand, exchanges, the optimum, and what presets claim."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from helpers.demos.monge.model import HALF_HEIGHT, HALF_WIDTH, MongeModel
from helpers.demos.monge.presets import PRESETS
from helpers.demos.monge.settings import LAYOUTS, MongeSettings


def all_costs(model: MongeModel) -> dict[tuple[int, ...], float]:
    """Return the cost of every permutation, summed by hand."""
    lengths = np.linalg.norm(model.points[:, None] - model.places, axis=-1) ** model.power
    n = len(lengths)
    return {s: sum(lengths[i, s[i]] for i in range(n)) for s in itertools.permutations(range(n))}


@pytest.mark.parametrize("power", ["1", "2"])
@pytest.mark.parametrize("n", [2, 5, 6])
def test_costs_optimum_and_rank_are_those_of_brute_force(n: int, power: str) -> None:
    model = MongeModel(MongeSettings(layout="random", n=n, power=power, seed=n))
    shot, costs = model.take_snapshot(), all_costs(model)
    assert shot.n_permutations == math.factorial(n) == len(costs)
    assert shot.cost == pytest.approx(costs[tuple(shot.permutation)])
    assert shot.best_cost == pytest.approx(min(costs.values()))
    assert shot.best_cost == pytest.approx(costs[tuple(shot.best)])
    assert shot.enumeration.rank == 1 + sum(cost < shot.cost - 1e-9 for cost in costs.values())
    counts, _ = np.histogram(list(costs.values()), shot.enumeration.edges)
    assert shot.enumeration.counts.sum() == len(costs)
    assert np.abs(shot.enumeration.counts - counts).sum() <= 2  # costs on an edge, but for rounding


def test_equal_seeds_give_equal_points() -> None:
    first, second, other = (MongeModel(MongeSettings(layout="random", seed=seed)).take_snapshot() for seed in (1, 1, 2))
    for name in ("points", "places", "permutation"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    assert not np.array_equal(first.points, other.points)


def test_an_arrow_sent_elsewhere_exchanges_two_places() -> None:
    model = MongeModel(MongeSettings(layout="six"))
    before = model.take_snapshot()
    model.assign(0, int(before.permutation[3]))
    after = model.take_snapshot()
    assert (after.permutation[0], after.permutation[3]) == (before.permutation[3], before.permutation[0])
    assert sorted(after.permutation) == list(range(6))
    model.assign(0, int(after.permutation[0]))
    np.testing.assert_array_equal(model.take_snapshot().permutation, after.permutation)


def test_an_arrow_follows_the_hand_and_goes_to_the_nearest_place() -> None:
    model = MongeModel(MongeSettings(layout="six"))
    before = model.take_snapshot()
    model.hold_tip(2, 5.0, 0.1)
    held = model.take_snapshot()
    np.testing.assert_array_equal(held.tips[2], [HALF_WIDTH, 0.1])
    np.testing.assert_array_equal(held.permutation, before.permutation)
    model.drop_tip(2, *(before.places[5] + 0.05))
    dropped = model.take_snapshot()
    assert dropped.permutation[2] == 5
    np.testing.assert_array_equal(dropped.tips, dropped.places[dropped.permutation])


def test_points_and_places_can_be_moved_and_the_optimum_follows() -> None:
    model = MongeModel(MongeSettings(layout="six"))
    model.take_snapshot()
    model.move_point(0, -1.2, -2.0)
    model.move_place(4, 9.0, 0.0)
    shot = model.take_snapshot()
    np.testing.assert_array_equal(shot.points[0], [-1.2, -HALF_HEIGHT])
    np.testing.assert_array_equal(shot.places[4], [HALF_WIDTH, 0.0])
    assert shot.best_cost == pytest.approx(min(all_costs(model).values()))
    np.testing.assert_array_equal(LAYOUTS["six"].points[0], [0.0, 0.3])


@pytest.mark.parametrize("seed", range(5))
def test_each_exchange_lowers_the_cost_until_nothing_crosses(seed: int) -> None:
    model = MongeModel(MongeSettings(layout="random", n=25, seed=seed))
    costs = [model.take_snapshot().cost]
    while not model.is_finished:
        model.step()
        costs.append(model.take_snapshot().cost)
    assert np.all(np.diff(costs) < 0)
    assert model.n_steps == len(costs) - 1 > 5
    shot = model.take_snapshot()
    assert len(shot.crossings) == 0
    assert shot.enumeration is None
    model.step()
    np.testing.assert_array_equal(model.take_snapshot().permutation, shot.permutation)
    model.step("solve")
    assert model.take_snapshot().is_best


def test_where_arrows_cross() -> None:
    model = MongeModel(MongeSettings(layout="six"))
    shot = model.take_snapshot()
    ends = shot.places[shot.permutation]
    for (i, j), point in zip(shot.crossings, shot.crossing_points, strict=True):
        for k in (i, j):
            lengths = [np.linalg.norm(point - shot.points[k]), np.linalg.norm(ends[k] - point)]
            assert sum(lengths) == pytest.approx(np.linalg.norm(ends[k] - shot.points[k]))
            assert min(lengths) > 0


# ------------------------------------------------------------------------------------------------ presets


def test_preset_six_has_the_articles_permutations() -> None:
    model = MongeModel(PRESETS["six"].settings)
    shot = model.take_snapshot()
    assert (shot.permutation + 1).tolist() == [1, 5, 4, 6, 3, 2]
    assert (shot.best + 1).tolist() == [4, 3, 5, 1, 6, 2]
    assert shot.n_permutations == 720
    assert len(shot.crossings) == 5
    costs = sorted(all_costs(model).values())
    assert costs[1] - costs[0] > 0.1


def test_preset_uncrossed_is_bad_without_a_crossing() -> None:
    model = MongeModel(PRESETS["uncrossed"].settings)
    shot = model.take_snapshot()
    assert len(shot.crossings) == 0
    assert model.is_finished
    assert shot.cost > 2 * shot.best_cost


def test_preset_squared_crosses_at_its_optimum_and_only_there() -> None:
    model = MongeModel(PRESETS["squared"].settings)
    shot = model.take_snapshot()
    assert not shot.is_best
    assert (len(shot.crossings), len(shot.best_crossings)) == (0, 1)
    model.apply(replace(PRESETS["squared"].settings, power="1"))
    shot = model.take_snapshot()
    assert shot.is_best
    assert len(shot.best_crossings) == 0


def test_preset_seventy_uncrosses_and_is_not_the_optimum() -> None:
    model = MongeModel(PRESETS["seventy"].settings)
    assert model.take_snapshot().n_permutations > 10**100
    while not model.is_finished:
        model.step()
    shot = model.take_snapshot()
    assert len(shot.crossings) == 0
    assert not shot.is_best
    assert shot.cost < 1.5 * shot.best_cost
