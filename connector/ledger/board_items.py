"""Items, and deliveries on their way, as the pages list them."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from connector.domain.backorders import WAITING
from connector.ledger.backorders import Backorder
from connector.ledger.board import PAGE
from connector.ledger.items import Item, Listing
from connector.ledger.locations import Location
from connector.ledger.promises import Promise
from connector.ledger.stores import Shelf, Store
from connector.ledger.supply import Expected, OnHand


class ItemRow(NamedTuple):
    """Units: present, still to come, owed to buyers who wait."""

    id: int
    title: str
    sku: str
    lead_days: int | None
    on_hand: int
    inbound: int
    owed: int


def rows(
    unit: Session, account_id: int, text: str, *, offset: int = 0, limit: int | None = PAGE
) -> list[ItemRow]:
    """Those that owe most come first."""
    there = OnHand.counted - OnHand.left_elsewhere
    on_hand = _sum(there, OnHand, account_id).where(there > 0)
    inbound = _sum(Expected.quantity, Expected, account_id)
    owed = _sum(Backorder.quantity, Backorder, account_id).where(Backorder.state == WAITING)
    sums = [func.coalesce(one.correlate(Item).scalar_subquery(), 0) for one in (on_hand, inbound, owed)]
    wanted = select(Item.id, Item.title, Item.sku, Item.lead_days, *sums).where(*_named(account_id, text))
    wanted = wanted.order_by(sums[2].desc(), Item.title, Item.id).offset(offset).limit(limit)
    return [ItemRow._make(row) for row in unit.execute(wanted)]


def _sum(units: Any, table: Any, account_id: int) -> Select[*tuple[Any, ...]]:
    return select(func.sum(units)).where(table.account_id == account_id, table.item_id == Item.id)


def matching(unit: Session, account_id: int, text: str) -> int:
    """How many items a page of this list is a part of."""
    return unit.scalar(select(func.count(Item.id)).where(*_named(account_id, text))) or 0


def _named(account_id: int, text: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Item.account_id == account_id]
    if text:
        fields = (Item.title, Item.sku)
        found.append(or_(*(field.icontains(text, autoescape=True) for field in fields)))
    return found


def owed_by_date(unit: Session, account_id: int, item_id: int) -> list[tuple[date, int]]:
    """Units that wait, by the date their buyers were given."""
    wanted = (
        select(Promise.promised_for, func.sum(Backorder.quantity))
        .join(Backorder, Backorder.line_id == Promise.line_id)
        .where(Promise.account_id == account_id, Backorder.account_id == account_id)
        .where(Backorder.item_id == item_id, Backorder.state == WAITING, Promise.superseded_at.is_(None))
        .group_by(Promise.promised_for)
        .order_by(Promise.promised_for)
    )
    return [(day, units) for day, units in unit.execute(wanted) if units]


class ExpectedRow(NamedTuple):
    """A delivery with units still to come."""

    id: int
    item_id: int
    title: str
    sku: str
    location: str
    quantity: int
    arrived: int
    expected_on: date
    source: str
    note: str


def expected_rows(
    unit: Session, account_id: int, text: str = "", *, offset: int = 0, limit: int | None = PAGE
) -> list[ExpectedRow]:
    """The earliest first."""
    columns = (
        Expected.id,
        Item.id,
        Item.title,
        Item.sku,
        Location.name,
        Expected.quantity,
        Expected.arrived,
        Expected.expected_on,
        Expected.source,
        Expected.note,
    )
    wanted = _expected(select(*columns), account_id, text).order_by(Expected.expected_on, Expected.id)
    return [ExpectedRow._make(row) for row in unit.execute(wanted.offset(offset).limit(limit))]


def expected_matching(unit: Session, account_id: int, text: str = "") -> int:
    """How many deliveries a page of this list is a part of."""
    return unit.scalar(_expected(select(func.count(Expected.id)), account_id, text)) or 0


def _expected(query: Select[*tuple[Any, ...]], account_id: int, text: str) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Expected)
        .join(Item, Item.id == Expected.item_id)
        .join(Location, Location.id == Expected.location_id)
        .where(Expected.account_id == account_id, Location.account_id == account_id, Expected.quantity > 0)
        .where(*_named(account_id, text))
    )


def skus(unit: Session, account_id: int, wanted: Collection[str]) -> dict[str, list[Item]]:
    """Items by their SKU; a SKU may name several until they are said to be the same."""
    found: dict[str, list[Item]] = {}
    query = select(Item).where(Item.account_id == account_id, Item.sku.in_(sorted(wanted)))
    for item in unit.scalars(query.order_by(Item.id)):
        found.setdefault(item.sku, []).append(item)
    return found


def doubled_skus(unit: Session, account_id: int, *, offset: int = 0, limit: int = PAGE) -> list[str]:
    """SKUs that several items have, in order."""
    wanted = _doubled(account_id).order_by(Item.sku)
    return list(unit.scalars(wanted.offset(offset).limit(limit)))


def doubled_skus_count(unit: Session, account_id: int) -> int:
    """How many SKUs several items have."""
    return unit.scalar(select(func.count()).select_from(_doubled(account_id).subquery())) or 0


def _doubled(account_id: int) -> Select[*tuple[Any, ...]]:
    wanted = select(Item.sku).where(Item.account_id == account_id, Item.sku != "").group_by(Item.sku)
    return wanted.having(func.count(Item.id) > 1)


def store_names(unit: Session, account_id: int, item_ids: Collection[int]) -> dict[int, list[str]]:
    """Which stores sell each item, by item id."""
    wanted = (
        select(Listing.item_id, Store.name)
        .join(Store, Store.id == Listing.store_id)
        .where(Listing.account_id == account_id, Store.account_id == account_id)
        .where(Listing.item_id.in_(sorted(set(item_ids))))
        .order_by(Listing.item_id, Store.id)
    )
    found: dict[int, list[str]] = {}
    for item_id, name in unit.execute(wanted):
        found.setdefault(item_id, []).append(name)
    return found


def shelves(unit: Session, account_id: int, store_id: int) -> list[Shelf]:
    """A store's own names for locations."""
    wanted = select(Shelf).where(Shelf.account_id == account_id, Shelf.store_id == store_id)
    return list(unit.scalars(wanted.order_by(Shelf.id)))
