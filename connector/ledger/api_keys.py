"""Keys of our own API: each opens one store's routes. Only their hash is kept."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, key, store_key
from connector.ledger.tenancy import ACROSS


class ApiKey(Base):
    __tablename__ = "api_keys"
    __table_args__ = (UniqueConstraint("key_hash"),)

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    name: Mapped[str] = mapped_column(String(100))
    hint: Mapped[str] = mapped_column(String(12))
    """Its first letters, by which a person knows it again."""
    key_hash: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


def of_store(unit: Session, account_id: int, store_id: int) -> list[ApiKey]:
    """Those that open something first, the newest of them first."""
    wanted = select(ApiKey).where(ApiKey.account_id == account_id, ApiKey.store_id == store_id)
    return list(unit.scalars(wanted.order_by(ApiKey.ended_at.is_not(None), ApiKey.id.desc())))


def get(unit: Session, account_id: int, store_id: int, key_id: int) -> ApiKey:
    """Raises LookupError when the store has no such key."""
    wanted = select(ApiKey).where(ApiKey.account_id == account_id, ApiKey.store_id == store_id)
    found = unit.scalar(wanted.where(ApiKey.id == key_id))
    if found is None:
        raise LookupError(f"no key {key_id}")
    return found


def by_hash(unit: Session, key_hash: str) -> ApiKey | None:
    """The key that opens something, whoever owns it: the hash is all that a caller shows."""
    wanted = select(ApiKey).where(ApiKey.key_hash == key_hash, ApiKey.ended_at.is_(None))
    return unit.scalar(wanted, execution_options=ACROSS)
