"""Run a sanitised notebook and say how each cell ended; whatever the code does, the grader goes on."""

from autograder.execution.kernel import Kernel
from autograder.execution.limits import Limits
from autograder.execution.plain_kernel import execute, start_kernel

__all__ = ["Kernel", "Limits", "execute", "start_kernel"]
