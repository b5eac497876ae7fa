"""What every listing was offered for, and until when: the present offer, and those before it as evidence."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import JSON, Index, String, delete, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, big, chunks, key, store_key

STAYS_SHOWN: Final = timedelta(hours=24)
"""How long a date may lie in a cart after it was last offered, and still be what the buyer was shown."""


class Offer(Base):
    """What the shop may tell the next buyer of a listing. One of a listing is current."""

    __tablename__ = "offers"
    __table_args__ = (
        Index(
            "uq_offers_current",
            "listing_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(None, "store_id", "listing_id"),
        Index(None, "account_id", "item_id"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    listing_id: Mapped[big]
    item_id: Mapped[big]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As `jobs.offering.body_of` writes it: the steps of every region, with the words of each."""
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class NewOffer(NamedTuple):
    store_id: int
    listing_id: int
    item_id: int
    body: dict[str, Any]
    digest: str


def current(unit: Session, account_id: int, listing_ids: Collection[int]) -> dict[int, Offer]:
    """The present offers, by listing; one without an offer is missing."""
    found: dict[int, Offer] = {}
    for part in chunks(sorted(listing_ids), 900):
        wanted = select(Offer).where(
            Offer.account_id == account_id, Offer.listing_id.in_(part), Offer.superseded_at.is_(None)
        )
        found.update({one.listing_id: one for one in unit.scalars(wanted)})
    return found


def renew(
    unit: Session, account_id: int, made: Collection[NewOffer], ended: Collection[int], now: datetime
) -> None:
    """End the offers of these listings (`ended`, and those made anew), then make the new ones."""
    over = {*ended, *(one.listing_id for one in made)}
    for part in chunks(sorted(over), 900):
        unit.execute(
            update(Offer)
            .where(Offer.account_id == account_id, Offer.listing_id.in_(part))
            .where(Offer.superseded_at.is_(None))
            .values(superseded_at=now),
            execution_options={"synchronize_session": False},
        )
    unit.add_all([Offer(account_id=account_id, made_at=now, **one._asdict()) for one in made])
    unit.flush()


def end_of_store(unit: Session, account_id: int, store_id: int, now: datetime) -> None:
    """It shows nothing before the purchase any more: nobody was offered anything from now on."""
    unit.execute(
        update(Offer)
        .where(Offer.account_id == account_id, Offer.store_id == store_id, Offer.superseded_at.is_(None))
        .values(superseded_at=now),
        execution_options={"synchronize_session": False},
    )


def was_shown(unit: Session, account_id: int, listing_id: int, on: date, placed_at: datetime) -> bool:
    """Whether the listing was offered for that day at, or a cart's time before, the moment of the order."""
    wanted = select(Offer).where(
        Offer.account_id == account_id, Offer.listing_id == listing_id, Offer.made_at <= placed_at
    )
    oldest = placed_at - STAYS_SHOWN
    recent = wanted.where(Offer.superseded_at.is_(None) | (Offer.superseded_at >= oldest))
    return any(on.isoformat() in _days(one.body) for one in unit.scalars(recent))


def _days(body: Mapping[str, Any]) -> set[str]:
    return {str(step["on"]) for region in body["regions"].values() for step in region["steps"]}


def forget_older(unit: Session, account_id: int, store_id: int, before: datetime, most: int) -> int:
    """Offers that ended before then are no evidence of anything any more. Returns how many went."""
    old = (
        select(Offer.id)
        .where(Offer.account_id == account_id, Offer.store_id == store_id, Offer.superseded_at < before)
        .order_by(Offer.id)
        .limit(most)
    )
    ids = list(unit.scalars(old))
    if ids:
        unit.execute(
            delete(Offer).where(Offer.account_id == account_id, Offer.id.in_(ids)),
            execution_options={"synchronize_session": False},
        )
    return len(ids)
