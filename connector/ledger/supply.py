"""What serves the queue: units on hand, and units on their way with their date."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, Big, account_key, big, key, one_of

SOURCES = ("person", "platform")


class OnHand(Base):
    """Units present at a location for open orders and new ones, as the store that counts them says."""

    __tablename__ = "on_hand"
    __table_args__ = (
        UniqueConstraint("item_id", "location_id"),
        CheckConstraint("left_elsewhere >= 0", name="left_elsewhere_positive"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    item_id: Mapped[big]
    location_id: Mapped[big]
    counted: Mapped[int]
    """As told; may be negative when the platform's books are."""
    left_elsewhere: Mapped[int] = mapped_column(default=0)
    """Units that other stores shipped from this shelf and that the count does not know of yet."""
    unseen: Mapped[int] = mapped_column(default=0)
    """Units the platform believes committed to orders that we cannot see; shown, never guessed."""
    stocked: Mapped[bool] = mapped_column(default=True)
    """The store that counts it keeps the item at this location."""
    counted_at: Mapped[datetime]

    @property
    def there(self) -> int:
        """Units that can serve the queue: never negative."""
        return max(0, self.counted - self.left_elsewhere)


class Expected(Base):
    """A delivery on its way: `quantity` units still to come, on the location's local date."""

    __tablename__ = "expected"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_positive"),
        one_of("source", SOURCES),
        Index(None, "item_id", "location_id"),
        Index("uq_expected_source_ref", "store_id", "source_ref", unique=True),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    item_id: Mapped[big]
    location_id: Mapped[big]
    quantity: Mapped[int]
    arrived: Mapped[int] = mapped_column(default=0)
    expected_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(20))
    store_id: Mapped[int | None] = mapped_column(Big)
    """The store whose platform told us; None: a person did."""
    source_ref: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]


def on_hand(unit: Session, account_id: int, item_id: int) -> list[OnHand]:
    wanted = select(OnHand).where(OnHand.account_id == account_id, OnHand.item_id == item_id)
    return list(unit.scalars(wanted.order_by(OnHand.location_id)))


def on_hand_at(unit: Session, account_id: int, item_id: int, location_id: int) -> OnHand | None:
    return unit.scalar(
        select(OnHand).where(
            OnHand.account_id == account_id, OnHand.item_id == item_id, OnHand.location_id == location_id
        )
    )


def expected(unit: Session, account_id: int, item_id: int) -> list[Expected]:
    """Deliveries with units still to come, the earliest first."""
    wanted = select(Expected).where(
        Expected.account_id == account_id, Expected.item_id == item_id, Expected.quantity > 0
    )
    return list(unit.scalars(wanted.order_by(Expected.expected_on, Expected.id)))


def delivery(unit: Session, account_id: int, expected_id: int) -> Expected:
    """Raises LookupError when the account has no such expected delivery."""
    found = unit.scalar(select(Expected).where(Expected.account_id == account_id, Expected.id == expected_id))
    if found is None:
        raise LookupError(f"no expected delivery {expected_id}")
    return found
