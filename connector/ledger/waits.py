"""Who asked to be told when a listing can be ordered: the waitlist. Never a place in the queue."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from connector.ledger.base import Base, account_key, big, key, one_of, store_key

ASKED, CONFIRMED, TOLD, LEFT = "asked", "confirmed", "told", "left"
STATES: Final = (ASKED, CONFIRMED, TOLD, LEFT)
"""asked -> confirmed (the address said yes) -> told (it can be ordered); asking again begins anew; left."""


class Wait(Base):
    """One address for one listing. Only the hashes of the words in its links are kept."""

    __tablename__ = "waits"
    __table_args__ = (
        UniqueConstraint("listing_id", "email"),
        one_of("state", STATES),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(None, "store_id", "state"),
        Index(None, "account_id", "email"),
        Index(None, "leave_hash"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    listing_id: Mapped[big]
    email: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(5))
    quantity: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10))
    confirm_hash: Mapped[str] = mapped_column(String(64), default="")
    leave_hash: Mapped[str] = mapped_column(String(64), default="")
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
