"""What the ledger says of a store's items and order lines, for whoever compares it with what others say."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from connector.domain.backorders import WAITING
from connector.ledger.backorders import Backorder
from connector.ledger.base import chunks
from connector.ledger.items import Item, Listing
from connector.ledger.offers import Offer
from connector.ledger.orders import Line
from connector.ledger.shown import SHUT, present
from connector.ledger.stores import Store

TOGETHER: Final = 500
"""Rows that are in memory at once."""


class Spoken(NamedTuple):
    """A listing and its present offer. `beyond`: the platform's word for selling beyond its stock."""

    listing_id: int
    ref: str
    variant_ref: str
    title: str
    sku: str
    url: str
    beyond: str
    offer_id: int
    body: dict[str, Any]
    made_at: datetime

    @property
    def shut(self) -> bool:
        """The shop itself takes no order beyond its stock."""
        return self.beyond in SHUT


COLUMNS: tuple[Any, ...] = (
    Listing.id,
    Listing.ref,
    Listing.variant_ref,
    Listing.title,
    Listing.sku,
    Listing.url,
    Listing.beyond,
    Offer.id,
    Offer.body,
    Offer.made_at,
)
"""Of a `Spoken`, in its order."""


def offers(unit: Session, store: Store) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every present offer of a store by its listing, a few hundred rows at a time."""
    wanted = (
        select(Listing.id, Offer.body)
        .join(Offer, present())
        .where(*_of(store))
        .order_by(Listing.id)
        .execution_options(yield_per=TOGETHER)
    )
    for row in unit.execute(wanted):
        yield row[0], row[1]


def by_ids(unit: Session, store: Store, listing_ids: Collection[int]) -> list[Spoken]:
    """Those of them that have a present offer, by id."""
    wanted = select(*COLUMNS).join(Offer, present()).where(*_of(store)).order_by(Listing.id)
    rows: list[Spoken] = []
    for part in chunks(sorted(listing_ids), 900):
        rows += [Spoken(*row) for row in unit.execute(wanted.where(Listing.id.in_(part)))]
    return rows


def named(unit: Session, store: Store, name: str) -> set[int]:
    """Listings with that SKU, of their own or of their item, or with that id of the platform's."""
    wanted = (
        select(Listing.id)
        .join(Item, (Item.id == Listing.item_id) & (Item.account_id == Listing.account_id))
        .where(*_of(store))
        .where(or_(Listing.sku == name, Item.sku == name, Listing.ref == name, Listing.variant_ref == name))
    )
    return set(unit.scalars(wanted))


def orders_waiting(unit: Session, store: Store, refs: Collection[str]) -> list[int]:
    """Orders in which units of these listings wait for goods, by id."""
    found: set[int] = set()
    for part in chunks(sorted(refs), 900):
        wanted = (
            select(Line.order_id)
            .join(Backorder, (Backorder.line_id == Line.id) & (Backorder.account_id == Line.account_id))
            .where(Line.account_id == store.account_id, Line.store_id == store.id)
            .where(Line.listing_ref.in_(part), Backorder.state == WAITING, Backorder.quantity > 0)
        )
        found.update(unit.scalars(wanted.distinct()))
    return sorted(found)


def _of(store: Store) -> tuple[Any, ...]:
    return (
        Listing.account_id == store.account_id,
        Listing.store_id == store.id,
        Listing.gone_at.is_(None),
    )
