"""What a store's buyers are shown: its listings, each with the offer that is made of it now."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import Session

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
    visible: bool
    url: str
    body: dict[str, Any] | None

    @property
    def published(self) -> bool:
        """Anybody may see it at the shop: found there, or under its address. A draft has neither."""
        return self.visible or self.url != ""

    @property
    def shut(self) -> bool:
        """The shop itself takes no order beyond its stock."""
        return self.beyond in SHUT


def by_refs(unit: Session, store: Store, refs: Collection[str]) -> dict[str, Shown]:
    """By the platform's id of what holds the stock; those that the store does not sell are missing."""
    return {one.ref: one for one in _found(unit, store, _BY_REF, refs)}


def by_variants(unit: Session, store: Store, variant_refs: Collection[str]) -> dict[str, Shown]:
    """By the platform's id of what goes into a cart; those that the store does not sell are missing."""
    return {one.variant_ref: one for one in _found(unit, store, _BY_VARIANT, variant_refs)}


def _found(unit: Session, store: Store, statement: Select[Any], wanted: Collection[str]) -> list[Shown]:
    asked = {"account": store.account_id, "store": store.id, "wanted": sorted(wanted)}
    return [Shown(*row) for row in unit.execute(statement, asked)]


def _by(name: str) -> Select[Any]:
    """Made once, of plain tables: to build it costs as much as to run it, and shoppers ask often."""
    listing, offer = Listing.__table__, Offer.__table__
    now = and_(
        offer.c.listing_id == listing.c.id,
        offer.c.account_id == listing.c.account_id,
        offer.c.superseded_at.is_(None),
    )
    columns: tuple[Any, ...] = (*(listing.c[one] for one in Shown._fields[1:-1]), offer.c.body)
    asked: Select[Any] = select(listing.c.id, *columns).select_from(listing.outerjoin(offer, now))
    return asked.where(
        listing.c.account_id == bindparam("account"),
        listing.c.store_id == bindparam("store"),
        listing.c.gone_at.is_(None),
        listing.c[name].in_(bindparam("wanted", expanding=True)),
    )


_BY_REF, _BY_VARIANT = _by("ref"), _by("variant_ref")


def present() -> ColumnElement[bool]:
    """An offer is of that listing, and is made now."""
    return and_(
        Offer.listing_id == Listing.id,
        Offer.account_id == Listing.account_id,
        Offer.superseded_at.is_(None),
    )
