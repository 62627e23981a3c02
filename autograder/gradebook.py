"""Open nbgrader's gradebook, and write to it in one piece."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeVar

from helpers.errors import AtelierError
from helpers.lean import leave_out_servers

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

T = TypeVar("T")
PATIENCE_SECONDS = 60.0  # for another program's writing
_PAUSE_SECONDS = 0.1


class GradebookError(AtelierError):
    """The gradebook takes nothing now: no record can be entered, whoever's it is."""


def load_nbgrader() -> None:
    """Import what gradebooks need, which takes a second."""
    leave_out_servers()
    import nbgrader.api  # noqa: F401


@contextmanager
def open_gradebook(db_url: str, *, busy_seconds: float | None = None) -> "Iterator[Gradebook]":
    """Open a gradebook, made when there is none, and close it at the end.

    Parameters
    ----------
    db_url : str
        Its address.
    busy_seconds : float, optional
        How long SQLite waits for another program's writing, deaf to Ctrl-C; by default what the address says.
    """
    load_nbgrader()
    from nbgrader.api import Gradebook
    from sqlalchemy import make_url

    url = make_url(db_url)
    if busy_seconds is not None and url.get_backend_name() == "sqlite":
        db_url = url.update_query_dict({"timeout": str(busy_seconds)}).render_as_string(hide_password=False)
    _stamp(db_url)
    with Gradebook(db_url, course_id="") as gradebook:  # as nbgrader's commands do without a course's name
        yield gradebook


def wait_for_others(step: Callable[[], T], is_stopping: Callable[[], bool] = lambda: False) -> T:
    """Do something with the gradebook and return what comes of it; while another program writes there, try again.

    Raises
    ------
    GradebookError
        If the other program does not end, or the gradebook cannot be used at all.
    KeyboardInterrupt
        If it was told to stop waiting.
    """
    patience = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with _quiet():
                return step()
        except Exception as error:
            refusal = _find_refusal(error)
            if refusal is None:
                raise
            if "locked" not in refusal:
                message = f"grade: the gradebook must be writable; the database says: {refusal}."
                raise GradebookError(message, "Mend that; the same command goes on.") from error
            if monotonic() > patience:
                message = f"grade: another program has kept the gradebook locked for {PATIENCE_SECONDS:g} s."
                raise GradebookError(message, "End it (a formgrader?); the same command goes on.") from error
        if is_stopping():
            raise KeyboardInterrupt
        sleep(_PAUSE_SECONDS)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep nbgrader from printing tracebacks of what is tried again, or said in one line."""
    log = logging.getLogger("tornado.application")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def _find_refusal(error: BaseException | None) -> str | None:
    """Return what the database said, when it is what is behind an error; nbgrader turns it into errors of its own."""
    from sqlalchemy.exc import OperationalError

    while error is not None:
        if isinstance(error, OperationalError):
            return str(error.orig)
        error = error.__cause__ or error.__context__
    return None


def _stamp(db_url: str) -> None:
    """Note in a new gradebook the version of its tables, which later versions of nbgrader look for.

    nbgrader would do it by running `alembic`, which must then be on the path, and takes six seconds.
    """
    from sqlalchemy import create_engine, inspect

    engine = create_engine(db_url)
    try:
        if not inspect(engine).get_table_names():
            import nbgrader
            from alembic.config import Config
            from alembic.runtime.migration import MigrationContext
            from alembic.script import ScriptDirectory

            folder = Path(nbgrader.__file__).parent
            config = Config()
            config.set_main_option("script_location", str(folder / "alembic").replace("%", "%%"))
            config.set_main_option("path_separator", "os")
            scripts = ScriptDirectory.from_config(config)
            with engine.begin() as connection:
                MigrationContext.configure(connection).stamp(scripts, "head")
    finally:
        engine.dispose()


@contextmanager
def one_commit(gradebook: "Gradebook") -> Iterator[None]:
    """Make all changes of the block one transaction, although nbgrader's methods commit after each of theirs.

    SQLAlchemy's own recipe: the session joins a transaction that is not its own, and its commits do not end it.
    """
    session = gradebook.db
    session.remove()
    with gradebook.engine.connect() as connection:
        transaction = connection.begin()
        session.configure(bind=connection, join_transaction_mode="rollback_only")
        try:
            yield
            session.commit()
            transaction.commit()
        finally:
            if transaction.is_active:
                transaction.rollback()
            session.remove()
            session.configure(bind=gradebook.engine)
