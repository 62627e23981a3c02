"""What goes back to Moodle: the grading worksheet with marks in it, and the archive of feedback."""

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.moodle.worksheet import Worksheet
from autograder.spreadsheets import defuse
from helpers.language import Language

_FORBIDDEN = "&<>\"`|':\\/_"


@dataclass(frozen=True)
class Mark:
    """A student's mark in an assignment: the points, out of how many, and a line of comment."""

    earned: float
    points: float
    comment: str


def fill_worksheet(worksheet: Worksheet, marks: Mapping[str, Mark]) -> bytes:
    """Return the worksheet to upload: the rows of those who have a mark, with grade and comment.

    Who has none is left out: an importer that meets an empty cell where a comment stands wipes the comment. A comment
    that stands there already stays. Marks are brought to Moodle's maximum.

    Parameters
    ----------
    worksheet : Worksheet
        As it came from Moodle.
    marks : mapping
        Participant's number → mark.

    Returns
    -------
    bytes
        CSV in UTF-8 with the byte-order mark and the headers that Moodle's own file has; its importer looks for these.
    """
    columns = worksheet.columns
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(worksheet.headers)
    for row, participant in zip(worksheet.rows, worksheet.participants, strict=True):
        mark = marks.get(participant.number)
        if mark is None:
            continue
        cells = [defuse(cell) if place == columns.get("name") else cell for place, cell in enumerate(row)]
        cells[columns["grade"]] = format_grade(mark, worksheet.read(row, "maximum"))
        if "comment" in columns and not cells[columns["comment"]].strip():
            cells[columns["comment"]] = defuse(mark.comment)
        writer.writerow(cells)
    return text.getvalue().encode("utf-8-sig")


def format_grade(mark: Mark, maximum: str) -> str:
    """Return a mark as Moodle's importer reads it in every language: two decimals behind a point.

    Parameters
    ----------
    mark : Mark
        The points.
    maximum : str
        What Moodle has as the maximum; "" or "-" when it has none, and then the points stay.
    """
    try:
        scale = float(maximum.replace("\u00a0", "").replace(",", ".")) / mark.points
    except (ValueError, ZeroDivisionError):
        scale = 1.0
    return f"{mark.earned * scale:.2f}"


def pack_feedback(worksheet: Worksheet, pages: Mapping[str, bytes], file_name: str) -> bytes:
    """Return the archive for "Upload multiple feedback files in a zip": one folder for each participant.

    Parameters
    ----------
    worksheet : Worksheet
        The assignment's: each member of a group has a folder, since Moodle finds participants by their own number.
    pages : mapping
        Participant's number → the page.
    file_name : str
        What the page is called in the student's hands; no dot or tilde in front, which Moodle skips.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for participant in worksheet.participants:
            if participant.number not in pages:
                continue
            # Moodle reads the number after the first underscore.
            name = "".join(" " if letter in _FORBIDDEN else letter for letter in participant.name).strip(" .")
            folder = f"{name or 'Participant'}_{participant.number}_assignsubmission_file"
            archive.writestr(f"{folder}/{file_name}", pages[participant.number])
    return made.getvalue()


def explain_upload(worksheet: str, feedback: str, lang: Language) -> list[str]:
    """Return what to do in Moodle with the two files, in the order that its importers need."""
    if lang == "fr":
        return [
            f"1. Dans Moodle, « Déposer la feuille de notation » : {worksheet}",
            "   Cochez la case qui permet de modifier ce qui l'a été plus récemment dans Moodle :",
            "   il ne lit les dates qu'en anglais, et passerait les lignes déjà notées.",
            f"2. Ensuite seulement, « Déposer plusieurs fichiers de feedback dans un ZIP » : {feedback}",
        ]
    return [
        f'1. In Moodle, "Upload grading worksheet": {worksheet}',
        '   Tick "Allow updating records that have been modified more recently in Moodle than in the spreadsheet":',
        "   Moodle reads dates in English only, and would skip rows that were graded before.",
        f'2. Only then, "Upload multiple feedback files in a zip": {feedback}',
    ]
