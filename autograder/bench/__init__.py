"""Benches: what the project costs beside its peers, measured side by side in one run."""

from autograder.bench.registry import BENCHES, run_bench
from autograder.bench.result import Bench, print_bench, write_keys

__all__ = ["BENCHES", "Bench", "print_bench", "run_bench", "write_keys"]
