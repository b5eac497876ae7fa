from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.config import Settings
from tests.world import World, world


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Iterator[World]:
    with world(settings, tmp_path) as made:
        yield made
