"""Which modules a piece of code uses: what is imported before the first student, and nothing else."""

import pytest

from autograder.build.names import used_modules


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import numpy as np\nnp.linalg.norm(x)", {"numpy", "numpy.linalg"}),
        ("import scipy.optimize\nscipy.stats.norm", {"scipy", "scipy.optimize", "scipy.stats"}),
        ("import scipy.optimize as so\nso.linprog", {"scipy.optimize", "scipy.optimize.linprog"}),
        ("from helpers import gans\ngans.apply()", {"helpers", "helpers.gans", "helpers.gans.apply"}),
        ("from torch import nn as layers\nlayers.Linear", {"torch", "torch.nn", "torch.nn.Linear"}),
        ("def f():\n    import torch\n    return torch.optim.Adam", {"torch", "torch.optim"}),
        ("network.forward(x)\nlayer.W = 1\nx.T", set()),
        ("from . import sibling", set()),
    ],
)
def test_modules_are_those_of_imported_names(code: str, modules: set[str]) -> None:
    assert used_modules(code) == modules
