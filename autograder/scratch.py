"""The folder for the temporary files of a process that grades, which the next one removes if this one is killed."""

import os
import re
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from multiprocessing import util
from pathlib import Path

import psutil

from autograder.files import owner_of

_NAME = re.compile(r"atelier-\d+-\w+")
# Sockets lie in these folders, and Unix allows some 100 bytes for the path of one.
_MAX_BYTES = 60


@cache
def get_scratch() -> Path:
    """Return this process's folder, made at the first call and removed when the process ends; its path is short."""
    remove_abandoned_scratch()
    folder = tempfile.mkdtemp(prefix=f"atelier-{os.getpid()}-", dir=_choose_place())
    before = tempfile.tempdir
    tempfile.tempdir = folder
    util.get_temp_dir()  # Python puts the socket of its fork server there, once and for all
    tempfile.tempdir = before
    # After what Python itself removes there, which has priority -100.
    util.Finalize(None, shutil.rmtree, (folder,), {"ignore_errors": True}, exitpriority=-200)
    return Path(folder)


def remove_abandoned_scratch() -> int:
    """Remove this user's folders of processes that are gone; return how many they were."""
    found = [path for path in Path(_choose_place()).glob("atelier-*") if _NAME.fullmatch(path.name)]
    abandoned = [path for path in found if not psutil.pid_exists(owner_of(path)) and _is_ours(path)]
    for path in abandoned:
        for place, folders, _ in os.walk(path):
            for name in folders:  # a submission may have closed them
                with suppress(OSError):
                    if not os.path.islink(inside := Path(place, name)):
                        os.chmod(inside, 0o700)
        shutil.rmtree(path, ignore_errors=True)
    return len(abandoned)


def _choose_place() -> str:
    place = tempfile.gettempdir()
    return place if os.name != "posix" or len(os.fsencode(place)) < _MAX_BYTES else "/tmp"


def _is_ours(path: Path) -> bool:
    with suppress(OSError):
        return not path.is_symlink() and path.is_dir() and (os.name != "posix" or path.stat().st_uid == os.getuid())
    return False
