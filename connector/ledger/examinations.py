"""The doctor's round of a store: one row, how far it is, so that it goes on where it was."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, key, store_key
from connector.ledger.stores import Store


class Examination(Base):
    """`stage` is the name of the check at work, `mark` where it goes on, in its own words."""

    __tablename__ = "examinations"
    __table_args__ = (UniqueConstraint("store_id"),)

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    stage: Mapped[str] = mapped_column(String(40), default="")
    mark: Mapped[str] = mapped_column(Text, default="")
    orders: Mapped[int] = mapped_column(default=0)
    """Orders that were compared so far."""
    orders_total: Mapped[int] = mapped_column(default=0)
    aside: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Orders that are being worked on, by id, and what was believed of them; they are looked at last."""
    not_seen: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Checks that could not look, and why: what they found before stands."""
    began_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def of_store(unit: Session, account_id: int, store_id: int) -> Examination | None:
    """The last round, or the one that goes on."""
    return unit.scalar(
        select(Examination).where(Examination.account_id == account_id, Examination.store_id == store_id)
    )


def of_account(unit: Session, account_id: int) -> dict[int, Examination]:
    """The last round of each store."""
    wanted = select(Examination).where(Examination.account_id == account_id)
    return {one.store_id: one for one in unit.scalars(wanted)}


def going_on(unit: Session, store: Store, stage: str, now: datetime) -> Examination:
    """The round that was not ended, or a new one that begins with `stage`."""
    found = of_store(unit, store.account_id, store.id)
    if found is None:
        found = Examination(account_id=store.account_id, store_id=store.id)
        unit.add(found)
    elif found.ended_at is None:
        return found
    found.stage, found.mark, found.orders, found.orders_total = stage, "", 0, 0
    found.aside, found.not_seen = {}, {}
    found.began_at = found.moved_at = now
    found.ended_at = None
    unit.flush()
    return found
