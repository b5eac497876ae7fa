"""The merchant says that items of two stores are the same: one queue, one count, previewed first.

The other store's shelf becomes the location whose count is believed, for everything that it sells.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from connector.ledger import board_linking, board_parting, items, joins, locations, locks, stores, supply
from connector.ledger.board_items import shelves, store_names
from connector.ledger.items import Item, Listing
from connector.ledger.locations import Location
from jobs.desk.amiss import Amiss
from jobs.desk.notes import owe_peg, say
from jobs.desk.seen import seal


@dataclass(frozen=True, slots=True)
class Link:
    """What would become one: `joined` goes into `kept`; `believed` is the location whose count stands.

    `moved` are the locations that become `believed`. `others` are items that lie there too and are
    sold by that other store only: their units go to `believed` with them.
    """

    kept: Item
    joined: Item
    listings: tuple[tuple[str, Listing], ...]
    believed: Location
    believed_store: str
    moved: tuple[Location, ...]
    others: tuple[Item, ...]

    @property
    def seal(self) -> str:
        """Names what a person saw."""
        ids = [[one.id for one in part] for part in (self.moved, self.others)]
        return seal(self.kept.id, self.joined.id, self.believed.id, ids)


def candidates(unit: Session, account_id: int, item_id: int) -> list[Item]:
    """Other items with the same SKU, none without one."""
    item = items.get(unit, account_id, item_id)
    same = items.by_sku(unit, account_id, item.sku) if item.sku else []
    return [one for one in same if one.id != item_id]


def believable(unit: Session, account_id: int, item_ids: tuple[int, int]) -> list[Location]:
    """Locations where one of the two is counted."""
    places = {one.location_id for item_id in item_ids for one in supply.on_hand(unit, account_id, item_id)}
    return [place for place in locations.of_account(unit, account_id) if place.id in places]


def preview(unit: Session, account_id: int, item_id: int, other_id: int, location_id: int) -> Link:
    """The item that is counted at the location is kept. Raises LookupError or Amiss."""
    one, other = items.get(unit, account_id, item_id), items.get(unit, account_id, other_id)
    believed = locations.get(unit, account_id, location_id)
    if one.id == other.id:
        raise Amiss("item", "same_item")
    if not one.sku or one.sku != other.sku:
        raise Amiss("item", "same_sku")
    kept, joined = _kept_first(unit, account_id, one, other, believed)
    listed = [
        (stores.get(unit, account_id, listing.store_id).name, listing)
        for item in (kept, joined)
        for listing in items.listings_of(unit, account_id, item.id)
    ]
    moving = _moving(unit, account_id, joined.id, believed)
    others = {
        item.id: item
        for place in moving
        for item in board_linking.lying_at(unit, account_id, place.id)
        if item.id not in (kept.id, joined.id)
    }
    counted_by = stores.get(unit, account_id, believed.counted_by).name
    return Link(kept, joined, tuple(listed), believed, counted_by, tuple(moving), tuple(others.values()))


def link(unit: Session, account_id: int, found: Link, who: str, now: datetime) -> None:
    """Write what was previewed; everything that moved is pegged again."""
    locks.items(unit, account_id, [found.kept.id, found.joined.id, *(item.id for item in found.others)])
    names = sorted({name for name, _ in found.listings})
    lead, kept_id, title = found.joined.lead_days, found.kept.id, found.kept.title
    others, believed, place = [item.id for item in found.others], found.believed.id, found.believed.name
    # Moving a shelf forgets what was read: everything that is needed later is taken first.
    joined_id, moved = found.joined.id, [(one.counted_by, one.id) for one in found.moved]
    before = board_parting.remembered(unit, account_id, found.kept, found.joined, moved, believed)
    for counted_by, location_id in moved:
        board_linking.move_shelf(unit, account_id, counted_by, location_id, believed)
    board_linking.join_items(unit, account_id, kept_id, joined_id)
    joins.keep(unit, account_id, kept_id, joined_id, before, who, now)
    kept = items.get(unit, account_id, kept_id)
    kept.lead_days = lead if kept.lead_days is None else kept.lead_days
    say(unit, account_id, now, who, "same_item", title=title, stores=", ".join(names), location=place)
    for item_id in [kept_id, *others]:
        owe_peg(unit, account_id, item_id, believed, now)


def _kept_first(
    unit: Session, account_id: int, one: Item, other: Item, believed: Location
) -> tuple[Item, Item]:
    sold_by = store_names(unit, account_id, [one.id, other.id])
    shared = set(sold_by.get(one.id, ())) & set(sold_by.get(other.id, ()))
    if shared:
        raise Amiss("item", "same_store", value=min(shared))
    both = [(one, other), (other, one)]
    counted = [
        pair for pair in both if supply.on_hand_at(unit, account_id, pair[0].id, believed.id) is not None
    ]
    if not counted:
        raise Amiss("location", "not_counted")
    sold = {item.id for item in (one, other) if _sells(unit, believed.counted_by, item)}
    return next((pair for pair in counted if pair[0].id in sold), counted[0])


def _sells(unit: Session, store_id: int, item: Item) -> bool:
    return any(one.store_id == store_id for one in items.listings_of(unit, item.account_id, item.id))


def _moving(unit: Session, account_id: int, joined_id: int, believed: Location) -> list[Location]:
    """The joined item's own locations, one for each store that counts them."""
    found: dict[int, Location] = {}
    for place_id in sorted(board_linking.places_of(unit, account_id, joined_id) - {believed.id}):
        place = locations.get(unit, account_id, place_id)
        named = {shelf.location_id for shelf in shelves(unit, account_id, place.counted_by)}
        if place.counted_by in found or len(named) > 1:
            name = stores.get(unit, account_id, place.counted_by).name
            raise Amiss("location", "many_shelves", value=name)
        found[place.counted_by] = place
    return list(found.values())
