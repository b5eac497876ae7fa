"""Worlds for the flows: one of its own for a test that moves everything, or one for a whole module."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connector.config import Settings
from tests.conftest import POSTGRES, new_postgres, settings_for
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
    with new_postgres() as url:
        yield url
