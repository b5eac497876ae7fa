"""Items that a person said to be one are two again, previewed first: as if they had never been joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from connector.ledger import board_parting, items, joins, locations, locks, stores, supply, tasks
from connector.ledger.items import Item, Listing
from connector.ledger.joins import Join
from connector.ledger.tasks import Owe
from jobs.desk.notes import owe_peg, say
from jobs.desk.seen import seal


@dataclass(frozen=True, slots=True)
class Parting:
    """What would become an item of its own. `shelves`: where each would stand again; `staying`: would not.

    `orders`, `lines`: those still open that go along; `waiting`: units of them that wait.
    """

    join: Join
    kept: Item
    listings: tuple[tuple[str, Listing], ...]
    orders: int
    lines: int
    waiting: int
    shelves: tuple[tuple[str, str], ...]
    staying: tuple[tuple[str, str], ...]

    @property
    def seal(self) -> str:
        """Names what a person saw."""
        listed = [one.id for _, one in self.listings]
        return seal(self.join.id, listed, self.orders, self.lines, self.waiting, self.shelves, self.staying)


def preview(unit: Session, account_id: int, item_id: int, join_id: int) -> Parting:
    """Raises LookupError when the item was not joined so."""
    join = joins.get(unit, account_id, join_id)
    if join.item_id != item_id:
        raise LookupError(f"no join {join_id} of item {item_id}")
    listed = board_parting.listings_back(unit, account_id, join)
    sellers = {one.store_id for one in listed}
    orders, lines, waiting = board_parting.counted_back(unit, account_id, item_id, sellers)
    back, staying = _shelves(unit, account_id, join, [one.id for one in listed])
    return Parting(
        join,
        items.get(unit, account_id, item_id),
        tuple((stores.get(unit, account_id, one.store_id).name, one) for one in listed),
        orders,
        lines,
        waiting,
        tuple(_named(unit, account_id, one) for one in back),
        tuple(_named(unit, account_id, one) for one in staying),
    )


def part(unit: Session, account_id: int, found: Parting, who: str, now: datetime) -> int:
    """Write what was previewed; returns the item that is one of its own again."""
    join, kept_id = found.join, found.kept.id
    locks.items(unit, account_id, [kept_id])
    back, staying = _shelves(unit, account_id, join, [one.id for _, one in found.listings])
    kept = items.get(unit, account_id, kept_id)
    if join.before["kept_lead_days"] is None and kept.lead_days == join.before["lead_days"]:
        kept.lead_days = None
    title, names = join.before["title"], sorted({name for name, _ in found.listings})
    join.undone_at = now
    unit.flush()
    # Taking apart forgets what was read: everything that is needed later was taken first.
    made_id = board_parting.part(unit, account_id, join)
    moved = {one for shelf in back for one in board_parting.shelf_back(unit, account_id, shelf)}
    _hand_on(unit, account_id, staying)
    say(unit, account_id, now, who, "taken_apart", title=title, stores=", ".join(names))
    for item_id in sorted({kept_id, made_id} | moved):
        _owe(unit, account_id, item_id, now)
    return made_id


def _shelves(
    unit: Session, account_id: int, join: Join, listed: Sequence[int]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shelves that go back, and those that other items still need where they are."""
    found: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    for shelf in join.before["shelves"]:
        found[board_parting.stays(unit, account_id, shelf, listed)].append(shelf)
    return found


def _named(unit: Session, account_id: int, shelf: dict[str, Any]) -> tuple[str, str]:
    start, end = (locations.get(unit, account_id, shelf[name]).name for name in ("start", "end"))
    return start, end


def _hand_on(unit: Session, account_id: int, staying: Sequence[dict[str, Any]]) -> None:
    """A shelf that another join still needs goes back when that one is taken apart."""
    for shelf in staying:
        for other in joins.standing(unit, account_id):
            sellers = {one.store_id for one in board_parting.listings_back(unit, account_id, other)}
            if shelf["store"] in sellers:
                other.before = {**other.before, "shelves": [*other.before["shelves"], shelf]}
                break


def _owe(unit: Session, account_id: int, item_id: int, now: datetime) -> None:
    """The item is pegged again, and its own stores say what they count now."""
    for there in supply.on_hand(unit, account_id, item_id)[:1]:
        owe_peg(unit, account_id, item_id, there.location_id, now)
    for listing in items.listings_of(unit, account_id, item_id):
        if stores.get(unit, account_id, listing.store_id).left_at is None:
            reread = Owe("intake", "reread_item", listing.ref, now)
            tasks.owe(unit, account_id, listing.store_id, [reread], now)
