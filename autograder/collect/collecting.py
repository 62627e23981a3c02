"""Put what was handed in where grading looks for it, and say what was odd about it."""

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.build import Chapter
from autograder.collect.archive import Entry
from autograder.collect.handed_in import HandedIn, Student, identify
from autograder.course_folder import Course
from autograder.files import write_bytes
from autograder.flags import Flag, describe_flags
from autograder.gradebook import open_gradebook
from autograder.moodle.dates import read_date
from autograder.moodle.worksheet import Worksheet
from autograder.sanitise.finding import find_notebook, looks_like_notebook
from autograder.sanitise.reading import read_document
from autograder.sanitise.reasons import UnreadableError
from helpers.errors import AtelierError

TIMESTAMP = "timestamp.txt"
_UNSAFE = re.compile(r"[^\w .()+@-]")
_MAX_NAME, _MAX_DEPTH = 100, 4
# What editors and systems leave beside people's files; among it copies of notebooks.
_LITTER = {".ipynb_checkpoints", "__MACOSX", ".DS_Store", "Thumbs.db"}


@dataclass
class Collected:
    """What was collected for a chapter, and what an instructor should know of it: lines of text.

    Attributes
    ----------
    chapter : str
        Its name.
    new, changed, unchanged : list of str
        Students.
    missing : list of str
        Who is in the worksheet and handed in nothing.
    drafts, undated : list of str
        Who never pressed "submit"; whose date could not be read.
    several : list of str
        Who handed in several notebooks, and which was taken.
    odd : list of str
        Who handed in something else: a person has to look.
    renamed : list of str
        Whose notebook was found all the same: under another name, in a folder, beside other things.
    strangers : list of str
        What in the archive belongs to nobody.
    """

    chapter: str
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)
    several: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def guess_chapter(handed: Iterable[HandedIn], known: Sequence[str]) -> str:
    """Return the chapter that most of the notebooks say they are of.

    Raises
    ------
    AtelierError
        If there is no such chapter.
    """
    said: Counter[str] = Counter()
    for one in handed:
        for entry in one.files:
            if entry.parts[-1].lower().endswith(".ipynb"):
                said.update({_read_chapter(entry)} - {""})
    best = [name for name, _ in said.most_common(1) if name in known]
    if not best or 2 * said[best[0]] <= said.total():
        got = ", ".join(f"{name}: {n}" for name, n in said.most_common(3)) or "no notebook of the course"
        message = f"collect: the archive does not say which chapter it is of ({got})."
        raise AtelierError(message, f"Add --chapter, one of {', '.join(known)}.", exit_code=2)
    return best[0]


def _read_chapter(entry: Entry) -> str:
    try:
        return read_document(entry.content).chapter or ""
    except UnreadableError:
        return ""


def put_into_course(
    course: Course,
    chapter: Chapter,
    handed: Sequence[HandedIn],
    *,
    worksheet: Worksheet | None = None,
    strangers: Sequence[str] = (),
    zone: ZoneInfo | None,
) -> Collected:
    """Write submissions to submitted/STUDENT/CHAPTER, the students to the gradebook, and the worksheet to moodle/.

    Each submission takes its place in one step; what is the same as before stays untouched, and so do its marks.

    Parameters
    ----------
    course, chapter : Course, Chapter
        Where to.
    handed : sequence of HandedIn
        The submissions.
    worksheet : Worksheet, optional
        Says who is missing; kept for the way back.
    strangers : sequence of str
        Names in the archive that belong to nobody.
    zone : ZoneInfo
        The time zone of the worksheet's dates; None is this machine's.
    """
    collected = Collected(chapter.name, strangers=list(strangers))
    known = {student.name: student for one in handed for student in one.students}
    for one in handed:
        if not one.students:
            collected.strangers.append(f"{one.label}: not in the worksheet")
        for student in one.students:
            _put(course, chapter, one, student, collected, zone)
    if worksheet is not None:
        everybody = [identify(participant) for participant in worksheet.participants]
        collected.missing += [_describe(student) for student in everybody if student.name not in known]
        known |= {student.name: student for student in everybody}
        write_bytes(worksheet_path(course, chapter.name), worksheet.path.read_bytes())
    _register(course, known.values())
    return collected


