"""In what order a store's batch is worked."""

from connector.ledger.claiming import LAST
from jobs.table import KINDS


def test_what_stands_behind_orders_when_it_is_claimed_is_worked_after_them_too() -> None:
    assert set(list(KINDS)[-len(LAST) :]) == set(LAST)
