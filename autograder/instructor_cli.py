"""The commands of instructors, from a course folder to marks; each one imports what it needs when it runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from helpers.command import spell
from helpers.errors import AtelierError

if TYPE_CHECKING:
    from autograder.course_folder import Course
    from autograder.penalties import LateWork

app = typer.Typer()


@app.command()
def init(
    course: Annotated[Path, typer.Argument(help="A folder outside the repository, new, empty or already a course.")],
    chapters: Annotated[list[str] | None, typer.Argument(help="As 01_neuron, 01 or neuron. Default: all.")] = None,
    lang: Annotated[Literal["fr", "en"] | None, typer.Option(help="The gradebook's language. Default: fr.")] = None,
) -> None:
    """Make a course folder for nbgrader: sources, releases, gradebook, marking schemes. Again: bring it up to date.

    Example: atelier init ~/courses/2026 --lang fr 01_neuron
    """
    from autograder.course_folder import init_course

    made = init_course(course, chapters or [], lang=lang)
    typer.echo(f"{made.root}: chapters {', '.join(made.chapter_names)}; gradebook in {made.lang}.")
    typer.echo(f"For the students: {spell('release', course)}")
    typer.echo(
        f"What comes back: {spell('collect', course)} ARCHIVE, or by hand into submitted/STUDENT/NN_name/name.ipynb"
    )
    typer.echo(f"Then: {spell('grade', course)}")


@app.command()
def release(
    course: Annotated[Path, typer.Argument(help="A course folder, made by 'atelier init'.")],
    lang: Annotated[Literal["fr", "en", "both"], typer.Option(help="Of the notebooks and pages.")] = "both",
    output: Annotated[Path | None, typer.Option(help="The archive. Default: in the course, under bundles/.")] = None,
) -> None:
    """Make the archive for students: notebooks, helpers, environment, the way in; no solution, no hidden test.

    The texts of its two pages lie in the course folder, under students/, for you to edit.

    Example: atelier release ~/courses/2026 --lang fr
    """
    from autograder.course_folder import open_course
    from autograder.release import release_course
    from helpers.language import LANGUAGES

    bundle = release_course(open_course(course), LANGUAGES if lang == "both" else (lang,), output=output)
    typer.echo(
        f"{bundle.path}: {len(bundle.notebooks)} notebooks, {bundle.n_files} files, {bundle.n_bytes / 1e6:.1f} MB."
    )
    typer.echo("Scanned: no solution, hidden test, marking scheme or grading kit in it.")


@app.command()
def collect(
    course: Annotated[Path, typer.Argument(help="A course folder, made by 'atelier init'.")],
    archive: Annotated[Path, typer.Argument(help="Moodle's zip, a folder, or the word exchange (nbgrader's).")],
    chapter: Annotated[str, typer.Option(help="As 01_neuron, 01 or neuron. Default: what the notebooks say.")] = "",
    worksheet: Annotated[Path | None, typer.Option(help="Moodle's grading worksheet (CSV) of the assignment.")] = None,
    pattern: Annotated[str, typer.Option(help="Not Moodle's: where names stand, as '{student}/*.ipynb'.")] = "",
    timezone: Annotated[str, typer.Option(help="Of the worksheet's dates, as Europe/Paris. Default: here.")] = "",
) -> None:
    """Collect submissions into submitted/, and say who is missing, who sent two files, who sent something else.

    From Moodle take two files of the assignment: "Download all submissions" and "Download grading worksheet".
    Run it again with a newer archive: only what changed is replaced.

    Example: atelier collect ~/courses/2026 submissions.zip --worksheet grades.csv
    """
    from autograder.collect.command import collect_submissions, print_collected

    collected = collect_submissions(
        course, archive, chapter=chapter, worksheet=worksheet, pattern=pattern, timezone=timezone
    )
    print_collected(collected)
    typer.echo(f"Next: {spell('grade', course)}")


@app.command()
def grade(
    course: Annotated[Path, typer.Argument(help="A course folder, made by 'atelier init'.")],
    chapters: Annotated[list[str] | None, typer.Argument(help="As 01_neuron, 01 or neuron. Default: all.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Submissions at a time. Default: one a core.")] = None,
    sandbox: Annotated[
        Literal["auto", "fork", "bwrap", "none"],
        typer.Option(help="Where students' code runs; none: with your rights.", envvar="ATELIER_SANDBOX"),
    ] = "auto",
    tests: Annotated[
        Literal["sealed", "in-kernel"],
        typer.Option(help="Where tests run: out of an answer's reach, or in its own process (other courses)."),
    ] = "sealed",
    experiments: Annotated[bool, typer.Option("--experiments", help="Also run the experiments.")] = False,
    regrade: Annotated[bool, typer.Option("--regrade", help="Also run what was graded before.")] = False,
    timeout: Annotated[float | None, typer.Option(min=0.1, help="Seconds for a test. Default: the course's.")] = None,
    dry_run: Annotated[
        str, typer.Option(metavar="STUDENT", help="Grade only this one, show everything, write nothing.")
    ] = "",
) -> None:
    """Grade what lies in submitted/: marks into the gradebook, graded notebooks into autograded/.

    Stop it with Ctrl-C, or kill it: the same command goes on from there. Exit code 1 when the grader itself failed on
    a submission.

    Example: atelier grade ~/courses/2026 01_neuron --jobs 4
    """
    from dataclasses import replace

    from autograder.course_folder import choose_names, open_course
    from autograder.execution.sandbox import choose_sandbox
    from autograder.grade import describe_sandbox, grade_course
    from autograder.moved_marks import describe_moved, find_moved, remember_records
    from autograder.penalties import apply_late_rule

    opened = open_course(course)
    limits = replace(opened.limits, test_seconds=timeout) if timeout else opened.limits
    mode = choose_sandbox(sandbox)
    typer.echo(describe_sandbox(mode))
    options = {"tests": tests, "sandbox": mode, "experiments": experiments}
    if dry_run:
        _grade_dry(replace(opened, limits=limits), chapters or [], dry_run, options)
        return
    names = choose_names(chapters or [], opened.chapter_names)
    before = remember_records(opened, names)
    try:
        summary = grade_course(opened, chapters or [], jobs=jobs, regrade=regrade, limits=limits, **options)
    except KeyboardInterrupt:
        typer.echo("atelier: stopped. What was graded is kept: the same command goes on from here.", err=True)
        raise typer.Exit(130) from None
    counts = f"{summary.n_graded} graded, {summary.n_known} known from before, {summary.n_unreadable} unreadable."
    typer.echo(counts)
    _print_unknown(apply_late_rule(opened, names))
    moved = describe_moved(find_moved(before, remember_records(opened, names)))
    for line in moved or ["No mark of the machine moved."] * regrade:
        typer.echo(line)
    for problem in summary.problems:
        typer.echo(f"problem: {problem}", err=True)
    if summary.problems:
        typer.echo("These have 0 points and a flag; results/ holds the whole story. Grade again.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Next: {spell('mark', course)} (open questions), then: {spell('report', course)}")


def _grade_dry(course: "Course", chapters: list[str], student: str, options: dict[str, Any]) -> None:
    from autograder.dry_run import describe_dry_run, grade_dry

    if len(chapters) != 1:
        message = "grade: --dry-run needs one CHAPTER."
        raise AtelierError(message, f"Example: {spell('grade COURSE 01_neuron --dry-run STUDENT')}", exit_code=2)
    for line in describe_dry_run(course, grade_dry(course, chapters[0], student, **options)):
        typer.echo(line)


@app.command()
def mark(
    course: Annotated[Path, typer.Argument(help="A graded course folder.")],
    port: Annotated[int, typer.Option(help="The first port to try.", min=1, max=65535)] = 8890,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Open nbgrader's formgrader, where open questions get their marks and comments; Ctrl-C ends it.

    Example: atelier mark ~/courses/2026
    """
    from autograder.course_folder import open_course
    from autograder.formgrader import open_formgrader

    opened = open_course(course)
    typer.echo(f"Marking schemes: {opened.root / 'marking_schemes'}")
    raise typer.Exit(open_formgrader(opened, port=port, browser=browser))


