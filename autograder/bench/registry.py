"""The benches by name."""

from collections.abc import Callable
from importlib import import_module

from autograder.bench.result import Bench
from helpers.command import spell
from helpers.errors import AtelierError

# Name: the module whose measure() returns a Bench. It loads only when it is asked for: peers are slow to import.
BENCHES = {
    "demos": "autograder.bench.demos",
    "grade": "autograder.bench.grade",
    "mlp": "autograder.bench.mlp",
}


def run_bench(name: str) -> Bench:
    """Measure, which takes minutes.

    Raises
    ------
    AtelierError
        If there is no bench of this name.
    """
    if name not in BENCHES:
        raise AtelierError(
            f"bench: NAME must be one of {', '.join(sorted(BENCHES))}; got {name!r}.",
            f"Example: {spell('bench mlp')}",
            exit_code=2,
        )
    measure: Callable[[], Bench] = import_module(BENCHES[name]).measure
    return measure()
