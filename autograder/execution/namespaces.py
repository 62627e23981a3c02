"""A locked room for a kernel: user, processes, files, network and messages of its own, and nothing else to be seen."""

import contextlib
import fcntl
import os
import signal
import socket
import struct
from pathlib import Path

from autograder.execution import linux
from autograder.execution.view import STUDENT, STUDENT_ID, View

NOBODY = 65534  # who runs students' code where the grader is root
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1
_N_FILES = 50_000  # on the student's file system: each takes memory, however short it is


def enter_namespaces() -> None:
    """Enter new namespaces, in which this process may mount; the next child is the first of its processes."""
    own_user = 0
    if os.geteuid() != 0:
        own_user = linux.CLONE_NEWUSER
    user, group = os.geteuid(), os.getegid()
    linux.unshare(
        own_user | linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
    )
    if own_user:
        _map_user((user, user), (group, group))


def _map_user(user: tuple[int, int], group: tuple[int, int]) -> None:
    linux.own_proc_entries()
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user[0]} {user[1]} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group[0]} {group[1]} 1", encoding="ascii")


def build_root(view: View, exchange: str, n_bytes: int) -> None:
    """Mount a view as the new root: what is bound is read-only, what a submission writes is limited in size.

    Parameters
    ----------
    view : View
        What is seen.
    exchange : str
        The folder of the sockets between grader and kernel; seen at the same path, read-only.
    n_bytes : int
        The size of what may be written, memory of /dev/shm included.
    """
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    bound = (*view.folders, *view.devices, exchange)
    handles = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in bound}
    # Any folder will do to build upon; this one is surely there. What was opened before stays within reach.
    place = os.path.dirname(exchange)
    linux.mount("tmpfs", place, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=4m,mode=755")
    os.chdir(place)
    for folder in ("proc", "dev", "tmp", "etc", STUDENT.name):
        os.mkdir(folder)
    flags = linux.MS_NOSUID | linux.MS_NODEV
    _mount_student_folders(n_bytes, flags)  # before the others: Python itself may lie in /tmp
    for path in view.folders:
        _bind(handles[path], path, linux.MS_RDONLY | flags)
    for folder in view.covered:
        linux.mount("tmpfs", folder.lstrip("/"), "tmpfs", linux.MS_RDONLY, "size=4k,mode=755")
    for path in view.devices:
        _bind(handles[path], path, linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NOEXEC)
    for path, target in (*view.links, ("/dev/fd", "/proc/self/fd")):
        Path(path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, path.lstrip("/"))
    for name, text in view.files:
        Path(name).write_text(text, encoding="ascii")
    linux.mount("proc", "proc", "proc", flags | linux.MS_NOEXEC)
    _bind(handles[exchange], exchange, linux.MS_RDONLY | flags | linux.MS_NOEXEC)
    for handle in handles.values():
        os.close(handle)
    linux.mount("none", ".", flags=linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | flags)
    linux.enter_root(".")


def _bind(handle: int, path: str, flags: int) -> None:
    """Bind what is open at a path of the new root, where the working directory is."""
    target = Path(path.lstrip("/"))
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.path.isdir(f"/proc/self/fd/{handle}"):
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    linux.mount(f"/proc/self/fd/{handle}", str(target), flags=linux.MS_BIND | linux.MS_REC)
    linux.lock_mount(str(target), flags)


def _mount_student_folders(n_bytes: int, flags: int) -> None:
    student = STUDENT.name
    linux.mount("tmpfs", student, "tmpfs", flags, f"size={n_bytes},nr_inodes={_N_FILES},mode=777")
    for name, target in {"tmp": "tmp", "shared_memory": "dev/shm"}.items():
        os.mkdir(f"{student}/{name}")
        os.chmod(f"{student}/{name}", 0o1777)
        os.makedirs(target, exist_ok=True)
        linux.mount(f"{student}/{name}", target, flags=linux.MS_BIND)


def start_loopback() -> None:
    """Let a submission's own processes talk over 127.0.0.1, where nobody else is."""
    with socket.socket() as any_socket:
        asked = struct.pack("16sH14x", b"lo", 0)
        (found,) = struct.unpack_from("H", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, asked), 16)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", found | _IFF_UP))


def become_student() -> None:
    """Become a user without any privilege, in a user namespace below the one that may mount, and allow no further."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        user = group = NOBODY
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
    linux.own_proc_entries()
    linux.unshare(linux.CLONE_NEWUSER)
    _map_user((STUDENT_ID, user), (STUDENT_ID, group))
    Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")
    linux.forget_keys()
    linux.drop_privileges()
    linux.own_proc_entries()


def reap(kernel: int) -> None:
    """Be the first process of a namespace: bury orphans, and end with the kernel, which ends all that are left."""
    while True:
        with contextlib.suppress(InterruptedError):
            ended, status = os.wait()
            if ended == kernel:
                os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def end_with_parent() -> None:
    """Have Linux kill this process when its parent ends, whatever the reason."""
    linux.die_with_parent(signal.SIGKILL)
