"""What a store's buyers are shown: its listings, each with the offer that is made of it now."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from connector.ledger.base import chunks
from connector.ledger.items import Listing
from connector.ledger.offers import Offer
from connector.ledger.stores import Store

SHUT = frozenset(("deny", "no", "outofstock"))
"""Words of the platforms for: not sold beyond its stock."""


class Shown(NamedTuple):
    """A listing and its present offer. `body`: as `jobs.offering.body_of` wrote it; None: there is none.

    `beyond`: the platform's own word for whether it sells more than its stock; "" where it does not say.
    """

    listing_id: int
    ref: str
    variant_ref: str
    tracked: bool
    beyond: str
    body: dict[str, Any] | None

    @property
    def shut(self) -> bool:
        """The shop itself takes no order beyond its stock."""
        return self.beyond in SHUT


def by_refs(unit: Session, store: Store, refs: Collection[str]) -> dict[str, Shown]:
    """By the platform's id of what holds the stock; those that the store does not sell are missing."""
    return {one.ref: one for one in _found(unit, store, Listing.ref, refs)}


def by_variants(unit: Session, store: Store, variant_refs: Collection[str]) -> dict[str, Shown]:
    """By the platform's id of what goes into a cart; those that the store does not sell are missing."""
    return {one.variant_ref: one for one in _found(unit, store, Listing.variant_ref, variant_refs)}


def _found(unit: Session, store: Store, column: Any, wanted: Collection[str]) -> list[Shown]:
    found: list[Shown] = []
    for part in chunks(sorted(wanted), 900):
        rows = unit.execute(_of(store).where(column.in_(part), Listing.gone_at.is_(None)))
        found += [Shown(*row) for row in rows]
    return found


def _of(store: Store) -> Select[Any]:
    return (
        select(Listing.id, Listing.ref, Listing.variant_ref, Listing.tracked, Listing.beyond, Offer.body)
        .join_from(Listing, Offer, present(), isouter=True)
        .where(Listing.account_id == store.account_id, Listing.store_id == store.id)
    )


def present() -> ColumnElement[bool]:
    """An offer is of that listing, and is made now."""
    return and_(
        Offer.listing_id == Listing.id,
        Offer.account_id == Listing.account_id,
        Offer.superseded_at.is_(None),
    )
