"""The commands of authors and maintainers, and with them the instructors'; each imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from autograder.instructor_cli import app as instructor_app
from helpers.command import spell

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
            typer.echo(f"Run '{spell('build')}', and commit the notebooks with their sources.")
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


app.registered_commands.extend(instructor_app.registered_commands)


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
