"""A reading of a whole store, or of what changed in it: how far it is, so that it goes on where it was."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, Select, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, key, one_of, store_key
from connector.ledger.stores import Store
from connector.ledger.tenancy import ACROSS

KINDS = ("whole", "changes")
"""whole: catalogue, stock and open orders (the first look, and every night). changes: since the cursor."""
PHASES = ("catalogue", "orders", "rest", "done")
KEPT = timedelta(days=7)
"""How long what came of one can be looked up: a store has a hundred a day."""


class Reading(Base):
    __tablename__ = "readings"
    __table_args__ = (one_of("kind", KINDS), one_of("phase", PHASES), Index(None, "store_id", "id"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    kind: Mapped[str] = mapped_column(String(10))
    phase: Mapped[str] = mapped_column(String(12))
    mark: Mapped[str] = mapped_column(Text, default="")
    """Where the platform's adapter goes on within the phase; its own words."""
    items: Mapped[int] = mapped_column(default=0)
    items_total: Mapped[int | None]
    orders: Mapped[int] = mapped_column(default=0)
    orders_total: Mapped[int | None]
    changed: Mapped[int] = mapped_column(default=0)
    """Orders whose meaning differed from what we knew."""
    began_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def begin(unit: Session, store: Store, kind: str, now: datetime) -> Reading:
    """The one that is going on; a new one where there is none. The store's row is locked."""
    found = current(unit, store.account_id, store.id, kind)
    if found is None:
        _forget_old(unit, store, kind, now)
        phase = PHASES[0] if kind == "whole" else "orders"
        found = Reading(account_id=store.account_id, store_id=store.id, kind=kind, phase=phase)
        found.began_at = found.moved_at = now
        unit.add(found)
        unit.flush()
    return found


def current(unit: Session, account_id: int, store_id: int, kind: str) -> Reading | None:
    """The reading of this kind that was begun and is not over."""
    return unit.scalar(_newest(account_id, store_id, kind).where(Reading.ended_at.is_(None)))


def last(unit: Session, account_id: int, store_id: int, kind: str) -> Reading | None:
    """The newest of this kind, over or not."""
    return unit.scalar(_newest(account_id, store_id, kind))


def get(unit: Session, account_id: int, reading_id: int) -> Reading:
    """Raises LookupError when the account has no such reading."""
    found = unit.scalar(select(Reading).where(Reading.account_id == account_id, Reading.id == reading_id))
    if found is None:
        raise LookupError(f"no reading {reading_id}")
    return found


def turn_page(reading: Reading, phase: str, mark: str, now: datetime) -> None:
    """Where it goes on; whatever troubled it is over."""
    reading.phase, reading.mark, reading.moved_at, reading.trouble = phase, mark, now, ""


def end(reading: Reading, now: datetime) -> None:
    """It is over."""
    turn_page(reading, "done", "", now)
    reading.ended_at = now


def newest_whole(unit: Session) -> dict[int, datetime]:
    """When the newest whole reading of each store began, by store, whoever owns it."""
    wanted = select(Reading.store_id, func.max(Reading.began_at)).where(Reading.kind == "whole")
    found = unit.execute(wanted.group_by(Reading.store_id), execution_options=ACROSS)
    return dict(found.all())


def _forget_old(unit: Session, store: Store, kind: str, now: datetime) -> None:
    mine = (Reading.account_id == store.account_id, Reading.store_id == store.id, Reading.kind == kind)
    unit.execute(delete(Reading).where(*mine, Reading.ended_at < now - KEPT))


def _newest(account_id: int, store_id: int, kind: str) -> Select[Reading]:
    wanted = select(Reading).where(
        Reading.account_id == account_id, Reading.store_id == store_id, Reading.kind == kind
    )
    return wanted.order_by(Reading.id.desc()).limit(1)
