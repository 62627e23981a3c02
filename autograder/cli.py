"""The commands of authors, instructors and maintainers; each one imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

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
