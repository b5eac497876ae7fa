"""Where goods lie. Each location believes one store's count."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, key, short, store_key
from connector.ledger.stores import Shelf, Store, location_of


class Location(Base):
    __tablename__ = "locations"

    id: Mapped[key]
    account_id: Mapped[account_key]
    name: Mapped[str] = mapped_column(String(200))
    counted_by: Mapped[store_key]
    """The store whose count of this location is believed; we never write it."""
    created_at: Mapped[datetime]


def of_account(unit: Session, account_id: int) -> list[Location]:
    wanted = select(Location).where(Location.account_id == account_id).order_by(Location.id)
    return list(unit.scalars(wanted))


def get(unit: Session, account_id: int, location_id: int) -> Location:
    """Raises LookupError when the account has no such location."""
    found = unit.scalar(select(Location).where(Location.account_id == account_id, Location.id == location_id))
    if found is None:
        raise LookupError(f"no location {location_id}")
    return found


def find_or_create(unit: Session, store: Store, location_ref: str, name: str, now: datetime) -> int:
    """The location behind a store's own name for it; at first each store has its own."""
    found = location_of(unit, store.account_id, store.id, location_ref)
    if found is not None:
        return found
    location = Location(
        account_id=store.account_id, name=short(name, 200), counted_by=store.id, created_at=now
    )
    unit.add(location)
    unit.flush()
    unit.add(
        Shelf(
            account_id=store.account_id,
            store_id=store.id,
            location_ref=location_ref,
            location_id=location.id,
        )
    )
    unit.flush()
    return location.id


def call(unit: Session, store: Store, location_id: int, name: str) -> None:
    """What the store that counts it calls the location; an order that named it first knew no name."""
    found, name = get(unit, store.account_id, location_id), short(name, 200)
    if name and found.counted_by == store.id and found.name != name:
        found.name = name
