"""A grant that was asked for: one-time state between our page and a platform's answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from connector.ledger.base import Base, Big, account_key, key, one_of
from connector.ledger.stores import PLATFORMS


class Grant(Base):
    """Bound to the store's address and to the browser that asked; used once, soon, or never."""

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("state_hash"),
        one_of("platform", PLATFORMS),
        Index(None, "account_id", "created_at"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    platform: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(300))
    state_hash: Mapped[str] = mapped_column(String(64))
    browser_hash: Mapped[str] = mapped_column(String(64))
    asked_by: Mapped[str] = mapped_column(String(200))
    sealed: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What the exchange needs and nobody may read, such as a custom app's client secret."""
    known: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    store_id: Mapped[int | None] = mapped_column(Big)
    """The store that came of it."""
    trouble: Mapped[str] = mapped_column(String(500), default="")
