"""Fetching a data file: from this machine if it is there, else from the first of its addresses that delivers it."""

import errno
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from helpers.datasets.data_error import DataError
from helpers.datasets.payload import DataFile, WrongPayload, read_payload
from helpers.datasets.storage import cache_folder, read_cached, read_given
from helpers.datasets.transfer import BrokenOff, Patience, TransferFailed, WrongBytes, transfer
from helpers.language import prose

# A broken connection is taken up again as often as this, while each try brings `Patience.min_bytes`.
MAX_TRIES = 5
# Longer than any download that `Patience` lets live on a slow line.
LOCK_SECONDS = 1800.0
FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


def fetch(
    file: DataFile, *, patience: Patience | None = None, retry_after_seconds: float = 0.0, quiet: bool = False
) -> bytes:
    """Return the verified content of a file: from $ATELIER_DATA, from the cache, else downloaded into the cache.

    A download that was stopped, by an interrupt too, is resumed by the next call. Of several processes one downloads,
    the others wait for it. The file appears in the cache whole and verified, or not at all. A damaged file in the
    cache is replaced.

    Parameters
    ----------
    file : DataFile
        What to fetch.
    patience : Patience, optional
        How long to wait for servers.
    retry_after_seconds : float
        After a failed download, how long later calls fail at once with the same reason.
    quiet : bool
        Show no progress.

    Raises
    ------
    DataError
        If the copy in $ATELIER_DATA is not what it should be, or nothing delivers the file: what was tried, and the
        next step.
    """
    given = read_given(file)
    if given is not None:
        return given
    asked_at = time.time()
    target = cache_folder() / file.path
    payload = _read_sound_cache(file)
    if payload is None:
        with _locked(target, quiet=quiet):
            payload = _read_sound_cache(file)  # another process may have been quicker
            if payload is None:
                _repeat_failure(target, since=asked_at - retry_after_seconds)
                payload = _download(file, target, patience or Patience(), quiet=quiet)
    return payload


def _read_sound_cache(file: DataFile) -> bytes | None:
    try:
        return read_cached(file)
    except DataError:
        return None


@contextmanager
def _locked(target: Path, *, quiet: bool) -> Iterator[None]:
    """Let one process at a time into the download of a file."""
    import filelock

    lock = filelock.FileLock(f"{target}.lock")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=1)
        except filelock.Timeout:
            if not quiet:
                print(
                    prose(
                        fr=f"{target.name} : un autre carnet le télécharge, celui-ci l'attend.",
                        en=f"{target.name}: another notebook is downloading it, this one waits.",
                    )
                )
            lock.acquire(timeout=LOCK_SECONDS)
    except filelock.Timeout:
        message = prose(
            fr=f"{target.name} : un autre programme le télécharge depuis trop longtemps.",
            en=f"{target.name}: another program has been downloading it for too long.",
        )
        raise DataError(message, prose(fr="Arrêtez-le.", en="Stop it.")) from None
    except (OSError, NotImplementedError) as error:
        raise _cannot_write(target, error) from error
    try:
        yield
    finally:
        lock.release()


def _download(file: DataFile, target: Path, patience: Patience, *, quiet: bool) -> bytes:
    """Try each address, and put what is right in its place in one step."""
    part = target.with_name(f"{target.name}.part")
    failures = []
    try:
        for url in file.urls:
            try:
                payload = _download_from(url, file, part, patience, quiet=quiet)
            except TransferFailed as error:
                failures.append(f"{urlsplit(url).netloc}{prose(fr=' :', en=':')} {error}")
            else:
                os.replace(part, target)
                _note(target).unlink(missing_ok=True)
                return payload
        said = prose(fr="n'a pas pu être téléchargé.", en="could not be downloaded.")
        message = f"{file.name} {said} {prose(fr=' ; ', en='; ').join(failures)}."
        _note_failure(target, message)
    except OSError as error:
        if error.errno in FULL:
            part.unlink(missing_ok=True)  # a full disk stops other work, too
        raise _cannot_write(target, error) from error
    raise _unavailable(message, target)


def _download_from(url: str, file: DataFile, part: Path, patience: Patience, *, quiet: bool) -> bytes:
    """Download from one address: resume while tries bring something, begin anew where resuming went wrong."""
    for n_left in reversed(range(MAX_TRIES)):
        n_before = _size(part)
        try:
            with _progress(file.name, n_before, quiet=quiet) as on_bytes:
                transfer(url, part, max_bytes=file.max_bytes_packed, patience=patience, on_bytes=on_bytes)
            return _read_part(part, file)
        except BrokenOff:
            if n_left == 0 or _size(part) < n_before + patience.min_bytes:
                raise
        except WrongBytes:
            part.unlink(missing_ok=True)
            if n_left == 0 or n_before == 0:
                raise
    raise AssertionError("the last try returns or raises")


def _read_part(part: Path, file: DataFile) -> bytes:
    try:
        return read_payload(part, file)
    except WrongPayload as error:
        raise WrongBytes(str(error)) from error


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def _progress(name: str, n_before: int, *, quiet: bool) -> Iterator[Callable[[int, int | None], None]]:
    """Give a function that shows how many bytes are there, if it takes longer than a second."""
    from tqdm.auto import tqdm

    with ExitStack() as stack:
        bars = []

        def on_bytes(n_have: int, n_total: int | None) -> None:
            if not bars:  # a notebook's bar must know its end when it is made
                bar = tqdm(desc=name, total=n_total, initial=n_before, unit="B", unit_scale=True, delay=1, leave=False)
                bars.append(stack.enter_context(bar))
            bars[0].update(n_have - bars[0].n)

        yield (lambda n_have, n_total: None) if quiet else on_bytes


# ------------------------------------------------------------------------------- failures that others may share


def _note(target: Path) -> Path:
    return target.with_name(f"{target.name}.failed")


def _note_failure(target: Path, message: str) -> None:
    _note(target).write_text(json.dumps({"at": time.time(), "message": message}), encoding="utf-8")


def _repeat_failure(target: Path, *, since: float) -> None:
    """Raise the last failed download's reason if it failed after `since`: whoever waited for it need not try again."""
    try:
        note = json.loads(_note(target).read_text(encoding="utf-8"))
        at, message = float(note["at"]), str(note["message"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    if since <= at <= time.time():
        raise _unavailable(message, target)


def _unavailable(message: str, target: Path) -> DataError:
    retry = prose(
        fr="Recommencez avec un réseau, nommez dans la variable ATELIER_DATA un dossier qui l'a, ou copiez-le ici :",
        en="Try again with a network, name a folder that has it in the variable ATELIER_DATA, or copy it here:",
    )
    return DataError(message, f"{retry} {target}")


def _cannot_write(target: Path, error: Exception) -> DataError:
    reason = getattr(error, "strerror", None) or error
    return DataError(
        f"{target} {prose(fr='ne peut être écrit', en='cannot be written')} ({reason}).",
        prose(
            fr="Faites de la place, ou donnez un autre dossier par la variable ATELIER_CACHE.",
            en="Make room, or name another folder in the variable ATELIER_CACHE.",
        ),
    )
