"""Losses of the two players, from logits and both to be minimised: cross-entropy, least squares, Wasserstein."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import logsigmoid

from helpers.gans.data import to_tensor
from helpers.gans.stacks import count_networks

Targets = Callable[[int, bool, np.random.Generator], np.ndarray]
Critic = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Losses:
    """What each player minimises.

    Logits come as (n,), or (k, n) from a stack of k networks; losses go back as () or (k,).

    Attributes
    ----------
    discriminator : callable (real_logits, fake_logits, rng) -> loss
        `rng` is for what is drawn at random, as smoothed labels.
    generator : callable (fake_logits) -> loss
    penalty : callable (critic, real, fake, rng) -> loss, optional
        Added to the discriminator's loss, its weight included. `critic(x)` gives logits; real and fake are samples.
    after_update_d : callable (discriminator), optional
        Called after each update of the discriminator, as to clip its weights.
    name : str
        Says in checkpoints which losses these are.
    """

    discriminator: Callable[[torch.Tensor, torch.Tensor, np.random.Generator], torch.Tensor]
    generator: Callable[[torch.Tensor], torch.Tensor]
    penalty: Callable[[Critic, torch.Tensor, torch.Tensor, np.random.Generator], torch.Tensor] | None = None
    after_update_d: Callable[[torch.nn.Module], None] | None = None
    name: str = ""


@dataclass(frozen=True)
class UniformTargets:
    """Smoothed labels: uniform in [low, high) for real samples and for fake ones; called with (n, real, rng).

    Salimans et al. 2016, section 3.4, smooth only the labels of real samples, to 0.9: with other targets for the
    fake ones, the best discriminator depends on the model where there are no data.
    """

    real: tuple[float, float] = (0.7, 1.2)
    fake: tuple[float, float] = (0.0, 0.3)

    def __call__(self, n: int, real: bool, rng: np.random.Generator) -> np.ndarray:
        return rng.uniform(*(self.real if real else self.fake), size=n)


def non_saturating(*, targets: Targets | None = None) -> Losses:
    """Return the losses in use since Goodfellow et al. 2014 (section 3): the generator maximises log D(G(z)).

    With D = sigmoid(logit), the discriminator minimises −E log D(x) − E log(1 − D(G(z))), minus the value of the
    game (equation 1): a sum of two means, 2 log 2 where all logits are 0. The generator minimises −E log D(G(z)),
    log 2 at 0. So the game has no longer the sum zero.

    Parameters
    ----------
    targets : callable (n, real, rng) -> (n,), optional
        Labels in place of 1 for real samples and 0 for fake ones, in the discriminator's loss.
    """
    return Losses(
        _cross_entropy(targets),
        lambda fake_logits: -logsigmoid(fake_logits).mean(-1),
        name=f"non_saturating({_describe(targets)})",
    )


def saturating(*, targets: Targets | None = None) -> Losses:
    """Return the losses of the zero-sum game of Goodfellow et al. 2014, equation 1.

    The discriminator's is that of `non_saturating`. The generator minimises E log(1 − D(G(z))): negative, −log 2 at
    logits of 0, and flat where the discriminator is sure (Arjovsky and Bottou 2017, theorem 2.4).
    """
    return Losses(
        _cross_entropy(targets),
        lambda fake_logits: logsigmoid(-fake_logits).mean(-1),
        name=f"saturating({_describe(targets)})",
    )


def least_squares() -> Losses:
    """Return the losses of Mao et al. 2017, equation 9 (their b = c = 1, a = 0), on logits without a sigmoid.

    Discriminator: E (D(x) − 1)²/2 + E D(G(z))²/2; generator: E (D(G(z)) − 1)²/2.
    """
    return Losses(
        lambda real_logits, fake_logits, rng: ((real_logits - 1) ** 2).mean(-1) / 2 + (fake_logits**2).mean(-1) / 2,
        lambda fake_logits: ((fake_logits - 1) ** 2).mean(-1) / 2,
        name="least_squares()",
    )


def wasserstein(*, clip: float | None = None, penalty: float | None = None) -> Losses:
    """Return the losses of Arjovsky, Chintala and Bottou 2017: logits are the critic's values f.

    The critic minimises E f(G(z)) − E f(x), minus its estimate of the distance; the generator −E f(G(z)).

    Parameters
    ----------
    clip : float, optional
        After each update all the critic's parameters are brought to [−clip, clip] (their algorithm 1).
    penalty : float, optional
        λ of λ E(‖∇f(x̂)‖ − 1)², x̂ uniform on segments from real to fake samples (Gulrajani et al. 2017, equation 3).

    Raises
    ------
    ValueError
        If a number is not positive.
    """
    for name, value in (("clip", clip), ("penalty", penalty)):
        if value is not None and not value > 0:
            raise ValueError(f"wasserstein: {name} must be positive, or None for none; got {value}.")
    return Losses(
        lambda real_logits, fake_logits, rng: fake_logits.mean(-1) - real_logits.mean(-1),
        lambda fake_logits: -fake_logits.mean(-1),
        penalty and (lambda critic, real, fake, rng: penalty * _measure_slope_error(critic, real, fake, rng)),
        clip and (lambda discriminator: _clip(discriminator, clip)),
        name=f"wasserstein(clip={clip}, penalty={penalty})",
    )


def _cross_entropy(
    targets: Targets | None,
) -> Callable[[torch.Tensor, torch.Tensor, np.random.Generator], torch.Tensor]:
    def loss(real_logits: torch.Tensor, fake_logits: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
        # log D = logsigmoid(logit) and log(1 − D) = logsigmoid(−logit) stay finite and exact for any logit.
        if targets is None:
            return -logsigmoid(real_logits).mean(-1) - logsigmoid(-fake_logits).mean(-1)
        total = torch.zeros((), device=real_logits.device)
        for logits, real in ((real_logits, True), (fake_logits, False)):
            drawn = targets(logits.numel(), real, rng)
            target = to_tensor(drawn, dtype=logits.dtype, device=logits.device).reshape(logits.shape)
            total = total - (target * logsigmoid(logits) + (1 - target) * logsigmoid(-logits)).mean(-1)
        return total

    return loss


def _measure_slope_error(
    critic: Critic, real: torch.Tensor, fake: torch.Tensor, rng: np.random.Generator
) -> torch.Tensor:
    n_leading = 1 if count_networks(critic) is None else 2
    lead = real.shape[:n_leading]
    share = to_tensor(rng.random(lead), dtype=real.dtype, device=real.device)
    share = share.reshape(*lead, *[1] * (real.ndim - n_leading))
    x = (share * real + (1 - share) * fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    slope = torch.linalg.vector_norm(gradient.flatten(n_leading), dim=-1)
    return ((slope - 1) ** 2).mean(-1)


def _clip(module: torch.nn.Module, bound: float) -> None:
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.clamp_(-bound, bound)


def _describe(targets: Targets | None) -> str:
    # The default text of a function holds its address, another one in each process.
    return "" if targets is None else f"targets={getattr(targets, '__name__', targets)}"
