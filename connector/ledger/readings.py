"""A reading of a whole store, or of what changed in it: how far it is, so that it goes on where it was."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from connector.ledger.base import Base, account_key, key, one_of, store_key

KINDS = ("whole", "changes")
"""whole: catalogue, stock and open orders (the first look, and every night). changes: since the cursor."""
PHASES = ("catalogue", "orders", "rest", "done")


class Reading(Base):
    __tablename__ = "readings"
    __table_args__ = (one_of("kind", KINDS), one_of("phase", PHASES), Index(None, "store_id", "id"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    kind: Mapped[str] = mapped_column(String(10))
    phase: Mapped[str] = mapped_column(String(12))
    mark: Mapped[str] = mapped_column(Text, default="")
    """Where the platform's adapter goes on within the phase; its own words."""
    items: Mapped[int] = mapped_column(default=0)
    items_total: Mapped[int | None]
    orders: Mapped[int] = mapped_column(default=0)
    orders_total: Mapped[int | None]
    changed: Mapped[int] = mapped_column(default=0)
    """Orders and items whose meaning differed from what we knew."""
    began_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
