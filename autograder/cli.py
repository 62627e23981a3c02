"""The commands of authors, instructors and maintainers; each one imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer()


@app.command()
def build(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 and name what is stale.")] = False,
) -> None:
    """Build the notebooks of students from the sources.

    Example: atelier build --check
    """
    from autograder import build as builder

    if check:
        stale = builder.find_stale()
        for path in stale:
            typer.echo(f"stale: {path}")
        if stale:
            typer.echo("Run 'atelier build', and commit the notebooks with their sources.")
            raise typer.Exit(1)
        typer.echo("Every notebook says what its source says.")
        return
    changed = builder.build()
    for path in changed:
        typer.echo(f"written: {path}")
    typer.echo(f"{len(changed)} notebook(s) changed.")


@app.command()
def solve(
    chapters: Annotated[list[str] | None, typer.Argument(help="As 01_neuron, 01 or neuron. Default: all.")] = None,
    lang: Annotated[Literal["fr", "en"] | None, typer.Option(help="Default: the system's language.")] = None,
    pace: Annotated[Literal["quick", "classroom", "full"], typer.Option(help="How long it may take.")] = "classroom",
) -> None:
    """Execute the solution notebooks; write them, as notebooks and pages, under build/solutions.

    Example: atelier solve 01_neuron --lang fr --pace quick
    """
    from autograder import solve as solving
    from helpers.surroundings import user_language
    from helpers.terminal import progress_bar

    failed = False
    for chapter in solving.choose_chapters(chapters or []):
        with progress_bar(chapter.name) as show:
            solved = solving.solve(chapter, lang=lang or user_language(), pace=pace, on_cell=show)
        solving.print_solved(solved)
        failed |= bool(solved.failures)
    raise typer.Exit(int(failed))


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
    typer.echo(f"Put notebooks in submitted/STUDENT/NN_name/name.ipynb, then: atelier grade {course}")


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
    typer.echo(f"Next: atelier grade {course}")


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
) -> None:
    """Grade what lies in submitted/: marks into the gradebook, graded notebooks into autograded/.

    Stop it with Ctrl-C, or kill it: the same command goes on from there. Exit code 1 when the grader itself failed on
    a submission.

    Example: atelier grade ~/courses/2026 01_neuron --jobs 4
    """
    from dataclasses import replace

    from autograder.course_folder import open_course
    from autograder.execution import choose_sandbox
    from autograder.grade import describe_sandbox, grade_course

    opened = open_course(course)
    limits = replace(opened.limits, test_seconds=timeout) if timeout else opened.limits
    mode = choose_sandbox(sandbox)
    typer.echo(describe_sandbox(mode))
    options = {"tests": tests, "sandbox": mode, "experiments": experiments}
    try:
        summary = grade_course(opened, chapters or [], jobs=jobs, regrade=regrade, limits=limits, **options)
    except KeyboardInterrupt:
        typer.echo("atelier: stopped. What was graded is kept: the same command goes on from here.", err=True)
        raise typer.Exit(130) from None
    counts = f"{summary.n_graded} graded, {summary.n_known} known from before, {summary.n_unreadable} unreadable."
    typer.echo(counts)
    for problem in summary.problems:
        typer.echo(f"problem: {problem}", err=True)
    if summary.problems:
        typer.echo("These have 0 points and a flag; results/ holds the whole story. Grade again.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Next: atelier report {course}")


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
    from autograder.report import write_report

    opened = open_course(course)
    written = write_report(opened, partial=partial)
    typer.echo(f"scores:   {written.page.with_name('scores.csv')}")
    typer.echo(f"feedback: {opened.root / 'feedback'}")
    typer.echo(f"overview: {written.page}")
    for upload in written.uploads:
        typer.echo(f"for Moodle, {upload.n_marks} marks:")
        for line in explain_upload(str(upload.worksheet), str(upload.feedback), upload.lang):
            typer.echo(line)
        if upload.waiting:
            typer.echo(
                f"{len(upload.waiting)} are left out until their open questions are marked: --partial takes them."
            )


@app.command()
def tour(
    jobs: Annotated[int | None, typer.Option(min=1, help="Submissions at a time. Default: one a core.")] = None,
) -> None:
    """See it all at once: a made-up class graded and reported in build/tour, each mark beside its prediction.

    Example: atelier tour
    """
    from autograder.tour import check_clone, run_tour

    check_clone()
    raise typer.Exit(0 if run_tour(jobs=jobs) else 1)


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="mlp, …; another name prints the list.")],
    json: Annotated[Path | None, typer.Option(help="Also write the keys to this file.", metavar="FILE")] = None,
) -> None:
    """Measure the project beside its peers: a table, and flat keys for following them over time.

    Example: atelier bench mlp --json mlp.json
    """
    from autograder.bench import print_bench, run_bench, write_keys

    measured = run_bench(name)
    print_bench(measured)
    if json is not None:
        write_keys(measured, json)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(
    context: typer.Context,
    slow: Annotated[bool, typer.Option("--slow", help="Also run the tests marked slow.")] = False,
) -> None:
    """Run the project's tests; everything else on the line goes to pytest.

    Example: atelier test tests/helpers -k expect
    """
    from autograder.testing import run_tests

    raise typer.Exit(run_tests(context.args, slow=slow))
