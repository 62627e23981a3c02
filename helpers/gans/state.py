"""The whole state of a training as tensors and plain facts, so that it can be put back, here or from a file."""

import copy
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from helpers.gans.history import History, Record

if TYPE_CHECKING:
    from helpers.gans.training import Training


@dataclass(frozen=True)
class State:
    """All that a training's future depends on, and its history.

    Attributes
    ----------
    tensors : dict of str to tensor
        Networks, states of optimisers, losses and records, by name.
    facts : dict
        What JSON can hold: settings of the training, state of the generator of random numbers, reason of a stop.
    """

    tensors: dict[str, torch.Tensor]
    facts: dict[str, Any]


def take_state(training: "Training") -> State:
    """Return a copy of the state of a training."""
    tensors: dict[str, torch.Tensor] = {}
    for player, network in _networks(training).items():
        for name, value in network.state_dict().items():
            tensors[f"{player}.{name}"] = value
    for player, optimiser in _optimisers(training).items():
        for index, values in optimiser.state_dict()["state"].items():
            for name, value in values.items():
                # None stands for what is not there (SGD's buffer without momentum), and comes back as not there.
                if value is not None:
                    tensors[f"{player}.{index}.{name}"] = torch.as_tensor(value)
    tensors |= _pack_history(training.history())
    facts = {
        "rng": training.rng.bit_generator.state,
        "stopped": training.stopped,
        "settings": describe_settings(training),
        "groups": {
            player: optimiser.state_dict()["param_groups"] for player, optimiser in _optimisers(training).items()
        },
    }
    return State({name: value.detach().clone() for name, value in tensors.items()}, copy.deepcopy(facts))


def restore_state(training: "Training", state: State) -> None:
    """Put a training into a state of its own, or of one made with the same arguments."""
    for player, network in _networks(training).items():
        network.load_state_dict(_under(state.tensors, player))
    for player, optimiser in _optimisers(training).items():
        values: dict[int, dict[str, torch.Tensor]] = {}
        for key, value in _under(state.tensors, player).items():
            index, _, name = key.partition(".")
            values.setdefault(int(index), {})[name] = value
        # It keeps the tensors that it is given, and would then change those of the state.
        optimiser.load_state_dict(copy.deepcopy({"state": values, "param_groups": state.facts["groups"][player]}))
    training.rng.bit_generator.state = state.facts["rng"]
    training.stopped = state.facts["stopped"]
    training.log.load(_unpack_history(state.tensors))


def describe_settings(training: "Training") -> dict[str, Any]:
    """Return what must be the same for a state to fit: networks, optimisers with their settings, losses, batch size."""
    settings = {
        **{player: repr(network) for player, network in _networks(training).items()},
        **{
            player: [type(optimiser).__name__, [{**group, "params": []} for group in optimiser.param_groups]]
            for player, optimiser in _optimisers(training).items()
        },
        "losses": training.losses.name,
        "batch_size": training.batch_size,
        "noise": repr(training.noise) if hasattr(training.noise, "__dataclass_fields__") else "",
    }
    # As a file gives it back: lists in place of tuples.
    return json.loads(json.dumps(settings, default=str))


def _networks(training: "Training") -> dict[str, nn.Module]:
    return {"generator": training.generator, "discriminator": training.discriminator}


def _optimisers(training: "Training") -> dict[str, torch.optim.Optimizer]:
    return {"optimiser_g": training.optimiser_g, "optimiser_d": training.optimiser_d}


def _under(tensors: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    return {name.removeprefix(f"{prefix}."): value for name, value in tensors.items() if name.startswith(f"{prefix}.")}


def _pack_history(history: History) -> dict[str, torch.Tensor]:
    arrays = {f"history.{name}": getattr(history, name) for name in ("loss_d", "loss_g", "seconds")}
    for name, record in history.records.items():
        arrays |= {f"steps.{name}": record.steps, f"values.{name}": record.values}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def _unpack_history(tensors: dict[str, torch.Tensor]) -> History:
    values = _under(tensors, "values")
    records = {
        name: Record(steps.numpy().copy(), values[name].numpy().copy())
        for name, steps in _under(tensors, "steps").items()
    }
    losses = {name: value.numpy().copy() for name, value in _under(tensors, "history").items()}
    return History(**losses, records=records, stopped="")
