"""What happened to backorders, for other tools to hear of: where it goes, and whether it arrived."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from connector.ledger.base import Base, account_key, big, key, one_of, store_key

OWED, PROMISED, MOVED, READY, SHIPPED, CANCELLED = (
    "owed",
    "promised",
    "moved",
    "ready",
    "shipped",
    "cancelled",
)
HAPPENINGS: Final = (OWED, PROMISED, MOVED, READY, SHIPPED, CANCELLED)
VIA: Final = ("webhook", "flow")
"""A signed POST to an address, or a trigger of Shopify Flow."""
STATES: Final = ("owed", "sent", "refused", "unknown")


class Event(Base):
    """One thing that happened to one line, written with the change itself."""

    __tablename__ = "events"
    __table_args__ = (
        one_of("kind", HAPPENINGS),
        Index(None, "store_id", "id"),
        Index(None, "account_id", "order_id"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    order_id: Mapped[big]
    line_id: Mapped[big]
    kind: Mapped[str] = mapped_column(String(10))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What is told of it; never who bought."""
    happened_at: Mapped[datetime]


class Endpoint(Base):
    """Where a store's events go. `sealed`: the key that they are signed with."""

    __tablename__ = "event_endpoints"
    __table_args__ = (one_of("via", VIA), Index(None, "store_id"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    via: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(Text, default="")
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Of `HAPPENINGS`, those that it wants."""
    door: Mapped[str] = mapped_column(String(64))
    """A random word: the place that its key is sealed for."""
    sealed: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Send(Base):
    """One event on its way to one endpoint."""

    __tablename__ = "event_sends"
    __table_args__ = (
        UniqueConstraint("event_id", "endpoint_id"),
        one_of("state", STATES),
        Index(None, "endpoint_id", "id"),
        Index(None, "account_id", "state"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    event_id: Mapped[big]
    endpoint_id: Mapped[big]
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    """The HTTP status of the last answer."""
    answer: Mapped[str] = mapped_column(String(500), default="")
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
