"""The XOR demo by values: what it trains, what hands do to it, and that each preset makes its point."""

from dataclasses import replace

import numpy as np
import pytest

from helpers import numpy_nn as nn
from helpers.demos.xor.model import CORNERS, MARGIN, N_CLOUD, N_MAP, XorModel
from helpers.demos.xor.presets import PRESETS
from helpers.demos.xor.settings import STRUCTURES, XorSettings

BAND = 5 / 6  # the best that a straight band agrees with the quadrants, derived in chapter 02


def run(settings: XorSettings, n_steps: int) -> XorModel:
    model = XorModel(settings)
    with np.errstate(all="ignore"):
        for _ in range(n_steps):
            model.step()
    return model


def test_it_learns_as_the_library_does() -> None:
    settings = XorSettings(structure="2-4-1", batch="all", lr=0.3, seed=5)
    model, twin = XorModel(settings), XorModel(settings)
    nn.train(
        twin.network, CORNERS, np.array([[-1.0], [1], [1], [-1]]), loss=nn.SquaredError(), optimiser=nn.SGD(lr=0.3),
        n_epochs=40, batch_size=4, rng=np.random.default_rng(0),
    )  # fmt: skip
    for _ in range(40):
        model.step()
    assert model.n_steps == 40
    for mine, theirs in zip(model.network.parameters, twin.network.parameters, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-12)


def test_equal_seeds_give_equal_models_and_others_do_not() -> None:
    settings = XorSettings(data="cloud", batch="16", seed=3)
    first, second, other = (run(one, 60).take_snapshot() for one in (settings, settings, replace(settings, seed=4)))
    np.testing.assert_array_equal(first.answers, second.answers)
    np.testing.assert_array_equal(first.points, second.points)
    assert not np.array_equal(first.answers, other.answers)
    assert not np.array_equal(first.points, other.points)


