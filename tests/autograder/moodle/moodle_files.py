"""Files as Moodle writes them: archives of submissions in all its versions, grading worksheets."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HEADERS = {
    "en": ["Identifier", "Full name", "Email address", "Status", "Group", "Grade", "Maximum grade",
           "Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments"],
    "fr": ["Identifiant", "Nom complet", "Adresse de courriel", "Statut", "Groupe", "Note", "Note maximale",
           "La note peut être modifiée", "Dernière modification (travail remis)", "Dernière modification (note)",
           "Feedback par commentaires"],
}  # fmt: skip
SUBMITTED = {"en": "Submitted for grading - ", "fr": "Remis pour évaluation - "}
DATES = {"en": "Wednesday, 10 June 2026, 2:14 PM", "fr": "mercredi 10 juin 2026, 14:14"}


@dataclass(frozen=True)
class Person:
    """A participant, as Moodle knows them, and what its worksheet says."""

    number: str
    name: str
    email: str = ""
    group: str = ""
    status: str = ""
    submitted: str = ""
    grade: str = ""
    comment: str = ""


def clean_filename(name: str) -> str:
    """Do to a name what Moodle's function of this name does."""
    return "".join(letter for letter in name if letter not in "&<>\"`|'':\\/" and ord(letter) >= 32).replace("..", ".")


def entry_name(name: str, number: str, file: str, *, style: str = "4.1") -> str:
    """Return a file's name in "Download all submissions": of 4.1, of 4.0, or "flat" (without folders)."""
    prefix = clean_filename(name.replace("_", " ") + (f"_{number}" if number else "")) + "_assignsubmission_file"
    return {"4.1": f"{prefix}/{file}", "4.0": f"{prefix}_/{file}", "flat": f"{prefix}_{clean_filename(file)}"}[style]


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def render_worksheet(
    people: Sequence[Person], *, lang: str = "en", drop: Sequence[str] = (), separator: str = ","
) -> str:
    """Return a grading worksheet as text; `drop` names columns (in English) that it does not have."""
    rows = [HEADERS[lang]]
    for one in people:
        rows.append([
            f"Participant {one.number}", one.name, one.email, one.status or SUBMITTED[lang], one.group, one.grade,
            "20.00", "Yes", one.submitted or DATES[lang], "-", one.comment,
        ])  # fmt: skip
    kept = [place for place, header in enumerate(HEADERS["en"]) if header not in drop]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(
        [[row[place] for place in kept] for row in rows]
    )
    return text.getvalue()


def write_worksheet(path: Path, people: Sequence[Person], *, lang: str = "en", drop: Sequence[str] = ()) -> Path:
    """Write a grading worksheet with the byte-order mark that Moodle gives it."""
    path.write_text(render_worksheet(people, lang=lang, drop=drop), encoding="utf-8-sig")
    return path
