"""The merchant: owner of stores, items, locations and supply."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, key
from connector.ledger.tenancy import ACROSS


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[key]
    name: Mapped[str] = mapped_column(String(200), unique=True)
    """An operator's word for it; of an account that began with a mailed link, that link's own word."""
    title: Mapped[str] = mapped_column(String(200), default="")
    """What its people call it."""
    paused_at: Mapped[datetime | None]
    """Since when every effect of every store is paused; None: not paused."""
    created_at: Mapped[datetime]

    @property
    def shown(self) -> str:
        """How pages and letters call it."""
        return self.title or self.name


def find_or_create(unit: Session, name: str, now: datetime) -> Account:
    """The account of that name, made if there is none."""
    found = by_name(unit, name)
    if found is None:
        found = Account(name=name, created_at=now)
        unit.add(found)
        unit.flush()
    return found


def by_name(unit: Session, name: str) -> Account | None:
    """The account of that name, or None."""
    return unit.scalar(select(Account).where(Account.name == name), execution_options=ACROSS)


def every(unit: Session) -> list[Account]:
    return list(unit.scalars(select(Account).order_by(Account.id), execution_options=ACROSS))


def get(unit: Session, account_id: int) -> Account:
    """Raises LookupError when there is no such account."""
    found = unit.scalar(select(Account).where(Account.id == account_id), execution_options=ACROSS)
    if found is None:
        raise LookupError(f"no account {account_id}")
    return found
