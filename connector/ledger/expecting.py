"""Deliveries on their way as a platform tells them: the newest list replaces the one before."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from connector.domain.snapshots import Inbound
from connector.ledger import items, locations
from connector.ledger.stores import Store
from connector.ledger.supply import Expected


def replace_platform(unit: Session, store: Store, coming: Sequence[Inbound], now: datetime) -> set[int]:
    """Returns the items whose inbound changed. What has no date yet serves nobody and is left out."""
    before = {row.source_ref: row for row in _of_store(unit, store)}
    touched: set[int] = set()
    listed = items.listings(unit, store, {one.listing_ref for one in coming})
    for one in coming:
        listing = listed.get(one.listing_ref)
        if listing is None or one.expected_at is None or one.quantity <= 0:
            continue
        on = one.expected_at.astimezone(ZoneInfo(store.timezone)).date()
        row = before.pop(one.ref, None)
        place = locations.find_or_create(unit, store, one.location_ref, store.name, now)
        wanted = (listing.item_id, place, one.quantity, on)
        if row is None:
            row = Expected(account_id=store.account_id, store_id=store.id, source="platform")
            row.source_ref, row.created_at, row.arrived = one.ref, now, 0
            unit.add(row)
        elif (row.item_id, row.location_id, row.quantity, row.expected_on) == wanted:
            continue
        touched.update({listing.item_id} | ({row.item_id} if row.item_id else set()))
        row.item_id, row.location_id, row.quantity, row.expected_on = wanted
    for gone in before.values():
        if gone.quantity:
            touched.add(gone.item_id)
            gone.quantity = 0
    unit.flush()
    return touched


def not_listed(unit: Session, store: Store, coming: Sequence[Inbound]) -> list[str]:
    """What is on its way for listings that the store has and we do not know yet."""
    wanted = {one.listing_ref for one in coming if one.expected_at is not None and one.quantity > 0}
    return sorted(wanted - items.listings(unit, store, wanted).keys())


def _of_store(unit: Session, store: Store) -> list[Expected]:
    wanted = select(Expected).where(
        Expected.account_id == store.account_id,
        Expected.store_id == store.id,
        Expected.source == "platform",
    )
    return list(unit.scalars(wanted))
