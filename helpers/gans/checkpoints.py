"""Checkpoints: the state of a training as one safetensors file, written whole or not at all."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from helpers.gans.state import State, describe_settings

if TYPE_CHECKING:
    from helpers.gans.training import Training


def save_checkpoint(training: "Training", path: Path) -> None:
    """Write the state of a training; an interrupt leaves the earlier file as it was."""
    state = training.state()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        tensors = {name: value.contiguous() for name, value in state.tensors.items()}
        # The state of some bit generators holds an array.
        facts = json.dumps(state.facts, default=np.ndarray.tolist)
        save_file(tensors, part, metadata={"facts": facts})
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def load_checkpoint(training: "Training", path: Path) -> None:
    """Put a training into the state that a file holds.

    Raises
    ------
    ValueError
        If the file is no checkpoint, or is of a training with other settings.
    """
    remedy = "Delete it to start anew, or give another path."
    try:
        with safe_open(path, framework="pt") as file:
            facts = json.loads((file.metadata() or {})["facts"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
    except (SafetensorError, KeyError) as error:
        raise ValueError(f"train: checkpoint must be a file that train wrote; {path} is none. {remedy}") from error
    ours = describe_settings(training)
    theirs = facts["settings"]
    for name in ours:
        if theirs.get(name) != ours[name]:
            raise ValueError(
                f"train: checkpoint must come from a training with the same settings; in {path}, {name} is "
                f"{theirs.get(name)}, here {ours[name]}. {remedy}"
            )
    training.restore(State(tensors, facts))
