"""Accept deliveries durably and fast: one writer a process, one commit for all that wait (group commit).

Measured: a commit for each delivery costs a disk flush each; SQLite with a connection a thread answers
its slowest hundredth after half a second. A caller waits at most `PATIENCE` seconds.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from connector.ledger import inbox
from connector.ledger.engine import sqlite_begins, sqlite_connected
from connector.ledger.inbox import Arrival
from connector.ledger.tenancy import watch
from connector.steps import step

PATIENCE = 2.5
MOST_AT_ONCE = 200
SQLITE_SECONDS = 2.0
T = TypeVar("T")


class Away(Exception):
    """The ledger cannot be written now; the platform must come again."""


class Acceptor:
    """Thread-safe. Its thread starts with the first delivery, so that a server may fork before.

    `kept`: called after each commit, when those who waited have been told; must not raise.
    """

    def __init__(self, url: str, kept: Callable[[], object] = lambda: None) -> None:
        self._kept = kept
        self._engine = _impatient_engine(url)
        watch(self._engine)
        self._waiting: queue.SimpleQueue[tuple[Arrival, Future[None]]] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._writer: threading.Thread | None = None

    def accept(self, arrival: Arrival, seconds: float = PATIENCE) -> None:
        """Returns when the delivery and its task are on disk. Raises `Away`, never later than `seconds`."""
        kept: Future[None] = Future()
        self._start()
        self._waiting.put((arrival, kept))
        try:
            kept.result(timeout=max(0.0, seconds))
        except TooLate as error:
            kept.cancel()  # what nobody waits for any more need not be written: it comes again
            raise Away from error

    def look_up(self, question: Callable[[Session], T]) -> T:
        """A short read with the same patience."""
        try:
            return self._twice(lambda: self._read(question))
        except SQLAlchemyError as error:
            raise Away from error

    def close(self) -> None:
        """Give the connections back; what waits is still written."""
        self._engine.dispose()

    def _start(self) -> None:
        if self._writer is not None and self._writer.is_alive():
            return
        with self._starting:
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._write_forever, daemon=True, name="acceptor")
                self._writer.start()

    def _write_forever(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while len(batch) < MOST_AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get())
            awaited = [one for one in batch if one[1].set_running_or_notify_cancel()]
            if awaited:
                self._write(awaited)

    def _write(self, batch: Sequence[tuple[Arrival, Future[None]]]) -> None:
        try:
            self._twice(lambda: self._record([arrival for arrival, _ in batch]))
        except SQLAlchemyError as error:
            away = isinstance(error, OperationalError | PoolTimeout)
            if len(batch) > 1 and not away:
                for one in batch:
                    self._write([one])
                return
            _tell(batch, Away(str(error)))
            return
        step("receive.committed")
        _tell(batch, None)
        self._kept()

    def _record(self, arrivals: Sequence[Arrival]) -> None:
        with self._engine.begin() as connection:
            inbox.record(connection, arrivals)

    def _read(self, question: Callable[[Session], T]) -> T:
        with Session(self._engine.execution_options(reading=True), expire_on_commit=False) as unit:
            return question(unit)

    def _twice(self, work: Callable[[], T]) -> T:
        """A connection may have died since it was last used: the second one is fresh."""
        try:
            return work()
        except OperationalError as error:
            if not error.connection_invalidated:
                raise
            return work()


def _tell(batch: Sequence[tuple[Arrival, Future[None]]], error: Exception | None) -> None:
    for _, kept in batch:
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)


def _begin_soon(connection: Connection) -> None:
    """SQLite itself looks ever more rarely, down to ten times a second: busy jobs would starve the door."""
    until = time.monotonic() + SQLITE_SECONDS
    while True:
        try:
            return sqlite_begins(connection)
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.003)


def _impatient_engine(url: str) -> Engine:
    """Connect 1 s, pool 1 s, statement 2 s: the platform waits five seconds at most."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        arguments: dict[str, Any] = {"timeout": 0, "check_same_thread": False}
        engine = create_engine(parsed, connect_args=arguments, hide_parameters=True)
        event.listen(engine, "connect", sqlite_connected)
        event.listen(engine, "begin", _begin_soon)
        return engine
    options = "-c statement_timeout=2s -c lock_timeout=2s -c timezone=UTC"
    # The server's own timeouts do not help against a network that swallows everything.
    arguments = {"connect_timeout": 1, "tcp_user_timeout": 2000, "options": options}
    # Each write is one statement: it needs no BEGIN and no COMMIT of its own.
    return create_engine(
        parsed,
        pool_size=4,
        max_overflow=4,
        pool_timeout=1,
        connect_args=arguments,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )
