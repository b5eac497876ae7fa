"""What the doctor found: one row for each fault, from when it was first seen until it is mended."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from connector.ledger.base import Base, Big, account_key, key, store_key


class Finding(Base):
    """`rule` is the check's name, `subject` what it is about; a fault that comes back opens its row again."""

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("store_id", "rule", "subject"),
        Index(None, "account_id", "mended_at"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    rule: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    gaps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What fills the gaps of its sentence."""
    order_id: Mapped[int | None] = mapped_column(Big)
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    mended_at: Mapped[datetime | None]
    mended_by: Mapped[str] = mapped_column(String(200), default="")
    trouble: Mapped[str] = mapped_column(Text, default="")
    """Why the last try to mend it failed."""
