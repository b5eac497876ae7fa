"""What turning on, or off, something that is shown before the purchase would do, counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from connector.domain.longer import chosen, measured
from connector.domain.offers import NOWHERE
from connector.domain.selling import sells_beyond
from connector.ledger import board_selling, items, stores
from connector.ledger.items import BY_RULE, YES, Item, Listing
from connector.ledger.reckoning import today_of
from connector.ledger.stores import Store
from jobs import offering
from jobs.desk import next_buyer
from jobs.shelves import read_shelves

MOST_ITEMS: Final = 300
"""Whoever asks is answered in a moment: of a larger store the first items are counted."""
MOST_ROWS: Final = 20
COUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "offers": ("dated", "in_stock", "none"),
    "selling": ("begins", "ends", "stays", "unknown"),
    "storefront": ("longer", "answered"),
    "waitlist": ("waiting", "none"),
}
"""What is counted for each switch, in the order in which it is told."""
BACK: Final[Mapping[str, str]] = {"offers": "carried", "selling": "changed", "waitlist": "untold"}
"""What is counted before it is turned off again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item: how the shop is `now` and `then`, as names of words. `day`: of `then`, by language."""

    title: str
    item_id: int
    now: str
    then: str
    day: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShopPreview:
    """`counts` of items by name. `looked` of `total` items that the store sells were counted.

    `no_lead`: of those, how many have no lead time that a person stated, so that nothing is promised beyond
    what is there or coming. `rows`: the first that change.
    `besides`: names of sentences about what comes of it elsewhere.
    """

    counts: Mapping[str, int]
    looked: int = 0
    total: int = 0
    no_lead: int = 0
    rows: tuple[Row, ...] = ()
    besides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """One listing as it would be offered."""

    listing: Listing
    item: Item
    body: dict[str, Any]
    lacks_lead: bool

    @property
    def steps(self) -> list[dict[str, Any]]:
        """What a buyer is told whose country nobody knows."""
        found: list[dict[str, Any]] = self.body["regions"][NOWHERE]["steps"]
        return found


def turning_on(unit: Session, store: Store, effect: str, now: datetime) -> ShopPreview:
    """Computed from the queue as it is now: no offers are kept while every such switch is off."""
    counted: Counter[str] = Counter(dict.fromkeys(COUNTS[effect], 0))
    rows: list[Row] = []
    everything = list(_seen(unit, store, now))
    longer = _longer(everything, today_of(store, now)) if effect == "storefront" else frozenset()
    for seen in everything:
        found, row = _storefront(seen, longer) if effect == "storefront" else _LOOK[effect](seen)
        counted.update({name: 1 for name in found if name in counted})
        rows += [row] if row and len(rows) < MOST_ROWS else []
    if effect == "waitlist":
        counted["waiting"] = board_selling.waiting(unit, store.account_id, store.id)
    total = board_selling.listed(unit, store.account_id, store.id)
    no_lead = sum(seen.lacks_lead for seen in everything)
    besides = _alone(unit, store, effect)
    return ShopPreview(counted, len(everything), total, no_lead, tuple(rows), besides)


def _alone(unit: Session, store: Store, effect: str) -> tuple[str, ...]:
    """The form of the waitlist is one of the public pages."""
    alone = effect == "waitlist" and not stores.shows(unit, store, "storefront")
    return ("waitlist.alone",) if alone else ()


def turning_off(unit: Session, store: Store, effect: str) -> ShopPreview:
    """What of ours is taken off the shop again."""
    if effect == "offers":
        many = board_selling.carrying(unit, store.account_id, store.id, offering.OWES[effect])
        return ShopPreview({BACK[effect]: many})
    if effect == "waitlist":
        return ShopPreview({BACK[effect]: board_selling.waiting(unit, store.account_id, store.id)})
    if effect == "storefront":
        return ShopPreview({}, besides=("storefront.gone",))
    many, first = board_selling.changed_words(unit, store.account_id, store.id, MOST_ROWS)
    rows = [
        Row(one.title, one.item_id, _word(one.beyond), _word(one.beyond_was), {})
        for one in first
        if sells_beyond(one.beyond) != sells_beyond(one.beyond_was)
    ]
    return ShopPreview({BACK[effect]: many}, rows=tuple(rows))


def _seen(unit: Session, store: Store, now: datetime) -> Iterator[_Seen]:
    for item_id in items.ids_listed(unit, store.account_id, store.id, 0, MOST_ITEMS):
        shelves = read_shelves(unit, store.account_id, item_id)
        goods = offering.goods_of(unit, store.account_id, shelves)
        for listing in items.listings_of(unit, store.account_id, item_id):
            if listing.store_id != store.id:
                continue
            body = next_buyer.would_be(unit, goods, listing, now)
            if body is not None:
                lacks = next_buyer.lacks_lead_time(store, shelves)
                yield _Seen(listing, shelves.item, body, lacks)


def _day(seen: _Seen) -> tuple[str, dict[str, str]]:
    later = next((step for step in seen.steps if not step["now"]), None)
    if later:
        return "dated", later["day"]
    return ("in_stock" if seen.steps else "none"), {}


def _offers(seen: _Seen) -> tuple[set[str], Row | None]:
    name, day = _day(seen)
    return {name}, _row(seen, "nothing", name, day)


def _selling(seen: _Seen) -> tuple[set[str], Row | None]:
    wanted, now = any(not step["now"] for step in seen.steps), sells_beyond(seen.listing.beyond)
    if now is None:
        return {"unknown"}, None
    if now == wanted:
        return {"stays"}, None
    return {"begins" if wanted else "ends"}, _row(seen, _word(seen.listing.beyond), _beyond(wanted), {})


def _longer(everything: Iterable[_Seen], today: date) -> frozenset[int]:
    """Listings that the page of items that take longer would show, by its own rule."""
    return frozenset(
        chosen(
            [
                measured(
                    seen.listing.id,
                    seen.body,
                    today,
                    shut=sells_beyond(seen.listing.beyond) is False,
                    lead_days=seen.item.lead_days,
                    by_hand=None if seen.item.featured == BY_RULE else seen.item.featured == YES,
                )
                for seen in everything
                if seen.listing.visible
            ]
        )
    )


def _storefront(seen: _Seen, longer: frozenset[int]) -> tuple[set[str], Row | None]:
    if seen.listing.id not in longer:
        return {"answered"}, None
    name, day = _day(seen)
    return {"answered", "longer"}, _row(seen, "nothing", name, day)


def _waitlist(seen: _Seen) -> tuple[set[str], Row | None]:
    name, day = _day(seen)
    return {name}, _row(seen, "nothing", name, day) if name == "none" else None


_LOOK: Final = {"offers": _offers, "selling": _selling, "waitlist": _waitlist}


def _row(seen: _Seen, now: str, then: str, day: Mapping[str, str]) -> Row:
    return Row(seen.listing.title, seen.listing.item_id, now, then, day)


def _word(word: str) -> str:
    found = sells_beyond(word)
    return "unknown" if found is None else _beyond(found)


def _beyond(beyond: bool) -> str:
    return "sells_on" if beyond else "sells_out"
