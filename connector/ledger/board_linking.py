"""Two items are the same: everything that named the one names the other, in the caller's transaction."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from connector.ledger import alternatives
from connector.ledger.backorders import Backorder
from connector.ledger.items import Item, Listing
from connector.ledger.orders import Line
from connector.ledger.pegs import Peg
from connector.ledger.stores import Shelf
from connector.ledger.supply import Expected, OnHand

QUIET = {"synchronize_session": False}


def places_of(unit: Session, account_id: int, item_id: int) -> set[int]:
    """Locations that count the item, or that must ship it."""
    counted = select(OnHand.location_id).where(OnHand.account_id == account_id, OnHand.item_id == item_id)
    shipping = select(Line.location_id).where(
        Line.account_id == account_id, Line.item_id == item_id, Line.location_id.is_not(None)
    )
    found = [*unit.scalars(counted), *unit.scalars(shipping)]
    return {place for place in found if place is not None}


def lying_at(unit: Session, account_id: int, location_id: int) -> list[Item]:
    """Items that are counted at a location."""
    wanted = (
        select(Item)
        .join(OnHand, OnHand.item_id == Item.id)
        .where(Item.account_id == account_id, OnHand.account_id == account_id)
        .where(OnHand.location_id == location_id)
        .order_by(Item.id)
    )
    return list(unit.scalars(wanted))


def move_shelf(unit: Session, account_id: int, store_id: int, start: int, end: int) -> None:
    """The store's shelf `start` is the location `end` from now on, with all that lies there.

    Where `end` has a count of an item already, that count is believed and the other forgotten.
    """
    unit.execute(
        update(Shelf)
        .where(Shelf.account_id == account_id, Shelf.store_id == store_id, Shelf.location_id == start)
        .values(location_id=end),
        execution_options=QUIET,
    )
    unit.execute(
        update(Line)
        .where(Line.account_id == account_id, Line.store_id == store_id, Line.location_id == start)
        .values(location_id=end),
        execution_options=QUIET,
    )
    unit.execute(
        update(Expected)
        .where(Expected.account_id == account_id, Expected.location_id == start)
        .values(location_id=end),
        execution_options=QUIET,
    )
    counted = select(OnHand.item_id).where(OnHand.account_id == account_id, OnHand.location_id == end)
    known = set(unit.scalars(counted))
    there = (OnHand.account_id == account_id, OnHand.location_id == start)
    unit.execute(delete(OnHand).where(*there, OnHand.item_id.in_(known)), execution_options=QUIET)
    unit.execute(update(OnHand).where(*there).values(location_id=end), execution_options=QUIET)
    unit.expire_all()


def join_items(unit: Session, account_id: int, kept_id: int, joined_id: int) -> None:
    """`joined_id` is `kept_id` from now on. Where both are counted, the kept one's count stands."""
    counted = select(OnHand.location_id).where(OnHand.account_id == account_id, OnHand.item_id == kept_id)
    known = set(unit.scalars(counted))
    mine = (OnHand.account_id == account_id, OnHand.item_id == joined_id)
    unit.execute(delete(OnHand).where(*mine, OnHand.location_id.in_(known)), execution_options=QUIET)
    tables: tuple[Any, ...] = (OnHand, Listing, Line, Peg, Backorder, Expected)
    for table in tables:
        unit.execute(
            update(table)
            .where(table.account_id == account_id, table.item_id == joined_id)
            .values(item_id=kept_id),
            execution_options=QUIET,
        )
    alternatives.join(unit, account_id, kept_id, joined_id)
    gone = delete(Item).where(Item.account_id == account_id, Item.id == joined_id)
    unit.execute(gone, execution_options=QUIET)
    unit.expire_all()
