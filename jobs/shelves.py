"""What supplies one item, on hand and on its way, and how its stores date what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from connector.domain.pegging import ON_HAND, Supply, inbound_order
from connector.domain.promises import Handling
from connector.ledger import items, stores, supply
from connector.ledger.items import Item
from connector.ledger.reckoning import handling_of
from connector.ledger.stores import Store
from connector.ledger.supply import Expected, OnHand


@dataclass(frozen=True, slots=True)
class Shelves:
    """Everything that supplies one item, and how its stores date what is missing."""

    item: Item
    on_hand: Mapping[int, OnHand]
    expected: Mapping[int, Expected]
    stores: Mapping[int, Store]
    spare: Mapping[int, int] | None = None
    """By location, the units on hand for a part of the queue; None: all there are, for all of it."""
    _handling: dict[int, Handling] = field(default_factory=dict, init=False, repr=False, compare=False)

    def handling(self, store_id: int) -> Handling:
        """Read from the store's settings once: a queue may be thousands of lines long."""
        if store_id not in self._handling:
            self._handling[store_id] = handling_of(self.stores[store_id])
        return self._handling[store_id]

    def supplies(self, location_id: int, today: date) -> list[Supply]:
        """On hand first, then inbound by date."""
        there = self.on_hand.get(location_id)
        units = there.there if there else 0
        present = [Supply(ON_HAND, units if self.spare is None else self.spare.get(location_id, 0))]
        coming = [(e.id, e.quantity, e.expected_on) for e in self.expected.values()]
        here = {e.id for e in self.expected.values() if e.location_id == location_id}
        return present + [s for s, _ in inbound_order((c for c in coming if c[0] in here), today)]

    def source(self, coming: Expected) -> str:
        """Where the date of a delivery comes from, in words."""
        if coming.store_id is None:
            return "an expected delivery"
        return f"a transfer in {self.stores[coming.store_id].name}"


def read_shelves(unit: Session, account_id: int, item_id: int) -> Shelves:
    """As they are in this view; raises LookupError when there is no such item."""
    return Shelves(
        item=items.get(unit, account_id, item_id),
        on_hand={one.location_id: one for one in supply.on_hand(unit, account_id, item_id)},
        expected={one.id: one for one in supply.expected(unit, account_id, item_id)},
        stores={store.id: store for store in stores.of_account(unit, account_id)},
    )
