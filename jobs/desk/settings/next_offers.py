"""What the next buyer would be told after a change of settings: items offered as if saved. Writes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from connector.domain.offers import NOWHERE
from connector.ledger import board_selling, items, stores
from connector.ledger.reckoning import today_of
from connector.ledger.stores import Store
from jobs import offering
from jobs.desk.settings.moves import DATES, OFFERS, as_if
from jobs.offering import Goods
from jobs.shelves import read_shelves

MOST_ITEMS: Final = 300
"""Whoever asks is answered in a moment: of a larger store the first items are counted."""
MOST_ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Changed:
    """One item sold beyond its stock until now, or from then on: the day told (None: it is not sold so)."""

    item_id: int
    title: str
    on_before: date | None
    on_after: date | None


@dataclass(frozen=True, slots=True)
class NextOffers:
    """`looked` of `total` items of the store were counted; `rows` are the first that change."""

    looked: int = 0
    total: int = 0
    ends: int = 0
    begins: int = 0
    other_day: int = 0
    rows: tuple[Changed, ...] = ()

    @property
    def stopped(self) -> bool:
        """The store sells more items than were counted."""
        return self.looked < self.total


def of(unit: Session, store: Store, after: Mapping[str, Any], now: datetime) -> NextOffers:
    """`after`: what differs. Nothing for a store whose buyers are shown no dates."""
    if not (DATES | OFFERS) & set(after) or store.id not in stores.selling(unit, store.account_id):
        return NextOffers()
    ids = items.ids_listed(unit, store.account_id, store.id, 0, MOST_ITEMS)
    there, then = store, as_if(store, after)
    found = [one for item_id in ids for one in _of_item(unit, there, then, item_id, now)]
    changed = [one for one in found if one.on_before != one.on_after]
    ends = sum(1 for one in changed if one.on_after is None)
    begins = sum(1 for one in changed if one.on_before is None)
    total = board_selling.listed(unit, store.account_id, store.id)
    rows = tuple(changed[:MOST_ROWS])
    return NextOffers(len(found), total, ends, begins, len(changed) - ends - begins, rows)


def _of_item(unit: Session, store: Store, then: Store, item_id: int, now: datetime) -> Iterator[Changed]:
    shelves = read_shelves(unit, store.account_id, item_id)
    goods = offering.goods_of(unit, store.account_id, shelves)
    other = Goods(replace(shelves, stores={**shelves.stores, store.id: then}), goods.spoken_for)
    today = today_of(store, now)
    for listing in items.listings_of(unit, store.account_id, item_id):
        if listing.store_id == store.id and offering.is_offered(listing):
            before, after = _day(unit, store, goods, today), _day(unit, then, other, today)
            yield Changed(item_id, listing.title, before, after)


def _day(unit: Session, store: Store, goods: Goods, today: date) -> date | None:
    """What a buyer is told whose country nobody knows, of what is not in stock."""
    step = offering.of_listing(unit, store, goods, today)[NOWHERE].waits
    return step.ships_on if step else None
