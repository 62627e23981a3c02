"""Where data files lie: the folder that $ATELIER_DATA names, which is only read, and a cache, where downloads go."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from helpers.datasets.data_error import DataError
from helpers.datasets.payload import DataFile, WrongPayload, read_payload
from helpers.language import prose

Place = Literal["given", "cache"]


@dataclass(frozen=True)
class LocalCopy:
    """The verified content of a file of this machine.

    Attributes
    ----------
    payload : bytes
        The content, unpacked.
    place : {"given", "cache"}
        $ATELIER_DATA or the cache.
    """

    payload: bytes
    place: Place


def cache_folder() -> Path:
    """Return the folder of downloads: $ATELIER_CACHE, or `atelier` where this system keeps its caches."""
    import platformdirs

    chosen = os.environ.get("ATELIER_CACHE")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_cache_dir("atelier", appauthor=False))


def read_local(file: DataFile) -> LocalCopy | None:
    """Return the verified content from $ATELIER_DATA, else from the cache; None where it is in neither.

    Raises
    ------
    DataError
        If the file is there and is not what it should be, or $ATELIER_DATA is no folder.
    """
    given = read_given(file)
    if given is not None:
        return LocalCopy(given, "given")
    cached = read_cached(file)
    return None if cached is None else LocalCopy(cached, "cache")


def read_given(file: DataFile) -> bytes | None:
    """Return the verified content from $ATELIER_DATA, packed there or not; None where it is not set or lacks the file.

    Raises
    ------
    DataError
        As `read_local`.
    """
    chosen = os.environ.get("ATELIER_DATA")
    if not chosen:
        return None
    folder = Path(chosen).expanduser()
    if not folder.is_dir():
        rule = prose(fr="ATELIER_DATA doit nommer un dossier ; reçu :", en="ATELIER_DATA must name a folder; got")
        raise DataError(
            f"{rule} {folder}.",
            prose(fr="Branchez le support, ou corrigez la variable.", en="Plug it in, or correct the variable."),
        )
    packed = folder / file.path
    # Some browsers unpack what they download.
    for path in dict.fromkeys((packed, packed.with_name(packed.name.removesuffix(".gz")))):
        if path.exists():
            mend = prose(
                fr="Remplacez ce fichier, ou retirez-le de ATELIER_DATA.",
                en="Replace that file, or take it out of ATELIER_DATA.",
            )
            return _read(path, file, mend)
    return None


def read_cached(file: DataFile) -> bytes | None:
    """Return the verified content from the cache; None where it is not there.

    Raises
    ------
    DataError
        If the file is there and is not what it should be.
    """
    path = cache_folder() / file.path
    mend = prose(
        fr="Supprimez ce fichier : il sera téléchargé de nouveau.", en="Delete that file: it will be downloaded again."
    )
    return _read(path, file, mend) if path.exists() else None


def _read(path: Path, file: DataFile, mend: str) -> bytes:
    try:
        return read_payload(path, file)
    except WrongPayload as error:
        raise DataError(f"{path} {error}.", mend) from None
    except OSError as error:
        unreadable = prose(fr="ne peut être lu", en="cannot be read")
        raise DataError(f"{path} {unreadable} ({error.strerror or error}).", mend) from None
