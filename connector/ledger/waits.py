"""Who asked to be told when a listing can be ordered: the waitlist. Never a place in the queue."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.domain.waitlist import CONFIRM_LASTS, KEPT, Told, Waiting
from connector.ledger.base import Base, account_key, big, chunks, key, one_of, store_key
from connector.ledger.items import Listing
from connector.ledger.letters import Letter
from connector.ledger.orders import Line, Order
from connector.ledger.stores import Store

ASKED, CONFIRMED, TOLD, LEFT = "asked", "confirmed", "told", "left"
STATES: Final = (ASKED, CONFIRMED, TOLD, LEFT)
"""asked -> confirmed (the address said yes) -> told (it can be ordered); asking again begins anew; left."""
QUIETLY: Final = {"synchronize_session": False}


class Wait(Base):
    """One address, in lower case, for one listing. Only the hashes of the words in its links are kept."""

    __tablename__ = "waits"
    __table_args__ = (
        UniqueConstraint("listing_id", "email"),
        one_of("state", STATES),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(None, "store_id", "state"),
        Index(None, "account_id", "email"),
        Index(None, "leave_hash"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    listing_id: Mapped[big]
    email: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(5))
    quantity: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10))
    times: Mapped[int] = mapped_column(default=1)
    """How often the address asked: its letters are numbered by it."""
    confirm_hash: Mapped[str] = mapped_column(String(64), default="")
    leave_hash: Mapped[str] = mapped_column(String(64), default="")
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    """Also after asking again: what they were told of is held for as long as it would be."""
    left_at: Mapped[datetime | None]


def get(unit: Session, account_id: int, wait_id: int) -> Wait | None:
    """None when nobody waits under that number any more. Locked until the unit ends."""
    wanted = select(Wait).where(Wait.account_id == account_id, Wait.id == wait_id)
    fresh = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return unit.scalar(fresh)


def of_address(unit: Session, account_id: int, listing_id: int, email: str) -> Wait | None:
    """`email` in lower case. Locked until the unit ends."""
    wanted = select(Wait).where(
        Wait.account_id == account_id, Wait.listing_id == listing_id, Wait.email == email
    )
    return unit.scalar(wanted.with_for_update(key_share=True))


def by_confirm_hash(unit: Session, account_id: int, store_id: int, hashed: str) -> Wait | None:
    """Whose link it is; whoever changes it takes the item's lock first, and reads it again."""
    return unit.scalar(_of_store(account_id, store_id).where(Wait.confirm_hash == hashed))


def by_leave_hash(unit: Session, account_id: int, store_id: int, hashed: str) -> Wait | None:
    """Locked until the unit ends."""
    wanted = _of_store(account_id, store_id).where(Wait.leave_hash == hashed)
    return unit.scalar(wanted.with_for_update(key_share=True))


def _of_store(account_id: int, store_id: int) -> Select[Wait]:
    return select(Wait).where(Wait.account_id == account_id, Wait.store_id == store_id)


def asked_since(unit: Session, account_id: int, email: str, since: datetime) -> int:
    """For how many listings the mailbox asked since then, whatever came of it; "mia+1@" is "mia@"."""
    local, _, domain = email.rpartition("@")
    base = local.partition("+")[0]
    beside = and_(
        Wait.email.startswith(f"{base}+", autoescape=True), Wait.email.endswith(f"@{domain}", autoescape=True)
    )
    wanted = select(func.count(Wait.id)).where(
        Wait.account_id == account_id, Wait.asked_at > since, or_(Wait.email == f"{base}@{domain}", beside)
    )
    return unit.scalar(wanted) or 0


def asked_of(unit: Session, store: Store, since: datetime) -> int:
    """How many addresses asked of the store, and have not confirmed, since then."""
    wanted = select(func.count(Wait.id)).where(
        Wait.account_id == store.account_id, Wait.store_id == store.id, Wait.state == ASKED
    )
    return unit.scalar(wanted.where(Wait.asked_at > since)) or 0


def waited_for(unit: Session, account_id: int, listing_ids: Collection[int]) -> set[int]:
    """Those of the listings that somebody who confirmed waits for."""
    wanted = select(Wait.listing_id).where(
        Wait.account_id == account_id, Wait.listing_id.in_(sorted(listing_ids)), Wait.state == CONFIRMED
    )
    return set(unit.scalars(wanted.distinct()))


def in_line(unit: Session, account_id: int, listing_id: int, told_before: datetime) -> list[Waiting]:
    """Who confirmed, the oldest first; but those who were told after `told_before` may order already."""
    wanted = (
        select(Wait.id, Wait.quantity)
        .where(Wait.account_id == account_id, Wait.listing_id == listing_id, Wait.state == CONFIRMED)
        .where(or_(Wait.told_at.is_(None), Wait.told_at <= told_before))
        .order_by(Wait.confirmed_at, Wait.id)
    )
    return [Waiting._make(row) for row in unit.execute(wanted)]


