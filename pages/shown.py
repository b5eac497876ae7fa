"""What the shop's page showed before the purchase, beside what was promised after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from connector.ledger import items, offers
from connector.ledger.orders import Line, Order
from connector.ledger.standing import OrderStanding
from connector.ledger.stores import Store


@dataclass(frozen=True, slots=True)
class Shown:
    """The day on the line, and whether we offered that day then: a buyer can type any property."""

    on: date
    offered: bool


def of_lines(unit: Session, store: Store, order: Order, lines: Iterable[Line]) -> dict[int, Shown]:
    """By line; one that carries no day is missing."""
    carrying = [one for one in lines if one.shown_on is not None]
    listed = items.listings(unit, store, {one.listing_ref for one in carrying})
    found = {}
    for one in carrying:
        listing, on = listed.get(one.listing_ref), one.shown_on
        if on is None:
            continue
        ours = listing is not None and offers.was_shown(
            unit, store.account_id, listing.id, on, order.placed_at
        )
        found[one.id] = Shown(on, ours)
    return found


def later(found: OrderStanding, shown: Mapping[int, Shown]) -> set[int]:
    """Lines whose buyers are promised a later day than we offered them."""
    return {
        one.line.id
        for one in found.lines
        if one.promise
        and (seen := shown.get(one.line.id))
        and seen.offered
        and one.promise.promised_for > seen.on
    }