def worksheet_path(course: Course, chapter: str) -> Path:
    """Return where the course keeps a chapter's grading worksheet."""
    return course.root / "moodle" / f"{chapter}.csv"


def _put(
    course: Course, chapter: Chapter, handed: HandedIn, student: Student, collected: Collected, zone: ZoneInfo | None
) -> None:
    who = _describe(student)
    files = _name_files(handed.files)
    if student.is_draft:
        collected.drafts.append(who)
    collected.odd += [f"{who}: {problem}" for problem in handed.problems]
    if not files:
        if not handed.problems:
            collected.odd.append(f"{who}: no file")
        return
    date = read_date(student.submitted, zone)
    if date is not None:
        files[TIMESTAMP] = f"{date.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n".encode()
    elif student.submitted not in ("", "-"):
        collected.undated.append(f"{who}: {student.submitted}")
    place = course.root / "submitted" / student.name / chapter.name
    before = _read_files(place)
    if before == files:
        collected.unchanged.append(who)
    else:
        (collected.changed if before else collected.new).append(who)
        _swap(place, files)
    content, flags = find_notebook(place, chapter)
    several = [flag for flag in flags if flag.kind == "several_files"]
    collected.several += [f"{who}: {words}" for words in describe_flags(several, "en")]
    if problem := _find_problem(content, flags, files, chapter):
        collected.odd.append(f"{who}: {problem}")
        return
    others = [flag for flag in flags if flag.kind not in ("several_files", "bad_timestamp")]
    collected.renamed += [f"{who}: {words}" for words in describe_flags(others, "en")]


def _find_problem(content: bytes, flags: Sequence[Flag], files: Iterable[str], chapter: Chapter) -> str:
    """Return why what was handed in earns nothing, "" when it can be graded."""
    names = sorted(set(files) - {TIMESTAMP})
    if Flag("no_notebook") in flags:
        return f"no notebook among {', '.join(names)}"
    try:
        said = read_document(content).chapter
    except UnreadableError as error:
        return f"{error} ({', '.join(filter(looks_like_notebook, names))})"
    return f"a notebook of {said}" if said not in ("", chapter.name) else ""


def _describe(student: Student) -> str:
    return f"{student.name} ({student.person})" if student.person else student.name


def _name_files(entries: Iterable[Entry]) -> dict[str, bytes]:
    """Return files under names that every system takes, no two alike."""
    entries = list(entries)
    files: dict[str, bytes] = {}
    for entry in [one for one in entries if not _LITTER.intersection(one.parts)] or entries:
        parts = [_UNSAFE.sub("_", part)[-_MAX_NAME:].strip(" .") or "_" for part in entry.parts[-_MAX_DEPTH:]]
        name, n = "/".join(parts), 1
        # Also those that differ in their capitals alone: on some systems they are one file.
        taken = {known.casefold() for known in files} | {TIMESTAMP}
        while name.casefold() in taken:
            n += 1
            name = "/".join([*parts[:-1], f"{n}-{parts[-1]}"])
        files[name] = entry.content
    return files


def _read_files(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def _swap(place: Path, files: dict[str, bytes]) -> None:
    """Put a folder with these files in the place of what is there; nobody finds it half written."""
    submitted = place.parents[1]
    submitted.mkdir(parents=True, exist_ok=True)
    # Names with a dot in front are nobody's submission.
    with tempfile.TemporaryDirectory(prefix=".collect-", dir=submitted) as made:
        fresh, old = Path(made, "new"), Path(made, "old")
        for name, content in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        place.parent.mkdir(exist_ok=True)
        if place.exists():
            shutil.move(place, old)
        shutil.move(fresh, place)


def _register(course: Course, students: Iterable[Student]) -> None:
    """Enter students into the gradebook, so that the formgrader shows names."""
    with open_gradebook(course.db_url) as gradebook:
        for student in students:
            details = {"last_name": student.person or None, "email": student.email or None}
            gradebook.update_or_create_student(student.name, **{key: value for key, value in details.items() if value})
