"""How much memory all processes of a sandbox take together, seen from outside."""

import os
import stat

_KIB = 1024
_MEMFD = "/memfd:"


def is_over(processes: int, n_bytes: int) -> bool:
    """Say whether the processes that a /proc shows take more memory than they may.

    Parameters
    ----------
    processes : int
        An open folder: the sandbox's own /proc.
    n_bytes : int
        What they may take. What lies on the sandbox's file systems is limited by their size.
    """
    numbers = [name for name in os.listdir(processes) if name.isdigit()]
    # Cheap first: this counts what is shared once for each process, and so never too little.
    taken = sum(_read_sizes(processes, f"{number}/status", ("RssAnon:", "RssShmem:", "VmSwap:")) for number in numbers)
    if taken > n_bytes:
        taken = sum(_read_sizes(processes, f"{number}/smaps_rollup", ("Pss:", "SwapPss:")) for number in numbers)
    return taken + _measure_memory_files(processes, numbers) > n_bytes


def measure_process(process: int) -> int:
    """Return the memory that one process of this machine has for itself, in bytes."""
    return _read_sizes(None, f"/proc/{process}/status", ("RssAnon:", "VmSwap:"))


def _read_sizes(processes: int | None, name: str, labels: tuple[str, ...]) -> int:
    try:
        with open(os.open(name, os.O_RDONLY, dir_fd=processes), encoding="ascii") as file:
            return sum(int(line.split()[1]) * _KIB for line in file if line.startswith(labels))
    except (OSError, IndexError):  # it has just ended
        return 0


def _measure_memory_files(processes: int, numbers: list[str]) -> int:
    """Return the size of files that are in memory alone, which need not be mapped anywhere."""
    found: dict[int, int] = {}
    for number in numbers:
        try:
            folder = os.open(f"{number}/fd", os.O_RDONLY, dir_fd=processes)
        except OSError:
            continue
        try:
            for name in os.listdir(folder):
                if _is_memory_file(folder, name):
                    seen = os.stat(name, dir_fd=folder)
                    found[seen.st_ino] = seen.st_blocks * 512
        except OSError:  # closed meanwhile
            pass
        finally:
            os.close(folder)
    return sum(found.values())


def _is_memory_file(folder: int, name: str) -> bool:
    return os.readlink(name, dir_fd=folder).startswith(_MEMFD) and stat.S_ISREG(os.stat(name, dir_fd=folder).st_mode)
