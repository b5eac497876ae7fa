"""A shop's window: what buyers can find there, how it is shown, and what else they may like."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from connector.ledger.base import chunks
from connector.ledger.items import Item, Listing
from connector.ledger.offers import Offer
from connector.ledger.shown import SHUT, present
from connector.ledger.stores import Store

TOGETHER = 500
"""Rows that are in memory at once while the whole window is looked at."""


class Found(NamedTuple):
    """What decides whether a listing is told of. `lead_days` and `featured` are its item's."""

    listing_id: int
    beyond: str
    lead_days: int | None
    featured: str
    body: dict[str, Any]

    @property
    def shut(self) -> bool:
        """The shop itself takes no order beyond its stock."""
        return self.beyond in SHUT


class Piece(NamedTuple):
    """A listing as a page shows it. `price` in minor units of the store's currency. `body`: its offer."""

    listing_id: int
    item_id: int
    title: str
    url: str
    image_url: str
    price: int | None
    category: str
    product_ref: str
    variant_ref: str
    tracked: bool
    body: dict[str, Any] | None


COLUMNS: tuple[Any, ...] = (
    Listing.id,
    Listing.item_id,
    Listing.title,
    Listing.url,
    Listing.image_url,
    Listing.price,
    Listing.category,
    Listing.product_ref,
    Listing.variant_ref,
    Listing.tracked,
    Offer.body,
)
"""Of a `Piece`, in its order."""


def offered(unit: Session, store: Store) -> Iterator[Found]:
    """Every listing that buyers can find and that has an offer, a few hundred rows at a time."""
    wanted = (
        select(Listing.id, Listing.beyond, Item.lead_days, Item.featured, Offer.body)
        .join(Offer, present())
        .join(Item, (Item.id == Listing.item_id) & (Item.account_id == Listing.account_id))
        .where(*_in_window(store))
        .execution_options(yield_per=TOGETHER)
    )
    for row in unit.execute(wanted):
        yield Found(*row)


def pieces(unit: Session, store: Store, listing_ids: Collection[int]) -> dict[int, Piece]:
    """By listing; what is gone or hidden meanwhile is missing."""
    found: dict[int, Piece] = {}
    for part in chunks(sorted(listing_ids), 900):
        rows = unit.execute(_pieces(store).where(Listing.id.in_(part)))
        found.update({row[0]: Piece(*row) for row in rows})
    return found


def of_items(unit: Session, store: Store, item_ids: Collection[int]) -> list[Piece]:
    """What the store sells of these items, in their order."""
    rows = unit.execute(_pieces(store).where(Listing.item_id.in_(item_ids)).order_by(Listing.id))
    order = list(item_ids)
    return sorted((Piece(*row) for row in rows), key=lambda one: order.index(one.item_id))


def of_product(unit: Session, store: Store, product_ref: str, most: int) -> list[Piece]:
    """Variants of one product."""
    return _like(unit, store, Listing.product_ref, product_ref, most)


def of_category(unit: Session, store: Store, category: str, most: int) -> list[Piece]:
    """Of one kind, as the shop sorts its goods."""
    return _like(unit, store, Listing.category, category, most)


def _like(unit: Session, store: Store, column: Any, value: str, most: int) -> list[Piece]:
    if not value:
        return []
    wanted = _pieces(store).where(column == value).order_by(Listing.id).limit(most)
    return [Piece(*row) for row in unit.execute(wanted)]


def _pieces(store: Store) -> Select[Any]:
    columns = select(*COLUMNS)
    return columns.join_from(Listing, Offer, present(), isouter=True).where(*_in_window(store))


def _in_window(store: Store) -> tuple[ColumnElement[bool], ...]:
    return (
        Listing.account_id == store.account_id,
        Listing.store_id == store.id,
        Listing.visible.is_(True),
        Listing.gone_at.is_(None),
    )
