"""The command `collect`: from an archive, a folder or nbgrader's exchange to submitted/."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rich.console import Console

from autograder.collect.archive import read_archive
from autograder.collect.collecting import Collected, guess_chapter, put_into_course
from autograder.collect.handed_in import sort_by_pattern, sort_moodle
from autograder.course_folder import Course, choose_names, open_course
from autograder.moodle.worksheet import read_worksheet
from helpers.command import spell
from helpers.errors import AtelierError
from helpers.terminal import progress_bar

EXCHANGE = "exchange"
_MAX_NAMED = 12


def collect_submissions(
    folder: Path,
    archive: Path,
    *,
    chapter: str = "",
    worksheet: Path | None = None,
    pattern: str = "",
    timezone: str = "",
) -> Collected:
    """Collect one chapter's submissions.

    Everything is read and matched before the first file is written: what refuses an archive leaves the course as it
    was.

    Parameters
    ----------
    folder, archive : Path
        The course; a zip, a folder, or "exchange".
    chapter : str
        Its name; by default what most of the notebooks say.
    worksheet : Path, optional
        Moodle's grading worksheet.
    pattern : str
        Where a student's name stands, in archives that are not Moodle's.
    timezone : str
        Of the worksheet's dates; by default this machine's.

    Raises
    ------
    AtelierError
        With the reason, and what to do.
    """
    course = open_course(folder)
    zone = _find_zone(timezone)
    if str(archive) == EXCHANGE:
        return _collect_exchange(course, chapter)
    table = read_worksheet(worksheet) if worksheet else None
    with progress_bar("collect") as show:
        entries = []
        for entry in read_archive(archive):
            entries.append(entry)
            show(len(entries), None)
    handed, strangers = sort_by_pattern(entries, pattern) if pattern else sort_moodle(entries, table)
    if not handed:
        what = f"names like {pattern!r}" if pattern else "Moodle's names (Full name_12345_assignsubmission_file)"
        message = f"collect: ARCHIVE must hold {what}; got {', '.join(map(repr, strangers[:3])) or 'nothing'}."
        raise AtelierError(message, f"For other archives see --pattern in '{spell('collect --help')}'.")
    name = choose_names([chapter], course.chapter_names)[0] if chapter else guess_chapter(handed, course.chapter_names)
    (found,) = course.read_chapters([name])
    return put_into_course(course, found, handed, worksheet=table, strangers=strangers, zone=zone)


def print_collected(collected: Collected) -> None:
    """Say what was collected, and what was odd."""
    console = Console(highlight=False, soft_wrap=True)
    n_there = len(collected.new) + len(collected.changed) + len(collected.unchanged)
    details = f"{len(collected.new)} new, {len(collected.changed)} changed, {len(collected.unchanged)} as before"
    console.print(f"{collected.chapter}: {n_there} submissions ({details}).", markup=False)
    for title, lines in (
        ("Handed in nothing", collected.missing),
        ("Something else: please look", collected.odd),
        ("Several notebooks", collected.several),
        ("Found under another name, or among other things", collected.renamed),
        ("Drafts, collected too", collected.drafts),
        ("Date not understood", collected.undated),
        ("In the archive, but nobody's", collected.strangers),
    ):
        if lines:
            console.print(f"{title}: {len(lines)}", style="bold", markup=False)
            n_shown = len(lines) if lines is collected.odd else _MAX_NAMED  # these need somebody to act
            for line in lines[:n_shown]:
                console.print(f"  {line}", markup=False)
            if len(lines) > n_shown:
                console.print(f"  … and {len(lines) - n_shown} more", markup=False)


def _find_zone(name: str) -> ZoneInfo | None:
    """Return a time zone; None is this machine's."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = f"collect: --timezone must be a name as Europe/Paris; got {name!r}."
        raise AtelierError(message, "Names are in the IANA list of time zones.", exit_code=2) from error


def _collect_exchange(course: Course, chapter: str) -> Collected:
    """Let nbgrader collect from its exchange, which has the names and the dates itself."""
    (name,) = choose_names([chapter], course.chapter_names) if chapter else [""]
    if not name:
        raise AtelierError("collect: exchange needs --chapter.", "Name a chapter as 01_neuron.", exit_code=2)
    submitted = course.root / "submitted"
    started = datetime.now().timestamp()
    before = {path.parent.name for path in submitted.glob(f"*/{name}")}
    command = [sys.executable, "-m", "nbgrader", "collect", name, "--update"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["?"])[-1]
        message = f"collect: nbgrader could not collect {name}: {said}."
        raise AtelierError(message, "Set course_id and the exchange's root in nbgrader_config_local.py.")
    found = {path.parent.name: path for path in submitted.glob(f"*/{name}")}
    changed = [who for who in found if who in before and found[who].stat().st_mtime >= started]
    unchanged = [who for who in before if who not in changed]
    return Collected(name, new=sorted(set(found) - before), changed=sorted(changed), unchanged=sorted(unchanged))
