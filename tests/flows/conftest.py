"""Worlds for the flows: one of its own for a test that moves everything, or one for a whole module."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from connector.config import Settings
from connector.ledger.engine import Ledger
from connector.migrations import upgrade
from tests.conftest import KEYS, POSTGRES
from tests.flows.merchants import MERCHANTS
from tests.world import World, world


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Iterator[World]:
    with world(settings, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def crowd(fresh_sqlite: Path, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all stories of a module; each story opens shops of its own in it."""
    folder = tmp_path_factory.mktemp("crowd")
    with own_ledger(fresh_sqlite, folder) as url, world(settings_for(url, redis_url), folder) as made:
        yield made


@pytest.fixture(params=sorted(MERCHANTS))
def platform(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@contextmanager
def own_ledger(fresh_sqlite: Path, folder: Path) -> Iterator[str]:
    """A ledger that no other test empties."""
    if not POSTGRES:
        path = folder / "ledger.sqlite3"
        shutil.copy(fresh_sqlite, path)
        yield f"sqlite:///{path}"
        return
    name = f"connector_flows_{uuid.uuid4().hex[:12]}"
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


def settings_for(database_url: str, redis_url: str) -> Settings:
    """As the fixture `settings`, for a ledger that lives longer than a test."""
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        redis_prefix=f"t{uuid.uuid4().hex[:10]}",
        CONNECTOR_SECRET_KEYS=KEYS,
        CONNECTOR_ALLOW_LOOPBACK=True,
    )
