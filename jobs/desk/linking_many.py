"""Many items of several stores are the same by their SKU: previewed together, then joined one by one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from connector.ledger import board_items, items, locations, stores, supply
from connector.ledger.items import Item
from connector.ledger.stores import Store
from jobs.desk import linking
from jobs.desk.amiss import Amiss
from jobs.desk.linking import Link
from jobs.desk.seen import seal

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """`left_out`: SKUs that cannot be joined, each with the reason. `others` lie on shelves that move."""

    believed: Store
    links: tuple[Link, ...]
    left_out: tuple[Amiss, ...]
    others: tuple[Item, ...]

    @property
    def seal(self) -> str:
        """Names what a person saw."""
        return seal(self.believed.id, [one.seal for one in self.links], [one.id for one in self.others])


def plan(unit: Session, account_id: int, store_id: int, skus: Collection[str]) -> Plan:
    """The counts of one store are believed. Raises LookupError, or Amiss for none or too many SKUs."""
    believed = stores.get(unit, account_id, store_id)
    if not skus:
        raise Amiss("sku", "none_chosen")
    if len(skus) > MOST_AT_ONCE:
        raise Amiss("sku", "many_chosen", most=MOST_AT_ONCE)
    links: list[Link] = []
    left_out: list[Amiss] = []
    for sku, same in sorted(board_items.skus(unit, account_id, skus).items()):
        try:
            links += _of_sku(unit, account_id, believed, same)
        except Amiss as error:
            left_out.append(Amiss(sku, error.key, row=None, **error.values))
    joining = {one.joined.id for one in links} | {one.kept.id for one in links}
    others = {item.id: item for one in links for item in one.others if item.id not in joining}
    return Plan(believed, tuple(links), tuple(left_out), tuple(others.values()))


def join_all(unit: Session, account_id: int, found: Plan, who: str, now: datetime) -> int:
    """Write what was previewed; returns how many items were joined to another."""
    pairs = [(one.kept.id, one.joined.id, one.believed.id) for one in found.links]
    for kept_id, joined_id, place in pairs:
        # Looked at anew: a shelf that one join moved has moved for the next.
        one = linking.preview(unit, account_id, kept_id, joined_id, place)
        linking.link(unit, account_id, one, who, now)
    return len(pairs)


def _of_sku(unit: Session, account_id: int, believed: Store, same: Sequence[Item]) -> list[Link]:
    kept, place = _counted_by(unit, account_id, believed, same)
    return [
        linking.preview(unit, account_id, kept.id, other.id, place) for other in same if other.id != kept.id
    ]


def _counted_by(unit: Session, account_id: int, believed: Store, same: Sequence[Item]) -> tuple[Item, int]:
    """The item that the store sells, and where it counts it."""
    own = {place.id for place in locations.of_account(unit, account_id) if place.counted_by == believed.id}
    for item in same:
        if items.is_listed(unit, account_id, believed.id, item.id):
            for there in supply.on_hand(unit, account_id, item.id):
                if there.location_id in own:
                    return item, there.location_id
    raise Amiss("location", "not_counted")