def told_since(unit: Session, account_id: int, item_id: int, since: datetime) -> list[Told]:
    """Who was told after then of any listing of the item: several stores may sell the same units."""
    ordered = (
        select(func.coalesce(func.sum(Line.open + Line.shipped), 0))
        .join(Order, and_(Order.account_id == Line.account_id, Order.id == Line.order_id))
        .where(Line.account_id == account_id, Line.item_id == item_id, Line.store_id == Wait.store_id)
        .where(Order.demand, ~Order.gone, Order.placed_at >= Wait.told_at)
        .where(Order.email != "", func.lower(Order.email) == Wait.email)
        .correlate(Wait)
        .scalar_subquery()
    )
    wanted = (
        select(Wait.told_at, Wait.quantity - ordered)
        .join(Listing, and_(Listing.account_id == Wait.account_id, Listing.id == Wait.listing_id))
        .where(Wait.account_id == account_id, Listing.item_id == item_id, Wait.told_at > since)
    )
    return [Told(at, int(units)) for at, units in unit.execute(wanted) if at is not None]


def tell(unit: Session, account_id: int, chosen: Sequence[Waiting], now: datetime) -> list[Wait]:
    """They are told from now on. Returns their rows, in the same order; who left meanwhile is not told."""
    rows: dict[int, Wait] = {}
    for part in chunks([one.id for one in chosen], 900):
        wanted = select(Wait).where(Wait.account_id == account_id, Wait.id.in_(part), Wait.state == CONFIRMED)
        fresh = wanted.order_by(Wait.id).with_for_update(key_share=True)
        rows.update({one.id: one for one in unit.scalars(fresh.execution_options(populate_existing=True))})
    for one in rows.values():
        one.state, one.told_at = TOLD, now
    return [rows[one.id] for one in chosen if one.id in rows]


def forget(unit: Session, account_id: int, store_id: int, addresses: Collection[str]) -> int:
    """These addresses (in lower case) wait no more, and no letter of the waitlist names them."""
    found: list[int] = []
    for part in chunks(sorted(addresses), 500):
        mine = select(Wait.id).where(Wait.account_id == account_id, Wait.store_id == store_id)
        found += unit.scalars(mine.where(Wait.email.in_(part)))
        to_them = delete(Letter).where(Letter.account_id == account_id, Letter.store_id == store_id)
        theirs = (Letter.order_id.is_(None), func.lower(Letter.to_address).in_(part))
        unit.execute(to_them.where(*theirs), execution_options=QUIETLY)
    remove(unit, account_id, store_id, found)
    return len(found)


def held_of(unit: Session, account_id: int, store_id: int, addresses: Collection[str]) -> int:
    """How many waits there are of these addresses (in lower case)."""
    mine = select(func.count(Wait.id)).where(Wait.account_id == account_id, Wait.store_id == store_id)
    return unit.scalar(mine.where(Wait.email.in_(sorted(addresses)))) or 0


def addresses(unit: Session, account_id: int, store_id: int) -> frozenset[str]:
    """Everybody's who waits, or ever did, as far as it is kept."""
    wanted = select(Wait.email).where(Wait.account_id == account_id, Wait.store_id == store_id)
    return frozenset(unit.scalars(wanted.distinct()))


def remove(unit: Session, account_id: int, store_id: int, wait_ids: Sequence[int]) -> None:
    """Gone, with the letters that were written to them."""
    for part in chunks(wait_ids, 100):
        named = or_(*(Letter.subject_key.startswith(f"wait:{one}:") for one in part))
        written = delete(Letter).where(Letter.account_id == account_id, Letter.store_id == store_id, named)
        unit.execute(written, execution_options=QUIETLY)
        gone = delete(Wait).where(Wait.account_id == account_id, Wait.store_id == store_id, Wait.id.in_(part))
        unit.execute(gone, execution_options=QUIETLY)


def forget_older(unit: Session, store: Store, now: datetime, most: int) -> int:
    """Who never confirmed, who was told or left long ago, and whose item or store is gone for as long.

    At most so many at once; returns how many went.
    """
    mine = select(Wait.id).where(Wait.account_id == store.account_id, Wait.store_id == store.id)
    gone = select(Listing.id).where(
        Listing.account_id == store.account_id, Listing.store_id == store.id, Listing.gone_at <= now - KEPT
    )
    if store.left_at is None or store.left_at > now - KEPT:
        mine = mine.where(or_(is_over(now), Wait.listing_id.in_(gone)))
    ids = list(unit.scalars(mine.order_by(Wait.id).limit(most)))
    remove(unit, store.account_id, store.id, ids)
    return len(ids)


def is_over(now: datetime) -> ColumnElement[bool]:
    """Nothing is to come of it any more."""
    return or_(
        and_(Wait.state == ASKED, Wait.asked_at <= now - CONFIRM_LASTS),
        and_(Wait.state == TOLD, Wait.told_at <= now - KEPT),
        and_(Wait.state == LEFT, Wait.left_at <= now - KEPT),
    )
