"""A training that can be stepped: two networks, their optimisers, the data, and one generator behind all chance."""

import copy
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from time import perf_counter

import numpy as np
import torch
from torch import nn

from helpers.gans.data import Sampler, Source, to_tensor
from helpers.gans.history import History, Log
from helpers.gans.isolation import keep_buffers, seed_torch
from helpers.gans.losses import Losses, non_saturating
from helpers.gans.stacks import count_networks
from helpers.gans.state import State, restore_state, take_state

MakeOptimiser = Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer]
# The settings of Radford et al. 2016, section 3; `partial(ADAM, lr=1e-3)` changes one. Fused is faster here.
ADAM = partial(torch.optim.Adam, lr=2e-4, betas=(0.5, 0.999), fused=True)


class Training:
    """A GAN in training, one update at a time (Goodfellow et al. 2014, algorithm 1).

    An update of one player changes nothing in the other: neither weights nor gradients nor batch-norm's statistics.
    After a step each network's `.grad` holds the gradients of its last update. All that is random, dropout included,
    comes from `rng`; torch's global generator is left as it was. On one thread, equal seeds give equal bits.

    Networks may be stacks of k networks (an attribute `n_networks`): each draws its own minibatches and noise, and is
    trained as if it were alone, by any optimiser that works elementwise (SGD, RMSprop, Adam …).

    Parameters
    ----------
    generator, discriminator : module
        G(z) gives samples, D(x) logits, one for each sample; G(z, y) and D(x, y) where there are labels. They are
        moved to `device` and put into training mode.
    data : (n, …) array or tensor of floats, or callable (n, rng) -> (n, …)
        What to learn. Minibatches of an array are drawn with replacement. A callable that returns a pair (x, y) gives
        labels too; it must keep no state of its own.
    labels : (n,) array of int, optional
        Classes of an array's samples. Fake samples get the classes of the minibatch, or of one drawn for them.
    noise : callable (n, rng) -> (n, …)
        What the generator receives, as `NormalNoise(64)`.
    rng : numpy Generator
    losses : Losses
        `non_saturating()` by default.
    batch_size : int
    optimiser_d, optimiser_g : callable (parameters) -> torch optimiser
        As functools.partial(torch.optim.SGD, lr=0.1). By default `ADAM`: lr=2e-4, betas=(0.5, 0.999).
    n_updates_d, n_updates_g : int
        Updates in one step, those of the discriminator first.
    device : str or torch.device

    Raises
    ------
    TypeError, ValueError
        If data, labels and networks do not fit together.
    """

    def __init__(
        self,
        generator: nn.Module,
        discriminator: nn.Module,
        data: np.ndarray | torch.Tensor | Sampler,
        *,
        noise: Sampler,
        rng: np.random.Generator,
        labels: np.ndarray | torch.Tensor | None = None,
        losses: Losses | None = None,
        batch_size: int = 128,
        optimiser_d: MakeOptimiser = ADAM,
        optimiser_g: MakeOptimiser = ADAM,
        n_updates_d: int = 1,
        n_updates_g: int = 1,
        device: str | torch.device = "cpu",
    ) -> None:
        self.n_networks = count_networks(generator)
        if count_networks(discriminator) != self.n_networks:
            raise ValueError(
                "Training: generator and discriminator must be stacks of the same number of networks; "
                f"got n_networks {self.n_networks} and {count_networks(discriminator)}."
            )
        self.device = torch.device(device)
        self.generator = generator.to(self.device).train()
        self.discriminator = discriminator.to(self.device).train()
        self.optimiser_d = optimiser_d(_trainable(discriminator))
        self.optimiser_g = optimiser_g(_trainable(generator))
        self.noise = noise
        self.rng = rng
        self.losses = losses or non_saturating()
        self.batch_size = batch_size
        self.updates = "D" * n_updates_d + "G" * n_updates_g
        self.stopped = ""
        self._dtype = _trainable(generator)[0].dtype
        self._source = Source(data, labels, dtype=self._dtype, device=self.device)
        # The axes of a loss, and of a minibatch before those of a sample.
        self._lead = () if self.n_networks is None else (self.n_networks,)
        # One draw from a copy of the generator: what does not fit is told here, and whether there are labels is known.
        _, y = self._source.draw(1, copy.deepcopy(rng))
        self._is_conditional = y is not None
        self.log = Log(self._lead)

    # ------------------------------------------------------------------------------------------------ stepping

    def update_d(self) -> np.ndarray:
        """Make one update of the discriminator on a new minibatch; return its loss before it, () or (k,)."""
        real, y = self._draw_data()
        z = self._draw_noise()
        with keep_buffers(self.generator), seed_torch(self.rng, self.device):
            with torch.no_grad():
                fake = _call(self.generator, z, y)
            critic = _Critic(self.discriminator, y, self._lead)
            loss = self.losses.discriminator(critic(real), critic(fake), self.rng)
            if self.losses.penalty is not None:
                loss = loss + self.losses.penalty(critic, real, fake, self.rng)
            self._descend(loss, self.discriminator, self.optimiser_d)
        if self.losses.after_update_d is not None:
            self.losses.after_update_d(self.discriminator)
        return loss.detach().cpu().numpy()

    def update_g(self) -> np.ndarray:
        """Make one update of the generator on new noise; return its loss before it, () or (k,)."""
        y = self._draw_data()[1] if self._is_conditional else None
        z = self._draw_noise()
        with keep_buffers(self.discriminator), seed_torch(self.rng, self.device):
            critic = _Critic(self.discriminator, y, self._lead)
            loss = self.losses.generator(critic(_call(self.generator, z, y)))
            self._descend(loss, self.generator, self.optimiser_g)
        return loss.detach().cpu().numpy()

    def step(self, updates: Sequence[str] | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Make one step, record its losses, and return them.

        Parameters
        ----------
        updates : str, optional
            Which updates, in which order, as "D", "G" or "DDDDDG"; the training's own by default.

        Returns
        -------
        loss_d, loss_g : () or (k,) arrays
            The mean over the step's updates; NaN where there was none.
        """
        updates = self.updates if updates is None else updates
        if not updates or set(updates) - {"D", "G"}:
            raise ValueError(f"step: updates must be made of the letters D and G, at least one; got {updates!r}.")
        start = perf_counter()
        losses: dict[str, list[np.ndarray]] = {"D": [], "G": []}
        for letter in updates:
            losses[letter].append(self.update_d() if letter == "D" else self.update_g())
        loss_d, loss_g = (
            np.mean(values, axis=0, dtype=float) if values else np.full(self._lead, np.nan)
            for values in losses.values()
        )
        self.log.rows.append((loss_d, loss_g, perf_counter() - start))
        return loss_d, loss_g

    @property
    def n_steps(self) -> int:
        """How many steps were made so far."""
        return len(self.log.rows)

    # -------------------------------------------------------------------------------------- history and state

    def record(self, name: str, value: object) -> None:
        """Keep a number, or an array of one shape, in the history under a name, with the number of steps."""
        self.log.add_record(name, self.n_steps, value)

    def stop(self, reason: str) -> None:
        """Let `train` end after this step; the history says why."""
        self.stopped = reason

    def history(self) -> History:
        """Return the history so far; later steps do not change it."""
        return self.log.freeze(self.stopped)

    def state(self) -> State:
        """Return copies of all that `restore` needs: networks, optimisers, generator of random numbers, history."""
        return take_state(self)

    def restore(self, state: State) -> None:
        """Go back (or on) to a state of this training, or of one made with the same arguments."""
        restore_state(self, state)

    # ------------------------------------------------------------------------------------------------ insides

    def _draw_data(self) -> tuple[torch.Tensor, torch.Tensor | None]:
        x, y = self._source.draw(self._n_draws, self.rng)
        return self._split(x), None if y is None else self._split(y)

    def _draw_noise(self) -> torch.Tensor:
        return self._split(to_tensor(self.noise(self._n_draws, self.rng), dtype=self._dtype, device=self.device))

    @property
    def _n_draws(self) -> int:
        return (self.n_networks or 1) * self.batch_size

    def _split(self, values: torch.Tensor) -> torch.Tensor:
        """Give each network of a stack its own part of a minibatch."""
        return values.reshape(*self._lead, self.batch_size, *values.shape[1:])

    def _descend(self, loss: torch.Tensor, network: nn.Module, optimiser: torch.optim.Optimizer) -> None:
        if loss.shape != self._lead:
            raise ValueError(
                f"Training: a loss must have the shape {self._lead}, one number for each network; "
                f"got {tuple(loss.shape)}. Take means over the last axis of the logits only."
            )
        optimiser.zero_grad()
        # The sum keeps the networks of a stack apart. `inputs` keeps the other player's gradients as they are.
        loss.sum().backward(inputs=_trainable(network))
        optimiser.step()


class _Critic:
    """The discriminator with its labels filled in: samples to logits of shape (n,), or (k, n) from a stack."""

    def __init__(self, network: nn.Module, y: torch.Tensor | None, lead: tuple[int, ...]) -> None:
        self.network = network
        self.n_networks = count_networks(network)
        self.y = y
        self.lead = lead

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        logits = _call(self.network, x, self.y)
        shape = x.shape[: len(self.lead) + 1]
        if logits.numel() != shape.numel():
            raise ValueError(
                f"Training: the discriminator must return one logit for each sample, {shape.numel()} in all; "
                f"got the shape {tuple(logits.shape)}."
            )
        return logits.reshape(shape)


def _call(network: nn.Module, x: torch.Tensor, y: torch.Tensor | None) -> torch.Tensor:
    return network(x) if y is None else network(x, y)


def _trainable(network: nn.Module) -> list[nn.Parameter]:
    return [parameter for parameter in network.parameters() if parameter.requires_grad]
