import pytest

from connector.config import Settings
from connector.ledger.engine import Ledger
from connector.ledger.stores import Store
from connector.ledger.vault import Vault
from jobs.workshop import Workshop
from tests.ledger.conftest import add_store
from tests.world import Clock


@pytest.fixture
def workshop(settings: Settings, ledger: Ledger) -> Workshop:
    return Workshop(settings, ledger, Vault(settings.secret_keys), Clock())


@pytest.fixture
def a_store(ledger: Ledger) -> Store:
    return add_store(ledger, "a")


@pytest.fixture
def b_store(ledger: Ledger) -> Store:
    return add_store(ledger, "b")
