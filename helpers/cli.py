"""The command line `atelier`: the commands of students and lecturers; instructors' and authors' where they are installed."""

import importlib.util
import sys

import typer

from helpers.errors import AtelierError

app = typer.Typer(
    name="atelier",
    help="Atelier: from one neuron to Wasserstein GANs, a course in notebooks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
# The grading kit is not part of what students receive.
if importlib.util.find_spec("autograder") and importlib.util.find_spec("nbgrader"):
    from autograder.cli import app as grading_app

    app.add_typer(grading_app)


def main() -> None:
    """Run the command line; every error that a user can cause is one line and an exit code, never a traceback."""
    try:
        app()
    except AtelierError as error:
        typer.echo(f"atelier: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("atelier: stopped.", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
