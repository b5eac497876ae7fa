"""Alembic's entry: one transaction on the engine that `connector.migrations` handed over."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection, Engine

from connector.ledger.everything import METADATA


def run() -> None:
    engine: Engine = context.config.attributes["engine"]
    with (
        engine.connect().execution_options(across_accounts=True) as connection,
        _tables_may_be_made_anew(connection),
    ):
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=engine.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


@contextmanager
def _tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew: to drop the old one must not take along what belongs to it.

    The pragma does nothing inside a transaction, so it is said before one begins.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()  # of what failed; nothing is left to undo after a commit
        driver.execute("PRAGMA foreign_keys=ON")


run()
