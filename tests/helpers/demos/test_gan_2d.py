"""The GAN in the plane by values: it is the course's own training, and each preset makes its point."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

from helpers import gans, transport
from helpers.demos.gan_2d.data import HALF_WIDTH, MIXTURES, SPACING, add_stroke, make_data
from helpers.demos.gan_2d.measures import N_TRANSPORTED, STEPS_BETWEEN
from helpers.demos.gan_2d.model import Gan2dModel
from helpers.demos.gan_2d.picture import N_ARROWS, N_MAP
from helpers.demos.gan_2d.presets import PRESETS
from helpers.demos.gan_2d.settings import LOSSES, OPTIMISERS, Gan2dSettings

SMALL = Gan2dSettings(width="8", batch="16")


def run(settings: Gan2dSettings, n_steps: int) -> Gan2dModel:
    model = Gan2dModel(settings)
    for _ in range(n_steps):
        model.step()
    return model


def weights_of(model: Gan2dModel) -> list[np.ndarray]:
    networks = (model.training.generator, model.training.discriminator)
    return [value.detach().numpy().copy() for network in networks for value in network.parameters()]


# ------------------------------------------------------------------------------------------------ learning


def test_it_is_the_courses_training() -> None:
    settings = Gan2dSettings(data="ring", loss="least_squares", optimiser_d="rmsprop", lr_d=0.003, width="16", seed=7)
    model = run(settings, 3)
    weights, chance, _, _ = np.random.default_rng(7).spawn(4)
    make = partial(gans.make_mlp, rng=weights, activation="leaky_relu")
    twin = gans.Training(
        make(2, [16, 16], 2), make(2, [16, 16], 1), MIXTURES["ring"]().sample, noise=gans.UniformNoise(2), rng=chance,
        losses=gans.least_squares(), batch_size=128, optimiser_d=partial(torch.optim.RMSprop, lr=0.003),
        optimiser_g=partial(gans.ADAM, lr=0.002),
    )  # fmt: skip
    losses = [twin.step() for _ in range(3)]
    for mine, theirs in zip(weights_of(model), (
        value.detach().numpy() for network in (twin.generator, twin.discriminator) for value in network.parameters()
    ), strict=True):  # fmt: skip
        np.testing.assert_array_equal(mine, theirs)
    np.testing.assert_allclose(model.take_snapshot().losses, losses)
    assert model.training.n_steps == 0  # its own history would grow for hours


def test_equal_seeds_give_equal_models_whatever_is_looked_at() -> None:
    first, second = Gan2dModel(SMALL), Gan2dModel(SMALL)
    for _ in range(2 * STEPS_BETWEEN):
        first.step()
        first.take_snapshot()
        second.step()
    for mine, theirs in zip(weights_of(first), weights_of(second), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    shots = first.take_snapshot(), second.take_snapshot()
    np.testing.assert_array_equal(shots[0].fake, shots[1].fake)
    np.testing.assert_array_equal(shots[0].measures["w1"], shots[1].measures["w1"])
    assert not np.array_equal(shots[0].fake, run(replace(SMALL, seed=1), 40).take_snapshot().fake)


@pytest.mark.parametrize(("action", "moved"), [("D", "discriminator"), ("G", "generator")])
def test_an_action_moves_one_player_alone(action: str, moved: str) -> None:
    model = Gan2dModel(SMALL)
    before = weights_of(model)
    model.step(action)
    n = len(list(model.training.generator.parameters()))
    is_same = [np.array_equal(old, new) for old, new in zip(before, weights_of(model), strict=True)]
    halves = {"generator": is_same[:n], "discriminator": is_same[n:]}
    assert not any(halves.pop(moved))
    assert all(*halves.values())
    shot = model.take_snapshot()
    assert shot.last_updates == action
    assert np.isnan(shot.losses[0]).tolist() == [action == "G", action == "D"]


def test_players_take_turns() -> None:
    model = Gan2dModel(replace(SMALL, by_turns=True, n_updates_d=2))
    seen = []
    for _ in range(6):
        model.step()
        seen.append(model.last_updates)
    assert "".join(seen) == "DDGDDG"
    model.apply(replace(model.settings, by_turns=False))
    model.step()
    assert model.last_updates == "DDG"


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_loss_and_optimiser_learns_and_can_be_changed_in_the_middle(loss: str, optimiser: str) -> None:
    model = run(SMALL, 2)
    before = weights_of(model)
    model.apply(
        replace(SMALL, loss=loss, optimiser_d=optimiser, optimiser_g=optimiser, lr_d=0.01, lr_g=0.02, clip=0.05)
    )
    for mine, theirs in zip(before, weights_of(model), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    model.step()
    training = model.training
    assert [group["lr"] for group in training.optimiser_d.param_groups] == [0.01]
    assert [group["lr"] for group in training.optimiser_g.param_groups] == [0.02]
    # The critic's last bias is in both means, and cancels.
    pairs = [(old, new) for old, new in zip(before, weights_of(model), strict=True) if old.ndim == 2]
    assert not any(np.array_equal(old, new) for old, new in pairs)
    if loss == "clip":
        assert max(value.abs().max() for value in training.discriminator.parameters()) <= 0.05 + 1e-7
    shot = model.take_snapshot()
    assert shot.is_finite
    assert shot.is_probability == (loss in ("saturating", "non_saturating"))
    assert shot.low < shot.high


def test_a_new_rate_keeps_what_the_optimiser_remembers() -> None:
    model = run(SMALL, 3)
    optimiser = model.training.optimiser_d
    model.apply(replace(SMALL, lr_d=0.5))
    assert model.training.optimiser_d is optimiser
    assert optimiser.param_groups[0]["lr"] == 0.5
    model.apply(replace(SMALL, lr_d=0.5, optimiser_d="sgd"))
    assert isinstance(model.training.optimiser_d, torch.optim.SGD)


def test_data_change_under_way() -> None:
    model = run(SMALL, 2)
    before = weights_of(model)
    drawing = add_stroke((), np.array([[-1.0, 2.0], [1.0, 2.0]]))
    model.apply(replace(SMALL, data="drawn", drawing=drawing))
    for mine, theirs in zip(before, weights_of(model), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    shot = model.take_snapshot()
    assert shot.modes is None and shot.coverage is None
    assert np.abs(shot.real[:, 1] - 2).max() < 0.5
    model.step("D")
    model.apply(replace(SMALL, data="grid"))
    assert model.take_snapshot().modes.shape == (25, 2)


# ------------------------------------------------------------------------------------------------ data


@pytest.mark.parametrize("name", [*MIXTURES, "drawn"])
def test_all_data_lie_in_view(name: str) -> None:
    points = make_data(name, ()).sample(2000, np.random.default_rng(0))
    assert np.quantile(np.abs(points).max(axis=1), 0.999) < HALF_WIDTH


def test_strokes_are_even_and_stay_in_view() -> None:
    # A hand that hurries, then dawdles.
    drawing = add_stroke(((0.5, 0.5),), np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 0.01], [2.0, 0.02], [2.0, 9.0]]))
    assert drawing[0] == (0.5, 0.5)
    points = np.array(drawing[1:])
    assert points.max() == HALF_WIDTH
    np.testing.assert_allclose(np.linalg.norm(np.diff(points, axis=0), axis=1), SPACING, atol=0.02)
    assert add_stroke((), np.array([[1.0, 1.0]])) == ((1.0, 1.0),)
    assert Gan2dSettings(drawing=drawing) == Gan2dSettings(drawing=tuple(drawing))


# ------------------------------------------------------------------------------------------------ looking


def test_a_snapshot_shows_the_players_as_they_are() -> None:
    model = run(replace(SMALL, data="two"), STEPS_BETWEEN)
    shot, training = model.take_snapshot(), model.training
    ticks = np.linspace(-HALF_WIDTH, HALF_WIDTH, N_MAP)
    logit = gans.apply(training.discriminator, np.array([[ticks[7], ticks[30]]]))[0, 0]
    assert shot.judgement[30, 7] == pytest.approx(1 / (1 + np.exp(-logit)), rel=1e-4)
    corner = gans.apply(training.generator, np.array([[-20 / 21, -20 / 21], [-18 / 21, -20 / 21]]))
    np.testing.assert_allclose(shot.manifold[0, :2], corner, rtol=1e-4)
    fake = gans.apply(training.generator, model.measures._noise)[:N_TRANSPORTED]
    real = model.measures._real[:N_TRANSPORTED]
    assert shot.measure_steps.tolist() == [0, STEPS_BETWEEN]
    assert shot.measures["w1"][-1] == pytest.approx(transport.wasserstein_distance(real, fake))
    assert shot.measures["w2"][-1] == pytest.approx(transport.wasserstein_distance(real, fake, p=2))
    assert shot.measures["w1"][-1] <= shot.measures["w2"][-1]
    assert 0 <= shot.measures["js"][-1] <= np.log(2)
    assert 0 < shot.floors["w1"] < 0.5 and shot.floors["js"] < 0.05
    assert shot.coverage.shares.shape == (2,)


@pytest.mark.parametrize("loss", LOSSES)
def test_arrows_are_the_slope_of_each_points_own_loss(loss: str) -> None:
    model = run(replace(SMALL, loss=loss), 3)
    shot, training = model.take_snapshot(), model.training
    assert shot.arrows.shape == (N_ARROWS, 2)

    def loss_at(point: np.ndarray) -> float:
        with torch.no_grad():
            logit = training.discriminator.double()(torch.tensor(point[None]))[:, 0]
            return float(training.losses.generator(logit))

    h = 1e-6
    for i in (0, 17, 59):
        x = shot.fake[i].astype(float)
        slope = [(loss_at(x + h * e) - loss_at(x - h * e)) / (2 * h) for e in np.eye(2)]
        np.testing.assert_allclose(-np.array(slope), shot.arrows[i], rtol=1e-3, atol=1e-6)
    assert shot.push == pytest.approx(np.median(np.linalg.norm(shot.arrows, axis=1)))


@pytest.mark.parametrize(
    ("noise", "shape"),
    [("uniform_2", (21, 21, 2)), ("normal_2", (21, 21, 2)), ("uniform_1", (1, 200, 2)), ("normal_1", (1, 200, 2))],
)
def test_the_grid_of_noise_is_sent_through_the_generator(noise: str, shape: tuple[int, ...]) -> None:
    shot = run(replace(SMALL, noise=noise, n_hidden=3), 1).take_snapshot()
    assert shot.manifold.shape == shape
    # Quantiles of the noise: as much of it on either side of the middle.
    assert shot.fake.shape == (200, 2)


def test_a_generator_that_gives_no_numbers_is_shown_and_goes_on() -> None:
    model = Gan2dModel(SMALL)
    with torch.no_grad():
        for value in model.training.generator.parameters():
            value.fill_(torch.nan)
    with np.errstate(all="ignore"):
        for _ in range(STEPS_BETWEEN):
            model.step()
        shot = model.take_snapshot()
    assert not shot.is_finite
    assert np.isnan(shot.measures["w1"][-1])
    assert shot.coverage is None


# ------------------------------------------------------------------------------------------------ presets


def test_preset_two_reaches_both_and_the_distance_says_so() -> None:
    shot = run(PRESETS["two"].settings, 500).take_snapshot()
    assert shot.coverage.is_covered.all()
    assert shot.measures["w1"][-1] < 0.5 * shot.measures["w1"][0]
    # The losses have no such trend: D's is where it began, near 2 log 2.
    assert shot.losses[-50:, 0].mean() == pytest.approx(2 * np.log(2), abs=0.3)


def test_preset_ring_reaches_most_modes_with_points_in_between() -> None:
    shot = run(PRESETS["ring"].settings, 1000).take_snapshot()
    assert shot.coverage.is_covered.sum() >= 6
    assert shot.coverage.quality < 0.9


def test_preset_collapse_is_perfect_on_one_half() -> None:
    shot = run(PRESETS["collapse"].settings, 100).take_snapshot()
    assert shot.coverage.is_covered.sum() == 1
    assert shot.coverage.quality > 0.95
    assert shot.coverage.shares.max() > 0.95
    assert run(replace(PRESETS["collapse"].settings, seed=2), 100).take_snapshot().coverage.is_covered.all()


def test_preset_vanishing_stands_still_until_the_loss_is_changed() -> None:
    model = run(PRESETS["vanishing"].settings, 30)
    held = model.take_snapshot()
    assert held.push < 0.01
    for _ in range(30):
        model.step()
    still = model.take_snapshot()
    assert np.abs(still.fake - held.fake).max() < 0.01
    model.apply(replace(model.settings, loss="non_saturating"))
    assert model.take_snapshot().push > 0.5
    for _ in range(30):
        model.step()
    assert np.abs(model.take_snapshot().fake - still.fake).max() > 0.5


def test_preset_large_rate_leaves_the_data() -> None:
    model = run(PRESETS["large_rate"].settings, 200)
    shot = model.take_snapshot()
    assert shot.measures["js"][shot.measure_steps >= 100].mean() > 0.55


def test_preset_wasserstein_keeps_the_arrows_long() -> None:
    shot = run(PRESETS["wasserstein"].settings, 100).take_snapshot()
    assert 0.7 < shot.push < 1.4
    assert shot.coverage.is_covered.all()
    assert shot.measures["w1"][-1] < 0.5 * shot.measures["w1"][0]
    assert run(PRESETS["two"].settings, 100).take_snapshot().push < 0.5 * shot.push
