"""How far the generator is from the data, measured every few steps: exact transport, divergences, modes."""

import numpy as np

from helpers import gans, transport
from helpers.demos.curve import Curve
from helpers.demos.gan_2d.data import HALF_WIDTH, Data

STEPS_BETWEEN = 20
# Exact transport between n points takes about n³: a hundred take a millisecond.
N_TRANSPORTED = 100
# Divergences need points in every cell: cells of 0.4, a thousand points of each.
N_COUNTED = 1000
N_CELLS = 15
# A mode counts as covered with a quarter of its fair share of the samples within three standard deviations.
RADIUS_IN_STDS = 3.0
SHARE_OF_FAIR_SHARE = 0.25
NAMES = ("w1", "w2", "kl", "js")


class Measures:
    """Distances between samples of data and generator, on the same data and the same noise each time.

    Attributes
    ----------
    curve : Curve
        W1, W2, KL(data ‖ generator), JS and the number of covered modes (NaN without modes) over the steps.
    floors : dict of str to float
        What W1, W2, KL and JS say of two samples of the data: nothing to gain below, but by chance.
    coverage : Coverage or None
        The last one; None where the data have no modes, or the generator gives no numbers.
    """

    def __init__(self, data: Data, noise: gans.data.Sampler, rng: np.random.Generator) -> None:
        self.curve = Curve(len(NAMES) + 1)
        self._noise = noise(N_COUNTED, rng)
        self._rng = rng
        self.change_data(data)

    def change_data(self, data: Data) -> None:
        """Measure against other data from now on; the curves go on."""
        self._data = data
        self._real, other = (data.sample(N_COUNTED, self._rng) for _ in range(2))
        self.floors = dict(zip(NAMES, _compare(self._real, other), strict=True))
        self.coverage: gans.Coverage | None = None

    def take_if_due(self, training: gans.Training, n_steps: int) -> None:
        """Measure every STEPS_BETWEEN steps: a measure costs as much as a step."""
        if n_steps % STEPS_BETWEEN == 0:
            self.take(training, n_steps)

    def take(self, training: gans.Training, n_steps: int) -> None:
        """Measure, and add to the curve; NaN once the generator has diverged."""
        fake = gans.apply(training.generator, self._noise)
        modes, self.coverage = self._data.modes, None
        if not np.isfinite(fake).all():
            self.curve.append(n_steps, *[np.nan] * (len(NAMES) + 1))
            return
        if modes is not None:
            self.coverage = gans.measure_coverage(
                fake,
                modes,
                radius=RADIUS_IN_STDS * self._data.mixture.std,
                min_share=SHARE_OF_FAIR_SHARE / len(modes),
            )
        n_covered = np.nan if self.coverage is None else self.coverage.is_covered.sum()
        self.curve.append(n_steps, *_compare(self._real, fake), n_covered)


def _compare(real: np.ndarray, fake: np.ndarray) -> tuple[float, float, float, float]:
    few_real, few_fake = real[:N_TRANSPORTED], fake[:N_TRANSPORTED]
    w1, w2 = (transport.wasserstein_distance(few_real, few_fake, p=p) for p in (1, 2))
    both = gans.estimate_divergences(real, fake, half_width=HALF_WIDTH, n_cells=N_CELLS)
    return w1, w2, both.kl, both.js
