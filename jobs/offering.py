"""What each listing may be offered for: computed with every pegging, and owed to wherever it is shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy.orm import Session

from connector.domain import offers as domain
from connector.domain.offers import Free, Offer, Shelf, Step, Terms
from connector.domain.pegging import ON_HAND, inbound_order
from connector.ledger import items, offers, queue, stores, tasks
from connector.ledger.items import Listing
from connector.ledger.offers import NewOffer
from connector.ledger.reckoning import today_of
from connector.ledger.stores import Store, setting
from connector.ledger.tasks import Owe
from connector.letters import offer as words
from jobs.shelves import Shelves

LANE: Final = "effects"
SETTLES: Final = timedelta(seconds=3)
"""Several changes in so short a time are shown once."""
OWES: Final[Mapping[str, str]] = {"offers": "offer", "selling": "selling", "waitlist": "waitlist"}
"""Effect -> the kind of task that carries it out; its subject is the listing's id."""


@dataclass(frozen=True, slots=True)
class Goods:
    """One item's supply, and the units of it that somebody in the queue is served from."""

    shelves: Shelves
    spoken_for: Mapping[tuple[int, int], int]

    def shelf(self, location_id: int, today: date) -> Shelf:
        """What a location has for the next buyer."""
        there = self.shelves.on_hand.get(location_id)
        # Units that the platform gave to orders that we cannot see are nobody's to offer.
        free = there.there - there.unseen - self._spoken(location_id, ON_HAND) if there else 0
        coming = [one for one in self.shelves.expected.values() if one.location_id == location_id]
        ordered = inbound_order(((one.id, one.quantity, one.expected_on) for one in coming), today)
        inbound = tuple(
            self._free(supply.supply_id, supply.quantity - self._spoken(location_id, supply.supply_id))
            for supply, _ in ordered
        )
        last = max((one.expected_on for one in coming), default=None)
        return Shelf(max(0, free), inbound, last)

    def _free(self, expected_id: int, units: int) -> Free:
        coming = self.shelves.expected[expected_id]
        return Free(units, coming.expected_on, self.shelves.source(coming))

    def _spoken(self, location_id: int, supply_id: int) -> int:
        return self.spoken_for.get((location_id, supply_id), 0)


def renew(
    unit: Session,
    account_id: int,
    shelves: Shelves,
    now: datetime,
    *,
    owe_all: bool = False,
    showing: Mapping[int, frozenset[str]] | None = None,
) -> None:
    """The offers of an item that was just pegged, in the same transaction; its lock is held.

    Only for stores that show dates before the purchase (`showing`, as `stores.selling` tells; None: it is
    asked). `owe_all`: what did not change is owed too.
    """
    showing = stores.selling(unit, account_id) if showing is None else showing
    if not showing:
        return
    listed = [one for one in items.listings_of(unit, account_id, shelves.item.id) if one.store_id in showing]
    if not listed:
        return
    goods = goods_of(unit, account_id, shelves)
    known = offers.current(unit, account_id, [one.id for one in listed])
    made, ended = [], []
    for listing in listed:
        store = shelves.stores[listing.store_id]
        fresh = _fresh(unit, store, listing, goods, now) if is_offered(listing) else None
        if fresh is None:
            ended += [listing.id] if listing.id in known else []
        elif listing.id not in known or known[listing.id].digest != fresh.digest:
            made.append(fresh)
    offers.renew(unit, account_id, made, ended, now)
    changed = {*ended, *(one.listing_id for one in made)}
    for listing in listed:
        if owe_all or listing.id in changed:
            _owe(unit, listing, showing[listing.store_id], now)


def goods_of(unit: Session, account_id: int, shelves: Shelves) -> Goods:
    """The item's supply, with what the queue leaves of it."""
    return Goods(shelves, queue.spoken_for(unit, account_id, shelves.item.id))


def is_offered(listing: Listing) -> bool:
    """Whether a date is told of it at all."""
    return listing.tracked and listing.gone_at is None and listing.read_at is not None


def _fresh(unit: Session, store: Store, listing: Listing, goods: Goods, now: datetime) -> NewOffer:
    today = today_of(store, now)
    regions = of_listing(unit, store, goods, today)
    body = body_of(regions, goods.shelves.item.note or listing.note, today)
    digest = sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    return NewOffer(store.id, listing.id, listing.item_id, body, digest)


def of_listing(unit: Session, store: Store, goods: Goods, today: date) -> dict[str, Offer]:
    """The offer of each region, from every location that the store ships the item from."""
    places = stores.places(unit, store.account_id, store.id)
    here = {
        place: ref
        for place, ref in places.items()
        if (there := goods.shelves.on_hand.get(place)) is not None and there.stocked
    }
    terms = terms_of(store, goods.shelves)
    serves = {one["location"]: frozenset(one["countries"]) for one in setting(store, "serves")}
    return domain.by_region(
        {place: domain.of_shelf(goods.shelf(place, today), terms, today) for place in here},
        {place: serves[ref] for place, ref in here.items() if ref in serves},
    )


def terms_of(store: Store, shelves: Shelves) -> Terms:
    """How the store promises the item. The product's default lead time is nobody's word: it is no basis."""
    own = shelves.item.lead_days
    stated = setting(store, "lead_days") if "lead_days" in store.settings else None
    return Terms(
        shelves.handling(store.id),
        own if own is not None else stated,
        own is not None,
        setting(store, "sell_up_to") == "lead",
        setting(store, "longest_wait_days"),
        shelves.item.selling == items.NO,
    )


def body_of(regions: Mapping[str, Offer], note: str, today: date) -> dict[str, Any]:
    """An offer as it is kept, published and answered: all its words are in it, in every language.

    `regions`: by country, "" for everywhere else: `most` units in all (null: no end), what is said to who
    wants more (`end`), and `steps` of the first `reach` units: `on` an ISO date, `now` whether they are on
    hand, `day` and `text` by language (no `text` for what is on hand).
    """
    return {"regions": {name: _region(offer, today) for name, offer in regions.items()}, "note": note}


def _region(offer: Offer, today: date) -> dict[str, Any]:
    return {
        "most": offer.most,
        "end": words.end(offer.most, today),
        "steps": [_step(step, today) for step in offer.steps],
    }


def _step(step: Step, today: date) -> dict[str, Any]:
    said = words.on(step.ships_on, today)
    if step.now:
        said["text"] = {}
    return {"reach": step.reach, "on": step.ships_on.isoformat(), "now": step.now, **said}


def _owe(unit: Session, listing: Listing, effects: frozenset[str], now: datetime) -> None:
    owed: Sequence[Owe] = [
        Owe(LANE, OWES[effect], str(listing.id), now + SETTLES) for effect in effects if effect in OWES
    ]
    tasks.owe(unit, listing.account_id, listing.store_id, owed, now)