def _print_unknown(late: "LateWork") -> None:
    for name in late.unknown:
        typer.echo(f"problem: atelier.json, late, {name}: the course knows no such student or chapter.", err=True)


@app.command()
def report(
    course: Annotated[Path, typer.Argument(help="A graded course folder.")],
    partial: Annotated[
        bool, typer.Option("--partial", help="Give Moodle also marks that wait for open questions.")
    ] = False,
) -> None:
    """Write the class's scores as CSV, each student's feedback, a page that links them, and the files for Moodle.

    Example: atelier report ~/courses/2026
    """
    from autograder.course_folder import open_course
    from autograder.moodle.returning import explain_upload
    from autograder.penalties import describe_penalties
    from autograder.report import write_report
    from autograder.settings import SETTINGS

    opened = open_course(course)
    written = write_report(opened, partial=partial)
    typer.echo(f"scores:   {written.page.with_name('scores.csv')}")
    typer.echo(f"feedback: {opened.root / 'feedback'}")
    typer.echo(f"overview: {written.page}")
    if written.late.penalties:
        typer.echo(f"late:     {describe_penalties(written.late)} (the rule: {SETTINGS})")
    _print_unknown(written.late)
    for upload in written.uploads:
        typer.echo(f"for Moodle, {upload.n_marks} marks:")
        for line in explain_upload(str(upload.worksheet), str(upload.feedback), upload.lang):
            typer.echo(line)
        if upload.waiting:
            typer.echo(
                f"{len(upload.waiting)} are left out until their open questions are marked: --partial takes them."
            )


@app.command()
def forget(
    course: Annotated[Path, typer.Argument(help="A course folder.")],
    student: Annotated[str, typer.Argument(help="The student's name in submitted/ and in the reports.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a student from a course folder: files, marks, comments, rows of worksheets. It cannot be undone.

    Example: atelier forget ~/courses/2026 ana@uni.fr
    """
    from autograder.course_folder import open_course
    from autograder.forget import forget_student

    opened = open_course(course)
    if not yes:
        typer.confirm(f"Remove all that {opened.root} holds of {student}?", abort=True)
    for line in forget_student(opened, student):
        typer.echo(f"removed: {line}")
    typer.echo(
        f"Next, if you need it: {spell('report', course)}. Moodle's files that you keep elsewhere are as they were."
    )
