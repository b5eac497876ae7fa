"""Which items a person said to be one: what each was before, so that they can be taken apart again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, big, key


class Join(Base):
    __tablename__ = "joins"

    id: Mapped[key]
    account_id: Mapped[account_key]
    item_id: Mapped[big]
    """The item that was kept."""
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The joined item as it was, as connector.ledger.board_parting.remembered says."""
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


def get(unit: Session, account_id: int, join_id: int) -> Join:
    """One that stands. Raises LookupError when the account has none."""
    wanted = select(Join).where(Join.account_id == account_id, Join.id == join_id, Join.undone_at.is_(None))
    found = unit.scalar(wanted)
    if found is None:
        raise LookupError(f"no join {join_id}")
    return found


def standing(unit: Session, account_id: int, item_ids: Collection[int] | None = None) -> list[Join]:
    """Joins that were not undone, the newest first; of all items, or of a few."""
    wanted = select(Join).where(Join.account_id == account_id, Join.undone_at.is_(None))
    if item_ids is not None:
        wanted = wanted.where(Join.item_id.in_(sorted(item_ids)))
    return list(unit.scalars(wanted.order_by(Join.id.desc())))


def keep(
    unit: Session,
    account_id: int,
    item_id: int,
    joined_id: int,
    before: dict[str, Any],
    who: str,
    at: datetime,
) -> None:
    """What had been joined to the joined item is part of the kept one from now on."""
    unit.execute(
        update(Join).where(Join.account_id == account_id, Join.item_id == joined_id).values(item_id=item_id),
        execution_options={"synchronize_session": False},
    )
    unit.add(Join(account_id=account_id, item_id=item_id, before=before, who=who, at=at))
    unit.flush()
