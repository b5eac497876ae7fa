"""Every change of a store's settings, so that any of them can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from connector.ledger.base import Base, Big, account_key, key, store_key


class SettingChange(Base):
    """`before` and `after` hold only what differs, by the setting's name."""

    __tablename__ = "setting_changes"
    __table_args__ = (Index(None, "store_id", "id"),)

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    undoes_id: Mapped[int | None] = mapped_column(Big)
    """The change that this one took back."""
