"""How much time, memory and output a submission may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How long a submission may take, and how much it may take and print.

    Attributes
    ----------
    cell_seconds, test_seconds : float
        For a student's cell, and for a test. Then the kernel is interrupted.
    call_seconds : float
        For one call of a student's function by a sealed test.
    grace_seconds : float
        After an interrupt; then the kernel is killed.
    startup_seconds : float
        For the kernel to answer for the first time.
    output_chars : int
        Kept of what one cell prints.
    memory_bytes : int
        For all processes of the sandbox together; each alone gets a MemoryError there. Libraries are not counted.
    disk_bytes : int
        For all files that a sandboxed submission writes, those in shared memory among them.
    n_processes : int
        Processes and threads of a sandbox.
    """

    cell_seconds: float = 60.0
    test_seconds: float = 20.0
    call_seconds: float = 5.0
    grace_seconds: float = 2.0
    startup_seconds: float = 60.0
    output_chars: int = 20_000
    memory_bytes: int = 4_000_000_000
    disk_bytes: int = 500_000_000
    n_processes: int = 200
