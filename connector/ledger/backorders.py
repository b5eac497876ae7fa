"""One row per line and state: how many units of it are waiting, ready, released, shipped, cancelled."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, select
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


def of_order(unit: Session, account_id: int, order_id: int) -> list[Backorder]:
    wanted = select(Backorder).where(
        Backorder.account_id == account_id, Backorder.order_id == order_id, Backorder.quantity > 0
    )
    return list(unit.scalars(wanted.order_by(Backorder.line_id, Backorder.state)))
