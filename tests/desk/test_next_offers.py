"""Before a setting is saved it is said what the next buyers would be told: counted, and item by item."""

from datetime import date

import pytest

from connector.ledger import stores
from connector.ledger.stores import Store
from jobs.desk.settings import saving
from jobs.desk.settings.next_offers import NextOffers
from tests.desk.shop import NOW, ShopKeeper

COMING = date(2026, 12, 3)


@pytest.fixture
def lamps(mine: ShopKeeper) -> Store:
    """Sells one item on its lead time and another from a delivery."""
    store = mine.open("Lamps", settings={"handling_days": 0, "lead_days": 30})
    turn(mine, store, "storefront")
    mine.stock(store, "by-lead", 0, title="Chair", sku="C")
    mine.expect(mine.stock(store, "by-delivery", 0, title="Lamp", sku="L"), 3, COMING)
    return store


def turn(mine: ShopKeeper, store: Store, effect: str) -> None:
    with mine.ledger.writing() as unit:
        stores.turn(unit, stores.get(unit, mine.account_id, store.id), effect, NOW, "a test")


def foreseen(mine: ShopKeeper, store: Store, **given: object) -> NextOffers:
    with mine.ledger.reading() as unit:
        return saving.preview(unit, mine.account_id, store.id, given, "mia", NOW).buyers


def test_what_is_sold_on_its_lead_time_ends_where_only_deliveries_count(
    mine: ShopKeeper, lamps: Store
) -> None:
    found = foreseen(mine, lamps, sell_up_to="inbound")
    assert (found.ends, found.begins, found.other_day, found.looked) == (1, 0, 0, 2)
    (chair,) = found.rows
    assert (chair.title, chair.on_before, chair.on_after) == ("Chair", date(2026, 12, 23), None)


def test_a_longest_wait_ends_what_comes_later(mine: ShopKeeper, lamps: Store) -> None:
    assert foreseen(mine, lamps, longest_wait_days=20).ends == 1
    assert foreseen(mine, lamps, longest_wait_days=3).ends == 2


def test_another_lead_time_is_another_day(mine: ShopKeeper, lamps: Store) -> None:
    found = foreseen(mine, lamps, lead_days=40)
    assert (found.ends, found.other_day) == (0, 1)
    assert found.rows[0].on_after == date(2027, 1, 4)


def test_a_store_that_shows_nothing_tells_its_next_buyers_nothing(mine: ShopKeeper) -> None:
    quiet = mine.open("Quiet")
    mine.stock(quiet, "by-lead", 0)
    assert foreseen(mine, quiet, lead_days=40) == NextOffers()


def test_what_is_confirmed_is_what_was_seen(mine: ShopKeeper, lamps: Store) -> None:
    with mine.ledger.reading() as unit:
        here = (mine.account_id, lamps.id, {"sell_up_to": "inbound"})
        before = saving.preview(unit, *here, "mia", NOW).seal
    mine.stock(lamps, "by-lead", 5, title="Chair", sku="C")
    mine.order(lamps, "#1", [("by-delivery", 3)])
    with mine.ledger.reading() as unit:
        assert saving.preview(unit, *here, "mia", NOW).seal != before
