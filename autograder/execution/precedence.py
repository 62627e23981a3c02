"""Who comes first on a busy machine: the writer and the instructor, not what grades."""

import os
from contextlib import suppress
from pathlib import Path

NICENESS, OOM_SCORE = 2, 500


def step_back() -> None:
    """Let other processes come first, for time and for memory."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with suppress(OSError):  # where memory runs out, Linux ends this process before them
        Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE), encoding="ascii")
