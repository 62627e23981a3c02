"""Which sandbox this machine allows: tried, not guessed."""

import os
import shutil
import sys
from functools import cache
from typing import Literal

from autograder.execution.bubblewrap import PROGRAM
from autograder.execution.launching import try_sandbox
from autograder.execution.owner import KernelError, Mode
from helpers.errors import AtelierError

Wanted = Literal["auto", "fork", "bwrap", "none"]
_RESTRICTED = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"
_WITHOUT = "'--sandbox none' grades without: only on a machine, or in a container, that holds nothing else."


@cache
def choose_sandbox(wanted: Wanted = "auto") -> Mode:
    """Return the sandbox to use: a warm kernel in namespaces, else a cold one in bubblewrap.

    Parameters
    ----------
    wanted : {"auto", "fork", "bwrap", "none"}
        One of these must work; "auto" takes the first that does.

    Raises
    ------
    AtelierError
        If it does not work here; with what would help.
    """
    if wanted == "none":
        return "none"
    if sys.platform != "linux":
        message = "sandbox: students' code can only be locked up on Linux."
        raise AtelierError(message, f"On Windows, grade in WSL2. {_WITHOUT}")
    problems = {}
    for mode in ("fork", "bwrap") if wanted == "auto" else (wanted,):
        problems[mode] = find_problem(mode)
        if not problems[mode]:
            return mode
    found = "; ".join(f"{mode}: {problem}" for mode, problem in problems.items())
    raise AtelierError(f"sandbox: students' code cannot be locked up on this machine ({found}).", _advise())


def find_problem(mode: Mode) -> str:
    """Return why a sandbox does not work here; nothing when it does."""
    if mode == "bwrap" and os.geteuid() == 0:
        return "bubblewrap would run students' code as root; grade as an ordinary user"
    if mode == "bwrap" and not shutil.which(PROGRAM):
        return "bubblewrap is not installed"
    try:
        try_sandbox(mode)
    except KernelError as error:
        return str(error)
    return ""


def _advise() -> str:
    if _is_restricted():
        profile = "bwrap-userns-restrict"
        first = (
            "Ubuntu's AppArmor keeps namespaces from programs without a profile. Give bubblewrap its own: "
            "sudo apt install bubblewrap apparmor-profiles && "
            f"sudo install -m 644 /usr/share/apparmor/extra-profiles/{profile} /etc/apparmor.d/ && "
            f"sudo apparmor_parser -r /etc/apparmor.d/{profile}."
        )
    elif os.geteuid() == 0:
        first = "In a container, start it with --security-opt seccomp=unconfined --security-opt systempaths=unconfined "
        first += "and grade as an ordinary user."
    elif not shutil.which(PROGRAM):
        first = "Install bubblewrap: sudo apt install bubblewrap."
    else:
        first = "Allow user namespaces: sudo sysctl user.max_user_namespaces=15000."
    return f"{first} {_WITHOUT}"


def _is_restricted() -> bool:
    try:
        with open(_RESTRICTED, encoding="ascii") as file:
            return file.read().strip() == "1"
    except OSError:
        return False
