"""A class as Moodle hands it over: people, what each sent, and what must become of it."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from autograder.build import Chapter
from autograder.simulated_class import Simulated
from tests.autograder.moodle.moodle_files import Person, entry_name, write_worksheet, write_zip

DUE = "2026-06-10 23:59 Europe/Paris"
DATES = {  # in the worksheet's French; all but one before the due date
    "early": "mardi 9 juin 2026, 08:05",
    "last minute": "mercredi 10 juin 2026, 23:59",
    "late": "jeudi 11 juin 2026, 18:30",
}
# People's names as they are: accents, apostrophes, underscores, scripts from right to left, two of one name.
NAMES = (
    "Amina Ben Ali", "Brian O'Connor", "Chloé Martin-Lefèvre", "Дмитрий Волков", "Élise d’Harcourt", "فريد حداد",
    "金 Grace", "Hugo Bernard", "Hugo Bernard", "Jonas_Weber", "Karim Ziani", "Léa Moreau", "Mateo García Márquez",
    "Nadia Rossi", "Óscar Lind", "Paula Nováková", "Quentin Roy", "Rosa da Silva", "Umar Diallo", "Vera Lopes",
    "שמואל כהן", "Tara Singh",
)  # fmt: skip
MESS = ("Yasmine Absente", "Zoé Absente", "Wendy Word", "Xavier Autre", "Olga Texte", "Zacharie Bombe",
        "Ivan Archivé", "Sofia Deuxfois")  # fmt: skip


@dataclass
class Sent:
    """What a person sent, and what comes of it.

    Attributes
    ----------
    person : Person
        As in the worksheet.
    files : dict
        Name in the person's submission → content.
    earned, to_mark : float or None
        By machine, and by hand; None when nothing of theirs can be graded.
    lang : str
        Of the notebook.
    """

    person: Person
    files: dict[str, bytes] = field(default_factory=dict)
    earned: float | None = None
    to_mark: float = 0.0
    lang: str = "fr"

    @property
    def student(self) -> str:
        """The name in the course folder."""
        return self.person.email


def send(simulated: Sequence[Simulated], chapter: Chapter, other: bytes) -> list[Sent]:
    """Return the whole class: simulated students under real people's names, and those who send something else.

    Parameters
    ----------
    simulated : sequence of Simulated
        With the solution first.
    chapter : Chapter
        Of all of them.
    other : bytes
        A notebook of another chapter.
    """
    name = f"{chapter.notebook_name}.ipynb"
    sent = [
        Sent(_person(100 + n, NAMES[n], when=_when(n)), _pack_as(n, name, one.content), one.earned, one.to_mark, _lang(one))
        for n, one in enumerate(simulated)
    ]  # fmt: skip
    right = simulated[0]
    untouched = next(one.content for one in simulated if "untouched" in one.made_from)
    files: dict[str, dict[str, bytes]] = {
        "Wendy Word": {"réponses.docx": b"PK\x03\x04word"},
        "Xavier Autre": {name: other},
        "Olga Texte": {"": b"<p>Voici mon travail</p>"},
        "Zacharie Bombe": {"tp.zip": make_zip({"zeros.ipynb": b"\0" * 60_000_000})},
        "Ivan Archivé": {"mon TP.zip": make_zip({f"TP/{name}": right.content, "__MACOSX/TP/._x": b"\0"})},
        "Sofia Deuxfois": {f"vieux/{name}": untouched, name: right.content},
    }
    for n, who in enumerate(MESS):
        graded = who in ("Ivan Archivé", "Sofia Deuxfois")
        zero = who in ("Wendy Word", "Xavier Autre")
        status = "Aucun travail remis" if "Absente" in who else ""
        person = _person(200 + n, who, status=status, when="-" if status else DATES["early"])
        earned = right.earned if graded else 0.0 if zero else None
        sent.append(Sent(person, files.get(who, {}), earned, right.to_mark if graded else 0.0, _lang(right)))
    return sent


def _lang(one: Simulated) -> str:
    return "en" if one.made_from.endswith("(en)") else "fr"


def _when(n: int) -> str:
    return DATES["late"] if n in (0, 1) else DATES["last minute"] if n == 2 else DATES["early"]


def _person(number: int, name: str, *, status: str = "", when: str) -> Person:
    status = status or ("Brouillon (non remis)" if number == 103 else "Remis pour évaluation - ")
    return Person(str(number), name, f"etu{number}@uni.fr", status=status, submitted=when)


def _pack_as(n: int, name: str, content: bytes) -> dict[str, bytes]:
    """Return a notebook as people send them: under its name, another, with company."""
    stem = name.removesuffix(".ipynb")
    match n % 6:
        case 1:
            return {f"{stem} (1).ipynb": content}
        case 2:
            return {f"TP1 {stem} vraiment final.ipynb": content}
        case 3:
            return {name: content, f".ipynb_checkpoints/{stem}-checkpoint.ipynb": b"{}", "figure.png": b"\x89PNG"}
        case 4:
            return {f"rendu/{name}": content, "notes.txt": "à lire".encode()}
    return {name: content}


def make_zip(files: Mapping[str, bytes]) -> bytes:
    """Return an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def write_moodle(folder: Path, sent: Sequence[Sent]) -> tuple[Path, Path]:
    """Write "Download all submissions" and the grading worksheet, as a French Moodle gives them; return both."""
    files = {"lisez-moi.txt": b"?"}
    for one in sent:
        for name, content in one.files.items():
            if name:
                files[entry_name(one.person.name, one.person.number, name)] = content
            else:
                typed = entry_name(one.person.name, one.person.number, "onlinetext.html")
                files[typed.replace("assignsubmission_file", "assignsubmission_onlinetext")] = content
    archive = write_zip(folder / "depots.zip", files)
    return archive, write_worksheet(folder / "notes.csv", [one.person for one in sent], lang="fr")


def set_late_rule(course_root: Path, chapter: str, *, extra: str) -> None:
    """Write a rule for late work: two points a day, and one student with more time."""
    path = course_root / "atelier.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["late"] = {"points_per_day": 2, "at_most": 10, "due": {chapter: DUE}, "extra_days": {extra: 1}}
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")


def take_from_bundle(bundle: Path, chapter: Chapter) -> dict[str, nbformat.NotebookNode]:
    """Return the notebooks that students find in the archive of `release`, by language."""
    with zipfile.ZipFile(bundle) as archive:
        return {
            lang: nbformat.reads(
                archive.read(f"atelier/notebooks/{lang}/{chapter.name}/{chapter.notebook_name}.ipynb").decode(),
                as_version=4,
            )
            for lang in ("fr", "en")
        }
