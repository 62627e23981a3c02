"""The class on one page: who has what and why, who is missing, which exercises were hard."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import jinja2

from autograder.collect.collecting import worksheet_path
from autograder.collect.handed_in import identify
from autograder.course_folder import TEMPLATES, Course
from autograder.flags import describe_flags
from autograder.marks import LATE, MARKED, Score, reason, write_points
from autograder.moodle.worksheet import read_worksheet
from autograder.stages import Outcome
from helpers.language import Language

_WORDS = {
    "fr": {
        "title": "Notes de la classe", "csv": "toutes les notes, exercice par exercice", "scheme": "Barème",
        "student": "Étudiant", "points": "Points", "to_mark": "À corriger", "reasons": "Points perdus",
        "flags": "À vérifier", "nothing": "Rien n'a encore été corrigé.",
        "summary": "Un nom mène à la page que lit l'étudiant.",
        "submissions": "Copies :", "complete": "notes complètes :", "median": "médiane :",
        "absent": "Rien de corrigé :", "exercise": "Exercice", "answered": "Répondu", "full": "Tous les points",
        "by_exercise": "Par exercice",
    },
    "en": {
        "title": "Scores of the class", "csv": "all scores, exercise by exercise", "scheme": "Marking scheme",
        "student": "Student", "points": "Points", "to_mark": "To mark", "reasons": "Points lost",
        "flags": "To check", "nothing": "Nothing has been graded yet.",
        "summary": "A name leads to the page that the student reads.",
        "submissions": "Submissions:", "complete": "complete marks:", "median": "median:",
        "absent": "Nothing graded of:", "exercise": "Exercise", "answered": "Answered", "full": "All points",
        "by_exercise": "By exercise",
    },
}  # fmt: skip
_NOTHING_THERE = (Outcome.UNANSWERED, Outcome.UNREADABLE, Outcome.MISSING)


def render_page(course: Course, scores: Sequence[Sequence[Score]], names: Mapping[str, str]) -> str:
    """Return the page.

    Parameters
    ----------
    course : Course
        The course folder; pages of feedback that are there are linked.
    scores : sequence of sequences of Score
        A submission's, one after the other.
    names : mapping
        Student → what they are called, where that is known.
    """
    chapters = []
    for name in course.chapter_names:
        found = [submission for submission in scores if submission[0].chapter == name]
        if found:
            chapters.append(_describe_chapter(course, name, found, names))
    source = (TEMPLATES / "report.html.j2").read_text(encoding="utf-8")
    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    return template.render(lang=course.lang, t=_WORDS[course.lang], chapters=chapters) + "\n"


def _describe_chapter(
    course: Course, name: str, found: Sequence[Sequence[Score]], names: Mapping[str, str]
) -> dict[str, Any]:
    complete = [sum(score.earned for score in one) for one in found if not any(score.to_mark for score in one)]
    points = sum(score.points for score in found[0])
    middle = f"{write_points(median(complete), course.lang)} / {write_points(points, course.lang)}" if complete else ""
    return {
        "name": name,
        "scheme": f"../marking_schemes/{name}.html",
        "n_submissions": len(found),
        "n_complete": len(complete),
        "median": middle,
        "absent": _find_absent(course, name, {one[0].student for one in found}),
        "rows": [_row(course, one, names) for one in found],
        "exercises": _count_by_exercise(found),
    }


def _find_absent(course: Course, chapter: str, graded: set[str]) -> str:
    """Return who is in Moodle's worksheet and has no mark at all: nothing came, or nothing that can be graded."""
    path = worksheet_path(course, chapter)
    people = map(identify, read_worksheet(path).participants) if path.is_file() else ()
    return ", ".join(student.person or student.name for student in people if student.name not in graded)


def _count_by_exercise(found: Sequence[Sequence[Score]]) -> list[dict[str, Any]]:
    """Return for each exercise how many answered it, and how many of them have all its points."""
    by_exercise: dict[str, list[Score]] = {}
    for score in (score for one in found for score in one if score.outcome != LATE):
        by_exercise.setdefault(score.exercise, []).append(score)
    return [
        {
            "name": exercise,
            "answered": sum(score.outcome not in _NOTHING_THERE for score in scores),
            "full": sum(score.earned >= score.points for score in scores if score.outcome not in _NOTHING_THERE),
        }
        for exercise, scores in by_exercise.items()
    ]


def _row(course: Course, scores: Sequence[Score], names: Mapping[str, str]) -> dict[str, object]:
    lost = [score for score in scores if score.outcome not in (Outcome.PASSED, Outcome.TO_MARK, MARKED, LATE)]
    late = [
        f"{reason(LATE, course.lang)} ({write_points(score.earned, course.lang)})"
        for score in scores
        if score.outcome == LATE
    ]
    first, to_mark = scores[0], sum(score.to_mark for score in scores)
    earned, points = (sum(getattr(score, kind) for score in scores) for kind in ("earned", "points"))
    page = Path("feedback", first.student, first.chapter, f"{first.chapter[3:]}.html")
    n_exercises = sum(score.outcome != LATE for score in scores)
    return {
        "student": first.student,
        "name": names.get(first.student, ""),
        "points": f"{write_points(earned, course.lang)} / {write_points(points, course.lang)}",
        "to_mark": write_points(to_mark, course.lang) if to_mark else "",
        "reasons": "; ".join(filter(None, [summarise(lost, course.lang, n_exercises=n_exercises), *late])),
        "flags": "; ".join(describe_flags((flag for score in scores for flag in score.flags), course.lang)),
        "feedback": f"../{page.as_posix()}" if (course.root / page).is_file() else "",
    }


def summarise(lost: Sequence[Score], lang: Language, *, n_exercises: int = 0) -> str:
    """Return the reasons for lost points, each with its exercises: "a check failed (neuron, step)".

    A reason that is that of all `n_exercises` stands without their names.
    """
    by_reason: dict[str, list[str]] = {}
    for score in lost:
        by_reason.setdefault(reason(score.outcome, lang), []).append(score.exercise)
    return "; ".join(
        why if len(exercises) == n_exercises else f"{why} ({', '.join(exercises)})"
        for why, exercises in by_reason.items()
    )
