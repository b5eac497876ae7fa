"""What is the merchant's own of one store, table by table, read row by row."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from connector.ledger.backorders import Backorder
from connector.ledger.events import Event
from connector.ledger.history import Happened
from connector.ledger.items import Alternative, Item, Listing
from connector.ledger.letters import Letter
from connector.ledger.offers import Offer
from connector.ledger.orders import Line, Order
from connector.ledger.promises import Promise
from connector.ledger.stores import Store
from connector.ledger.supply import Expected
from connector.ledger.waits import Wait

TABLES: Final[Mapping[str, Any]] = {
    "orders": Order.__table__,
    "lines": Line.__table__,
    "backorders": Backorder.__table__,
    "promises": Promise.__table__,
    "letters": Letter.__table__,
    "expected_deliveries": Expected.__table__,
    "items": Item.__table__,
    "listings": Listing.__table__,
    "alternatives": Alternative.__table__,
    "offers": Offer.__table__,
    "waits": Wait.__table__,
    "events": Event.__table__,
    "history": Happened.__table__,
}
UNTOLD: Final = frozenset({"account_id", "digest", "confirm_hash", "leave_hash"})
TOGETHER = 500
"""Rows that are in memory at once."""


def columns(name: str) -> list[str]:
    """The columns of an exported table, in order."""
    return [column.name for column in TABLES[name].c if column.name not in UNTOLD]


def rows(unit: Session, store: Store, name: str) -> Iterator[Sequence[Any]]:
    """Every row of a table that belongs to the store, in the order of its columns."""
    table: Table = TABLES[name]
    wanted = select(*(table.c[column] for column in columns(name))).where(
        table.c.account_id == store.account_id, _of_store(table, store)
    )
    ordered = wanted.order_by(table.c.id)
    yield from unit.execute(ordered, execution_options={"yield_per": TOGETHER})


def _of_store(table: Table, store: Store) -> ColumnElement[bool]:
    listed = select(Listing.item_id).where(
        Listing.account_id == store.account_id, Listing.store_id == store.id
    )
    if table.name == "items":
        return table.c.id.in_(listed)
    if table.name in ("expected", "alternatives"):
        return table.c.item_id.in_(listed)
    if table.name == "promises":
        orders = select(Order.id).where(Order.account_id == store.account_id, Order.store_id == store.id)
        return table.c.order_id.in_(orders)
    if table.name == "history":
        return or_(table.c.store_id == store.id, table.c.store_id.is_(None))
    return table.c.store_id == store.id
