"""Saving and loading: everything comes back; nothing but the library's own activations is ever made."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from helpers import numpy_nn as nn
from helpers.numpy_nn import saving


def make(**options) -> nn.Network:
    rng = np.random.default_rng(0)
    return nn.make_network([4, 3, 3, 2], hidden=nn.LeakyReLU(slope=0.1), output=nn.Sigmoid(mu=0.5), rng=rng, **options)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n_networks", [None, 3])
def test_a_network_comes_back_as_it_was(tmp_path: Path, dtype: type, n_networks: int | None) -> None:
    network = make(dtype=dtype, n_networks=n_networks)
    nn.save_network(network, tmp_path / "network")
    loaded = nn.load_network(tmp_path / "network")
    assert [layer.activation for layer in loaded.layers] == [layer.activation for layer in network.layers]
    for got, wanted in zip(loaded.parameters, network.parameters, strict=True):
        assert got.dtype == wanted.dtype
        np.testing.assert_array_equal(got, wanted)
    X = np.ones((2, 4))
    np.testing.assert_array_equal(loaded.forward(X), network.forward(X))


@pytest.mark.parametrize(
    "f", [nn.Identity(), nn.Sigmoid(0.3), nn.Tanh(), nn.ReLU(), nn.LeakyReLU(0.4), nn.Softmax()], ids=repr
)
def test_every_activation_comes_back(tmp_path: Path, f: nn.Activation) -> None:
    nn.save_network(nn.Network([nn.Dense([[1.0]], [0.0], f)]), tmp_path / "one.npz")
    assert nn.load_network(tmp_path / "one.npz").layers[0].activation == f


def test_an_activation_of_ones_own_is_not_saved(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Sigmoid(nn.Sigmoid):
        pass

    with pytest.raises(ValueError, match="save_network: activations must be among"):
        nn.save_network(nn.Network([nn.Dense([[1.0]], [0.0], Sigmoid())]), tmp_path / "one")
    assert not (tmp_path / "one").exists()


def write(path: Path, description, **arrays) -> Path:
    """Write a file such as a stranger might."""
    with path.open("wb") as file:
        np.savez(
            file, description=np.array(json.dumps(description)), **{"W0": np.ones((1, 1)), "b0": np.ones(1), **arrays}
        )
    return path


@pytest.mark.parametrize(
    "description",
    [
        {"format": saving.FORMAT, "activations": [["eval", {}]]},
        {"format": saving.FORMAT, "activations": [["Sigmoid", {"nu": 1}]]},
        {"format": saving.FORMAT, "activations": [["Sigmoid", {"mu": -1}]]},
        {"format": saving.FORMAT, "activations": [["Tanh", {}], ["Tanh", {}]]},
        {"format": saving.FORMAT, "activations": 3},
        {"format": saving.FORMAT, "activations": []},
        {"format": "another 7", "activations": [["Tanh", {}]]},
        {},
        [],
    ],
)
def test_another_description_is_refused(tmp_path: Path, description) -> None:
    with pytest.raises(ValueError, match="must be a file written by save_network"):
        nn.load_network(write(tmp_path / "file.npz", description))


def test_pickled_objects_are_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path / "file.npz", {"format": saving.FORMAT, "activations": [["Tanh", {}]]}, W0=np.array([[object]])
    )
    with pytest.raises(ValueError, match="must be a file written by save_network"):
        nn.load_network(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 and then nothing"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match="must be a file written by save_network"):
        nn.load_network(tmp_path / "file")


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "network"
    nn.save_network(make(), path)
    content = path.read_bytes()
    for damaged in (content[: len(content) // 2], content[:100] + bytes(100) + content[200:]):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match="must be a file written by save_network"):
            nn.load_network(path)


def test_a_single_array_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "array.npy", np.ones(3))
    with pytest.raises(ValueError, match="must be a file written by save_network"):
        nn.load_network(tmp_path / "array.npy")


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        nn.load_network(tmp_path / "nothing")
