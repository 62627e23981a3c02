"""Initial weights: how a layer's first W is drawn; biases begin at zero."""

import math

import numpy as np

# Each takes (rng, shape) with shape (..., n_in, n_out) and returns such an array; `make_network` calls it.


def standard_normal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw W ~ N(0, 1): pre-activations grow as the square root of the number of inputs."""
    return rng.standard_normal(shape)


def scaled_normal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw W ~ N(0, 1/n_in): inputs of variance 1 give pre-activations of variance 1 (LeCun et al., 1998)."""
    return rng.standard_normal(shape) / math.sqrt(shape[-2])


def glorot_uniform(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw W ~ U(-a, a) with a = √(6 / (n_in + n_out)) (Glorot and Bengio, 2010, equation 16)."""
    a = math.sqrt(6 / (shape[-2] + shape[-1]))
    return rng.uniform(-a, a, shape)


def he_normal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw W ~ N(0, 2/n_in), for layers with ReLU (He et al., 2015, equation 10)."""
    return rng.standard_normal(shape) * math.sqrt(2 / shape[-2])
