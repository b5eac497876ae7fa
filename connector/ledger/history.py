"""Who or what changed what, when."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, Big, account_key, key


class Happened(Base):
    __tablename__ = "history"
    __table_args__ = (Index(None, "account_id", "order_id"), Index(None, "account_id", "at"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[int | None] = mapped_column(Big)
    order_id: Mapped[int | None] = mapped_column(Big)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(Text)
    """One plain sentence for the merchant."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def note(
    unit: Session,
    account_id: int,
    at: datetime,
    who: str,
    what: str,
    *,
    store_id: int | None = None,
    order_id: int | None = None,
    **detail: Any,
) -> None:
    unit.add(
        Happened(
            account_id=account_id,
            store_id=store_id,
            order_id=order_id,
            at=at,
            who=who,
            what=what,
            detail=detail,
        )
    )


def was_said(unit: Session, account_id: int, store_id: int, key: str, since: datetime) -> bool:
    """Whether the sentence of that name (`said`) was written of the store since then."""
    mine = (Happened.account_id == account_id, Happened.store_id == store_id, Happened.at > since)
    wanted = select(Happened.id).where(*mine, Happened.detail["said"].as_string() == key)
    return unit.scalar(wanted.limit(1)) is not None


def of_order(unit: Session, account_id: int, order_id: int) -> list[Happened]:
    wanted = select(Happened).where(Happened.account_id == account_id, Happened.order_id == order_id)
    return list(unit.scalars(wanted.order_by(Happened.at, Happened.id)))
