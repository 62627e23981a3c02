"""One student's page for one chapter."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from autograder.course_folder import TEMPLATES, Course
from autograder.feedback.code import code_style, render_code
from autograder.files import write_file
from autograder.flags import describe_flags
from autograder.markdown import render_markdown
from autograder.marks import MARKED, Marks, Score, reason, write_points
from autograder.sanitise import BASE64, IMAGES
from autograder.stages import Outcome, Record, Verdict

_KEY = re.compile(r"<!-- atelier (\w+) -->")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_SIGNS = {Outcome.PASSED: "✓", Outcome.TO_MARK: "…", MARKED: "✎"}

_WORDS = {
    "fr": {
        "feedback": "Correction", "exercise": "Exercice", "points": "Points", "result": "Résultat", "test": "Test",
        "answer": "Votre réponse", "comment": "Commentaire", "shown": "Le test, sans sa partie cachée",
        "waiting": "points restent à attribuer par l'enseignant", "notes": "À propos du fichier rendu",
        "late": "Retard :", "printed": "Ce que la cellule affiche", "nothing": "(rien)", "total": "Total :",
        "unreadable": "Rien n'a pu être corrigé :",
    },
    "en": {
        "feedback": "Feedback", "exercise": "Exercise", "points": "Points", "result": "Result", "test": "Test",
        "answer": "Your answer", "comment": "Comment", "shown": "The test, without its hidden part",
        "waiting": "points are still to be given by the teacher", "notes": "About the file handed in",
        "late": "Late:", "printed": "What the cell shows", "nothing": "(nothing)", "total": "Total:",
        "unreadable": "Nothing could be graded:",
    },
}  # fmt: skip


@dataclass(frozen=True)
class _Check:
    """A test: its sign and points, why, the failure card, what students may see of it."""

    sign: str
    points: str
    reason: str
    card: str
    code: Markup


@dataclass(frozen=True)
class _Part:
    """An exercise or a question, ready for the page."""

    name: str
    sign: str
    points: str
    reason: str
    answer: Markup
    shown: Sequence[Markup] = ()
    checks: Sequence[_Check] = ()
    comments: Sequence[Markup] = field(default_factory=list)


def feedback_path(course: Course, record: Record) -> Path:
    """Return where a student's page is."""
    return course.root / "feedback" / record.student / record.chapter / f"{record.chapter[3:]}.html"


def write_feedback(course: Course, record: Record, scores: Sequence[Score], marks: Marks) -> bool:
    """Write feedback/STUDENT/CHAPTER/name.html, unless it is there and says what the gradebook says.

    Parameters
    ----------
    course : Course
        The course folder, where the submission was graded.
    record : Record
        The submission's.
    scores : sequence of Score
        Its exercises and questions, marks by hand included.
    marks : Marks
        What the gradebook says of each cell, comments among it: when they change, the page is made again.

    Returns
    -------
    bool
        Whether the page was made.
    """
    path = feedback_path(course, record)
    key = hashlib.sha256(f"{record.key} {marks!r} {_template_text()}".encode()).hexdigest()[:32]
    if path.is_file():
        found = _KEY.search(path.read_text(encoding="utf-8")[-200:])
        if found and found[1] == key:
            return False
    write_file(path, f"{render_page(record, scores, marks).rstrip()}\n<!-- atelier {key} -->\n")
    return True


def render_page(record: Record, scores: Sequence[Score], marks: Marks) -> str:
    """Return the page."""
    cells = {cell.get("id", ""): cell for cell in record.notebook.get("cells", [])}
    words = _WORDS[record.lang]
    waiting = sum(score.to_mark for score in scores)
    # What could not be read has one reason, and no answers to show.
    unreadable = next((one.message for one in record.verdicts if one.outcome == Outcome.UNREADABLE), "")
    return _template().render(
        lang=record.lang,
        t=words,
        title=_read_title(record),
        student=record.student,
        earned=write_points(max(0.0, sum(score.earned for score in scores) - marks["penalty"]), record.lang),
        points=write_points(sum(score.points for score in scores), record.lang),
        waiting=write_points(waiting, record.lang) if waiting else "",
        penalty=write_points(marks["penalty"], record.lang) if marks["penalty"] else "",
        notes=[] if unreadable else describe_flags(record.flags, record.lang),
        unreadable=unreadable,
        parts=[] if unreadable else [_make_part(record, score, cells, marks) for score in scores],
        code_style=Markup(code_style()),
    )


def _make_part(record: Record, score: Score, cells: Mapping[str, Any], marks: Marks) -> _Part:
    verdicts = [verdict for verdict in record.verdicts if verdict.exercise == score.exercise]
    cell = cells.get(score.exercise, {})
    names = [score.exercise, *(verdict.cell_id for verdict in verdicts)]
    comments = [marks["comments"][name] for name in dict.fromkeys(names) if marks["comments"].get(name)]
    is_code = cell.get("cell_type") == "code"
    source = "".join(cell.get("source", ""))
    return _Part(
        name=score.exercise,
        sign=_SIGNS.get(score.outcome, "✗"),
        points=f"{write_points(score.earned, record.lang)} / {write_points(score.points, record.lang)}",
        reason=reason(score.outcome, record.lang),
        answer=Markup(render_code(source) if is_code else _render_text(source, cell.get("attachments"))),
        shown=[_render_output(output) for output in cell.get("outputs", [])] if is_code else [],
        checks=[
            _make_check(verdict, cells, marks, record) for verdict in verdicts if verdict.cell_id != score.exercise
        ],
        comments=[Markup(_render_text(comment)) for comment in comments],
    )


def _render_text(text: str, attachments: Mapping[str, Any] | None = None) -> str:
    return render_markdown(text, attachments, first_heading=3)  # below the headings of the page


def _make_check(verdict: Verdict, cells: Mapping[str, Any], marks: Marks, record: Record) -> _Check:
    score = marks["grades"][verdict.cell_id][0]
    return _Check(
        sign=_SIGNS.get(verdict.outcome, "✗"),
        points=f"{write_points(score, record.lang)} / {write_points(verdict.points, record.lang)}",
        reason=verdict.outcome.reason(record.lang),
        card=_ANSI.sub("", verdict.message),
        code=Markup(render_code("".join(cells.get(verdict.cell_id, {}).get("source", "")))),
    )


def _render_output(output: Mapping[str, Any]) -> Markup:
    """Return an output as text or as a picture; a student's HTML never gets so far."""
    data = output.get("data", {})
    for kind in IMAGES:
        picture = data.get(kind)
        if isinstance(picture, str) and BASE64.fullmatch(picture):
            described = Markup.escape(str(data.get("text/plain", "")))
            return Markup(f'<img src="data:{kind};base64,{picture}" alt="{described}">')
    text = output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
    return Markup('<pre tabindex="0">{}</pre>').format(_ANSI.sub("", str(text)))


def _read_title(record: Record) -> str:
    for cell in record.notebook.get("cells", []):
        for line in "".join(cell.get("source", "")).splitlines():
            if cell.get("cell_type") == "markdown" and line.startswith("# "):
                return line[2:].strip()
    return record.chapter


def _template_text() -> str:
    return (TEMPLATES / "feedback.html.j2").read_text(encoding="utf-8")


@cache
def _template() -> jinja2.Template:
    return jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(_template_text())
