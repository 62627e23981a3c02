"""A GAN in the plane, trained live by the course's own training: both networks, the data, and what is measured."""

from collections.abc import Callable
from functools import partial
from itertools import cycle

import numpy as np
import torch

from helpers import gans
from helpers.demos.curve import Curve
from helpers.demos.gan_2d.data import make_data
from helpers.demos.gan_2d.measures import Measures
from helpers.demos.gan_2d.picture import Gan2dSnapshot, paint
from helpers.demos.gan_2d.settings import Gan2dSettings

LOSSES: dict[str, Callable[[Gan2dSettings], gans.Losses]] = {
    "non_saturating": lambda settings: gans.non_saturating(),
    "saturating": lambda settings: gans.saturating(),
    "least_squares": lambda settings: gans.least_squares(),
    "clip": lambda settings: gans.wasserstein(clip=settings.clip),
    "penalty": lambda settings: gans.wasserstein(penalty=settings.penalty),
}
# Points that a picture shows, of the data and of the generator.
N_SHOWN = 200
OPTIMISERS: dict[str, gans.training.MakeOptimiser] = {
    "sgd": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "rmsprop": torch.optim.RMSprop,
    "adam": gans.ADAM,
}


class Gan2dModel:
    """Two small networks in training, `gans.Training` around them, and their history in bounded memory.

    Attributes
    ----------
    settings : Gan2dSettings
    training : Training
        Its updates are made one by one: its own history would grow as long as the demo runs.
    data : Data
    n_steps : int
        Steps so far: all updates of one step, or a single one where players take turns.
    last_updates : str
        What the last step did, as "DG" or "D"; empty at first.
    losses : Curve
        Of D and of G, at the last update that each had; NaN while there was none.
    """

    def __init__(self, settings: Gan2dSettings) -> None:
        # Two threads on networks this small wait for each other. It goes for the calling thread alone.
        torch.set_num_threads(1)
        self.settings = settings
        self.data = make_data(settings.data, settings.drawing)
        weights, training, measuring, painting = np.random.default_rng(settings.seed).spawn(4)
        kind, dim = settings.noise.split("_")
        self.noise = {"uniform": gans.UniformNoise, "normal": gans.NormalNoise}[kind](int(dim))
        hidden = [int(settings.width)] * settings.n_hidden
        make = partial(gans.make_mlp, rng=weights, activation="leaky_relu")
        self.training = gans.Training(
            make(int(dim), hidden, 2),
            make(2, hidden, 1),
            self._sample_data,
            noise=self.noise,
            rng=training,
            losses=LOSSES[settings.loss](settings),
            batch_size=int(settings.batch),
            optimiser_d=partial(OPTIMISERS[settings.optimiser_d], lr=settings.lr_d),
            optimiser_g=partial(OPTIMISERS[settings.optimiser_g], lr=settings.lr_g),
        )
        self.n_steps = 0
        self.last_updates = ""
        self.losses = Curve(2)
        self._last_loss = {"D": np.nan, "G": np.nan}
        self._set_turns()
        self._painting_rng = painting
        self.measures = Measures(self.data, self.noise, measuring)
        self.measures.take(self.training, self.n_steps)
        self._draw_shown()

    # ------------------------------------------------------------------------------------------------ learning

    def step(self, action: str | None = None) -> None:
        """Make one step: all updates, or the next one where players take turns; "D" and "G": one of that player."""
        letters = action or (next(self._turns) if self.settings.by_turns else self._updates)
        for letter in letters:
            update = self.training.update_d if letter == "D" else self.training.update_g
            self._last_loss[letter] = float(update())
        self.n_steps += 1
        self.last_updates = letters
        self.losses.append(self.n_steps, self._last_loss["D"], self._last_loss["G"])
        self.measures.take_if_due(self.training, self.n_steps)

    def apply(self, settings: Gan2dSettings) -> None:
        """Take over whatever needs no other networks: data, losses, optimisers, rates, numbers of updates."""
        old, self.settings = self.settings, settings
        self.training.losses = LOSSES[settings.loss](settings)
        self.training.batch_size = int(settings.batch)
        for player in ("d", "g"):
            self._set_optimiser(player, old)
        if (settings.data, settings.drawing) != (old.data, old.drawing):
            self.data = make_data(settings.data, settings.drawing)
            self.measures.change_data(self.data)
            self._draw_shown()
        self._set_turns()

    def _sample_data(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Draw from the data as they are now."""
        return self.data.sample(n, rng)

    def _set_optimiser(self, player: str, old: Gan2dSettings) -> None:
        """Change the rate in place; another optimiser begins without memories."""
        kind, lr = (getattr(self.settings, f"{name}_{player}") for name in ("optimiser", "lr"))
        if kind != getattr(old, f"optimiser_{player}"):
            network = self.training.discriminator if player == "d" else self.training.generator
            setattr(self.training, f"optimiser_{player}", OPTIMISERS[kind](network.parameters(), lr=lr))
        for group in getattr(self.training, f"optimiser_{player}").param_groups:
            group["lr"] = lr

    def _set_turns(self) -> None:
        self._updates = "D" * self.settings.n_updates_d + "G" * self.settings.n_updates_g
        self._turns = cycle(self._updates)

    # ------------------------------------------------------------------------------------------------ looking

    def _draw_shown(self) -> None:
        """Draw what all pictures show, so that from one to the next only the networks change."""
        self.shown_data = self.data.sample(N_SHOWN, self._painting_rng)
        self.shown_noise = self.noise(N_SHOWN, self._painting_rng)

    def take_snapshot(self) -> Gan2dSnapshot:
        """Return what a picture shows."""
        return paint(self)
