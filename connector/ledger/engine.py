"""The connection to the ledger: SQLite by default, PostgreSQL by its address; one way to read and write."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from connector.ledger.tenancy import Unit, watch

BUSY_SECONDS = 20
"""How long a job's writer waits for another writer (SQLite) or a lock (PostgreSQL)."""


class Ledger:
    """One per process, made after whatever fork: sockets cannot be shared."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        view = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading = self.engine.execution_options(reading=True, **view)
        watch(self.engine)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, or nothing of it. On SQLite it begins IMMEDIATE."""
        with Unit(self.engine, expire_on_commit=False) as unit, unit.begin():
            yield unit

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view; writes are lost."""
        with Unit(self._reading, expire_on_commit=False, autoflush=False) as unit:
            yield unit

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str) -> Engine:
    """Errors never quote what was written: it may be somebody's name or address."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        engine = create_engine(parsed, connect_args=arguments, hide_parameters=True)
        event.listen(engine, "connect", sqlite_connected)
        event.listen(engine, "begin", sqlite_begins)
        return engine
    options = f"-c lock_timeout={BUSY_SECONDS}s -c statement_timeout=60s -c timezone=UTC"
    return create_engine(
        parsed,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=5,
        connect_args={"connect_timeout": 3, "options": options},
        hide_parameters=True,
    )


def sqlite_connected(connection: sqlite3.Connection, _record: Any) -> None:
    """Every new connection: durable, checked, and in nobody's transaction."""
    # The driver must not begin transactions by itself: it would begin them DEFERRED.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def sqlite_begins(connection: Connection) -> None:
    """Writers begin IMMEDIATE, readers do not."""
    # A writer that first reads and then upgrades may lose its update to a rival, or fail at once.
    deferred = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if deferred else "BEGIN IMMEDIATE")
