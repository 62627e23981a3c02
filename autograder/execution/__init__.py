"""Run a sanitised notebook and say how each cell ended; whatever the code does, the grader goes on."""

from autograder.execution.kernel import Kernel
from autograder.execution.limits import Limits
from autograder.execution.owner import KernelStartError, Mode
from autograder.execution.sandbox import Wanted, choose_sandbox
from autograder.execution.start import execute, start_kernel, warm_up

__all__ = [
    "Kernel",
    "KernelStartError",
    "Limits",
    "Mode",
    "Wanted",
    "choose_sandbox",
    "execute",
    "start_kernel",
    "warm_up",
]
