"""Steps of a training: held against a loop written by hand, one player at a time, labels, and that it learns."""

from functools import partial

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import logsigmoid

from helpers import gans
from tests.helpers.gans.players import CENTRE, assert_same_bits, copy_state, draw_gaussian, make_training


def tensor(values: np.ndarray) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32)


def test_training_is_the_loop_that_one_writes_by_hand() -> None:
    training = make_training(plain=True, n_updates_d=2, optimiser_d=partial(torch.optim.SGD, lr=0.1))
    by_hand = make_training(plain=True, optimiser_d=partial(torch.optim.SGD, lr=0.1))
    G, D, opt_g, opt_d, rng = (
        getattr(by_hand, name) for name in ("generator", "discriminator", "optimiser_g", "optimiser_d", "rng")
    )
    for _ in range(4):
        losses_d = []
        for _ in range(2):
            x, z = tensor(draw_gaussian(16, rng)), tensor(rng.standard_normal((16, 3)))
            rng.integers(2**63)  # the seed of dropout
            loss_d = -logsigmoid(D(x)[:, 0]).mean() - logsigmoid(-D(G(z).detach())[:, 0]).mean()
            opt_d.zero_grad()
            loss_d.backward()
            opt_d.step()
            losses_d.append(loss_d.item())
        z = tensor(rng.standard_normal((16, 3)))
        rng.integers(2**63)
        loss_g = -logsigmoid(D(G(z))[:, 0]).mean()
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()
        got = training.step()
        assert [float(loss) for loss in got] == pytest.approx([np.mean(losses_d), loss_g.item()], rel=1e-6)
    assert_same_bits(copy_state(training.generator), copy_state(G))
    assert_same_bits(copy_state(training.discriminator), copy_state(D))


@pytest.mark.parametrize(
    "losses", [gans.non_saturating(), gans.wasserstein(penalty=10.0)], ids=lambda losses: losses.name
)
def test_an_update_changes_nothing_in_the_other_player(losses: gans.Losses) -> None:
    training = make_training(losses=losses)
    G, D = training.generator, training.discriminator
    training.step()
    for update, still, moving in ((training.update_d, G, D), (training.update_g, D, G)):
        before, moved = copy_state(still), copy_state(moving)
        gradients = [value.grad.clone() for value in still.parameters()]
        update()
        assert_same_bits(copy_state(still), before)
        assert all(torch.equal(value.grad, old) for value, old in zip(still.parameters(), gradients, strict=True))
        unmoved = [name for name, value in copy_state(moving).items() if torch.equal(value, moved[name])]
        # A bias before batch-norm, and the critic's last, change nothing and may stay.
        assert [name for name in unmoved if "bias" not in name] == []


def test_the_power_iteration_of_spectral_norm_belongs_to_the_critic() -> None:
    rng = np.random.default_rng(0)
    critic = nn.Sequential(*(nn.utils.parametrizations.spectral_norm(nn.Linear(*shape)) for shape in ((2, 8), (8, 1))))
    training = gans.Training(
        gans.make_mlp(3, [8], 2, rng=rng), critic, draw_gaussian, noise=gans.NormalNoise(3), rng=rng
    )
    training.update_d()
    before = copy_state(critic)
    training.update_g()
    assert_same_bits(copy_state(critic), before)
    training.update_d()
    moved = [name for name, value in copy_state(critic).items() if not torch.equal(value, before[name])]
    assert any(name.endswith("_u") for name in moved)


def test_stale_gradients_change_nothing() -> None:
    clean, stale = make_training(), make_training()
    for network in (stale.generator, stale.discriminator):
        for value in network.parameters():
            value.grad = torch.full_like(value, 1e3)
    clean.step()
    stale.step()
    assert_same_bits(clean.state().tensors, {**stale.state().tensors, "history.seconds": clean.state().tensors["history.seconds"]})  # fmt: skip


