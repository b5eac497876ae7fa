import pytest

from connector.ledger.engine import Ledger
from tests.desk.shop import ShopKeeper, keeper


@pytest.fixture
def mine(ledger: Ledger) -> ShopKeeper:
    return keeper(ledger)
