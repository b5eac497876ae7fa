"""What the ledger believes, asked for by the doctor: which orders to compare, which counts look wrong."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from connector.domain.backorders import OPEN, WAITING
from connector.ledger.backorders import Backorder
from connector.ledger.items import Item, Listing
from connector.ledger.locations import Location
from connector.ledger.orders import Line, Order
from connector.ledger.readings import Reading
from connector.ledger.stores import Store
from connector.ledger.supply import OnHand
from connector.ledger.tasks import CLAIMED, OWED, Task


def orders_to_compare(
    unit: Session, store: Store, since: datetime, after: int, limit: int
) -> list[tuple[int, str]]:
    """Id and the platform's id of orders that owe goods, or did at `since` or later; by id, after `after`."""
    wanted = _comparable(select(Order.id, Order.order_ref).distinct(), store, since)
    rows = unit.execute(wanted.where(Order.id > after).order_by(Order.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def count_to_compare(unit: Session, store: Store, since: datetime) -> int:
    """As `orders_to_compare`, counted."""
    return unit.scalar(_comparable(select(func.count(func.distinct(Order.id))), store, since)) or 0


def not_compared(unit: Session, store: Store, since: datetime, refs: Collection[str]) -> dict[str, int]:
    """Of these orders those that are known and that `orders_to_compare` leaves out, with their ids."""
    mine = (Order.account_id == store.account_id, Order.store_id == store.id, Order.order_ref.in_(refs))
    known = {row[1]: row[0] for row in unit.execute(select(Order.id, Order.order_ref).where(*mine))}
    told = _comparable(select(Order.order_ref).distinct(), store, since).where(Order.order_ref.in_(refs))
    seen = set(unit.scalars(told))
    return {ref: order_id for ref, order_id in known.items() if ref not in seen}


def unknown(unit: Session, store: Store, refs: Collection[str]) -> list[str]:
    """Of these orders those that the ledger never heard of."""
    wanted = select(Order.order_ref).where(
        Order.account_id == store.account_id, Order.store_id == store.id, Order.order_ref.in_(refs)
    )
    known = set(unit.scalars(wanted))
    return [ref for ref in refs if ref not in known]


def _comparable(query: Select[*tuple[Any, ...]], store: Store, since: datetime) -> Select[*tuple[Any, ...]]:
    owing = and_(Backorder.state.in_(OPEN), Backorder.quantity > 0)
    return (
        query.select_from(Backorder)
        .join(Order, Order.id == Backorder.order_id)
        .where(Backorder.account_id == store.account_id, Order.account_id == store.account_id)
        .where(Backorder.store_id == store.id, or_(owing, Backorder.changed_at >= since))
    )


class Below(NamedTuple):
    """An item whose count at a location lies below 0 though nobody waits for it there."""

    item_id: int
    location_id: int
    title: str
    location: str
    listing_ref: str


def below_zero(unit: Session, store: Store) -> Sequence[Below]:
    """Of what the store counts: fewer units than its open orders were given, and no line waits."""
    mine = store.account_id
    given = (
        select(func.coalesce(func.sum(Line.open), 0))
        .where(Line.account_id == mine)
        .where(Line.item_id == OnHand.item_id, Line.location_id == OnHand.location_id)
        .correlate(OnHand)
        .scalar_subquery()
    )
    waits = (
        select(Backorder.id)
        .join(Line, Line.id == Backorder.line_id)
        .where(Backorder.account_id == mine, Line.account_id == mine)
        .where(Backorder.item_id == OnHand.item_id, Line.location_id == OnHand.location_id)
        .where(Backorder.state == WAITING, Backorder.quantity > 0)
        .correlate(OnHand)
    )
    wanted = (
        select(Item.id, Location.id, Item.title, Location.name, Listing.ref)
        .join(OnHand, OnHand.item_id == Item.id)
        .join(Location, Location.id == OnHand.location_id)
        .join(Listing, Listing.item_id == Item.id)
        .where(Item.account_id == mine, OnHand.account_id == mine)
        .where(Location.account_id == mine, Listing.account_id == mine)
        .where(Location.counted_by == store.id, Listing.store_id == store.id)
        .where(Listing.tracked, Listing.gone_at.is_(None))
        .where(OnHand.counted - OnHand.unseen < given, ~exists(waits))
        .order_by(Item.title, Item.id, Location.id)
    )
    return [Below._make(row) for row in unit.execute(wanted)]


def oldest_due(unit: Session, store: Store, before: datetime) -> datetime | None:
    """Since when the oldest task of a store has been due, if that is longer ago than `before`."""
    overdue = or_(
        and_(Task.state == OWED, Task.due_at <= before),
        and_(Task.state == CLAIMED, Task.lease_until <= before),
    )
    wanted = select(func.min(Task.due_at)).where(
        Task.account_id == store.account_id, Task.store_id == store.id, overdue
    )
    return unit.scalar(wanted)


def stuck_readings(unit: Session, store: Store, before: datetime) -> list[Reading]:
    """Readings of the store that did not end, and did not move since `before`."""
    wanted = select(Reading).where(
        Reading.account_id == store.account_id,
        Reading.store_id == store.id,
        Reading.ended_at.is_(None),
        Reading.moved_at < before,
    )
    return list(unit.scalars(wanted.order_by(Reading.id)))
