"""What a picture of the GAN in the plane shows, computed from the model as it is now."""

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import torch

from helpers import gans
from helpers.demos.gan_2d.data import HALF_WIDTH
from helpers.demos.gan_2d.measures import NAMES

if TYPE_CHECKING:
    from helpers.demos.gan_2d.model import Gan2dModel

N_MAP = 50
N_ARROWS = 60
N_LINES = 21  # of the noise's grid, along each axis
N_ALONG_CURVE = 200


@dataclass(frozen=True, eq=False)
class Gan2dSnapshot:
    """All that is drawn.

    Attributes
    ----------
    n_steps : int
    last_updates : str
        What the last step did, as "DG" or "D"; empty at first.
    real, fake : (n, 2) arrays
        Some points of the data, and what the generator makes of always the same noise.
    judgement : (N_MAP, N_MAP) array
        What D says over the square, first row lowest: the probability that a point is real where `is_probability`,
        else its plain value.
    low, high : float
        Values of the judgement for "fake" and "real".
    is_probability : bool
    arrows : (N_ARROWS, 2) array
        Where the generator's loss pushes the first points of `fake`: minus the gradient of each point's own loss.
    push : float
        Median length of the arrows: 0 where G learns nothing.
    manifold : (h, w, 2) array
        Where G sends a grid of noise; h is 1 where the noise is a segment or a line.
    loss_steps, losses : (k,) and (k, 2) arrays
        Losses of D and G.
    measure_steps : (j,) array
    measures : dict of str to (j,) array
        "w1", "w2", "kl", "js" and "n_covered".
    floors : dict of str to float
        What "w1", "w2", "kl", "js" are between two samples of the data.
    modes : (k, 2) array or None
        Centres of the data's modes.
    coverage : Coverage or None
        How the generator's samples are shared out among them.
    is_finite : bool
        Whether the generator still gives numbers.
    """

    n_steps: int
    last_updates: str
    real: np.ndarray
    fake: np.ndarray
    judgement: np.ndarray
    low: float
    high: float
    is_probability: bool
    arrows: np.ndarray
    push: float
    manifold: np.ndarray
    loss_steps: np.ndarray
    losses: np.ndarray
    measure_steps: np.ndarray
    measures: dict[str, np.ndarray]
    floors: dict[str, float]
    modes: np.ndarray | None
    coverage: gans.Coverage | None
    is_finite: bool


def paint(model: "Gan2dModel") -> Gan2dSnapshot:
    """Return what a picture of a model shows."""
    training = model.training
    fake = gans.apply(training.generator, model.shown_noise)
    arrows = compute_push(training, fake[:N_ARROWS])
    judgement = gans.apply(training.discriminator, _grid()).reshape(N_MAP, N_MAP)
    is_probability = model.settings.loss in ("non_saturating", "saturating")
    low, high = 0.0, 1.0
    if is_probability:
        judgement = (1 + np.tanh(judgement / 2)) / 2
    elif model.settings.loss != "least_squares":  # a critic's values have no scale of their own
        low, high = float(judgement.min()), float(judgement.max())
    measures = model.measures.curve.values.T
    return Gan2dSnapshot(
        n_steps=model.n_steps,
        last_updates=model.last_updates,
        real=model.shown_data,
        fake=fake,
        judgement=judgement,
        low=low,
        high=high,
        is_probability=is_probability,
        arrows=arrows,
        push=float(np.median(np.linalg.norm(arrows, axis=1))),
        manifold=_send_grid(training.generator, model.settings.noise),
        loss_steps=model.losses.steps,
        losses=model.losses.values,
        measure_steps=model.measures.curve.steps,
        measures=dict(zip((*NAMES, "n_covered"), measures, strict=True)),
        floors=dict(model.measures.floors),
        modes=model.data.modes,
        coverage=model.measures.coverage,
        is_finite=bool(np.isfinite(fake).all() and np.isfinite(judgement).all()),
    )


def compute_push(training: gans.Training, points: np.ndarray) -> np.ndarray:
    """Return minus the gradient of each point's own generator loss, at the point, (n, 2)."""
    x = torch.tensor(points, requires_grad=True)
    # The loss is a mean: times n, each point has its own.
    loss = training.losses.generator(training.discriminator(x)[:, 0]) * len(points)
    (gradient,) = torch.autograd.grad(loss, x)
    return -gradient.numpy()


def _send_grid(generator: torch.nn.Module, noise: str) -> np.ndarray:
    grid = _noise_grid(noise)
    return gans.apply(generator, grid.reshape(-1, grid.shape[-1])).reshape(*grid.shape[:2], 2)


@lru_cache
def _grid() -> np.ndarray:
    ticks = np.linspace(-HALF_WIDTH, HALF_WIDTH, N_MAP)
    return np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)


@lru_cache
def _noise_grid(noise: str) -> np.ndarray:
    """Return noise along lines that part its mass evenly, (h, w, dim)."""
    kind, dim = noise.split("_")
    n = N_LINES if dim == "2" else N_ALONG_CURVE
    shares = (np.arange(n) + 0.5) / n
    ticks = 2 * shares - 1 if kind == "uniform" else np.array([NormalDist().inv_cdf(share) for share in shares])
    return ticks[None, :, None] if dim == "1" else np.stack(np.meshgrid(ticks, ticks), axis=-1)
