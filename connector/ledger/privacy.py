"""What buyers and platforms asked to be told or forgotten."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, key, one_of, store_key

KINDS = ("data_request", "customer_redact", "shop_redact")
STATES = ("owed", "done")


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


def get(unit: Session, account_id: int, request_id: int) -> PrivacyRequest:
    """Raises LookupError when the account has no such request."""
    found = unit.scalar(
        select(PrivacyRequest).where(PrivacyRequest.account_id == account_id, PrivacyRequest.id == request_id)
    )
    if found is None:
        raise LookupError(f"no privacy request {request_id}")
    return found


def by_source(unit: Session, account_id: int, store_id: int, source: str) -> PrivacyRequest | None:
    """The request that a delivery, or a press of a button, made already."""
    return unit.scalar(
        select(PrivacyRequest).where(
            PrivacyRequest.account_id == account_id,
            PrivacyRequest.store_id == store_id,
            PrivacyRequest.source == source,
        )
    )


def of_account(unit: Session, account_id: int, limit: int = 200) -> list[PrivacyRequest]:
    """The newest first."""
    wanted = select(PrivacyRequest).where(PrivacyRequest.account_id == account_id)
    return list(unit.scalars(wanted.order_by(PrivacyRequest.id.desc()).limit(limit)))


def of_store(
    unit: Session, account_id: int, store_id: int, kinds: Collection[str] = KINDS
) -> list[PrivacyRequest]:
    """In the order they came."""
    wanted = select(PrivacyRequest).where(
        PrivacyRequest.account_id == account_id,
        PrivacyRequest.store_id == store_id,
        PrivacyRequest.kind.in_(kinds),
    )
    return list(unit.scalars(wanted.order_by(PrivacyRequest.id)))
