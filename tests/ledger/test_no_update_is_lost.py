"""Two writers read and write the same row; a rival comes in at an exact line: no update is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from connector.ledger import accounts, items, locks
from connector.ledger.engine import Ledger
from connector.ledger.items import Item
from connector.ledger.locations import Location
from connector.ledger.stores import Store
from connector.ledger.supply import OnHand, on_hand_at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PATIENCE = 15.0
ACCOUNT, ITEM, PLACE = 1, 1, 1


@pytest.fixture
def shelf(ledger: Ledger) -> Ledger:
    """Ten units of one item at one place."""
    with ledger.writing() as unit:
        account = accounts.find_or_create(unit, "main", NOW)
        store = Store(platform="shopify", address="a.myshopify.com", door_key="a", name="a", created_at=NOW)
        store.account_id = account.id
        unit.add(store)
        unit.flush()
        unit.add(Item(account_id=account.id, title="Lamp", created_at=NOW))
        unit.add(Location(account_id=account.id, name="Berlin", counted_by=store.id, created_at=NOW))
        unit.flush()
        row = OnHand(account_id=account.id, item_id=ITEM, location_id=PLACE, counted=10, counted_at=NOW)
        unit.add(row)
    return ledger


def take(ledger: Ledger, units: int, between: Callable[[], None] = lambda: None) -> None:
    """Read, think, write: as pegging does, under the item's lock. `between` runs at the exact line."""
    with ledger.writing() as unit:
        locks.items(unit, ACCOUNT, [ITEM])
        row = _row(unit)
        seen = row.counted
        between()
        row.counted = seen - units


def _row(unit: Session) -> OnHand:
    row = on_hand_at(unit, ACCOUNT, ITEM, PLACE)
    assert row is not None
    return row


def left(ledger: Ledger) -> int:
    with ledger.reading() as unit:
        return _row(unit).counted


def test_a_rival_who_comes_between_reading_and_writing_waits_for_his_turn(shelf: Ledger) -> None:
    with ThreadPoolExecutor(1) as pool:
        rivals: list[Future[None]] = []

        def let_the_rival_in() -> None:
            rivals.append(pool.submit(take, shelf, 3))
            with pytest.raises(TimeoutError):
                rivals[0].result(timeout=0.7)

        take(shelf, 2, let_the_rival_in)
        rivals[0].result(timeout=PATIENCE)
    assert left(shelf) == 5


def test_the_same_rival_without_the_lock_would_lose_an_update(shelf: Ledger) -> None:
    """The test can fail: what the lock prevents does happen without it, or is refused by the database."""
    with ThreadPoolExecutor(1) as pool:

        def rival() -> None:
            with shelf.writing() as unit:
                _row(unit).counted -= 3

        def unlocked() -> None:
            with shelf.reading() as unit:
                row = _row(unit)
                seen = row.counted
            pool.submit(rival).result(timeout=PATIENCE)
            with shelf.writing() as unit:
                _row(unit).counted = seen - 2

        unlocked()
    assert left(shelf) == 8


def test_twenty_writers_at_once_leave_what_one_after_the_other_would(shelf: Ledger) -> None:
    together = threading.Barrier(20)

    def one() -> None:
        together.wait(PATIENCE)
        take(shelf, 1)

    with ThreadPoolExecutor(20) as pool:
        for future in [pool.submit(one) for _ in range(20)]:
            future.result(timeout=60)
    assert left(shelf) == -10


def test_what_a_reading_unit_writes_is_not_kept(shelf: Ledger) -> None:
    with shelf.reading() as unit:
        _row(unit).counted = 999
        unit.flush()
    assert left(shelf) == 10


def test_a_writing_unit_that_fails_leaves_nothing_behind(shelf: Ledger) -> None:
    def fail() -> None:
        with shelf.writing() as unit:
            _row(unit).counted = 999
            unit.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert left(shelf) == 10


def test_on_sqlite_a_writer_is_alone_from_its_first_statement(shelf: Ledger) -> None:
    """BEGIN IMMEDIATE: a rival of another process cannot even begin, so nobody reads what will change."""
    if not shelf.is_sqlite:
        pytest.skip("PostgreSQL locks rows, not the whole ledger")
    rival = Ledger(f"{shelf.url}?timeout=0.2")
    try:
        with shelf.writing() as unit:
            unit.scalar(select(Item.id).where(Item.account_id == ACCOUNT))
            with pytest.raises(OperationalError, match="locked"), rival.writing() as second:
                second.scalar(select(Item.id).where(Item.account_id == ACCOUNT))
    finally:
        rival.close()
    assert items.get(unit, ACCOUNT, ITEM).title == "Lamp"
