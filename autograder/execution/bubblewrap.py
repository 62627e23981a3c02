"""The sandbox by bubblewrap, where its own rights are needed to make one: the same view, a cold kernel."""

import json
import os
import sys
from typing import Any

from autograder.execution import kernel_main, namespaces
from autograder.execution.view import STUDENT, STUDENT_ID, View

PROGRAM = "bwrap"
_KERNEL = "/kernel_main.py"


def run_bubblewrap(asked: dict[str, Any], view: View, listeners: list[int], parent: int) -> None:
    """Replace this process by bubblewrap with a kernel in it."""
    files = {name: _open_text(text) for name, text in view.files}
    for handle in (*listeners, parent, *files.values()):
        os.set_inheritable(handle, True)
    namespaces.end_with_parent()
    request = json.dumps({**asked, "listeners": listeners, "parent": parent})
    exchange = os.path.dirname(asked["address"])
    command = make_command(view, files, exchange, asked["disk_bytes"])
    os.execvpe(PROGRAM, [*command, sys.executable, "-u", _KERNEL, request], dict(asked["environment"]))


def _open_text(text: str) -> int:
    handle = os.memfd_create("atelier")
    os.write(handle, text.encode())
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


def make_command(view: View, files: dict[str, int], exchange: str, n_bytes: int) -> list[str]:
    """Return bubblewrap's part of the command line."""
    words = [PROGRAM, "--unshare-all", "--unshare-user", "--new-session", "--die-with-parent"]
    words += ["--uid", str(STUDENT_ID), "--gid", str(STUDENT_ID), "--hostname", "sandbox", "--cap-drop", "ALL"]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for folder in (str(STUDENT), "/tmp", "/dev/shm"):
        words += ["--size", str(n_bytes // 3), "--perms", "1777", "--tmpfs", folder]
    for folder in view.folders:
        words += ["--ro-bind", folder, folder]
    for folder in view.covered:
        words += ["--size", "4096", "--tmpfs", folder, "--remount-ro", folder]
    for path, target in view.links:
        words += ["--symlink", target, path]
    for name in ("home", "work", "tmp", "jupyter", "matplotlib"):
        words += ["--dir", f"{STUDENT}/{name}"]
    for name, handle in files.items():
        words += ["--ro-bind-data", str(handle), f"/{name}"]
    words += ["--ro-bind", exchange, exchange, "--ro-bind", kernel_main.__file__, _KERNEL]
    return [*words, "--remount-ro", "/dev", "--remount-ro", "/", "--"]
