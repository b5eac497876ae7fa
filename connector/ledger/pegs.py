"""This much of that supply serves that line. Units on hand are supply 0; a delivery is its own id."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from connector.ledger.base import Base, account_key, big

ON_HAND = 0


class Peg(Base):
    __tablename__ = "pegs"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"), Index(None, "item_id"))

    line_id: Mapped[big] = mapped_column(primary_key=True)
    supply_id: Mapped[big] = mapped_column(primary_key=True)
    account_id: Mapped[account_key]
    item_id: Mapped[big]
    quantity: Mapped[int]
