"""Training: as torch does it in the same order; several networks as each alone; going on, ending early, being kind."""

import copy

import numpy as np
import pytest
import torch

from helpers import numpy_nn as nn

rng0 = np.random.default_rng(0)
X, T = rng0.standard_normal((23, 3)), rng0.random((23, 2))
SQUARED = nn.SquaredError()
OPTIMISERS = {"SGD": nn.SGD, "Momentum": nn.Momentum, "Adam": nn.Adam}


def make(seed: int = 0, sizes=(3, 4, 2), **options) -> nn.Network:
    return nn.make_network(sizes, hidden=nn.Tanh(), output=nn.Sigmoid(), rng=np.random.default_rng(seed), **options)


def train(network: nn.Network, X: np.ndarray = X, T: np.ndarray = T, **changes) -> nn.History:
    options = dict(loss=SQUARED, optimiser=nn.SGD(0.3), n_epochs=3, batch_size=5, rng=np.random.default_rng(1))
    return nn.train(network, X, T, **{**options, **changes})


def assert_same(one: nn.Network, other: nn.Network, rtol: float = 1e-12) -> None:
    for got, wanted in zip(one.parameters, other.parameters, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=rtol, atol=1e-14)


def test_training_is_torchs_in_the_same_order() -> None:
    """Five batches a pass, the last one of three samples, whose mean counts as three samples in the loss."""
    network = make()
    parameters = [torch.tensor(array, requires_grad=True) for array in network.parameters]
    optimiser = torch.optim.SGD(parameters, lr=0.3)
    W1, b1, W2, b2 = parameters
    x, t, rng, losses = torch.tensor(X), torch.tensor(T), np.random.default_rng(1), []
    for _ in range(3):
        total = 0.0
        for indices in torch.tensor(rng.permutation(23)).split(5):
            optimiser.zero_grad()
            y = torch.sigmoid(torch.tanh(x[indices] @ W1 + b1) @ W2 + b2)
            E = ((y - t[indices]) ** 2).sum() / (2 * len(indices))
            E.backward()
            optimiser.step()
            total += E.item() * len(indices)
        losses.append(total / 23)
    history = train(network)
    np.testing.assert_allclose(history.loss, losses, rtol=1e-12)
    assert history.n_steps == 15 and history.stopped == "" and history.seconds.shape == (3,)
    for got, wanted in zip(network.parameters, parameters, strict=True):
        np.testing.assert_allclose(got, wanted.detach().numpy(), rtol=1e-11)


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("batch_size", [1, 5, 23, 100])
@pytest.mark.parametrize("own", [False, True])
def test_several_networks_learn_as_each_alone(name: str, batch_size: int, own: bool) -> None:
    singles, rates = [make(seed) for seed in range(4)], np.array([0.01, 0.1, 0.2, 0.4])
    rng = np.random.default_rng(5)
    Xs, Ts = (rng.random((4, 23, 3)), rng.random((4, 23, 2))) if own else (X, T)
    together = nn.stack_networks(singles)
    rngs = [np.random.default_rng(seed) for seed in range(4)]
    history = train(together, Xs, Ts, optimiser=OPTIMISERS[name](rates), batch_size=batch_size, rng=rngs)
    assert history.loss.shape == (3, 4)
    for k, single in enumerate(singles):
        data = (Xs[k], Ts[k]) if own else (X, T)
        optimiser, rng = OPTIMISERS[name](rates[k]), np.random.default_rng(k)
        alone = train(single, *data, optimiser=optimiser, batch_size=batch_size, rng=rng)
        np.testing.assert_allclose(history.loss[:, k], alone.loss, rtol=1e-12)
        assert_same(together.pick(k), single, rtol=1e-9)


@pytest.mark.parametrize("output", [nn.Sigmoid(), nn.Identity(), nn.Softmax()])
def test_the_short_way_of_single_samples_leads_where_the_long_one_does(output: nn.Activation) -> None:
    class LongWay(nn.SGD):
        pass

    rng = np.random.default_rng(0)
    sparse = X * (rng.random(X.shape) < 0.4)
    sparse[3] = 0
    short = nn.make_network([3, 4, 4, 2], hidden=nn.ReLU(), output=output, rng=rng)
    long = copy.deepcopy(short)
    one = train(short, sparse, T, batch_size=1, optimiser=nn.SGD(np.float64(0.05)))
    other = train(long, sparse, T, batch_size=1, optimiser=LongWay(0.05))
    assert_same(short, long)
    np.testing.assert_allclose(one.loss, other.loss, rtol=1e-12)
    assert not short.layers[0].dW.any() and long.layers[0].dW.any()


