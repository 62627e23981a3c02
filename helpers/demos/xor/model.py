"""XOR learnt live: a small network, points that can be moved, and the map of its answers."""

from dataclasses import dataclass

import numpy as np

from helpers import numpy_nn as nn
from helpers.demos.curve import Curve
from helpers.demos.xor.settings import XorSettings

N_MAP = 60
N_CLOUD = 400
MARGIN = 1.25  # the map goes from -MARGIN to MARGIN along both axes, the data from -1 to 1
CORNERS = np.array([[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]])
# Two points more, which wait for a class of their own.
FREE_POINTS = np.array([[0.0, 0.35], [0.0, -0.35]])
# Classes of the corners, in their order. The report of 2017-2018 calls XOR what is 1 where the signs agree.
TASKS = {
    "xor": (-1, 1, 1, -1),
    "same": (1, -1, -1, 1),
    "and": (-1, -1, -1, 1),
    "or": (-1, 1, 1, 1),
}
# A measure of all points at each of thousands of steps a second would be most of the work.
STEPS_BETWEEN_MEASURES = 10


@dataclass(frozen=True, eq=False)
class XorSnapshot:
    """What a picture of the demo shows.

    Attributes
    ----------
    n_steps : int
        Updates so far.
    answers : (N_MAP, N_MAP) array
        What the network answers over the square, from -1 to 1; the first row is the lowest.
    neurons : tuple of (n_neurons, N_MAP, N_MAP) arrays
        What each neuron answers, hidden layers first; the last layer is the output.
    points : (n, 2) array
        What the network learns from.
    classes : (n,) array
        Their classes, -1 or 1.
    handles : (6, 2) array
        The four corners, then the two free points.
    handle_classes : (6,) int array
        -1, 1, or 0 for a free point that is not used.
    loss_steps, losses : (k,) arrays
        Mean squared error over all points, over the updates.
    success_rate : float
        Share of the points that the network learns from whose answer is right: |answer − class| < 1.
    agreement : float
        The same share over the whole square, where the class is that of the nearest handle.
    is_finite : bool
        Whether the weights are still numbers.
    """

    n_steps: int
    answers: np.ndarray
    neurons: tuple[np.ndarray, ...]
    points: np.ndarray
    classes: np.ndarray
    handles: np.ndarray
    handle_classes: np.ndarray
    loss_steps: np.ndarray
    losses: np.ndarray
    success_rate: float
    agreement: float
    is_finite: bool


class XorModel:
    """A small network with a tanh output, trained by plain gradient descent on up to six points or on a cloud."""

    def __init__(self, settings: XorSettings) -> None:
        self.settings = settings
        self.handles = np.concatenate([CORNERS, FREE_POINTS])
        self.handle_classes = np.array([*TASKS[settings.task], 0, 0])
        weights, orders, cloud = np.random.default_rng(settings.seed).spawn(3)
        self._cloud = cloud.uniform(-1, 1, (N_CLOUD, 2))
        self._rng = orders
        self._order = np.empty(0, dtype=int)
        hidden = {"tanh": nn.Tanh(), "sigmoid": nn.Sigmoid(settings.mu), "relu": nn.ReLU()}[settings.activation]
        sizes = [int(size) for size in settings.structure.split("-")]
        self.network = nn.make_network(
            sizes, hidden=hidden, output=nn.Tanh(), rng=weights, initialise=nn.standard_normal
        )
        self._loss, self._optimiser = nn.SquaredError(), nn.SGD(lr=settings.lr)
        ticks = np.linspace(-MARGIN, MARGIN, N_MAP)
        self._grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
        self.n_steps = 0
        self._curve = Curve()
        self._set_points()
        self._measure()

    # ------------------------------------------------------------------------------------------------ learning

    def step(self, action: str | None = None) -> None:
        """Make one update, on the next minibatch."""
        if len(self._order) == 0:
            self._order = self._rng.permutation(len(self._points))
        chosen, self._order = self._order[: self._batch_size], self._order[self._batch_size :]
        Y = self.network.forward(self._points[chosen])
        _, dE_dY = self._loss(Y, self._classes[chosen, None])
        self.network.fill_gradients(dE_dY)
        self._optimiser.step(self.network.parameters, self.network.gradients)
        self.n_steps += 1
        if self.n_steps % STEPS_BETWEEN_MEASURES == 0:
            self._measure()

    def apply(self, settings: XorSettings) -> None:
        """Take over the rate, the batch, the data and the task; the weights stay as they are."""
        if settings.task != self.settings.task:
            self.handle_classes[:4] = TASKS[settings.task]
        self.settings = settings
        self._optimiser.lr = settings.lr
        self._set_points()

    # ------------------------------------------------------------------------------------------------ the points

    def move(self, index: int, x: float, y: float) -> None:
        """Put a handle elsewhere; a cloud takes its classes from where the handles are now."""
        self.handles[index] = np.clip([x, y], -MARGIN, MARGIN)
        self._set_points()

    def turn(self, index: int) -> None:
        """Give a handle its next class: a corner the other one; a free point 1, −1, none, in turn."""
        order = (-1, 1) if index < len(CORNERS) else (0, 1, -1)
        place = order.index(self.handle_classes[index])
        self.handle_classes[index] = order[(place + 1) % len(order)]
        self._set_points()

    def _set_points(self) -> None:
        used = self.handle_classes != 0
        if self.settings.data == "points":
            self._points, self._classes = self.handles[used], self.handle_classes[used].astype(float)
        else:
            self._points, self._classes = self._cloud, self._find_classes(self._cloud)
        n = len(self._points)
        self._batch_size = n if self.settings.batch == "all" else min(int(self.settings.batch), n)
        # The rest of the pass may name points that are no more.
        self._order = np.empty(0, dtype=int)
        self._inside = np.abs(self._grid).max(axis=1) <= 1
        self._wanted = self._find_classes(self._grid[self._inside])

    def _find_classes(self, x: np.ndarray) -> np.ndarray:
        """Return the class of the nearest handle that has one, (n,) floats; of the corners alone: the quadrants."""
        used = self.handle_classes != 0
        squares = ((x[:, None] - self.handles[used]) ** 2).sum(axis=-1)
        return self.handle_classes[used][squares.argmin(axis=1)].astype(float)

    # ------------------------------------------------------------------------------------------------ looking

    def _measure(self) -> None:
        E, _ = self._loss(self.network.forward(self._points), self._classes[:, None])
        self._curve.append(self.n_steps, float(E))

    def take_snapshot(self) -> XorSnapshot:
        """Return copies of what a picture shows."""
        answers = self.network.forward(self._points)[:, 0]
        on_grid = self.network.forward(self._grid)[:, 0]
        neurons = tuple(layer.Y.T.reshape(-1, N_MAP, N_MAP).copy() for layer in self.network.layers)
        return XorSnapshot(
            n_steps=self.n_steps,
            answers=on_grid.reshape(N_MAP, N_MAP).copy(),
            neurons=neurons,
            points=self._points.copy(),
            classes=self._classes.copy(),
            handles=self.handles.copy(),
            handle_classes=self.handle_classes.copy(),
            loss_steps=self._curve.steps,
            losses=self._curve.values[:, 0],
            # As in chapter 02, after the report: the relative error is under one half.
            success_rate=float(np.mean(np.abs(answers - self._classes) < 1)),
            agreement=float(np.mean(np.sign(on_grid[self._inside]) == self._wanted)),
            is_finite=all(np.isfinite(array).all() for array in self.network.parameters),
        )
