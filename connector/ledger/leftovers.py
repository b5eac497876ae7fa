"""What other backorder tools left in a store: told as a dry run, taken over only when a person says so."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, key, one_of, store_key

KINDS = ("selling_plan", "tag", "line_property", "preorder_product", "preorder_order")


class Leftover(Base):
    __tablename__ = "leftovers"
    __table_args__ = (UniqueConstraint("store_id", "kind", "ref"), one_of("kind", KINDS))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[str] = mapped_column(String(200))
    """The platform's id of the order, the line or the product; or the tag."""
    what: Mapped[str] = mapped_column(String(500))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seen_at: Mapped[datetime]
    taken_over_at: Mapped[datetime | None]


def tags_among(unit: Session, account_id: int, store_id: int, texts: Collection[str]) -> list[str]:
    """Those of these texts that another tool's tags on orders have."""
    wanted = select(Leftover.ref).where(
        Leftover.account_id == account_id,
        Leftover.store_id == store_id,
        Leftover.kind == "tag",
        Leftover.ref.in_(sorted(texts)),
    )
    return sorted(unit.scalars(wanted)) if texts else []
