"""Open nbgrader's gradebook, and write to it in one piece."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@contextmanager
def open_gradebook(db_url: str) -> "Iterator[Gradebook]":
    """Open a gradebook, made when there is none, and close it at the end."""
    from nbgrader.api import Gradebook  # takes a second to load

    _stamp(db_url)
    with Gradebook(db_url, course_id="") as gradebook:  # as nbgrader's commands do without a course's name
        yield gradebook


def _stamp(db_url: str) -> None:
    """Note in a new gradebook the version of its tables, which later versions of nbgrader look for.

    nbgrader would do it by running `alembic`, which must then be on the path, and takes six seconds.
    """
    import nbgrader
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import create_engine, inspect

    engine = create_engine(db_url)
    try:
        if not inspect(engine).get_table_names():
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