def test_the_rate_may_change_while_training() -> None:
    class Halve(nn.Callback):
        def after_epoch(self, run: nn.Run) -> None:
            optimiser.lr /= 2

    for batch_size in (1, 5):
        network, by_hand, rng = make(), make(), np.random.default_rng(1)
        optimiser = nn.SGD(0.4)
        train(network, batch_size=batch_size, optimiser=optimiser, callbacks=[Halve()])
        for lr in (0.4, 0.2, 0.1):
            train(by_hand, batch_size=batch_size, optimiser=nn.SGD(lr), n_epochs=1, rng=rng)
        assert_same(network, by_hand, rtol=0)


def test_inputs_of_ones_own_go_with_shared_targets() -> None:
    network, alone = make(n_networks=2), make(n_networks=2)
    train(network, np.stack([X, X]), T)
    train(alone)
    assert_same(network, alone)


def test_each_network_has_its_own_order() -> None:
    network = nn.stack_networks([make(0), make(0)])
    train(network, batch_size=1)
    assert np.abs(network.layers[0].W[0] - network.layers[0].W[1]).max() > 1e-3


def test_orders_are_fair() -> None:
    """Each pass shows each sample once to each network."""
    seen: list[np.ndarray] = []

    class Spy(nn.Identity):
        def __call__(self, Z):
            seen.append(Z.copy())
            return Z

    network = nn.Network([nn.Dense(np.ones((3, 1, 1)), np.zeros((3, 1)), Spy())])
    numbers = np.arange(7.0)[:, None]
    train(network, numbers, numbers, n_epochs=2, batch_size=3)
    for shown in (np.concatenate(seen[:3], axis=1), np.concatenate(seen[3:], axis=1)):
        np.testing.assert_allclose(np.sort(shown, axis=1), np.tile(numbers, (3, 1, 1)), atol=1e-12)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_training_goes_on_where_it_stopped(name: str) -> None:
    whole, halves = make(), make()
    expected = train(whole, optimiser=OPTIMISERS[name](0.1), n_epochs=4)
    rng, optimiser = np.random.default_rng(1), OPTIMISERS[name](0.1)
    first = train(halves, optimiser=optimiser, n_epochs=2, rng=rng)
    second = train(halves, optimiser=optimiser, n_epochs=2, rng=rng)
    np.testing.assert_array_equal(np.concatenate([first.loss, second.loss]), expected.loss)
    assert_same(halves, whole, rtol=0)


@pytest.mark.parametrize("n_networks", [None, 2])
def test_float32_stays_float32(n_networks: int | None) -> None:
    network = make(dtype=np.float32, n_networks=n_networks)
    exact = make(n_networks=n_networks)
    train(network)
    train(exact)
    assert {array.dtype for array in [*network.parameters, *network.gradients]} == {np.dtype(np.float32)}
    for got, wanted in zip(network.parameters, exact.parameters, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-5)


def test_data_may_be_of_other_types_and_layouts_and_stay_as_they_are() -> None:
    whole, fortran, kept = make(), make(), X.copy()
    train(whole, np.round(X), np.round(T))
    train(fortran, np.asfortranarray(np.round(X).astype(int)), np.round(T).astype(bool)[::-1][::-1])
    assert_same(whole, fortran, rtol=0)
    np.testing.assert_array_equal(X, kept)


def test_no_passes_change_nothing() -> None:
    network = make(n_networks=2)
    history = train(network, n_epochs=0)
    assert history.loss.shape == (0, 2) and history.n_steps == 0
    assert_same(network, make(n_networks=2), rtol=0)


