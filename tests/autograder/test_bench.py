"""The command bench: the registry, the table, the keys, and the bench mlp on a few samples."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from autograder.bench import BENCHES, Bench, mlp, print_bench, registry, run_bench, timing, write_keys
from autograder.cli import app
from helpers import numpy_nn as nn
from helpers.errors import AtelierError

BENCH = Bench("A title [of sorts]", ("", "seconds"), (("ours", "1.0"),), {"ratio": 1.5, "seconds": 2.0}, ("A note.",))


@pytest.mark.parametrize("name", BENCHES)
def test_every_bench_can_be_loaded(name: str) -> None:
    module = __import__(BENCHES[name], fromlist=["measure"])
    assert callable(module.measure) and module.__doc__.startswith(f"The bench `{name}`:")


def test_an_unknown_bench_is_refused_with_the_list() -> None:
    with pytest.raises(AtelierError, match=r"NAME must be one of .*mlp.*; got 'speed'") as caught:
        run_bench("speed")
    assert caught.value.exit_code == 2


def test_the_command_prints_the_table_and_writes_flat_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "BENCHES", {"mlp": "tests.autograder.test_bench"})
    done = CliRunner().invoke(app, ["bench", "mlp", "--json", str(tmp_path / "keys.json")])
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "keys.json").read_text(encoding="utf-8")) == BENCH.keys
    for words in ("A title [of sorts]", "ours", "A note.", "ratio: 1.5"):
        assert words in done.output


def measure() -> Bench:
    """Stand in for a bench's module in the test above."""
    return BENCH


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(AtelierError, match=r"cannot write .*missing"):
        write_keys(BENCH, tmp_path / "missing" / "keys.json")


def test_competitors_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "REST_SECONDS", 0)
    calls: list[str] = []
    seconds = timing.time_in_turns({name: lambda name=name: calls.append(name) for name in "abc"}, n_rounds=4)
    assert {name: len(values) for name, values in seconds.items()} == {"a": 4, "b": 4, "c": 4}
    rounds = [calls[i : i + 3] for i in range(0, 15, 3)]
    assert all(sorted(one) == ["a", "b", "c"] for one in rounds) and len(set(map(tuple, rounds))) > 1


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> mlp.Images:
    """A few hundred made-up images, and no waiting."""
    monkeypatch.setattr(timing, "REST_SECONDS", 0)
    monkeypatch.setattr(mlp.datasets, "digits", mlp.datasets.bundled_digits)
    return mlp.make_images(3_000)


def test_made_up_images_are_like_mnists(few: mlp.Images) -> None:
    assert few.X.shape == (3_000, 784) and few.T.shape == (3_000, 10)
    assert few.X.dtype == few.T.dtype == np.float32
    assert (few.X > 0).mean() == pytest.approx(0.19, abs=0.01) and few.X.max() <= 1
    assert (few.T.sum(axis=1) == 1).all()


def test_the_keys_are_there(few: mlp.Images, capsys: pytest.CaptureFixture) -> None:
    bench = mlp.measure(n_samples=200, n_rounds=1)
    assert {"ratio_vs_torch", "ratio_vs_sklearn", "ratio_vs_floor"} <= bench.keys.keys()
    assert all(value > 0 and type(value) is float for value in bench.keys.values())
    print_bench(bench)
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("ours", "torch", "scikit-learn", "products alone"))


def test_torch_learns_what_we_learn(few: mlp.Images, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two do the same work: from the same weights, in the same order, to the same weights."""
    import torch

    network = mlp.make_bench_network()
    model, run = mlp.build_torch(network, few)
    order = np.random.default_rng(1).permutation(len(few.X))
    monkeypatch.setattr(torch, "randperm", lambda n: torch.from_numpy(order))
    run()
    nn.train(
        network,
        few.X,
        few.T,
        loss=nn.SquaredError(),
        optimiser=nn.SGD(lr=mlp.LR),
        n_epochs=1,
        batch_size=mlp.BATCH_SIZE,
        rng=np.random.default_rng(1),
    )
    for layer, linear in zip(network.layers, model[::2], strict=True):
        np.testing.assert_allclose(layer.W, linear.weight.detach().numpy().T, rtol=0, atol=1e-4)
        np.testing.assert_allclose(layer.b, linear.bias.detach().numpy(), rtol=0, atol=1e-4)
