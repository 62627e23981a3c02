"""The system calls of Linux that Python 3.11 does not have: namespaces, mounts, privileges."""

import ctypes
import os
import struct

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 0x1, 0x2, 0x4, 0x8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 0x20, 0x1000, 0x4000, 0x40000
_MNT_DETACH = 2

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 36, 38, 47
_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION_3 = 0x20080522
# From 424 on, system calls have the same number on all architectures.
_SYS_MOUNT_SETATTR, _AT_FDCWD, _AT_RECURSIVE = 442, -100, 0x8000

_SYS_KEYCTL = {"x86_64": 250, "aarch64": 219}
_KEYCTL_JOIN_SESSION_KEYRING = 1

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Leave namespaces for new ones; a new process namespace begins with the next child."""
    _check(_libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount a file system, or bind a file or folder."""
    words = (source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode())
    _check(_libc.mount(*words), f"mount {kind or source} on {target}")


def lock_mount(target: str, flags: int) -> None:
    """Set flags (MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC) on a mount and on all those below it; Linux 5.12."""
    attributes = struct.pack("=QQQQ", flags, 0, 0, 0)  # these four have the same numbers there
    words = (
        ctypes.c_long(_SYS_MOUNT_SETATTR),
        ctypes.c_int(_AT_FDCWD),
        target.encode(),
        ctypes.c_uint(_AT_RECURSIVE),
        attributes,
        ctypes.c_size_t(len(attributes)),
    )
    _check(_libc.syscall(*words), f"mount_setattr {target}")


def enter_root(folder: str) -> None:
    """Make a mounted folder the root, and let go of the old one."""
    os.chdir(folder)
    _check(_libc.pivot_root(b".", b"."), "pivot_root")  # the old root lies on top of the new one now
    _check(_libc.umount2(b".", _MNT_DETACH), "umount")
    os.chdir("/")


def _prctl(option: int, *values: int) -> int:
    padded = (*values, 0, 0, 0, 0)[:4]
    return _libc.prctl(option, *(ctypes.c_ulong(value) for value in padded))


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends."""
    _check(_prctl(_PR_SET_CHILD_SUBREAPER, 1), "prctl")


def die_with_parent(signal: int) -> None:
    """Get a signal when the parent ends."""
    _check(_prctl(_PR_SET_PDEATHSIG, signal), "prctl")


def own_proc_entries() -> None:
    """Own one's files in /proc again after a change of user."""
    _check(_prctl(_PR_SET_DUMPABLE, 1), "prctl")


def forget_keys() -> None:
    """Leave the keys that the kernel of Linux keeps for a person's session, where it keeps any."""
    number = _SYS_KEYCTL.get(os.uname().machine)
    if number is not None:
        _libc.syscall(ctypes.c_long(number), ctypes.c_ulong(_KEYCTL_JOIN_SESSION_KEYRING), None)


def drop_privileges() -> None:
    """Give up every capability for good, and any that a program could bring."""
    _check(_prctl(_PR_SET_NO_NEW_PRIVS, 1), "prctl")
    capability = 0
    while _prctl(_PR_CAPBSET_DROP, capability) == 0:
        capability += 1
    _prctl(_PR_CAP_AMBIENT, _CAP_AMBIENT_CLEAR_ALL)
    head = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(head, struct.pack("=6I", *[0] * 6)), "capset")
