"""A shop's window: what buyers can find there, how it is shown, and what else they may like."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select, union_all
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
    beyond: str
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
    Listing.beyond,
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


def of_items(unit: Session, store: Store, item_ids: Collection[int]) -> dict[int, list[Piece]]:
    """What the store sells of these items, by item."""
    found: dict[int, list[Piece]] = {}
    for part in chunks(sorted(item_ids), 900):
        rows = unit.execute(_pieces(store).where(Listing.item_id.in_(part)).order_by(Listing.id))
        for one in (Piece(*row) for row in rows):
            found.setdefault(one.item_id, []).append(one)
    return found


def of_products(
    unit: Session, store: Store, product_refs: Collection[str], most: int
) -> dict[str, list[Piece]]:
    """Variants of these products, by product: of each at most so many."""
    found = _like(unit, store, Listing.product_ref, product_refs, most)
    return _sorted((one.product_ref, one) for one in found)


def of_categories(
    unit: Session, store: Store, categories: Collection[str], most: int
) -> dict[str, list[Piece]]:
    """Of these kinds, as the shop sorts its goods, by kind: of each at most so many."""
    found = _like(unit, store, Listing.category, categories, most)
    return _sorted((one.category, one) for one in found)


def _sorted(found: Iterable[tuple[str, Piece]]) -> dict[str, list[Piece]]:
    made: dict[str, list[Piece]] = {}
    for name, one in found:
        made.setdefault(name, []).append(one)
    return made


def _like(unit: Session, store: Store, column: Any, values: Collection[str], most: int) -> list[Piece]:
    """One statement for all values, which stops at `most` rows of each instead of sorting a whole kind."""
    firsts = [_firsts(store, column, one, most) for one in sorted({*values} - {""})]
    if not firsts:
        return []
    wanted = _pieces(store).where(Listing.id.in_(union_all(*firsts))).order_by(Listing.id)
    return [Piece(*row) for row in unit.execute(wanted)]


def _firsts(store: Store, column: Any, value: str, most: int) -> Select[Any]:
    first = select(Listing.id).where(*_in_window(store), column == value).order_by(Listing.id).limit(most)
    # Not every database takes a limit inside of a union.
    return select(first.subquery().c.id)


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
