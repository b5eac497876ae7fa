"""What is shown before the purchase, as the pages count and list it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from connector.ledger.base import chunks
from connector.ledger.items import Listing
from connector.ledger.offers import Offer
from connector.ledger.tasks import Task
from connector.ledger.waits import CONFIRMED, Wait


def states(unit: Session, account_id: int, kind: str, listing_ids: Collection[int]) -> dict[int, str]:
    """How far a kind of task is with each listing; one that it was never owed for is missing."""
    subjects = [str(one) for one in listing_ids]
    wanted = select(Task.subject, Task.state).where(
        Task.account_id == account_id, Task.kind == kind, Task.subject.in_(subjects)
    )
    return {int(subject): state for subject, state in unit.execute(wanted)}


def bodies(unit: Session, account_id: int, item_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The present offers of items, one for each listing that has one, by item."""
    found: dict[int, list[dict[str, Any]]] = {}
    for part in chunks(sorted(item_ids), 900):
        wanted = (
            select(Listing.item_id, Offer.body)
            .join(Offer, Offer.listing_id == Listing.id)
            .where(Listing.account_id == account_id, Offer.account_id == account_id)
            .where(Listing.item_id.in_(part), Offer.superseded_at.is_(None))
        )
        for item_id, body in unit.execute(wanted.order_by(Listing.id)):
            found.setdefault(item_id, []).append(body)
    return found


def owed_ever(unit: Session, account_id: int, store_id: int, kind: str) -> list[str]:
    """The subjects of a kind of task. Every task is kept, so these tell all that it may have marked."""
    wanted = select(Task.subject).where(
        Task.account_id == account_id, Task.store_id == store_id, Task.kind == kind
    )
    return list(unit.scalars(wanted.order_by(Task.subject)))


def carrying(unit: Session, account_id: int, store_id: int, kind: str) -> int:
    """How many listings of a store may carry what that kind of task leaves there."""
    subjects = select(Task.subject).where(
        Task.account_id == account_id, Task.store_id == store_id, Task.kind == kind
    )
    wanted = select(func.count(Listing.id)).where(
        Listing.account_id == account_id,
        Listing.store_id == store_id,
        Listing.gone_at.is_(None),
        cast(Listing.id, String).in_(subjects),
    )
    return unit.scalar(wanted) or 0


def listed(unit: Session, account_id: int, store_id: int) -> int:
    """How many listings of a store may be offered at all."""
    wanted = select(func.count(Listing.id)).where(
        Listing.account_id == account_id,
        Listing.store_id == store_id,
        Listing.tracked.is_(True),
        Listing.gone_at.is_(None),
        Listing.read_at.is_not(None),
    )
    return unit.scalar(wanted) or 0


def changed_words(unit: Session, account_id: int, store_id: int, limit: int) -> tuple[int, list[Listing]]:
    """How many listings sell, or do not sell, beyond their stock by our hand; and the first of them."""
    mine = (
        Listing.account_id == account_id,
        Listing.store_id == store_id,
        Listing.beyond_was != "",
        Listing.gone_at.is_(None),
    )
    many = unit.scalar(select(func.count(Listing.id)).where(*mine)) or 0
    first = select(Listing).where(*mine).order_by(Listing.title, Listing.id).limit(limit)
    return many, list(unit.scalars(first))


def waiting(unit: Session, account_id: int, store_id: int) -> int:
    """How many addresses that said yes wait to be told of something that a store sells."""
    wanted = select(func.count(Wait.id)).where(
        Wait.account_id == account_id, Wait.store_id == store_id, Wait.state == CONFIRMED
    )
    return unit.scalar(wanted) or 0
