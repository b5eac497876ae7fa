"""One row per line and state: how many units of it are waiting, ready, released, shipped, cancelled."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.domain.backorders import STATES
from connector.ledger.base import Base, account_key, big, key, one_of, store_key


class Backorder(Base):
    __tablename__ = "backorders"
    __table_args__ = (
        UniqueConstraint("line_id", "state"),
        CheckConstraint("quantity >= 0", name="quantity_positive"),
        one_of("state", STATES),
        Index(None, "account_id", "state"),
        Index(None, "order_id"),
        Index(None, "item_id"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    order_id: Mapped[big]
    line_id: Mapped[big]
    item_id: Mapped[big]
    state: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[int]
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Shortage(Base):
    """The day from which a line's lead time counts: kept, so that its date does not wander."""

    __tablename__ = "shortages"

    line_id: Mapped[big] = mapped_column(primary_key=True)
    account_id: Mapped[account_key]
    counts_from: Mapped[date]


class Shift(NamedTuple):
    """`units` more (or, below 0, fewer) of a line in a state."""

    store_id: int
    order_id: int
    line_id: int
    item_id: int
    state: str
    units: int


def shift(unit: Session, account_id: int, shifts: Sequence[Shift], now: datetime) -> None:
    """Add each to what is kept; a line has one row for each state it was ever in."""
    for one in shifts:
        if one.units < 0:
            _lessen(unit, account_id, one, now)
    grown = [_row(account_id, one, now) for one in shifts if one.units > 0]
    if grown:
        table: Any = Backorder.__table__
        sqlite = unit.get_bind().dialect.name == "sqlite"
        fresh = sqlite_insert(table) if sqlite else postgresql_insert(table)
        more = {"quantity": table.c.quantity + fresh.excluded.quantity, "changed_at": now}
        unit.execute(fresh.on_conflict_do_update(index_elements=["line_id", "state"], set_=more), grown)


def _lessen(unit: Session, account_id: int, one: Shift, now: datetime) -> None:
    unit.execute(
        update(Backorder)
        .where(
            Backorder.account_id == account_id,
            Backorder.line_id == one.line_id,
            Backorder.state == one.state,
        )
        .values(quantity=Backorder.quantity + one.units, changed_at=now)
    )


def _row(account_id: int, one: Shift, now: datetime) -> dict[str, Any]:
    kept = {**one._asdict(), "account_id": account_id, "opened_at": now, "changed_at": now}
    kept["quantity"] = kept.pop("units")
    return kept
