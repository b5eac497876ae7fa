from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.config import Settings
from tests.reliability.shops import Shops, open_shops
from tests.world import World, world


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Iterator[World]:
    with world(settings, tmp_path) as made:
        yield made


@pytest.fixture
def shops(here: World) -> Shops:
    return open_shops(here)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """What the child processes say."""
    return tmp_path / "children.log"
