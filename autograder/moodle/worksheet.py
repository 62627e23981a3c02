"""Moodle's grading worksheet: who takes part in an assignment, and the table that goes back with the marks."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import AtelierError
from helpers.language import Language

# Moodle finds its columns by these very words, in the language of whoever downloads and uploads. A site may have
# changed others; those of the columns that it needs are fixed in its language packs.
_HEADERS: dict[str, tuple[str, ...]] = {
    "identifier": ("Identifiant", "Identifier"),
    "name": ("Nom complet", "Full name"),
    "id_number": ("Numéro d'identification", "Numéro d’identification", "ID number"),
    "email": ("Adresse de courriel", "Email address"),
    "status": ("Statut", "Status"),
    "group": ("Groupe", "Group"),
    "grade": ("Note", "Grade"),
    "maximum": ("Note maximale", "Maximum grade", "Maximum Grade"),
    "changeable": ("La note peut être modifiée", "Grade can be changed"),
    "submitted": ("Dernière modification (travail remis)", "Last modified (submission)"),
    "graded": ("Dernière modification (note)", "Last modified (grade)"),
    "comment": ("Feedback par commentaires", "Feedback comments"),
}
# Without these Moodle's importer refuses a worksheet.
_NEEDED = ("identifier", "grade", "graded")
_DRAFT = ("brouillon", "draft")
_MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class Participant:
    """A row of the worksheet.

    Attributes
    ----------
    number : str
        The participant's number in this assignment, by which Moodle's files name them; another in each assignment
        where students are anonymous.
    name, email, id_number, group : str
        "" where the worksheet does not have them: an anonymous one has neither name nor e-mail.
    status, submitted : str
        In Moodle's words: whether something was handed in, and when.
    """

    number: str
    name: str
    email: str
    id_number: str
    group: str
    status: str
    submitted: str

    @property
    def is_draft(self) -> bool:
        """Whether the student never pressed the button that hands the work in."""
        return self.status.casefold().startswith(_DRAFT)


@dataclass(frozen=True)
class Worksheet:
    """A grading worksheet, every cell as it came.

    Attributes
    ----------
    path : Path
        The file.
    lang : {"fr", "en"}
        The language of its headers.
    headers : tuple of str
        As they came.
    rows : tuple of tuple of str
        One a participant.
    columns : dict
        Field ("identifier", "grade", …) → place of its column, for those that are there.
    """

    path: Path
    lang: Language
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: dict[str, int]

    def read(self, row: tuple[str, ...], field: str) -> str:
        """Return a field of a row, "" where the worksheet does not have it."""
        return row[self.columns[field]].strip() if field in self.columns else ""

    @property
    def participants(self) -> list[Participant]:
        """The people of the worksheet, in its order."""
        return [self._participant(row) for row in self.rows]

    def _participant(self, row: tuple[str, ...]) -> Participant:
        fields = ("name", "email", "id_number", "group", "status", "submitted")
        values = {field: self.read(row, field) for field in fields}
        return Participant(number=_read_number(self.read(row, "identifier")), **values)


def read_worksheet(path: Path) -> Worksheet:
    """Read a worksheet as Moodle's "Download grading worksheet" gives it, in French or in English.

    A spreadsheet may have saved it since: with semicolons, tabs, UTF-16 or Windows' own letters.

    Raises
    ------
    AtelierError
        If it is no such table, names a participant twice, or lacks a column that Moodle needs back.
    """
    advice = "In Moodle: the assignment, View all submissions, Download grading worksheet (CSV)."
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AtelierError(f"collect: WORKSHEET could not be read: {error}.", advice) from error
    if len(content) > _MAX_BYTES:
        raise AtelierError(f"collect: WORKSHEET must be a table of one class; {path} is {len(content)} bytes.", advice)
    text = _decode(content)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    table = [tuple(row) for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)]
    headers = tuple(cell.strip() for cell in table[0]) if table else ()
    columns = _find_columns(headers)
    missing = [" / ".join(_HEADERS[field][:2]) for field in _NEEDED if field not in columns]
    if missing:
        message = f"collect: WORKSHEET must be Moodle's grading worksheet; {path} lacks {', '.join(missing)}."
        raise AtelierError(message, advice)
    rows = tuple((*row, *[""] * (len(headers) - len(row))) for row in table[1:])
    lang: Language = "fr" if headers[columns["identifier"]] == "Identifiant" else "en"
    worksheet = Worksheet(path, lang, headers, rows, columns)
    _check_numbers(worksheet, advice)
    return worksheet


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _find_columns(headers: tuple[str, ...]) -> dict[str, int]:
    return {
        field: headers.index(word)
        for field, words in _HEADERS.items()
        for word in [next((word for word in words if word in headers), None)]
        if word is not None
    }


def _read_number(identifier: str) -> str:
    """Return 123 of "Participant123", "Participant 123" and what other languages have before a number."""
    digits = identifier[len(identifier.rstrip("0123456789")) :]
    return digits.lstrip("0") or digits


def _check_numbers(worksheet: Worksheet, advice: str) -> None:
    seen: set[str] = set()
    for place, participant in enumerate(worksheet.participants, start=2):
        if not participant.number or participant.number in seen:
            got = worksheet.read(worksheet.rows[place - 2], "identifier")
            rule = "each row must have a participant of its own"
            raise AtelierError(f"collect: {worksheet.path}: {rule}; row {place} has {got!r}.", advice)
        seen.add(participant.number)
