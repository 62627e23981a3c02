"""Generative adversarial networks in torch: networks, losses, and the one training loop of the course."""

from helpers.gans.callbacks import Callback, Evaluate, GradientNorms, Samples, UpdateRatios
from helpers.gans.coverage import Coverage, measure_coverage
from helpers.gans.data import NormalNoise, UniformNoise
from helpers.gans.divergences import Divergences, estimate_divergences
from helpers.gans.history import History, Record
from helpers.gans.loop import train
from helpers.gans.losses import Losses, UniformTargets, least_squares, non_saturating, saturating, wasserstein
from helpers.gans.networks import IgnoreLabels, apply, make_mlp, weights
from helpers.gans.stacks import StackedBatchNorm, StackedLinear, select
from helpers.gans.state import State
from helpers.gans.training import ADAM, Training

__all__ = [
    "ADAM", "Callback", "Coverage", "Divergences", "Evaluate", "GradientNorms", "History", "IgnoreLabels", "Losses",
    "NormalNoise", "Record", "Samples", "StackedBatchNorm", "StackedLinear", "State", "Training", "UniformNoise",
    "UniformTargets", "UpdateRatios", "apply", "estimate_divergences", "least_squares", "make_mlp",
    "measure_coverage", "non_saturating", "saturating", "select", "train", "wasserstein", "weights",
]  # fmt: skip
