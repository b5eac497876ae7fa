"""Which items a person said to be one: what each was before, so that they can be taken apart again."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from connector.ledger.base import Base, account_key, big, key


class Join(Base):
    __tablename__ = "joins"

    id: Mapped[key]
    account_id: Mapped[account_key]
    item_id: Mapped[big]
    """The item that was kept."""
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The joined item as it was, its listings, and where the shelves that moved had stood."""
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
