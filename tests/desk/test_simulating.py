"""What other settings would do to those who wait: counted before anything is saved."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from jobs.desk.simulating import SHOWN, Effect, effect_of
from sqlalchemy import select

from connector.ledger import standing, stores
from connector.ledger.orders import Line
from connector.ledger.stores import Store
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.desk.test_queue_policies import SHADE, set_policy

NOTHING = Effect(0, 0, 0, 0, ())


def foreseen(mine: ShopKeeper, store: Store, **settings: Any) -> Effect:
    with mine.ledger.reading() as unit:
        return effect_of(unit, mine.account_id, store.id, settings, NOW)


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
    assert foreseen(mine, store, queue_policy="oldest", handling_days=1) == NOTHING


def test_business_first_is_counted_with_who_gains_and_who_loses(mine: ShopKeeper, store: Store) -> None:
    found = foreseen(mine, store, queue_policy="business")
    assert (found.moved, found.sooner, found.later, found.furthest_days) == (2, 1, 1, 11)
    loses, gains = found.rows
    assert (loses.order_name, loses.on_before, loses.on_after, loses.days) == (
        "#1",
        None,
        date(2026, 12, 4),
        11,
    )
    assert (gains.order_name, gains.on_before, gains.on_after, gains.days) == (
        "#3",
        date(2026, 12, 4),
        None,
        -11,
    )


def test_a_closure_moves_every_promise_behind_it(mine: ShopKeeper, store: Store) -> None:
    closed = {"first": "2026-12-03", "last": "2026-12-10", "note": "stocktaking"}
    found = foreseen(mine, store, closures=[closed])
    assert (found.moved, found.later, found.furthest_days) == (2, 2, 10)
    assert {row.on_after for row in found.rows} == {date(2026, 12, 14)}


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
    assert {row.order_name: (row.on_before, row.on_after) for row in found.rows} == {
        name: (old[name], new[name]) for name in old if old[name] != new[name]
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
    assert {(row.order_name, row.store_name) for row in found.rows} == {
        ("#1", "Lamps"),
        ("#3", "Lamps"),
        ("firm", "Firm"),
    }


def test_no_more_rows_than_a_page_shows_are_named_and_all_are_counted(mine: ShopKeeper) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    for at in range(SHOWN + 5):
        mine.order(store, f"#{at}", [(LAMP, 1)], placed_at=NOW - timedelta(days=1, minutes=at))
    found = foreseen(mine, store, lead_days=20)
    assert (found.moved, len(found.rows)) == (SHOWN + 5, SHOWN)


def test_a_store_of_another_account_is_not_there(mine: ShopKeeper, store: Store) -> None:
    with mine.ledger.reading() as unit, pytest.raises(LookupError):
        effect_of(unit, mine.account_id, store.id + 1, {}, NOW)


def test_foreseeing_writes_nothing(mine: ShopKeeper, store: Store) -> None:
    foreseen(mine, store, queue_policy="business")
    with mine.ledger.reading() as unit:
        assert stores.get(unit, mine.account_id, store.id).settings == {}
    assert dates(mine)["#1"] is None
