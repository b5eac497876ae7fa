"""A ledger filled for the pegging figures: items with waiting lines, written in bulk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from connector.ledger.accounts import Account
from connector.ledger.engine import Ledger
from connector.ledger.items import Item, Listing
from connector.ledger.locations import Location
from connector.ledger.orders import Line, Order
from connector.ledger.stores import Store
from connector.ledger.supply import OnHand
from connector.migrations import upgrade

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST = NOW - timedelta(days=30)


@contextmanager
def sqlite() -> Iterator[Ledger]:
    """An empty ledger in a folder of its own."""
    with TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        upgrade(ledger.engine)
        yield ledger
        ledger.close()


def fill(unit: Session, items: int, lines: int, on_hand: int) -> None:
    """Account 1, store 1, location 1; `lines` lines of one unit spread over `items`, `on_hand` of each."""
    unit.add(Account(id=1, name="bench", created_at=NOW))
    unit.flush()
    unit.add(
        Store(id=1, account_id=1, platform="woocommerce", address="a", door_key="a", name="a", created_at=NOW)
    )
    unit.flush()
    unit.add(Location(id=1, account_id=1, name="here", counted_by=1, created_at=NOW))
    unit.flush()
    every = range(1, items + 1)
    _many(unit, Item, [{"id": n, "account_id": 1, "title": "x", "created_at": NOW} for n in every])
    _many(unit, Listing, [_listing(n) for n in every])
    _many(unit, OnHand, [_on_hand(n, on_hand) for n in every])
    _many(unit, Order, [_order(n) for n in range(1, lines + 1)])
    _many(unit, Line, [_line(n, 1 + n % items) for n in range(1, lines + 1)])


def _many(unit: Session, kept: type, rows: list[dict[str, Any]]) -> None:
    for at in range(0, len(rows), 10_000):
        unit.execute(insert(kept), rows[at : at + 10_000])


def _listing(item: int) -> dict[str, Any]:
    return {"account_id": 1, "store_id": 1, "item_id": item, "ref": str(item), "title": "x", "read_at": NOW}


def _on_hand(item: int, units: int) -> dict[str, Any]:
    return {"account_id": 1, "item_id": item, "location_id": 1, "counted": units, "counted_at": NOW}


def _order(number: int) -> dict[str, Any]:
    placed = FIRST + timedelta(seconds=number)
    return {
        "id": number,
        "account_id": 1,
        "store_id": 1,
        "order_ref": str(number),
        "name": f"#{number}",
        "placed_at": placed,
        "version": placed,
        "read_at": placed,
        "digest": "",
        "state": "processing",
        "demand": True,
        "releasable": True,
        "standing": "processing",
        "paid": "taken",
        "currency": "EUR",
        "total": 100,
        "taken": 100,
    }


def _line(number: int, item: int) -> dict[str, Any]:
    return {
        "id": number,
        "account_id": 1,
        "store_id": 1,
        "order_id": number,
        "line_ref": f"{number:08}",
        "location_ref": "default",
        "listing_ref": str(item),
        "item_id": item,
        "location_id": 1,
        "title": "x",
        "sku": "x",
        "ordered": 1,
        "open": 1,
        "shipped": 0,
        "in_progress": 0,
        "taken": 0,
        "backorderable": True,
        "asks": 1,
        "placed_at": FIRST + timedelta(seconds=number),
    }
