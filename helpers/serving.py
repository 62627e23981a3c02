"""Run a server as a command does: it has the terminal, and Ctrl-C ends it without a word."""

import subprocess

GRACE_SECONDS = 8


def wait_for_server(process: subprocess.Popen) -> int:
    """Wait until a server ends; return its exit code, 0 when Ctrl-C ended it."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        end_server(process)
        return 0


def end_server(process: subprocess.Popen) -> None:
    """Wait for a server, to which the terminal has sent Ctrl-C too, to end its kernels; insist if it does not."""
    for insist in (process.terminate, process.kill):
        try:
            process.wait(timeout=GRACE_SECONDS)
            return
        except subprocess.TimeoutExpired:
            insist()
    process.wait()
