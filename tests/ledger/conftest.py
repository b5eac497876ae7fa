from datetime import UTC, datetime

import pytest

from connector.ledger import accounts
from connector.ledger.engine import Ledger
from connector.ledger.stores import Store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def add_store(ledger: Ledger, name: str) -> Store:
    """An account of its own with one store."""
    with ledger.writing() as unit:
        account = accounts.find_or_create(unit, f"owner of {name}", NOON)
        made = Store(platform="woocommerce", address=f"https://{name}", door_key=name, name=name)
        made.account_id, made.created_at = account.id, NOON
        unit.add(made)
    return made


@pytest.fixture
def a_store(ledger: Ledger) -> Store:
    return add_store(ledger, "a")


@pytest.fixture
def b_store(ledger: Ledger) -> Store:
    return add_store(ledger, "b")
