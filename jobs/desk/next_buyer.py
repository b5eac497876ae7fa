"""What the next buyer of an item is told, store by store: as it is shown, or as it would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from connector.ledger import board_selling, items, offers, stores
from connector.ledger.items import Listing
from connector.ledger.reckoning import today_of
from connector.ledger.stores import Store
from jobs import offering
from jobs.shelves import Shelves, read_shelves


@dataclass(frozen=True, slots=True)
class NextBuyer:
    """One listing. `body` as `jobs.offering.body_of`; None: nothing is offered (not tracked, or not read).

    `since`: None while nothing is shown, and the body is what would be. `effects`: the switches that are on.
    `lacks_lead`: nobody stated a lead time, so nothing beyond what is there or coming can be promised.
    `published`: the state of the task that writes it into the shop; "": never owed.
    """

    listing: Listing
    body: Mapping[str, Any] | None
    since: datetime | None
    effects: frozenset[str]
    published: str
    lacks_lead: bool


def of_item(unit: Session, account_id: int, item_id: int, now: datetime) -> list[NextBuyer]:
    """Every listing of the item that is not gone; nothing is written."""
    listed = [one for one in items.listings_of(unit, account_id, item_id) if one.gone_at is None]
    known = offers.current(unit, account_id, [one.id for one in listed])
    states = board_selling.states(unit, account_id, "offer", [one.id for one in listed])
    showing = stores.selling(unit, account_id)
    known = {one.id: known[one.id] for one in listed if one.id in known and one.store_id in showing}
    goods = offering.goods_of(unit, account_id, read_shelves(unit, account_id, item_id))
    return [
        NextBuyer(
            one,
            known[one.id].body if one.id in known else would_be(unit, goods, one, now),
            known[one.id].made_at if one.id in known else None,
            showing.get(one.store_id, frozenset()),
            states.get(one.id, ""),
            lacks_lead_time(goods.shelves.stores[one.store_id], goods.shelves),
        )
        for one in listed
    ]


def would_be(unit: Session, goods: offering.Goods, listing: Listing, now: datetime) -> dict[str, Any] | None:
    """The offer of a listing as it would be made now."""
    if not offering.is_offered(listing) or not _is_read(unit, goods.shelves):
        return None
    store = goods.shelves.stores[listing.store_id]
    today = today_of(store, now)
    regions = offering.of_listing(unit, store, goods, today)
    return offering.body_of(regions, goods.shelves.item.note or listing.note, today)


def _is_read(unit: Session, shelves: Shelves) -> bool:
    return items.is_read(unit, shelves.item.account_id, shelves.item.id)


def lacks_lead_time(store: Store, shelves: Shelves) -> bool:
    """Whether items are sold on their lead time there, and this one has none that a person stated."""
    terms = offering.terms_of(store, shelves)
    return terms.lead_days is None and terms.beyond_inbound and not terms.stopped
