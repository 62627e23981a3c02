"""Optimal transport over SciPy and POT: assignments, couplings of weighted points, distances, as frozen results."""

from helpers.transport.assignment import Assignment, assignment_costs, solve_assignment
from helpers.transport.costs import cost_matrix
from helpers.transport.coupling import Coupling, solve_transport
from helpers.transport.distance import wasserstein_distance
from helpers.transport.segments import find_crossings

__all__ = [
    "Assignment", "Coupling", "assignment_costs", "cost_matrix", "find_crossings", "solve_assignment",
    "solve_transport", "wasserstein_distance",
]  # fmt: skip
