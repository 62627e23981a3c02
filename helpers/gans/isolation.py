"""What keeps an update to itself: torch's global generator and the other network's statistics stay as they were."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn


@contextmanager
def seed_torch(rng: np.random.Generator, device: torch.device) -> Iterator[None]:
    """Let torch's global generators, which dropout draws from, start from a number of `rng`; put them back at the end.

    A new seed for each update leaves no state of torch's to be kept in checkpoints.
    """
    seed = int(rng.integers(2**63))
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.default_generator.manual_seed(seed)
        if device.type == "cuda":
            with torch.cuda.device(device):
                torch.cuda.manual_seed(seed)
        yield


@contextmanager
def keep_buffers(network: nn.Module) -> Iterator[None]:
    """Put a network's buffers (batch-norm's running statistics) back at the end, in whatever mode it runs within."""
    kept = [(buffer, buffer.clone()) for buffer in network.buffers()]
    try:
        yield
    finally:
        for buffer, value in kept:
            buffer.copy_(value)
