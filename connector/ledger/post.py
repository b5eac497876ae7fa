"""Letters that are owed to people: kept until they have left, then gone.

A person's letter belongs to no store, and an address to none, one or several accounts: which ones is
looked up when the letter is written, so that owing it takes as long for a stranger as for an owner.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import JSON, Index, String, UniqueConstraint, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, key, one_of

SIGN_IN, INVITATION, START = "sign_in", "invitation", "start"
KINDS = (SIGN_IN, INVITATION, START)
LEASE: Final = timedelta(seconds=60)
"""Longer than one letter takes to leave."""


class Owed(Base):
    """One of a kind for an address at a time: who asks twice gets one letter. It holds no secret."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("kind", "address", "about"),
        one_of("kind", KINDS),
        Index("ix_post_due", "due_at"),
    )

    id: Mapped[key]
    kind: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(320))
    about: Mapped[str] = mapped_column(String(40), default="")
    """The person who is invited; empty where the address says it all."""
    language: Mapped[str] = mapped_column(String(5))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    owed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)


def owe(
    unit: Session,
    kind: str,
    address: str,
    language: str,
    now: datetime,
    *,
    about: str = "",
    **detail: Any,
) -> None:
    """A letter to this address; one that is owed already stays as it is."""
    insert = sqlite_insert if unit.get_bind().dialect.name == "sqlite" else postgresql_insert
    row = {"kind": kind, "address": address, "about": about, "language": language, "detail": detail}
    unit.execute(insert(Owed).values(**row, owed_at=now, due_at=now, attempts=0).on_conflict_do_nothing())


def due(unit: Session, now: datetime) -> int:
    """How many letters could leave now."""
    return unit.scalar(select(func.count()).select_from(Owed).where(Owed.due_at <= now)) or 0


def claim(unit: Session, now: datetime, most: int = 20) -> Sequence[Owed]:
    """Letters that are due, the oldest first: nobody else's for as long as the lease lasts."""
    wanted = select(Owed).where(Owed.due_at <= now).order_by(Owed.due_at, Owed.id).limit(most)
    found = unit.scalars(wanted.with_for_update(skip_locked=True)).all()
    for one in found:
        one.due_at, one.attempts = now + LEASE, one.attempts + 1
    return found


def put_off(unit: Session, owed_id: int, due_at: datetime) -> None:
    """It did not leave and is tried again then."""
    unit.execute(update(Owed).where(Owed.id == owed_id).values(due_at=due_at))


def done(unit: Session, owed_id: int) -> None:
    """It left, or nobody needs it any more."""
    unit.execute(delete(Owed).where(Owed.id == owed_id))
