"""What the doctor found: one row for each fault, from when it was first seen until it is mended."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, Big, account_key, key, store_key
from connector.ledger.stores import Store


class Finding(Base):
    """`rule` is the check's name, `subject` what it is about; a fault that comes back opens its row again."""

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("store_id", "rule", "subject"),
        Index(None, "account_id", "mended_at"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    rule: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    gaps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What fills the gaps of its sentence."""
    order_id: Mapped[int | None] = mapped_column(Big)
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    mended_at: Mapped[datetime | None]
    mended_by: Mapped[str] = mapped_column(String(200), default="")
    trouble: Mapped[str] = mapped_column(Text, default="")
    """Why the last try to mend it failed."""


def seen(
    unit: Session,
    store: Store,
    rule: str,
    subject: str,
    gaps: Mapping[str, Any],
    order_id: int | None,
    now: datetime,
) -> Finding:
    """The fault is there. One that was mended and comes back counts from now."""
    found = _named(unit, store, rule, subject)
    if found is None:
        found = Finding(account_id=store.account_id, store_id=store.id, rule=rule, subject=subject)
        found.first_seen_at = now
        unit.add(found)
    elif found.mended_at is not None:
        found.first_seen_at, found.mended_at, found.mended_by, found.trouble = now, None, "", ""
    found.gaps, found.order_id, found.seen_at = dict(gaps), order_id, now
    unit.flush()
    return found


def _named(unit: Session, store: Store, rule: str, subject: str) -> Finding | None:
    return unit.scalar(
        select(Finding).where(
            Finding.account_id == store.account_id,
            Finding.store_id == store.id,
            Finding.rule == rule,
            Finding.subject == subject,
        )
    )


def close(found: Finding, now: datetime) -> None:
    """It is gone, by whoever's hand was asked to mend it, or by itself."""
    found.mended_at, found.trouble = now, ""


def close_unseen(
    unit: Session,
    store: Store,
    rules: Collection[str],
    since: datetime,
    now: datetime,
    besides: Collection[int] = (),
) -> int:
    """Faults of these rules that a look which began at `since` did not see are gone. Returns how many.

    `besides`: orders that the look could not judge.
    """
    wanted = select(Finding).where(
        Finding.account_id == store.account_id,
        Finding.store_id == store.id,
        Finding.rule.in_(sorted(rules)),
        Finding.mended_at.is_(None),
        Finding.seen_at < since,
    )
    gone = [one for one in unit.scalars(wanted) if one.order_id is None or one.order_id not in besides]
    for one in gone:
        close(one, now)
    return len(gone)


def get(unit: Session, account_id: int, finding_id: int) -> Finding:
    """Raises LookupError when the account has no such finding."""
    found = unit.scalar(select(Finding).where(Finding.account_id == account_id, Finding.id == finding_id))
    if found is None:
        raise LookupError(f"no finding {finding_id}")
    return found


def open_of(unit: Session, account_id: int, store_id: int, *, limit: int | None = None) -> list[Finding]:
    """What is amiss at a store, the oldest first."""
    wanted = select(Finding).where(
        Finding.account_id == account_id, Finding.store_id == store_id, Finding.mended_at.is_(None)
    )
    return list(unit.scalars(wanted.order_by(Finding.first_seen_at, Finding.id).limit(limit)))


def open_count(unit: Session, account_id: int, store_id: int | None = None) -> int:
    """How much is amiss at a store, or at all stores that did not leave."""
    wanted = (
        select(func.count(Finding.id))
        .join(Store, Store.id == Finding.store_id)
        .where(Finding.account_id == account_id, Store.account_id == account_id)
        .where(Finding.mended_at.is_(None), Store.left_at.is_(None))
    )
    if store_id is not None:
        wanted = wanted.where(Finding.store_id == store_id)
    return unit.scalar(wanted) or 0
