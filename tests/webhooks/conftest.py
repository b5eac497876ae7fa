from collections.abc import Iterator

import pytest

from connector.config import Settings
from tests.webhooks.office import Office, opened, with_app_secrets


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    with opened(with_app_secrets(settings)) as made:
        yield made