def test_every_point_is_seen_once_a_pass() -> None:
    model = XorModel(XorSettings(data="cloud", batch="16"))
    seen = []
    forward = model.network.forward
    model.network.forward = lambda X: (seen.append(X.copy()), forward(X))[1]  # what the network is shown
    for _ in range(N_CLOUD // 16):
        model.step()
    shown = np.concatenate([X for X in seen if len(X) == 16])
    np.testing.assert_array_equal(np.sort(shown, axis=0), np.sort(model.take_snapshot().points, axis=0))


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_a_snapshot_shows_the_network_as_it_is(structure: str, activation: str) -> None:
    model = run(XorSettings(structure=structure, activation=activation, mu=2.0), 25)
    shot = model.take_snapshot()
    ticks = np.linspace(-MARGIN, MARGIN, N_MAP)
    for row, column in ((0, 0), (10, 50), (59, 3)):
        answer = model.network.forward([[ticks[column], ticks[row]]])[0, 0]
        assert shot.answers[row, column] == pytest.approx(answer)
        assert shot.neurons[-1][0, row, column] == pytest.approx(answer)
        hidden = model.network.layers[0].forward(np.array([[ticks[column], ticks[row]]]))[0]
        np.testing.assert_allclose(shot.neurons[0][:, row, column], hidden)
    assert [len(maps) for maps in shot.neurons] == [int(size) for size in structure.split("-")[1:]]
    assert shot.loss_steps.tolist() == [0, 10, 20]
    before = shot.answers.copy()
    for _ in range(20):
        model.step()
    model.take_snapshot()
    np.testing.assert_array_equal(shot.answers, before)


def test_rates_on_paper() -> None:
    model = XorModel(XorSettings(structure="2-1"))
    model.network.layers[0].W[:] = [[0.0], [50.0]]  # 1 above the axis, −1 below: as AND, OR; half of XOR
    shot = model.take_snapshot()
    assert (shot.success_rate, shot.agreement) == (0.5, 0.5)
    assert shot.n_steps == 0


def test_hands_change_points_and_classes() -> None:
    model = XorModel(XorSettings(data="cloud"))
    cloud = model.take_snapshot()
    assert cloud.points.shape == (N_CLOUD, 2)
    np.testing.assert_array_equal(cloud.classes, -np.sign(cloud.points.prod(axis=1)))
    model.move(0, -9.0, 0.5)
    np.testing.assert_array_equal(model.take_snapshot().handles[0], [-MARGIN, 0.5])
    model.move(0, -1.0, -1.0)
    for wanted in (1, -1, 0, 1):
        model.turn(4)
        assert model.take_snapshot().handle_classes[4] == wanted
    model.move(4, 0.5, 0.5)
    shot = model.take_snapshot()
    distances = np.linalg.norm(shot.points[:, None] - shot.handles[[0, 1, 2, 3, 4]], axis=-1)
    np.testing.assert_array_equal(shot.classes, np.array([-1, 1, 1, -1, 1])[distances.argmin(axis=1)])
    for wanted in (1, -1):
        model.turn(0)
        assert model.take_snapshot().handle_classes[0] == wanted


def test_the_network_learns_from_the_handles_that_have_a_class() -> None:
    model = XorModel(XorSettings())
    np.testing.assert_array_equal(model.take_snapshot().points, CORNERS)
    model.turn(5)
    assert model.take_snapshot().points.shape == (5, 2)
    model.step()
    model.apply(replace(model.settings, data="cloud", batch="all"))
    model.step()
    model.apply(replace(model.settings, data="points", task="and", lr=0.7))
    shot = model.take_snapshot()
    assert shot.classes.tolist() == [-1, -1, -1, 1, 1]
    before = [array.copy() for array in model.network.parameters]
    model.step()
    moved = [new - old for new, old in zip(model.network.parameters, before, strict=True)]
    for move, gradient in zip(moved, model.network.gradients, strict=True):
        np.testing.assert_allclose(move, -0.7 * gradient, atol=1e-12)


def test_a_network_that_blows_up_says_so() -> None:
    shot = run(XorSettings(structure="2-8-8-1", activation="relu", lr=100.0, data="cloud", batch="all"), 3)
    assert shot.take_snapshot().is_finite
    shot.network.layers[0].W[:] = np.nan
    with np.errstate(all="ignore"):
        assert not shot.take_snapshot().is_finite


# ------------------------------------------------------------------------------------------------ presets


def test_preset_learns_and_draws_a_band() -> None:
    shot = run(PRESETS["learns"].settings, 1000).take_snapshot()
    assert shot.success_rate == 1
    assert shot.agreement < BAND


def test_preset_one_neuron_cannot_but_learns_and_and_or() -> None:
    model = run(PRESETS["one_neuron"].settings, 3000)
    shot = model.take_snapshot()
    assert shot.success_rate <= 0.75
    assert shot.losses[-50:].mean() == pytest.approx(0.5, abs=0.02)
    for task in ("and", "or"):
        assert run(replace(PRESETS["one_neuron"].settings, task=task), 300).take_snapshot().success_rate == 1


def test_preset_plateau_falls_late() -> None:
    model = run(PRESETS["plateau"].settings, 1000)
    assert model.take_snapshot().success_rate == 0.75
    for _ in range(2000):
        model.step()
    assert model.take_snapshot().success_rate == 1


def test_preset_stuck_differs_by_its_seed_and_confounds_two_corners() -> None:
    assert replace(PRESETS["stuck"].settings, seed=0) == PRESETS["learns"].settings
    model = run(PRESETS["stuck"].settings, 10_000)
    shot = model.take_snapshot()
    assert shot.success_rate == 0.75
    assert shot.losses[-1] == pytest.approx(0.25, abs=0.01)
    answers = model.network.forward(CORNERS)[:, 0]
    assert min(abs(answers[i] - answers[j]) for i in (0, 3) for j in (1, 2)) < 0.05


def test_preset_large_rate_does_not_recover() -> None:
    assert replace(PRESETS["large_rate"].settings, lr=0.1) == PRESETS["learns"].settings
    model = run(PRESETS["large_rate"].settings, 500)
    assert model.take_snapshot().success_rate < 1
    model.apply(replace(model.settings, lr=0.1))
    for _ in range(3000):
        model.step()
    assert model.take_snapshot().success_rate < 1


def test_preset_cloud_finds_the_quadrants() -> None:
    assert run(PRESETS["cloud"].settings, 1000).take_snapshot().agreement > 0.93
