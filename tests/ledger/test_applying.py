"""The newest snapshot wins; an older one, and an echo of the same, change nothing."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from connector.domain.snapshots import (
    Buyer,
    ItemSnapshot,
    Level,
    LineSnapshot,
    OrderSnapshot,
    Paid,
    Payment,
)
from connector.ledger import applying, counting, locks
from connector.ledger.applying import Applied
from connector.ledger.engine import Ledger
from connector.ledger.forgotten import NOBODY
from connector.ledger.items import Listing
from connector.ledger.orders import Line, Order
from connector.ledger.stores import Store
from connector.ledger.supply import OnHand
from connector.ledger.tenancy import ACROSS
from tests.ledger.conftest import NOON

MINUTE = timedelta(minutes=1)


def an_order(minute: int, quantity: int = 5, *more: LineSnapshot) -> OrderSnapshot:
    line = LineSnapshot("l1", "here", "lamp", "Lamp", "LAMP", quantity, quantity)
    return OrderSnapshot(
        order_id="1",
        name="#1001",
        placed_at=NOON,
        version=NOON + minute * MINUTE,
        state="PAID",
        demand=True,
        releasable=True,
        standing="paid",
        payment=Payment(Paid.TAKEN, "EUR", 8000, 8000),
        buyer=Buyer("mia@example.com", "Mia", "en", "DE"),
        lines=(line, *more),
    )


def an_item(count: int, *, tracked: bool = True) -> ItemSnapshot:
    return ItemSnapshot("lamp", "Lamp", "LAMP", tracked, (Level("here", count, "Berlin"),))


def write(ledger: Ledger, store: Store, snapshot: OrderSnapshot, read: int = 0) -> Applied:
    with ledger.writing() as unit:
        kept = locks.store(unit, store.account_id, store.id)
        return applying.order(unit, kept, snapshot, NOON + read * MINUTE, NOBODY)


def count(ledger: Ledger, store: Store, snapshot: ItemSnapshot, read: int = 0) -> int | None:
    with ledger.writing() as unit:
        kept = locks.store(unit, store.account_id, store.id)
        return counting.item(unit, kept, snapshot, NOON + read * MINUTE)


def asked(ledger: Ledger) -> dict[str, int]:
    with ledger.reading() as unit:
        return {line.line_ref: line.asks for line in unit.scalars(select(Line), execution_options=ACROSS)}


def kept(ledger: Ledger) -> Order:
    with ledger.reading() as unit:
        return unit.scalars(select(Order), execution_options=ACROSS).one()


@pytest.mark.parametrize("turn", list(permutations([1, 2, 3])))
def test_whatever_comes_in_whatever_order_the_newest_wins(
    ledger: Ledger, a_store: Store, turn: tuple[int, ...]
) -> None:
    for read, minute in enumerate(turn):
        write(ledger, a_store, an_order(minute, quantity=minute), read)

    assert asked(ledger) == {"l1": 3}
    assert kept(ledger).version == NOON + 3 * MINUTE


def test_an_older_snapshot_is_ignored_and_owes_nothing(ledger: Ledger, a_store: Store) -> None:
    write(ledger, a_store, an_order(5, quantity=2))
    applied = write(ledger, a_store, an_order(4, quantity=9), read=7)

    assert (applied.changed, applied.listing_refs) == (False, frozenset())
    assert asked(ledger) == {"l1": 2}


def test_an_echo_of_the_same_meaning_is_noted_and_changes_nothing(ledger: Ledger, a_store: Store) -> None:
    first = write(ledger, a_store, an_order(1))
    echo = write(ledger, a_store, an_order(2), read=1)

    assert first.changed
    assert first.listing_refs == {"lamp"}
    assert (echo.order_id, echo.changed, echo.listing_refs) == (first.order_id, False, frozenset())
    assert kept(ledger).version == NOON + 2 * MINUTE


def test_within_one_second_of_the_platform_the_later_reading_wins(ledger: Ledger, a_store: Store) -> None:
    write(ledger, a_store, an_order(1, quantity=2), read=2)
    write(ledger, a_store, an_order(1, quantity=9), read=1)
    assert asked(ledger) == {"l1": 2}
    write(ledger, a_store, an_order(1, quantity=4), read=3)
    assert asked(ledger) == {"l1": 4}


def test_a_line_that_is_gone_asks_for_nothing_and_its_item_is_reread(ledger: Ledger, a_store: Store) -> None:
    shade = LineSnapshot("l2", "here", "shade", "Shade", "SHADE", 2, 2)
    write(ledger, a_store, an_order(1, 5, shade))
    applied = write(ledger, a_store, an_order(2, 5), read=1)

    assert asked(ledger) == {"l1": 5, "l2": 0}
    assert applied.listing_refs == {"lamp", "shade"}


def test_an_order_that_is_no_demand_asks_for_nothing(ledger: Ledger, a_store: Store) -> None:
    write(ledger, a_store, an_order(1))
    write(ledger, a_store, replace(an_order(2), demand=False, releasable=False), read=1)
    assert asked(ledger) == {"l1": 0}


def test_the_later_count_of_an_item_wins(ledger: Ledger, a_store: Store) -> None:
    assert count(ledger, a_store, an_item(3), read=2) is not None
    assert count(ledger, a_store, an_item(9), read=1) is None
    with ledger.reading() as unit:
        assert unit.scalars(select(OnHand.counted), execution_options=ACROSS).all() == [3]


def test_an_item_that_is_no_longer_tracked_is_asked_for_no_more_and_again_when_it_is(
    ledger: Ledger, a_store: Store
) -> None:
    write(ledger, a_store, an_order(1))
    count(ledger, a_store, an_item(3, tracked=False), read=1)
    assert asked(ledger) == {"l1": 0}
    count(ledger, a_store, an_item(3), read=2)
    assert asked(ledger) == {"l1": 5}


def test_the_same_thing_in_two_stores_is_two_listings(ledger: Ledger, a_store: Store, b_store: Store) -> None:
    write(ledger, a_store, an_order(1))
    write(ledger, b_store, an_order(1))
    with ledger.reading() as unit:
        listed = unit.scalars(select(Listing), execution_options=ACROSS).all()
    assert len({(one.account_id, one.store_id, one.item_id) for one in listed}) == 2
