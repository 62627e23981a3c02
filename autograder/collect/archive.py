"""Read an archive, or a folder, that somebody else made: nothing is unpacked, and nothing in it is trusted."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from helpers.errors import AtelierError

_CHUNK_BYTES = 1_000_000
_ENCRYPTED = 0x1
# Text packs to a tenth, a page of zeros to a thousandth; small files may do what they like.
_RATIO_FREE_BYTES = 20_000_000


@dataclass(frozen=True)
class ArchiveLimits:
    """How much of an archive is read.

    Attributes
    ----------
    n_files : int
        Entries, those of archives within it included.
    file_bytes, total_bytes : int
        Unpacked: of one entry, of all.
    ratio : float
        Unpacked bytes over packed ones.
    depth : int
        Archives within archives that are opened.
    """

    n_files: int = 20_000
    file_bytes: int = 100_000_000
    total_bytes: int = 4_000_000_000
    ratio: float = 200.0
    depth: int = 1


@dataclass(frozen=True)
class Entry:
    """A file of an archive: the parts of its name, folders first, and its content.

    `problem` says why an archive that was handed in could not be read; its content is then empty.
    """

    parts: tuple[str, ...]
    content: bytes
    problem: str = ""


class ArchiveError(ValueError):
    """What is wrong with an archive, in one clause."""


def read_archive(path: Path, limits: ArchiveLimits | None = None) -> Iterator[Entry]:
    """Yield the files of a zip archive, or of a folder, and of the zip archives within.

    An archive within is the work of one student: what is wrong with it is that entry's problem. The archive itself
    comes from the school, and one wrong entry refuses it.

    Parameters
    ----------
    path : Path
        The archive or folder.
    limits : ArchiveLimits, optional
        How much is read.

    Raises
    ------
    AtelierError
        If it is no archive, or holds what no honest archive holds: names that lead out of it, links, encrypted
        entries, more bytes or files than the limits. Names are all checked before the first file is read.
    """
    budget = _Budget(limits or ArchiveLimits())
    try:
        if path.is_dir():
            yield from _read_folder(path, budget)
        else:
            with zipfile.ZipFile(path) as archive:
                yield from _read_zip(archive, (), budget, 0)
    except (ArchiveError, zipfile.BadZipFile) as error:
        message = f"collect: ARCHIVE must be a zip as Moodle makes it, or a folder; {path}: {error}."
        raise AtelierError(message, "Download it again; nothing was collected.") from error
    except OSError as error:
        raise AtelierError(f"collect: ARCHIVE could not be read: {error}.", "Nothing was collected.") from error


class _Budget:
    """Counts what was read."""

    def __init__(self, limits: ArchiveLimits) -> None:
        self.limits = limits
        self._n_files = self._n_bytes = self._n_packed = 0

    def count_files(self, n_files: int) -> None:
        self._n_files += n_files
        if self._n_files > self.limits.n_files:
            raise ArchiveError(f"it has more than {self.limits.n_files} files")

    def begin(self, packed_bytes: int) -> None:
        self._n_packed += packed_bytes

    def count_bytes(self, name: str, n_bytes: int, file_bytes: int) -> None:
        self._n_bytes += n_bytes
        if file_bytes > self.limits.file_bytes:
            raise ArchiveError(f"{name!r} unpacks to more than {self.limits.file_bytes / 1e6:.0f} MB")
        if self._n_bytes > self.limits.total_bytes:
            raise ArchiveError(f"it unpacks to more than {self.limits.total_bytes / 1e6:.0f} MB")
        if self._n_bytes > _RATIO_FREE_BYTES + self.limits.ratio * self._n_packed:
            raise ArchiveError(f"{name!r} unpacks to more than {self.limits.ratio:.0f} times its size")


def _read_zip(archive: zipfile.ZipFile, above: tuple[str, ...], budget: _Budget, depth: int) -> Iterator[Entry]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    budget.count_files(len(infos))
    names = [_check_entry(info) for info in infos]
    for info, parts in zip(infos, names, strict=True):
        parts = above + parts
        content = _read_entry(archive, info, budget)
        if content.startswith(b"PK\x03\x04") and parts[-1].lower().endswith(".zip"):
            yield from _read_inner(content, parts, budget, depth + 1)
        else:
            yield Entry(parts, content)


def _read_inner(content: bytes, parts: tuple[str, ...], budget: _Budget, depth: int) -> Iterator[Entry]:
    """Yield the files of an archive that a student handed in, or one entry that says what is wrong with it."""
    if depth > budget.limits.depth:
        yield Entry(parts, b"", "an archive within an archive within an archive")
        return
    # A budget of its own: one student's bomb must not cost the others their place.
    inner = _Budget(budget.limits)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = list(_read_zip(archive, parts, inner, depth))
    except (ArchiveError, zipfile.BadZipFile) as error:
        yield Entry(parts, b"", str(error))
        return
    budget.count_files(len(entries))
    yield from entries


def _read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> bytes:
    """Read an entry, counting what comes out: what its header says of its size is a claim."""
    budget.begin(info.compress_size)
    chunks, n_bytes = [], 0
    try:
        with archive.open(info) as file:
            while chunk := file.read(_CHUNK_BYTES):
                n_bytes += len(chunk)
                budget.count_bytes(info.filename, len(chunk), n_bytes)
                chunks.append(chunk)
    except (zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveError(f"{info.filename!r} cannot be unpacked ({error})") from error
    return b"".join(chunks)


def _check_entry(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """Return the parts of an entry's name."""
    if info.flag_bits & _ENCRYPTED:
        raise ArchiveError(f"{info.filename!r} is encrypted")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise ArchiveError(f"{info.filename!r} is a link or a special file")
    # Archives made on Windows may separate by backslashes, and zipfile cuts a name at a zero byte.
    name = info.orig_filename.replace("\\", "/")
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if name.startswith("/") or ".." in parts or ":" in parts[0][:2] or "\0" in name or not parts:
        raise ArchiveError(f"{info.orig_filename!r} leads out of the archive")
    return parts


def _read_folder(folder: Path, budget: _Budget) -> Iterator[Entry]:
    paths = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    budget.count_files(len(paths))
    for path in paths:
        name = path.relative_to(folder)
        if path.is_symlink() or not path.is_file():
            raise ArchiveError(f"{str(name)!r} is a link or a special file")
    for path in paths:
        parts = path.relative_to(folder).parts
        n_bytes = path.stat().st_size
        budget.begin(n_bytes)
        budget.count_bytes("/".join(parts), n_bytes, n_bytes)
        content = path.read_bytes()
        if content.startswith(b"PK\x03\x04") and parts[-1].lower().endswith(".zip"):
            yield from _read_inner(content, parts, budget, 1)
        else:
            yield Entry(parts, content)
