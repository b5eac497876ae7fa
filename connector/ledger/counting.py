"""Write the newest snapshot of an item: its listing and, where a store's count is believed, its supply."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from connector.domain.snapshots import Display, ItemSnapshot
from connector.ledger import items, locations, orders, supply
from connector.ledger.base import short, units
from connector.ledger.items import Listing
from connector.ledger.orders import Line
from connector.ledger.stores import Store
from connector.ledger.supply import OnHand


def is_tracked(unit: Session, store: Store, listing_ref: str) -> bool:
    """Whether its stock is counted, as far as we know; one that nobody read yet counts as counted."""
    listing = items.listings(unit, store, [listing_ref]).get(listing_ref)
    return listing is None or listing.tracked


def item(unit: Session, store: Store, snapshot: ItemSnapshot, read_at: datetime) -> int | None:
    """The listing and, where this store's count is believed, its supply. Returns the item to peg."""
    listing = items.listings(unit, store, [snapshot.listing_ref]).get(snapshot.listing_ref)
    if listing is None:
        listing = items.list_new(unit, store, snapshot.listing_ref, snapshot.title, snapshot.sku, read_at)
    if listing.read_at is not None and listing.read_at > read_at:
        return None
    listing.read_at, listing.gone_at = read_at, read_at if snapshot.gone else None
    if not snapshot.gone:
        listing.title, listing.sku = short(snapshot.title, 500), short(snapshot.sku, 200)
        _show(unit, store, listing, snapshot.display)
        _track(unit, store, listing, snapshot.tracked)
    _levels(unit, store, listing, snapshot, read_at)
    unit.flush()
    return listing.item_id


def _show(unit: Session, store: Store, listing: Listing, told: Display) -> None:
    """How the shop shows it. A lead time that changed in the shop's own field is the item's from now on."""
    listing.product_ref, listing.variant_ref = short(told.product_ref, 100), short(told.variant_ref, 100)
    listing.url, listing.image_url = short(told.url, 2000), short(told.image_url, 2000)
    listing.price, listing.category = told.price, short(told.category, 200)
    listing.visible, listing.beyond = told.visible, short(told.beyond, 20)
    listing.note = short(told.note, 300)
    if told.lead_days != listing.told_lead_days:
        listing.told_lead_days = told.lead_days
        items.get(unit, store.account_id, listing.item_id).lead_days = told.lead_days


def _track(unit: Session, store: Store, listing: Listing, tracked: bool) -> None:
    if listing.tracked == tracked:
        return
    listing.tracked = tracked
    mine = (
        Line.account_id == store.account_id,
        Line.store_id == store.id,
        Line.listing_ref == listing.ref,
    )
    if not tracked:
        unit.execute(update(Line).where(*mine).values(asks=0, in_progress=0))
        return
    demanding = orders.demanding(store.account_id, store.id)
    can = (Line.backorderable, Line.location_id.is_not(None), Line.order_id.in_(demanding))
    unit.execute(
        update(Line).where(*mine, *can).values(asks=Line.open),
        execution_options={"synchronize_session": False},
    )


def _levels(unit: Session, store: Store, listing: Listing, snapshot: ItemSnapshot, read_at: datetime) -> None:
    seen: set[int] = set()
    for level in snapshot.levels:
        name = level.name or store.name
        location_id = locations.find_or_create(unit, store, level.location_ref, name, read_at)
        locations.call(unit, store, location_id, level.name)
        seen.add(location_id)
        taken = 0
        if level.adds_taken:
            taken = orders.taken_by_open_lines(unit, store.account_id, store.id, listing.item_id)
        unseen = 0
        if level.committed is not None:
            visible = orders.open_units(unit, store.account_id, store.id, listing.item_id, location_id)
            unseen = max(0, level.committed - visible)
        _count(unit, store, listing.item_id, location_id, level.count + taken, unseen, read_at)
    if not snapshot.gone:
        _nothing_at_others(unit, store, listing.item_id, seen, read_at)


def _count(
    unit: Session,
    store: Store,
    item_id: int,
    location_id: int,
    counted: int,
    unseen: int,
    read_at: datetime,
    *,
    stocked: bool = True,
) -> None:
    if not believed(unit, store, location_id, item_id):
        return
    there = supply.on_hand_at(unit, store.account_id, item_id, location_id)
    if there is None:
        there = OnHand(account_id=store.account_id, item_id=item_id, location_id=location_id)
        there.left_elsewhere = 0
        unit.add(there)
    there.counted, there.unseen, there.counted_at = units(counted), units(unseen), read_at
    there.stocked = stocked


def believed(unit: Session, store: Store, location_id: int, item_id: int) -> bool:
    """Whether this store's count of an item at a location counts: its keeper's does, else the only one."""
    keeper = locations.get(unit, store.account_id, location_id).counted_by
    return keeper == store.id or not items.is_listed(unit, store.account_id, keeper, item_id)


def _nothing_at_others(
    unit: Session, store: Store, item_id: int, seen: Sequence[int] | set[int], read_at: datetime
) -> None:
    """A location that no longer stocks the item has none of it."""
    for there in supply.on_hand(unit, store.account_id, item_id):
        if there.location_id not in seen:
            _count(unit, store, item_id, there.location_id, 0, 0, read_at, stocked=False)
