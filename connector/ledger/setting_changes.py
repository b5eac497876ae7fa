"""Every change of a store's settings, so that any of them can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, Big, account_key, key, store_key
from connector.ledger.stores import Store


class SettingChange(Base):
    """`before` and `after` hold only what differs, by the setting's name."""

    __tablename__ = "setting_changes"
    __table_args__ = (Index(None, "store_id", "id"),)

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    undoes_id: Mapped[int | None] = mapped_column(Big)
    """The change that this one took back."""


def note(
    unit: Session,
    store: Store,
    before: dict[str, Any],
    after: dict[str, Any],
    who: str,
    now: datetime,
    undoes_id: int | None = None,
) -> None:
    """Write down a change that is made in the same unit."""
    unit.add(
        SettingChange(
            account_id=store.account_id,
            store_id=store.id,
            at=now,
            who=who[:200],
            before=before,
            after=after,
            undoes_id=undoes_id,
        )
    )


def get(unit: Session, account_id: int, store_id: int, change_id: int) -> SettingChange:
    """Raises LookupError when the store has no such change."""
    found = unit.scalar(
        select(SettingChange).where(
            SettingChange.account_id == account_id,
            SettingChange.store_id == store_id,
            SettingChange.id == change_id,
        )
    )
    if found is None:
        raise LookupError(f"no change {change_id}")
    return found


def count(unit: Session, account_id: int, store_id: int) -> int:
    """How many a store has."""
    wanted = select(func.count(SettingChange.id)).where(
        SettingChange.account_id == account_id, SettingChange.store_id == store_id
    )
    return unit.scalar(wanted) or 0


def of_store(
    unit: Session, account_id: int, store_id: int, *, offset: int = 0, limit: int
) -> list[SettingChange]:
    """The newest first."""
    wanted = select(SettingChange).where(
        SettingChange.account_id == account_id, SettingChange.store_id == store_id
    )
    return list(unit.scalars(wanted.order_by(SettingChange.id.desc()).offset(offset).limit(limit)))