def test_networks_learn_xor() -> None:
    corners = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    targets = np.array([[-1], [1], [1], [-1]])
    rng = np.random.default_rng(0)
    networks = nn.make_network([2, 3, 1], hidden=nn.Tanh(), output=nn.Tanh(), rng=rng, n_networks=20)
    history = nn.train(
        networks, corners, targets, loss=SQUARED, optimiser=nn.SGD(0.3), n_epochs=400, batch_size=4, rng=rng
    )
    learned = ((networks.forward(corners) * targets) > 0).all(axis=(1, 2))
    assert learned.mean() >= 0.8 and (history.loss[-1] < history.loss[0]).all()


def test_a_network_that_diverges_says_so_in_its_history_alone() -> None:
    rng = np.random.default_rng(0)
    network = nn.make_network([3, 4, 2], hidden=nn.ReLU(), output=nn.Identity(), rng=rng, n_networks=2)
    history = train(network, 100 * X, T, optimiser=nn.SGD([1e-5, 10.0]), n_epochs=20)
    assert np.isfinite(history.loss[:, 0]).all() and not np.isfinite(history.loss[-1, 1])


# ---------------------------------------------------------------------------------------------- callbacks


class StopAt(nn.Callback):
    """Do something at one step."""

    def __init__(self, step: int, do) -> None:
        self.step, self.do = step, do

    def after_step(self, run: nn.Run) -> None:
        if run.step == self.step:
            self.do(run)


def interrupt(run: nn.Run) -> None:
    raise KeyboardInterrupt


def stop(run: nn.Run) -> None:
    run.stopped = "early"


@pytest.mark.parametrize(("do", "reason"), [(interrupt, "interrupted"), (stop, "early")])
@pytest.mark.parametrize("progress", [False, True])
def test_what_is_there_is_returned(do, reason: str, progress: bool) -> None:
    network, short = make(), make()
    evaluate = nn.Evaluate("norm", lambda network: np.linalg.norm(network.layers[0].W), every_steps=2)
    history = train(network, callbacks=[evaluate, StopAt(7, do)], progress=progress)
    assert history.stopped == reason and history.n_steps == 7
    assert history.loss.shape == history.seconds.shape == (1,)
    assert history.records["norm"].steps.tolist() == [2, 4, 6]
    full = train(short, n_epochs=1)
    np.testing.assert_array_equal(history.loss, full.loss)


