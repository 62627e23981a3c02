"""What somebody handed in, and the students whose work it is: joined by number, never by name."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograder.collect.archive import Entry
from autograder.moodle.names import Owner, normalise_name, read_owner
from autograder.moodle.worksheet import Participant, Worksheet
from helpers.errors import AtelierError

# What a folder of nbgrader's may be called on every system; it refuses "+" itself.
_UNSAFE = re.compile(r"[^a-z0-9@._-]+")
_MAX_NAME = 80


@dataclass(frozen=True)
class Student:
    """A student as the course folder knows them: the name of their folder, who they are, and when they handed in."""

    name: str
    person: str = ""
    email: str = ""
    submitted: str = ""
    is_draft: bool = False


@dataclass
class HandedIn:
    """The files of one submission, and whose it is: a group's is each member's."""

    label: str
    students: list[Student] = field(default_factory=list)
    files: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def identify(participant: Participant) -> Student:
    """Return the student behind a row of a worksheet: known by e-mail in all chapters, else by number in this one."""
    key = participant.email or participant.id_number
    name = make_folder_name(key) if key else f"moodle-{participant.number}"
    return Student(name, participant.name, participant.email, participant.submitted, participant.is_draft)


def make_folder_name(key: str) -> str:
    """Return a folder's name for a student's key; different keys have different names."""
    lowered = key.strip().casefold()
    plain = _UNSAFE.sub("-", lowered).strip(".-")[:_MAX_NAME] or "student"
    return plain if plain == lowered else f"{plain}-{hashlib.sha256(lowered.encode()).hexdigest()[:6]}"


def sort_moodle(entries: Iterable[Entry], worksheet: Worksheet | None) -> tuple[list[HandedIn], list[str]]:
    """Return the submissions of Moodle's archive, and the names in it that are not Moodle's.

    Parameters
    ----------
    entries : iterable of Entry
        The files of the archive.
    worksheet : Worksheet, optional
        The assignment's grading worksheet. Without it students are known by Moodle's number in this assignment.

    Raises
    ------
    AtelierError
        If the worksheet belongs to another assignment, or a group's submission cannot be given to its members.
    """
    found: dict[Owner, HandedIn] = {}
    strangers = []
    for entry in entries:
        read = read_owner(entry.parts)
        if read is None:
            strangers.append("/".join(entry.parts))
            continue
        owner, parts = read
        owner = Owner(owner.name, owner.number, "")
        handed = found.setdefault(owner, HandedIn(f"{owner.name} ({owner.number or 'no number'})"))
        if read[0].plugin != "file":
            handed.problems.append(f"typed into Moodle ({read[0].plugin}), not a file")
        elif entry.problem:
            handed.problems.append(f"{parts[-1]}: {entry.problem}")
        else:
            handed.files.append(Entry(parts, entry.content))
    assign = _assign_by_number if worksheet is None else _choose_rule(list(found), worksheet)
    for owner, handed in found.items():
        handed.students = assign(owner)
    return list(found.values()), strangers


def _assign_by_number(owner: Owner) -> list[Student]:
    if not owner.number:
        message = f"collect: the submission of {owner.name!r} has no number: it is a group's."
        raise AtelierError(message, "Give the grading worksheet with --worksheet: it says who is in the group.")
    return [Student(f"moodle-{owner.number}", owner.name)]


def _choose_rule(owners: Sequence[Owner], worksheet: Worksheet):
    """Return what gives the students of a submission: its participant, or the members of its group."""
    groups: dict[str, list[Participant]] = {}
    for participant in worksheet.participants:
        if participant.group:
            groups.setdefault(normalise_name(participant.group), []).append(participant)
    if owners and groups and all(normalise_name(owner.name) in groups for owner in owners):
        _check_groups(worksheet)
        return lambda owner: [identify(member) for member in groups[normalise_name(owner.name)]]
    people = {participant.number: participant for participant in worksheet.participants}
    for owner in owners:
        _check_person(owner, people.get(owner.number.lstrip("0")), worksheet)
    return lambda owner: [identify(people[number])] if (number := owner.number.lstrip("0")) in people else []


def _check_groups(worksheet: Worksheet) -> None:
    """Refuse groups that only signs tell apart: their files could not be told apart either."""
    spelled: dict[str, str] = {}
    for participant in worksheet.participants:
        known = spelled.setdefault(normalise_name(participant.group), participant.group)
        if known != participant.group:
            message = f"collect: the groups {known!r} and {participant.group!r} cannot be told apart in an archive."
            raise AtelierError(message, "Rename one of them in Moodle and download both files again.")


def _check_person(owner: Owner, participant: Participant | None, worksheet: Worksheet) -> None:
    """Refuse a worksheet in which a number is another person's: numbers belong to one assignment."""
    if participant is None or not participant.name:
        return
    # A group's or a user name may stand before the person's.
    if not normalise_name(owner.name).endswith(normalise_name(participant.name)):
        message = (
            f"collect: number {owner.number} is {owner.name!r} in the archive and {participant.name!r} in "
            f"{worksheet.path}: they are not of the same assignment."
        )
        raise AtelierError(message, "Download the worksheet of this assignment; nothing was collected.")


def sort_by_pattern(entries: Iterable[Entry], pattern: str) -> tuple[list[HandedIn], list[str]]:
    """Return the submissions of files whose names follow a pattern, and the names that do not.

    Parameters
    ----------
    entries : iterable of Entry
        The files.
    pattern : str
        Such as "{student}/*.ipynb" or "lab1_{student}.ipynb": `*` is any part of a name, `**` any folders.
    """
    compiled = compile_pattern(pattern)
    found: dict[str, HandedIn] = {}
    strangers = []
    for entry in entries:
        name = "/".join(entry.parts)
        match = compiled.fullmatch(name)
        if match is None:
            strangers.append(name)
            continue
        student = match["student"]
        handed = found.setdefault(student, HandedIn(student, [Student(make_folder_name(student), student)]))
        if entry.problem:
            handed.problems.append(f"{name}: {entry.problem}")
        else:
            handed.files.append(Entry(entry.parts[-1:], entry.content))
    return list(found.values()), strangers


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return a pattern as a regular expression.

    Raises
    ------
    AtelierError
        If it does not say once where the student's name stands.
    """
    if pattern.count("{student}") != 1:
        message = f"collect: --pattern must hold {{student}} once; got {pattern!r}."
        raise AtelierError(message, "For example: --pattern '{student}/*.ipynb'.", exit_code=2)
    parts = re.split(r"(\{student\}|\*\*/?|\*)", pattern)
    words = {"{student}": r"(?P<student>[^/]+?)", "*": "[^/]*", "**": ".*", "**/": "(?:.*/)?"}
    return re.compile("".join(words.get(part, re.escape(part)) for part in parts), re.DOTALL)
