"""Offers are made with the pegging that they rest on, for stores that show them, and kept as evidence."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from connector.ledger import items, locks, offers, stores
from connector.ledger.offers import Offer
from connector.ledger.stores import Store
from jobs import offering
from jobs.shelves import read_shelves
from tests.desk.shop import LAMP, NOW, ShopKeeper

THU = date(2026, 12, 3)


@pytest.fixture
def lamps(mine: ShopKeeper) -> Store:
    """A store whose dates are shown, and that packs in no time."""
    store = mine.open("Lamps", settings={"handling_days": 0, "lead_days": 30})
    with mine.ledger.writing() as unit:
        stores.turn(unit, stores.get(unit, mine.account_id, store.id), "storefront", NOW, "a test")
    return store


@contextmanager
def looking(mine: ShopKeeper) -> Iterator[Session]:
    with mine.ledger.reading() as unit:
        yield unit


def offer_of(mine: ShopKeeper, store: Store, ref: str = LAMP) -> Offer | None:
    with looking(mine) as unit:
        listing = items.listings(unit, store, [ref])[ref]
        return offers.current(unit, mine.account_id, [listing.id]).get(listing.id)


def steps(mine: ShopKeeper, store: Store, region: str = "") -> list[tuple[Any, str, bool]]:
    found = offer_of(mine, store)
    assert found is not None
    return [(one["reach"], one["on"], one["now"]) for one in found.body["regions"][region]["steps"]]


def renew(mine: ShopKeeper, item_id: int, now: datetime = NOW) -> None:
    with mine.ledger.writing() as unit:
        locks.items(unit, mine.account_id, [item_id])
        offering.renew(unit, mine.account_id, read_shelves(unit, mine.account_id, item_id), now)


def test_a_store_that_shows_nothing_has_no_offers(mine: ShopKeeper) -> None:
    store = mine.open("Quiet")
    mine.stock(store, LAMP, 3)
    assert offer_of(mine, store) is None


def test_every_order_makes_the_next_offer_later(mine: ShopKeeper, lamps: Store) -> None:
    item_id = mine.stock(lamps, LAMP, 2)
    mine.expect(item_id, 3, THU)
    assert steps(mine, lamps) == [
        (2, "2026-11-23", True),
        (5, "2026-12-03", False),
        (None, "2026-12-23", False),
    ]
    mine.order(lamps, "#1", [(LAMP, 4)])
    assert steps(mine, lamps) == [(1, "2026-12-03", False), (None, "2026-12-23", False)]


def test_the_words_are_those_of_the_letters(mine: ShopKeeper, lamps: Store) -> None:
    item_id = mine.stock(lamps, LAMP, 0)
    mine.expect(item_id, 3, THU)
    found = offer_of(mine, lamps)
    assert found is not None
    step = found.body["regions"][""]["steps"][0]
    assert step["day"] == {"en": "Thu 3 December", "ja": "12月3日(木)"}
    assert step["text"]["en"] == "On backorder: ships on Thu 3 December"


def test_units_given_to_orders_that_nobody_sees_are_not_offered(mine: ShopKeeper, lamps: Store) -> None:
    mine.stock(lamps, LAMP, 3, committed=2)
    assert steps(mine, lamps)[0] == (1, "2026-11-23", True)


def test_the_default_lead_time_is_nobodys_word(mine: ShopKeeper, lamps: Store) -> None:
    with mine.ledger.writing() as unit:
        stores.get(unit, mine.account_id, lamps.id).settings = {"handling_days": 0}
    mine.stock(lamps, LAMP, 0)
    found = offer_of(mine, lamps)
    assert found is not None
    assert found.body["regions"][""] == {
        "most": 0,
        "end": {"en": "Sold out: no date is known yet", "ja": "品切れ：入荷日は未定です"},
        "steps": [],
    }


def test_a_location_that_ships_to_one_country_only_is_offered_there(mine: ShopKeeper, lamps: Store) -> None:
    with mine.ledger.writing() as unit:
        kept = stores.get(unit, mine.account_id, lamps.id)
        kept.settings = {**kept.settings, "serves": [{"location": "main", "countries": ["JP"]}]}
    mine.stock(lamps, LAMP, 3)
    assert steps(mine, lamps)[0] == (3, "2026-11-23", True)


def test_what_did_not_change_is_not_written_again(mine: ShopKeeper, lamps: Store) -> None:
    item_id = mine.stock(lamps, LAMP, 3)
    before = offer_of(mine, lamps)
    renew(mine, item_id)
    after = offer_of(mine, lamps)
    assert before is not None
    assert after is not None
    assert (before.id, before.made_at) == (after.id, after.made_at)


def test_a_new_day_makes_new_dates(mine: ShopKeeper, lamps: Store) -> None:
    item_id = mine.stock(lamps, LAMP, 0)
    renew(mine, item_id, NOW + timedelta(days=1))
    assert steps(mine, lamps) == [(None, "2026-12-24", False)]


def test_what_was_offered_at_the_time_of_the_order_was_shown_and_nothing_else(
    mine: ShopKeeper, lamps: Store
) -> None:
    item_id = mine.stock(lamps, LAMP, 0)
    mine.expect(item_id, 3, THU)
    mine.order(lamps, "#1", [(LAMP, 3)])
    with looking(mine) as unit:
        listing = items.listings(unit, lamps, [LAMP])[LAMP]
        at = NOW + timedelta(minutes=1)

        def shown(on: date, placed_at: datetime = at) -> bool:
            return offers.was_shown(unit, mine.account_id, listing.id, on, placed_at)

        assert shown(THU)
        assert shown(date(2026, 12, 23))
        assert not shown(date(2026, 11, 25))
        assert not shown(THU, at + offers.STAYS_SHOWN)
        assert not shown(THU, NOW - timedelta(minutes=1))


def test_a_listing_that_is_gone_is_offered_no_more(mine: ShopKeeper, lamps: Store) -> None:
    item_id = mine.stock(lamps, LAMP, 3)
    with mine.ledger.writing() as unit:
        items.listings(unit, lamps, [LAMP])[LAMP].gone_at = NOW
    renew(mine, item_id)
    assert offer_of(mine, lamps) is None
