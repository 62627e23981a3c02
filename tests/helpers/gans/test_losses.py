"""Losses: values by hand and by torch, signs, extreme logits, and one value for each network of a stack."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce

from helpers import gans

ALL = [gans.non_saturating(), gans.saturating(), gans.least_squares(), gans.wasserstein()]
NAMES = ["non_saturating", "saturating", "least_squares", "wasserstein"]


def draw_logits(seed: int = 0, shape: tuple[int, ...] = (9,)) -> tuple[torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(seed)
    real, fake = (torch.tensor(3 * rng.normal(size=shape), requires_grad=True) for _ in range(2))
    return real, fake


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_cross_entropy_is_torch_s_summed_over_real_and_fake(rng: np.random.Generator) -> None:
    real, fake = draw_logits()
    expected = bce(real, torch.ones_like(real)) + bce(fake, torch.zeros_like(fake))
    for losses in (gans.non_saturating(), gans.saturating()):
        loss = losses.discriminator(real, fake, rng)
        torch.testing.assert_close(loss, expected)
        for ours, theirs in zip(torch.autograd.grad(loss, (real, fake)), torch.autograd.grad(expected, (real, fake), retain_graph=True), strict=True):  # fmt: skip
            torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(gans.non_saturating().generator(fake), bce(fake, torch.ones_like(fake)))
    torch.testing.assert_close(gans.saturating().generator(fake), -bce(fake, torch.zeros_like(fake)))


def test_at_logits_of_zero_the_losses_are_those_of_the_equilibrium(rng: np.random.Generator) -> None:
    zero = torch.zeros(5, dtype=torch.float64)
    for losses, loss_d, loss_g in zip(
        ALL, [2 * np.log(2)] * 2 + [0.5, 0], [np.log(2), -np.log(2), 0.5, 0], strict=True
    ):
        assert losses.discriminator(zero, zero, rng).item() == pytest.approx(loss_d)
        assert losses.generator(zero).item() == pytest.approx(loss_g)


@pytest.mark.parametrize("losses", ALL, ids=NAMES)
def test_both_losses_are_to_be_minimised(losses: gans.Losses, rng: np.random.Generator) -> None:
    real, fake = ((0.05 * logits).detach().requires_grad_() for logits in draw_logits())
    grad_real, grad_fake = torch.autograd.grad(losses.discriminator(real, fake, rng), (real, fake))
    (grad_generator,) = torch.autograd.grad(losses.generator(fake), fake)
    assert (grad_real < 0).all()
    # Least squares want fake logits at 0, from either side.
    assert (grad_fake > 0).all() or losses is ALL[2]
    assert (grad_generator < 0).all()


def test_least_squares_and_wasserstein_by_hand(rng: np.random.Generator) -> None:
    real, fake = torch.tensor([2.0, 0.0]), torch.tensor([1.0, -3.0])
    assert gans.least_squares().discriminator(real, fake, rng).item() == pytest.approx((1 + 1) / 4 + (1 + 9) / 4)
    assert gans.least_squares().generator(fake).item() == pytest.approx((0 + 16) / 4)
    assert gans.wasserstein().discriminator(real, fake, rng).item() == pytest.approx(-1 - 1)
    assert gans.wasserstein().generator(fake).item() == pytest.approx(1)


@pytest.mark.parametrize("losses", ALL[:2], ids=NAMES[:2])
def test_extreme_logits_keep_values_and_gradients_finite_and_exact(
    losses: gans.Losses, rng: np.random.Generator
) -> None:
    for sure in (-1e4, 1e4):
        real, fake = (torch.full((3,), value, requires_grad=True) for value in (sure, -sure))
        loss = losses.discriminator(real, fake, rng)
        assert loss.item() == pytest.approx(2e4 if sure < 0 else 0)
        slope = torch.cat(torch.autograd.grad(loss + losses.generator(fake), (real, fake)))
        assert torch.isfinite(slope).all()
    # Where log(1 − D) would be log 0: at 40, D is 1 in float32, and log D = −4e-18 not yet 0.
    assert losses.discriminator(torch.tensor([40.0]), torch.tensor([-40.0]), rng).item() == pytest.approx(
        2 * np.exp(-40)
    )


def test_the_generator_s_gradient_saturates_in_one_form_only() -> None:
    logits = torch.tensor([-12.0], requires_grad=True)
    flat, steep = (torch.autograd.grad(losses.generator(logits), logits)[0].item() for losses in (ALL[1], ALL[0]))
    assert flat == pytest.approx(-1 / (1 + np.exp(12)), rel=1e-4)
    assert steep == pytest.approx(-1 / (1 + np.exp(-12)), rel=1e-4)


@pytest.mark.parametrize("make", [gans.non_saturating, gans.saturating])
def test_smoothed_labels_are_drawn_from_rng(make: Callable[..., gans.Losses]) -> None:
    real, fake = draw_logits()
    targets = gans.UniformTargets()
    loss = make(targets=targets).discriminator(real, fake, np.random.default_rng(5))
    again = np.random.default_rng(5)
    t_real, t_fake = targets(9, True, again), targets(9, False, again)
    assert ((t_real >= 0.7) & (t_real < 1.2)).all()
    assert ((t_fake >= 0) & (t_fake < 0.3)).all()
    torch.testing.assert_close(loss, bce(real, torch.tensor(t_real)) + bce(fake, torch.tensor(t_fake)))
    # The generator's targets are not smoothed.
    torch.testing.assert_close(make(targets=targets).generator(fake), make().generator(fake))


@pytest.mark.parametrize("losses", [*ALL, gans.non_saturating(targets=lambda n, real, rng: np.linspace(0, 1, n))])
def test_a_stack_has_one_loss_for_each_network(losses: gans.Losses, rng: np.random.Generator) -> None:
    real, fake = draw_logits(shape=(4, 9))
    assert losses.discriminator(real, fake, rng).shape == (4,)
    alone = losses.generator(fake[2])
    torch.testing.assert_close(losses.generator(fake)[2], alone)
    if losses in ALL:
        torch.testing.assert_close(
            losses.discriminator(real, fake, rng)[2], losses.discriminator(real[2], fake[2], rng)
        )


def test_the_penalty_of_a_linear_critic_is_known(rng: np.random.Generator) -> None:
    w = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)
    real, fake = (torch.tensor(rng.normal(size=(6, 2))) for _ in range(2))
    penalty = gans.wasserstein(penalty=10.0).penalty(lambda x: x @ w + 1, real, fake, rng)
    assert penalty.item() == pytest.approx(10 * (5 - 1) ** 2)
    (slope,) = torch.autograd.grad(penalty, w)
    np.testing.assert_allclose(slope, 10 * 2 * (5 - 1) * np.array([3, 4]) / 5)


def test_the_penalty_is_taken_between_real_and_fake_samples(rng: np.random.Generator) -> None:
    seen = []

    def critic(x: torch.Tensor) -> torch.Tensor:
        seen.append(x.detach())
        return (x**2).flatten(1).sum(1) / 2  # of slope ‖x‖

    real, fake = torch.tensor(rng.normal(size=(500, 2, 3))), torch.tensor(rng.normal(size=(500, 2, 3)))
    penalty = gans.wasserstein(penalty=1.0).penalty(critic, real, fake, rng)
    (x,) = seen
    share = ((x - fake) / (real - fake)).flatten(1)
    torch.testing.assert_close(share, share[:, :1].expand_as(share))
    assert 0 <= share.min() < 0.02
    assert 0.98 < share.max() <= 1
    assert penalty.item() == pytest.approx(((x.flatten(1).norm(dim=1) - 1) ** 2).mean().item())


def test_a_flat_critic_has_a_finite_penalty(rng: np.random.Generator) -> None:
    w = torch.zeros(2, requires_grad=True)
    penalty = gans.wasserstein(penalty=1.0).penalty(lambda x: x @ w, torch.ones(3, 2), torch.zeros(3, 2), rng)
    assert penalty.item() == 1
    assert torch.isfinite(torch.autograd.grad(penalty, w)[0]).all()


def test_clipping_bounds_all_parameters() -> None:
    network = gans.make_mlp(2, [50], 1, rng=np.random.default_rng(0), batch_norm=True)
    gans.wasserstein(clip=0.05).after_update_d(network)
    largest = [value.abs().max().item() for value in network.parameters() if value.any()]
    assert largest == pytest.approx([0.05] * 5)
    assert gans.wasserstein().after_update_d is None
    assert gans.wasserstein(clip=0.05).penalty is None


@pytest.mark.parametrize("option", ["clip", "penalty"])
def test_bounds_and_weights_are_positive(option: str) -> None:
    with pytest.raises(ValueError, match=f"{option} must be positive.*got 0"):
        gans.wasserstein(**{option: 0})
