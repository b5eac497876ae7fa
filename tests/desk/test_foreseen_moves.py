"""What other settings would do to those who wait: counted before anything is saved."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connector.ledger import standing, stores
from connector.ledger.orders import Line
from connector.ledger.stores import Store
from jobs.desk.settings import moves
from jobs.desk.settings.moves import Moves
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.desk.test_queue_policies import SHADE, set_policy


def foreseen(mine: ShopKeeper, store: Store, **settings: Any) -> Moves:
    with mine.ledger.reading() as unit:
        return moves.of(unit, stores.get(unit, mine.account_id, store.id), settings, NOW)


@pytest.fixture
def store(mine: ShopKeeper) -> Store:
    """One lamp and three buyers; the next lamp comes on Thursday 3 December."""
    store = mine.open()
    item = mine.stock(store, LAMP, 1)
    mine.order(store, "#1", [(LAMP, 1)], placed_at=NOW - timedelta(days=9))
    mine.order(store, "#2", [(LAMP, 1)], placed_at=NOW - timedelta(days=8), tags=("vip",))
    mine.order(store, "#3", [(LAMP, 1)], placed_at=NOW - timedelta(days=1), business=True)
    mine.expect(item, 2, date(2026, 12, 3))
    mine.settle()
    return store


def dates(mine: ShopKeeper) -> dict[str, date | None]:
    with mine.ledger.reading() as unit:
        ids = unit.scalars(select(Line.order_id).where(Line.account_id == mine.account_id).distinct())
        them = [standing.of_order(unit, mine.account_id, one) for one in ids]
    return {
        one.order.name: max((line.promise.promised_for for line in one.lines if line.promise), default=None)
        for one in them
    }


def test_nothing_changes_when_the_settings_are_the_same(mine: ShopKeeper, store: Store) -> None:
    found = foreseen(mine, store, queue_policy="oldest", handling_days=1)
    assert (found.looked_at, found.shifts) == (2, ())


def test_business_first_is_counted_with_who_gains_and_who_loses(mine: ShopKeeper, store: Store) -> None:
    found = foreseen(mine, store, queue_policy="business")
    assert (found.begin, found.end) == (1, 1)
    days = {one.order_name: (one.on_before, one.on_after) for one in found.shifts}
    assert days == {"#1": (None, date(2026, 12, 4)), "#3": (date(2026, 12, 4), None)}


def test_a_closure_moves_every_promise_behind_it(mine: ShopKeeper, store: Store) -> None:
    closed = {"first": "2026-12-03", "last": "2026-12-10", "note": "stocktaking"}
    found = foreseen(mine, store, closures=[closed])
    assert (found.later, found.sooner, found.furthest) == (2, 0, 10)
    assert {one.on_after for one in found.shifts} == {date(2026, 12, 14)}


SETTINGS: list[dict[str, Any]] = [
    {"queue_policy": "business"},
    {"queue_policy": "tag", "queue_tags": ["VIP"]},
    {"queue_policy": "deadline"},
    {"queue_policy": "complete"},
    {"handling_days": 5, "working_days": [1, 2]},
    {"closures": [{"first": "2026-12-01", "last": "2026-12-31", "note": ""}]},
    {"own_holidays": ["2026-12-04"], "country": "JP"},
]


@pytest.mark.parametrize("after", SETTINGS, ids=str)
def test_what_was_foreseen_is_what_happens(mine: ShopKeeper, store: Store, after: Mapping[str, Any]) -> None:
    mine.stock(store, SHADE, 0, title="Shade", sku="SHADE-1")
    mine.order(store, "#4", [(LAMP, 1), (SHADE, 1)], placed_at=NOW - timedelta(days=12))
    mine.settle()
    old = dates(mine)
    found = foreseen(mine, store, **after)
    set_policy(mine, store, **after)
    new = dates(mine)
    told: dict[str, list[date]] = {}
    for one in found.shifts:
        told.setdefault(one.order_name, []).extend([one.on_after] if one.on_after else [])
    assert {name: max(days, default=None) for name, days in told.items() if old[name] != new[name]} == {
        name: new[name] for name in old if old[name] != new[name]
    }


def test_the_buyers_of_another_store_on_the_shelf_are_counted_too(mine: ShopKeeper, store: Store) -> None:
    other = mine.open("Firm")
    with mine.ledger.reading() as unit:
        item = unit.scalars(select(Line.item_id).where(Line.account_id == mine.account_id).distinct()).one()
    assert item
    mine.share(item, other, LAMP)
    mine.order(other, "firm", [(LAMP, 1)], business=True)
    mine.settle()
    found = foreseen(mine, other, queue_policy="business")
    assert {(one.order_name, one.store_name) for one in found.shifts} == {
        ("#1", "Lamps"),
        ("#3", "Lamps"),
        ("firm", "Firm"),
    }


def test_foreseeing_writes_nothing(mine: ShopKeeper, store: Store) -> None:
    foreseen(mine, store, queue_policy="business")
    with mine.ledger.reading() as unit:
        assert stores.get(unit, mine.account_id, store.id).settings == {}
    assert dates(mine)["#1"] is None
