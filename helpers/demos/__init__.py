"""Live demos, to be played with in a notebook or on a page of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from helpers.demos.settings import Text

if TYPE_CHECKING:
    from helpers.demos.controls import Panel

__all__ = ["DEMOS", "Demo", "show"]


@dataclass(frozen=True)
class Demo:
    """A demo before it is opened: nothing of it is loaded.

    Attributes
    ----------
    title : Text
        A few words.
    look : Text
        A sentence: what there is to see.
    chapter : str
        The chapter that explains it.
    module : str
        Has a function make(is_page=…) -> Panel.
    """

    title: Text
    look: Text
    chapter: str
    module: str

    @property
    def make(self) -> "Callable[..., Panel]":
        """The function that makes the demo."""
        return import_module(self.module).make


DEMOS = {
    "xor": Demo(
        Text(fr="Apprendre le XOR", en="Learning XOR"),
        Text(
            fr="Un petit réseau apprend, pas à pas, ce qu'un neurone seul ne peut pas ; ou il reste bloqué.",
            en="A small network learns, step by step, what one neuron cannot; or it gets stuck.",
        ),
        "02_xor_backprop",
        "helpers.demos.xor.view",
    ),
    "gan_2d": Demo(
        Text(fr="Un GAN dans le plan", en="A GAN in the plane"),
        Text(
            fr="Un générateur apprend à imiter des points que vous dessinez ; son adversaire lui montre le chemin.",
            en="A generator learns to imitate points that you draw; its adversary shows it the way.",
        ),
        "04_gan_minmax",
        "helpers.demos.gan_2d.view",
    ),
    "monge": Demo(
        Text(fr="Le problème de Monge", en="Monge's problem"),
        Text(
            fr="Affectez chaque point à une place au moindre coût, et comparez votre plan à l'optimum.",
            en="Assign each point to a place at the least cost, and compare your plan with the optimum.",
        ),
        "10_optimal_transport",
        "helpers.demos.monge.view",
    ),
}


def show(name: str, *, is_page: bool = False) -> "Panel":
    """Return a demo for a notebook's cell to show, in the language of `course.start`.

    Parameters
    ----------
    name : str
        A key of `DEMOS`.
    is_page : bool
        The page holds nothing else: its keys are the demo's.

    Raises
    ------
    ValueError
        If there is no demo of this name.
    """
    if name not in DEMOS:
        raise ValueError(f"show: name must be one of {', '.join(DEMOS)}; got {name!r}.")
    return DEMOS[name].make(is_page=is_page)
