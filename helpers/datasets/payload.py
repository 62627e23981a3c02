"""Reading a data file, packed with gzip or not, and believing only the content whose checksum is known."""

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

from helpers.language import prose

GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class DataFile:
    """A file that the course uses, known by its content.

    Attributes
    ----------
    path : str
        Where it lies in the cache and in $ATELIER_DATA, with "/" between folders.
    urls : tuple of str
        Where the public has it, the best place first.
    sha256 : str
        Checksum of the payload, in hexadecimal: of what is packed, since packers differ.
    n_bytes : int
        Length of the payload.
    """

    path: str
    urls: tuple[str, ...]
    sha256: str
    n_bytes: int

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def max_bytes_packed(self) -> int:
        """The most that a container of the payload may take: gzip adds little to what it cannot press together."""
        return self.n_bytes + self.n_bytes // 100 + 65_536


class WrongPayload(Exception):
    """A file's content is not the known one; the message is the end of a sentence that names the file."""


def read_payload(path: Path, file: DataFile) -> bytes:
    """Return the content of a file, unpacked; never unpacks more than it should hold.

    Raises
    ------
    WrongPayload
        If it is cut short, too long, damaged, or another content.
    OSError
        If the file cannot be read.
    """
    with path.open("rb") as raw:
        beginning = raw.read(64)
        raw.seek(0)
        is_packed = beginning.startswith(GZIP_MAGIC)
        stream = gzip.GzipFile(fileobj=raw) if is_packed else raw
        try:
            payload = stream.read(file.n_bytes + 1)
        except EOFError:
            raise WrongPayload(prose(fr="s'arrête trop tôt", en="ends too early")) from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise WrongPayload(prose(fr=f"est abîmé ({error})", en=f"is damaged ({error})")) from None
    if not is_packed and beginning.lstrip().lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise WrongPayload(
            prose(
                fr="est une page web, pas le fichier (la page de connexion du réseau ?)",
                en="is a web page and not the file (your network's login page?)",
            )
        )
    _compare(payload, file)
    return payload


def _compare(payload: bytes, file: DataFile) -> None:
    if len(payload) > file.n_bytes:
        fr = f"contient plus que ses {file.n_bytes} octets"
        raise WrongPayload(prose(fr=fr, en=f"holds more than its {file.n_bytes} bytes"))
    if len(payload) < file.n_bytes:
        fr = f"contient {len(payload)} octets au lieu de {file.n_bytes}"
        raise WrongPayload(prose(fr=fr, en=f"holds {len(payload)} bytes instead of {file.n_bytes}"))
    digest = hashlib.sha256(payload).hexdigest()
    if digest != file.sha256:
        got, wanted = digest[:12], file.sha256[:12]
        raise WrongPayload(
            prose(
                fr=f"n'a pas le bon contenu (SHA-256 {got}… au lieu de {wanted}…)",
                en=f"has another content (SHA-256 {got}… instead of {wanted}…)",
            )
        )
