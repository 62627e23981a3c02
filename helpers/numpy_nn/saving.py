"""Saving and loading networks: arrays and a description in JSON in one .npz file; nothing in it is ever run."""

import json
import zipfile
from dataclasses import asdict, is_dataclass
from pathlib import Path

import numpy as np

from helpers.numpy_nn.activations import Activation, Identity, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from helpers.numpy_nn.dense import Dense
from helpers.numpy_nn.network import Network

# A file names its activations; only those of this table are made again.
ACTIVATIONS = {kind.__name__: kind for kind in (Identity, Sigmoid, Tanh, ReLU, LeakyReLU, Softmax)}
FORMAT = "atelier network 1"


def save_network(network: Network, path: str | Path) -> None:
    """Write a network, or k at once, to a file; the name needs no suffix.

    Raises
    ------
    ValueError
        If an activation is not one of the library's own: a file cannot hold a function.
    """
    description = {"format": FORMAT, "activations": [_describe(layer.activation) for layer in network.layers]}
    arrays = {f"W{i}": layer.W for i, layer in enumerate(network.layers)}
    arrays |= {f"b{i}": layer.b for i, layer in enumerate(network.layers)}
    with Path(path).open("wb") as file:
        np.savez(file, description=np.array(json.dumps(description)), **arrays)


def load_network(path: str | Path) -> Network:
    """Read a network that `save_network` wrote.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged or something else.
    """
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            description = json.loads(str(arrays["description"]))
            if description["format"] != FORMAT:
                raise ValueError(f"its format is {description['format']!r}")
            return Network(
                [
                    Dense(arrays[f"W{i}"], arrays[f"b{i}"], ACTIVATIONS[name](**settings))
                    for i, (name, settings) in enumerate(description["activations"])
                ]
            )
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"load_network: {path} must be a file written by save_network; got something else ({error}). "
            "It may be damaged, or of another program."
        ) from error


def _describe(activation: Activation) -> tuple[str, dict[str, float]]:
    if type(activation) not in ACTIVATIONS.values() or not is_dataclass(activation):
        raise ValueError(
            f"save_network: activations must be among {', '.join(ACTIVATIONS)}; got {type(activation).__name__}. "
            "Keep the code that makes it, and save layer.W and layer.b with np.savez."
        )
    return type(activation).__name__, asdict(activation)