def test_frozen_weights_stay() -> None:
    rng = np.random.default_rng(0)
    discriminator = gans.make_mlp(2, [8, 8], 1, rng=rng)
    discriminator.layers[0].requires_grad_(False)
    before = copy_state(discriminator)
    training = gans.Training(gans.make_mlp(3, [8], 2, rng=rng), discriminator, draw_gaussian, noise=gans.NormalNoise(3), rng=rng)  # fmt: skip
    training.step()
    moved = [name for name, value in copy_state(discriminator).items() if not torch.equal(value, before[name])]
    assert moved == ["layers.2.weight", "layers.2.bias", "layers.4.weight", "layers.4.bias"]


def make_spying_losses(calls: list[str]) -> gans.Losses:
    plain = gans.non_saturating()

    def discriminator(real: torch.Tensor, fake: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
        calls.append("D")
        return plain.discriminator(real, fake, rng)

    def generator(fake: torch.Tensor) -> torch.Tensor:
        calls.append("G")
        return plain.generator(fake)

    return gans.Losses(discriminator, generator, after_update_d=lambda network: calls.append("after"))


@pytest.mark.parametrize("updates", [(3, 1), (1, 2), (0, 1), (1, 0)])
def test_a_step_makes_the_updates_it_was_told(updates: tuple[int, int]) -> None:
    calls: list[str] = []
    n_d, n_g = updates
    training = make_training(n_updates_d=n_d, n_updates_g=n_g, losses=make_spying_losses(calls))
    losses = training.step()
    assert calls == ["D", "after"] * n_d + ["G"] * n_g
    assert [bool(np.isnan(loss)) for loss in losses] == [n_d == 0, n_g == 0]


def test_a_step_can_be_spelled_out() -> None:
    calls: list[str] = []
    training = make_training(losses=make_spying_losses(calls))
    training.step("GDG")
    assert calls == ["G", "D", "after", "G"]
    for wrong in ("", "DX", "d"):
        with pytest.raises(ValueError, match=f"letters D and G.*got '{wrong}'"):
            training.step(wrong)
    history = training.history()
    assert (training.n_steps, history.loss_d.shape, history.seconds.shape, history.stopped) == (1, (1,), (1,), "")


def test_updates_alone_are_not_recorded() -> None:
    training = make_training()
    assert training.update_d().shape == training.update_g().shape == ()
    assert training.n_steps == 0


# ---------------------------------------------------------------------------------------------- labels and data


class Listener(nn.Module):
    """A network that remembers the inputs of each call."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.calls: list[tuple[torch.Tensor, torch.Tensor]] = []

    def forward(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        self.calls.append((x.detach(), y))
        return self.network(x, y)


def make_conditional(data: object, labels: object = None) -> gans.Training:
    rng = np.random.default_rng(0)
    generator, discriminator = (
        Listener(gans.make_mlp(n_in, [8], n_out, rng=rng, n_classes=5)) for n_in, n_out in ((3, 2), (2, 1))
    )
    return gans.Training(
        generator, discriminator, data, labels=labels, noise=gans.NormalNoise(3), batch_size=20, rng=rng
    )


@pytest.mark.parametrize("from_sampler", [False, True])
def test_both_networks_are_given_the_classes(from_sampler: bool) -> None:
    classes = np.arange(50) % 5
    x = np.stack([classes, -classes], axis=1).astype(float)

    def sample(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        index = rng.integers(50, size=n)
        return x[index], classes[index]

    training = make_conditional(sample) if from_sampler else make_conditional(x, classes)
    training.step()
    (_, y_fake), (_, y_generator) = training.generator.calls
    (x_real, y_real), (_, y_judged), (_, y_generated) = training.discriminator.calls
    assert torch.equal(x_real[:, 0], y_real.float())
    assert torch.equal(y_fake, y_real) and torch.equal(y_judged, y_real)
    assert torch.equal(y_generator, y_generated)
    assert not torch.equal(y_generator, y_real)
    assert set(torch.cat([y_real, y_generator]).tolist()) == set(range(5))


def test_one_player_may_ignore_the_classes() -> None:
    rng = np.random.default_rng(0)
    training = gans.Training(
        gans.make_mlp(3, [8], 2, rng=rng, n_classes=4),
        gans.IgnoreLabels(gans.make_mlp(2, [8], 1, rng=rng)),
        rng.normal(size=(30, 2)),
        labels=np.arange(30) % 4,
        noise=gans.UniformNoise(3),
        rng=rng,
    )
    assert np.isfinite(training.step()).all()


def test_minibatches_of_an_array_come_from_all_of_it_and_leave_it_alone() -> None:
    seen = []
    plain = gans.wasserstein()
    losses = gans.Losses(plain.discriminator, plain.generator, penalty=lambda critic, real, fake, rng: seen.append(real) or torch.zeros(()))  # fmt: skip
    data = np.arange(80, dtype=np.float32).reshape(40, 2)
    data.flags.writeable = False
    training = make_training(data=data, losses=losses)
    for _ in range(20):
        training.step()
    rows = torch.cat(seen)
    assert rows.shape == (20 * 16, 2)
    assert torch.equal(rows[:, 1] - rows[:, 0], torch.ones(320))
    assert set(rows[:, 0].tolist()) == set(data[:, 0].tolist())


def test_the_noise_has_the_law_of_its_name() -> None:
    rng = np.random.default_rng(0)
    uniform, normal = gans.UniformNoise(4)(5000, rng), gans.NormalNoise(4)(5000, rng)
    assert uniform.shape == normal.shape == (5000, 4)
    assert -1 <= uniform.min() < -0.99 and 0.99 < uniform.max() < 1
    assert uniform.var() == pytest.approx(1 / 3, rel=0.03)
    assert normal.std() == pytest.approx(1, rel=0.03)
    assert normal.mean() == pytest.approx(0, abs=0.03)


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"data": np.zeros((9, 2), np.uint8)}, TypeError, "array of floats; got uint8.*Scale images"),
        ({"data": np.zeros(9)}, ValueError, r"shape \(n, …\).*got \(9,\).*data\[:, None\]"),
        ({"data": np.zeros((9, 2)), "labels": np.zeros(8, int)}, ValueError, r"shape \(9,\).*got \(8,\)"),
        ({"data": draw_gaussian, "labels": np.zeros(8, int)}, TypeError, "must be None where data is a sampler"),
        ({"data": lambda n, rng: np.zeros((5, 2))}, ValueError, r"must return 1 samples.*got \(5, 2\)"),
    ],
)
def test_data_that_do_not_fit_are_told_at_once(options: dict, error: type, says: str) -> None:
    with pytest.raises(error, match=says):
        make_training(**options)


def test_networks_and_losses_that_do_not_fit_are_told() -> None:
    rng = np.random.default_rng(0)
    make = partial(gans.Training, data=draw_gaussian, noise=gans.NormalNoise(3), rng=rng)
    generator = gans.make_mlp(3, [4], 2, rng=rng)
    with pytest.raises(ValueError, match="one logit for each sample, 128 in all; got the shape \\(128, 2\\)"):
        make(generator, gans.make_mlp(2, [4], 2, rng=rng)).step()
    with pytest.raises(ValueError, match="same number of networks; got n_networks None and 3"):
        make(generator, gans.make_mlp(2, [4], 1, rng=rng, n_networks=3))
    stacks = [gans.make_mlp(n_in, [4], n_out, rng=rng, n_networks=3) for n_in, n_out in ((3, 2), (2, 1))]
    scalar = gans.Losses(lambda real, fake, rng: (fake - real).mean(), lambda fake: -fake.mean())
    with pytest.raises(ValueError, match=r"shape \(3,\), one number for each network; got \(\)"):
        make(*stacks, losses=scalar).step()


# ------------------------------------------------------------------------------------------------------- chance


@pytest.mark.parametrize("losses", [gans.non_saturating(targets=gans.UniformTargets()), gans.wasserstein(penalty=1.0)], ids=["smoothed", "penalty"])  # fmt: skip
def test_equal_seeds_give_equal_bits_and_torch_s_generator_is_left_alone(losses: gans.Losses) -> None:
    runs = []
    for global_seed in (1, 2):
        torch.manual_seed(global_seed)
        before = torch.get_rng_state()
        training = make_training(losses=losses)
        for _ in range(3):
            training.step()
        assert torch.equal(before, torch.get_rng_state())
        runs.append(training.state().tensors)
        del runs[-1]["history.seconds"]
    assert_same_bits(*runs)
    other = make_training(7, losses=losses)
    other.step()
    assert other.history().loss_d[0] != runs[0]["history.loss_d"][0].item()


def test_each_update_has_its_own_dropout() -> None:
    masks = []
    training = make_training()
    training.discriminator.layers[3].register_forward_hook(lambda module, inputs, output: masks.append(output == 0))
    training.update_d()
    training.update_d()
    assert len(masks) == 4
    assert not any(torch.equal(masks[i], masks[j]) for i in range(4) for j in range(i))


def test_a_state_can_be_put_back() -> None:
    training = make_training()
    training.step()
    training.record("value", [1, 2])
    start = training.state()
    first = [training.step() for _ in range(3)]
    end = training.state()
    training.restore(start)
    training.restore(start)  # putting it back has not changed it
    assert training.n_steps == 1
    assert training.history().records["value"].values.tolist() == [[1, 2]]
    assert [training.step() for _ in range(3)] == first
    again = training.state()
    for state in (end, again):
        del state.tensors["history.seconds"]
    assert_same_bits(end.tensors, again.tensors)
    assert end.facts == again.facts


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_training_takes_the_dtype_of_the_networks(dtype: torch.dtype) -> None:
    rng = np.random.default_rng(0)
    networks = gans.make_mlp(3, [4], 2, rng=rng).to(dtype), gans.make_mlp(2, [4], 1, rng=rng).to(dtype)
    training = gans.Training(*networks, draw_gaussian, noise=gans.NormalNoise(3), rng=rng, device="cpu")
    loss_d, _ = training.step()
    assert {value.dtype for network in networks for value in network.parameters()} == {dtype}
    assert loss_d.dtype == np.float64


# ---------------------------------------------------------------------------------------------------- learning


@pytest.mark.parametrize(
    ("losses", "n_updates_d"),
    [(gans.non_saturating(), 1), (gans.wasserstein(penalty=1.0), 2)],
    ids=["non_saturating", "wasserstein"],
)
def test_gans_learn_a_gaussian(losses: gans.Losses, n_updates_d: int) -> None:
    rng = np.random.default_rng(0)
    training = gans.Training(
        gans.make_mlp(2, [32], 2, rng=rng, n_networks=4),
        gans.make_mlp(2, [32], 1, rng=rng, n_networks=4, activation="leaky_relu"),
        draw_gaussian,
        noise=gans.NormalNoise(2),
        rng=rng,
        losses=losses,
        batch_size=64,
        n_updates_d=n_updates_d,
        optimiser_d=partial(gans.ADAM, lr=2e-3),
        optimiser_g=partial(gans.ADAM, lr=2e-3),
    )
    z = rng.standard_normal((1000, 2))
    samples = gans.train(training, 400, callbacks=[gans.Samples(z, every_steps=20)]).records["samples"].values
    assert samples.shape == (21, 4, 1000, 2)
    assert (np.linalg.norm(samples[0].mean(axis=1) - CENTRE, axis=1) > 1.5).all()
    # The two players turn around the equilibrium: what converges is the mean over many steps.
    np.testing.assert_allclose(samples[-10:].mean(axis=(0, 2)), np.tile(CENTRE, (4, 1)), atol=0.4)
    spread = samples[-10:].std(axis=2).mean(axis=0)
    assert ((spread > 0.2) & (spread < 0.9)).all()


def test_the_critic_s_value_comes_near_the_distance_of_two_gaussians() -> None:
    training = make_training(
        plain=True, losses=gans.wasserstein(penalty=1.0), batch_size=256, optimiser_d=partial(gans.ADAM, lr=5e-3)
    )
    distance = np.linalg.norm(CENTRE - gans.apply(training.generator, np.random.default_rng(1).standard_normal((4000, 3))).mean(axis=0))  # fmt: skip
    for _ in range(300):
        training.step("D")
    # A linear critic on translates: slope s = 1 + W/2λ at the best, and the loss −sW + λ(s − 1)² = −W − W²/4λ.
    assert -training.history().loss_d[-50:].mean() == pytest.approx(distance + distance**2 / 4, rel=0.15)
