"""Every delivery that was let in: its raw bytes, once, with the task that it owes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, key, store_key
from connector.ledger.tasks import OWED, Task


class Received(Base):
    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("store_id", "dedupe_key"), Index(None, "account_id", "received_at"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    topic: Mapped[str] = mapped_column(String(100))
    dedupe_key: Mapped[str | None] = mapped_column(String(200))
    """NULL is never equal to NULL: such a delivery is never discarded."""
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    meaning: Mapped[str] = mapped_column(Text, default="")
    unreadable: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery about to be written down."""

    account_id: int
    store_id: int
    topic: str
    dedupe_key: str | None
    body: bytes
    received_at: datetime


def record(unit: Session, arrivals: Sequence[Arrival]) -> int:
    """Write the new ones with their tasks; what was received before is left alone. How many were new."""
    insert = sqlite_insert if unit.get_bind().dialect.name == "sqlite" else postgresql_insert
    rows = [_row(arrival) for arrival in arrivals]
    fresh = insert(Received).values(rows).on_conflict_do_nothing()
    new = unit.execute(
        fresh.returning(Received.id, Received.account_id, Received.store_id, Received.received_at)
    ).all()
    if new:
        unit.execute(insert(Task).values([_task(*row) for row in new]).on_conflict_do_nothing())
    return len(new)


def _row(arrival: Arrival) -> dict[str, Any]:
    return {
        "account_id": arrival.account_id,
        "store_id": arrival.store_id,
        "topic": arrival.topic,
        "dedupe_key": arrival.dedupe_key,
        "body": arrival.body,
        "received_at": arrival.received_at,
        "meaning": "",
        "unreadable": False,
    }


def _task(delivery_id: int, account_id: int, store_id: int, received_at: datetime) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "store_id": store_id,
        "lane": "intake",
        "kind": "intake",
        "subject": str(delivery_id),
        "state": OWED,
        "due_at": received_at,
        "created_at": received_at,
        "generation": 1,
        "attempts": 0,
        "trouble": "",
    }


def get(unit: Session, account_id: int, delivery_id: int) -> Received:
    """Raises LookupError when the account has no such delivery."""
    found = unit.scalar(select(Received).where(Received.account_id == account_id, Received.id == delivery_id))
    if found is None:
        raise LookupError(f"no delivery {delivery_id}")
    return found


def unreadable(unit: Session, account_id: int) -> list[Received]:
    """Signed, kept, and not understood: a person must look."""
    wanted = select(Received).where(Received.account_id == account_id, Received.unreadable)
    return list(unit.scalars(wanted.order_by(Received.id.desc()).limit(100)))


def these(unit: Session, account_id: int, delivery_ids: Sequence[int]) -> list[Received]:
    """Deliveries in the order they came."""
    wanted = select(Received).where(Received.account_id == account_id, Received.id.in_(delivery_ids))
    return list(unit.scalars(wanted.order_by(Received.id)))
