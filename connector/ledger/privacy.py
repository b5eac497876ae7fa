"""What buyers and platforms asked to be told or forgotten, and marks that keep it forgotten."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from connector.ledger.base import Base, account_key, key, one_of, store_key

KINDS = ("data_request", "customer_redact", "shop_redact")
STATES = ("owed", "done")
MARKS = ("order", "email", "customer")


class PrivacyRequest(Base):
    """Whom it is about is kept sealed, and only until it is answered."""

    __tablename__ = "privacy_requests"
    __table_args__ = (
        UniqueConstraint("store_id", "source"),
        one_of("kind", KINDS),
        one_of("state", STATES),
        Index(None, "account_id", "id"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(200))
    """The delivery that asked ("inbox <id>"), or the person ("page <random>"): each is answered once."""
    asked_by: Mapped[str] = mapped_column(String(200))
    sealed: Mapped[str] = mapped_column(Text, default="")
    """Whom it is about; empty once it is done."""
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of a data request: the sealed file for the merchant to hand on, until it is fetched or grows old."""
    told: Mapped[str] = mapped_column(Text, default="")
    """What was done, in numbers only."""


class Forgotten(Base):
    """A keyed hash of what must not come back, however late a webhook is."""

    __tablename__ = "forgotten"
    __table_args__ = (UniqueConstraint("store_id", "kind", "ref_hash"), one_of("kind", MARKS))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    kind: Mapped[str] = mapped_column(String(10))
    ref_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
