"""The command line `atelier`: the commands of students; those of the grading kit where it is installed."""

import atexit
import gc
import importlib.util
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from helpers import __version__
from helpers.command import name_program
from helpers.errors import AtelierError
from helpers.language import set_language
from helpers.lean import leave_out_slow_grammar
from helpers.surroundings import user_language
from helpers.terminal import progress_bar, replace_unknown_characters

# Each command imports what it needs when it runs: `atelier --help` answers at once.
app = typer.Typer(
    name="atelier",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
Lang = Annotated[Literal["fr", "en"] | None, typer.Option("--lang", help="Default: the system's language.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"atelier {__version__}")
        raise typer.Exit


@app.callback()
def atelier(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Atelier: from one neuron to Wasserstein GANs, a course in notebooks."""


@app.command(rich_help_panel="For students", context_settings={"allow_extra_args": True})
def lab(
    context: typer.Context,
    lang: Lang = None,
    port: Annotated[int, typer.Option(help="The first port to try.", min=1, max=65535)] = 8888,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Open JupyterLab on your copies of the notebooks, in my_work/; Ctrl-C ends it.

    JupyterLab's own options follow after --.

    Example: atelier lab --lang fr --no-browser -- --ip=0.0.0.0
    """
    from helpers.lab import choose_language, open_lab

    _speak(lang or choose_language())
    raise typer.Exit(open_lab(port=port, browser=browser, extra=context.args))


@app.command(rich_help_panel="For students")
def doctor(lang: Lang = None) -> None:
    """Check Python, packages, arithmetic, random numbers, kernel and data, and say how to mend what fails.

    Example: atelier doctor --lang fr
    """
    from helpers import doctor as consultation

    _speak(lang)
    with progress_bar("doctor") as show:
        results = consultation.run_checks(consultation.IN_TERMINAL, on_check=show)
    consultation.print_results(results)
    raise typer.Exit(int(any(result.state == "failed" for _, result in results)))


@app.command(rich_help_panel="For students")
def validate(
    notebook: Annotated[Path, typer.Argument(help="Your notebook; it is only read.")],
    exercise: Annotated[str, typer.Option(help="Only the tests of this one, as neuron. Default: all.")] = "",
    timeout: Annotated[float, typer.Option(help="Seconds for each cell.", min=1)] = 60,
) -> None:
    """Run a notebook's visible tests in a fresh kernel: a table, and exit code 1 when a test fails.

    Example: atelier validate my_work/en/01_neuron/neuron.ipynb
    """
    from helpers import validate as validation
    from helpers.validation_report import print_report

    _speak(None)
    with progress_bar(notebook.name) as show:
        report = validation.validate(notebook, exercise=exercise, timeout_seconds=timeout, on_cell=show)
    print_report(report)
    raise typer.Exit(int(len(report.passed) < len(report.rows)))


@app.command(rich_help_panel="For lecturers")
def lecture(
    demo: Annotated[str, typer.Argument(help="The demo to open, as xor. Default: the index.")] = "",
    lang: Lang = None,
    dark: Annotated[bool, typer.Option("--dark", help="For a dark room.")] = False,
    port: Annotated[int, typer.Option(help="The first port to try.", min=1, max=65535)] = 8866,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Show the live demos as full-screen pages, an index first; Ctrl-C ends it.

    Example: atelier lecture gan_2d --lang fr --dark
    """
    from helpers.lecture.command import hold_lecture, start_lecture

    _speak(lang)
    with progress_bar("lecture") as show:
        started = start_lecture(demo, port=port, theme="dark" if dark else "light", on_step=show)
    raise typer.Exit(hold_lecture(started, browser=browser))


# The grading kit is not part of what students receive.
if importlib.util.find_spec("autograder"):
    from autograder.cli import app as grading_app

    for command in grading_app.registered_commands:
        command.rich_help_panel = "For authors, instructors and maintainers"
    app.add_typer(grading_app)


def main() -> None:
    """Run the command line; a user's mistake is one line and an exit code, never a traceback."""
    replace_unknown_characters()
    leave_out_slow_grammar()
    atexit.register(gc.freeze)  # else Python searches all memory for garbage once more, for up to a second, and ends
    try:
        app(prog_name=name_program())
    except AtelierError as error:
        typer.echo(f"atelier: {error}", err=True)
        sys.exit(error.exit_code)
    except ModuleNotFoundError as error:
        package = (error.name or "").split(".")[0]
        if package in ("helpers", "autograder", ""):
            raise
        advice = "python3 atelier.py COMMAND installs what it needs; by hand: pip install -c constraints.txt -e .[dev]"
        typer.echo(f"atelier: this command needs the package {package}, which is not installed. {advice}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _speak(lang: Literal["fr", "en"] | None) -> None:
    set_language(lang or user_language())


if __name__ == "__main__":
    main()