def test_an_error_in_a_callback_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        train(make(), callbacks=[nn.Evaluate("bad", lambda network: 1 // 0)])


def test_evaluations_are_kept_with_their_steps() -> None:
    network = make(n_networks=2)
    per_pass = nn.Evaluate("loss", lambda network: SQUARED(network.forward(X), T)[0])
    often = nn.Evaluate("first weight", lambda network: network.layers[0].W[0, 0, 0], every_steps=4)
    history = train(network, callbacks=[per_pass, often])
    assert history.records["loss"].steps.tolist() == [5, 10, 15]
    assert history.records["loss"].values.shape == (3, 2)
    np.testing.assert_allclose(history.records["loss"].values[-1], SQUARED(network.forward(X), T)[0])
    assert history.records["first weight"].steps.tolist() == [4, 8, 12]


def test_callbacks_cost_no_seconds_of_a_pass() -> None:
    import time

    slow = nn.Evaluate("nothing", lambda network: time.sleep(0.3))
    assert (train(make(), n_epochs=2, callbacks=[slow]).seconds < 0.3).all()


def test_update_ratios_are_those_of_descent() -> None:
    """One step of descent on the whole batch moves W by η dW."""
    network = make(n_networks=3)
    before = [layer.W.copy() for layer in network.layers]
    history = train(network, n_epochs=1, batch_size=23, callbacks=[nn.UpdateRatios()])
    expected = [
        0.3 * np.linalg.norm(layer.dW, axis=(1, 2)) / np.linalg.norm(W, axis=(1, 2))
        for layer, W in zip(network.layers, before, strict=True)
    ]
    record = history.records["update_ratios"]
    assert record.steps.tolist() == [1] and record.values.shape == (1, 2, 3)
    np.testing.assert_allclose(record.values[0], expected, rtol=1e-9)


def test_update_ratios_at_intervals() -> None:
    every_step = nn.Evaluate("W", lambda network: network.layers[1].W.copy(), every_steps=1)
    records = train(make(), callbacks=[every_step, nn.UpdateRatios(every_steps=6)]).records
    ratios, W = records["update_ratios"], records["W"].values
    assert ratios.steps.tolist() == [6, 12] and ratios.values.shape == (2, 2)
    for i, step in enumerate(ratios.steps):
        after, before = W[step - 1], W[step - 2]
        assert ratios.values[i, 1] == pytest.approx(np.linalg.norm(after - before) / np.linalg.norm(before))


def test_early_stop_waits_for_the_last_network_that_improves() -> None:
    values = iter([[3.0, 3.0], [2.0, 4.0], [2.0, 2.9], [2.0, 3.0], [2.0, 3.0], [9.0, 9.0]])
    watched = nn.Evaluate("value", lambda network: np.array(next(values)))
    history = train(make(n_networks=2), n_epochs=6, callbacks=[watched, nn.EarlyStop(2, watch="value")])
    assert history.stopped == "early" and len(history.loss) == 5


@pytest.mark.parametrize(("options", "n_epochs"), [({}, 3), ({"higher_is_better": True}, 5), ({"min_change": -1.0}, 6)])
def test_early_stop_knows_what_is_better(options: dict, n_epochs: int) -> None:
    values = iter([0.1, 0.2, 0.3, 0.3, 0.3, 0.3])
    watched = nn.Evaluate("value", lambda network: next(values))
    callbacks = [watched, nn.EarlyStop(2, watch="value", **options)]
    assert len(train(make(), n_epochs=6, callbacks=callbacks).loss) == n_epochs


def test_early_stop_watches_the_loss() -> None:
    history = train(
        make(), n_epochs=200, optimiser=nn.SGD(1e-12), batch_size=23, callbacks=[nn.EarlyStop(3, min_change=1e-6)]
    )
    assert history.stopped == "early" and len(history.loss) == 4


def test_early_stop_serves_again() -> None:
    stop = nn.EarlyStop(1)
    for _ in range(2):  # the second network begins with a higher loss than the first one ended with
        assert train(make(), n_epochs=3, batch_size=23, callbacks=[stop]).stopped == ""


def test_early_stop_must_find_what_it_watches() -> None:
    with pytest.raises(ValueError, match="watch must name an Evaluate before it"):
        train(make(), callbacks=[nn.EarlyStop(2, watch="nothing")])


@pytest.mark.parametrize(
    "make_callback", [nn.EarlyStop, nn.UpdateRatios, lambda n: nn.Evaluate("x", len, every_steps=n)]
)
def test_intervals_are_at_least_one(make_callback) -> None:
    with pytest.raises(ValueError, match="must be at least 1; got 0"):
        make_callback(0)


def test_progress_is_shown_only_on_demand(capsys: pytest.CaptureFixture) -> None:
    train(make())
    assert capsys.readouterr() == ("", "")
    train(make(), progress=True)
    assert "step" in capsys.readouterr().err


# ----------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("X", "T", "message"),
    [
        (X, T[:, 0], r"T must be real numbers of shape \(n, 2\)"),
        (X[:, :2], T, r"X must be real numbers of shape \(n, 3\)"),
        (X[:5], T, "X and T must have as many rows"),
        (X[:0], T[:0], "X must be real numbers"),
        (X.astype(complex), T, "got complex128"),
        (X.astype(str), T, "X must be real numbers"),
        (np.stack([X, X]), T, r"X must be real numbers of shape \(n, 3\)"),
    ],
)
def test_data_of_a_wrong_shape_or_type_are_refused(X, T, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        train(make(), X, T)


def test_a_column_of_targets_is_named() -> None:
    with pytest.raises(ValueError, match=r"Make it a column: T\[:, None\]"):
        train(make(sizes=(3, 1)), X, T[:, 0])


@pytest.mark.parametrize("changes", [{"n_epochs": -1}, {"batch_size": 0}])
def test_numbers_out_of_range_are_refused(changes: dict) -> None:
    with pytest.raises(ValueError, match="n_epochs must be ≥ 0 and batch_size ≥ 1"):
        train(make(), **changes)


@pytest.mark.parametrize("rng", [0, None, [np.random.default_rng(0)], np.random.RandomState(0)])
def test_another_rng_is_refused(rng) -> None:
    with pytest.raises(ValueError, match=r"rng must be a numpy.random.Generator.*default_rng"):
        train(make(n_networks=2), rng=rng)
