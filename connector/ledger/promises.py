"""Every date that was ever given for a line, and the facts it rests on. One of them is current."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, Index, String, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, big, chunks, key


class Promise(Base):
    __tablename__ = "promises"
    __table_args__ = (
        Index(
            "uq_promises_current",
            "line_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(None, "order_id"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    order_id: Mapped[big]
    line_id: Mapped[big]
    quantity: Mapped[int]
    promised_for: Mapped[date]
    basis: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was known: dates in ISO form, days as numbers; enough to show a reasonable basis later."""
    made_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


def current_of_order(unit: Session, account_id: int, order_id: int) -> dict[int, Promise]:
    """The current promise of each line, by line id."""
    wanted = select(Promise).where(
        Promise.account_id == account_id, Promise.order_id == order_id, Promise.superseded_at.is_(None)
    )
    return {promise.line_id: promise for promise in unit.scalars(wanted)}


def history_of_order(unit: Session, account_id: int, order_id: int) -> list[Promise]:
    wanted = select(Promise).where(Promise.account_id == account_id, Promise.order_id == order_id)
    return list(unit.scalars(wanted.order_by(Promise.made_at, Promise.id)))


class NewPromise(NamedTuple):
    order_id: int
    line_id: int
    quantity: int
    promised_for: date
    basis: str
    facts: dict[str, Any]


def current_of_lines(unit: Session, account_id: int, line_ids: Collection[int]) -> dict[int, Promise]:
    found: dict[int, Promise] = {}
    for part in chunks(sorted(line_ids), 900):
        wanted = select(Promise).where(
            Promise.account_id == account_id, Promise.line_id.in_(part), Promise.superseded_at.is_(None)
        )
        found.update({promise.line_id: promise for promise in unit.scalars(wanted)})
    return found


def change(
    unit: Session, account_id: int, ended: Collection[int], made: Sequence[NewPromise], now: datetime
) -> None:
    """End the current promise of these lines, then make the new ones."""
    for part in chunks(sorted(ended), 900):
        unit.execute(
            update(Promise)
            .where(Promise.account_id == account_id, Promise.line_id.in_(part))
            .where(Promise.superseded_at.is_(None))
            .values(superseded_at=now),
            execution_options={"synchronize_session": False},
        )
    if made:
        table: Any = Promise.__table__
        unit.execute(
            insert(table), [{"account_id": account_id, "made_at": now, **one._asdict()} for one in made]
        )
