"""Grade one submission and show everything, the hidden part included; write nothing down."""

from autograder.course_folder import Course, choose_names
from autograder.execution.owner import Mode
from autograder.flags import describe_flags
from autograder.grade import make_pool
from autograder.grade_submission import grade_submission
from autograder.results import load_result
from autograder.run_submission import Tests
from autograder.stages import Record
from autograder.submissions import find_submissions, read_submission
from helpers.errors import AtelierError


def grade_dry(
    course: Course, name: str, student: str, *, sandbox: Mode, tests: Tests = "sealed", experiments: bool = False
) -> Record:
    """Return the record that `grade` would make of a submission, from scratch.

    Neither results/ nor autograded/ nor the gradebook is touched.

    Raises
    ------
    AtelierError
        If there is no such submission.
    """
    (name,) = choose_names([name], course.chapter_names)
    there = [who for who, _ in find_submissions(course, [name])]
    if student not in there:
        close = [who for who in there if student in who][:5]
        message = f"grade: --dry-run must name a student who handed in {name}; got {student!r}."
        advice = f"Perhaps {', '.join(close)}." if close else f"See {course.root / 'submitted'}."
        raise AtelierError(message, advice, exit_code=2)
    (chapter,) = course.read_chapters([name])
    submission = read_submission(course, student, chapter)
    pool = make_pool(1, sandbox, [chapter])
    try:
        options = {"limits": course.limits, "tests": tests, "sandbox": sandbox, "experiments": experiments}
        return pool.submit(grade_submission, submission, chapter, "", lang=course.lang, **options).result()
    finally:
        pool.stop()


def describe_dry_run(course: Course, record: Record) -> list[str]:
    """Return in lines of text what became of a submission, and what its record in results/ says instead."""
    known = load_result(course, record.student, record.chapter)
    before = {verdict.cell_id: verdict for verdict in known.verdicts} if known else {}
    lines = [
        f"{record.chapter}, {record.student}: {record.earned:g} points by machine, {record.to_mark:g} to mark by hand; "
        f"{record.seconds:.1f} s, sandbox {record.sandbox}, notebook in {record.lang}.",
        *(f"  ⚠ {words}" for words in describe_flags(record.flags, "en")),
    ]
    outputs = {cell.get("id"): cell.get("outputs", []) for cell in record.notebook.get("cells", [])}
    for verdict in record.verdicts:
        earned = "?" if verdict.earned is None else f"{verdict.earned:g}"
        lines.append(f"  {verdict.cell_id}: {earned}/{verdict.points:g}, {verdict.outcome.reason('en')}")
        lines += [f"      {line}" for line in verdict.message.splitlines()]
        old = before.get(verdict.cell_id)
        if old and old.earned != verdict.earned:
            lines.append(f"      ← in results/: {old.earned or 0:g}/{old.points:g}, {old.outcome.reason('en')}")
    for exercise in dict.fromkeys(verdict.exercise for verdict in record.verdicts):
        printed = "".join(output.get("text", "") for output in outputs.get(exercise, []))
        lines += [f"  {exercise} printed:"] * bool(printed) + [f"      {line}" for line in printed.splitlines()[:20]]
    if record.problem:
        lines += ["  The grader itself failed:", *(f"      {line}" for line in record.problem.splitlines())]
    return [*lines, "Nothing was written."]
