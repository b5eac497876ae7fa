"""The waitlist of a store as its pages list it: how many wait for what, and who."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from connector.ledger.board import PAGE
from connector.ledger.items import Listing
from connector.ledger.waits import ASKED, CONFIRMED, LEFT, STATES, TOLD, Wait

BATCH: Final = 500


class ListingRow(NamedTuple):
    """A listing that somebody waits, or waited, for. `since`: when the first of those in line confirmed."""

    listing_id: int
    item_id: int
    title: str
    asked: int
    confirmed: int
    units: int
    told: int
    since: datetime | None


class WaitRow(NamedTuple):
    """One address. `units`: what they want."""

    id: int
    listing_id: int
    title: str
    email: str
    units: int
    state: str
    asked_at: datetime
    confirmed_at: datetime | None
    told_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address bar asks for: `state` is one of `waits.STATES`, or empty for all."""

    text: str = ""
    state: str = ""
    listing_id: int | None = None


def listings(unit: Session, account_id: int, store_id: int, text: str, offset: int) -> list[ListingRow]:
    """A page of them, those that most people wait for first."""
    confirmed = _count(CONFIRMED)
    wanted = (
        select(
            Listing.id,
            Listing.item_id,
            Listing.title,
            _count(ASKED),
            confirmed,
            func.sum(case((Wait.state == CONFIRMED, Wait.quantity), else_=0)),
            _count(TOLD),
            func.min(case((Wait.state == CONFIRMED, Wait.confirmed_at))),
        )
        .join_from(Wait, Listing, _listed())
        .where(*_named(account_id, store_id, text), Wait.state != LEFT)
        .group_by(Listing.id, Listing.item_id, Listing.title)
        .order_by(confirmed.desc(), Listing.title, Listing.id)
    )
    return [ListingRow._make(row) for row in unit.execute(wanted.offset(offset).limit(PAGE))]


def listings_matching(unit: Session, account_id: int, store_id: int, text: str) -> int:
    """How many listings a page of that list is a part of."""
    wanted = select(func.count(Wait.listing_id.distinct())).join_from(Wait, Listing, _listed())
    return unit.scalar(wanted.where(*_named(account_id, store_id, text), Wait.state != LEFT)) or 0


def rows(unit: Session, account_id: int, store_id: int, wanted: Wanted, offset: int) -> list[WaitRow]:
    """A page of addresses, in the order in which they will be told."""
    query = _rows(account_id, store_id, wanted)
    return [WaitRow._make(row) for row in unit.execute(query.offset(offset).limit(PAGE))]


def every(unit: Session, account_id: int, store_id: int, wanted: Wanted) -> Iterator[WaitRow]:
    """As `rows`, all of them, a few in memory at once."""
    query = _rows(account_id, store_id, wanted)
    for row in unit.execute(query, execution_options={"yield_per": BATCH}):
        yield WaitRow._make(row)


def matching(unit: Session, account_id: int, store_id: int, wanted: Wanted) -> int:
    """How many addresses a page of that list is a part of."""
    query = select(func.count(Wait.id)).join_from(Wait, Listing, _listed())
    return unit.scalar(query.where(*_lets_through(account_id, store_id, wanted))) or 0


def in_line(unit: Session, account_id: int, listing_ids: Collection[int]) -> dict[int, int]:
    """How many confirmed addresses wait for each of these listings; one without any is missing."""
    wanted = select(Wait.listing_id, func.count(Wait.id)).where(
        Wait.account_id == account_id, Wait.listing_id.in_(sorted(listing_ids)), Wait.state == CONFIRMED
    )
    found: dict[int, int] = {}
    for listing_id, many in unit.execute(wanted.group_by(Wait.listing_id)):
        found[listing_id] = many
    return found


def _rows(account_id: int, store_id: int, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    in_order = case({state: at for at, state in enumerate((CONFIRMED, ASKED, TOLD, LEFT))}, value=Wait.state)
    return (
        select(
            Wait.id,
            Wait.listing_id,
            Listing.title,
            Wait.email,
            Wait.quantity,
            Wait.state,
            Wait.asked_at,
            Wait.confirmed_at,
            Wait.told_at,
            Wait.left_at,
        )
        .join_from(Wait, Listing, _listed())
        .where(*_lets_through(account_id, store_id, wanted))
        .order_by(in_order, Wait.confirmed_at, Wait.asked_at, Wait.id)
    )


def _lets_through(account_id: int, store_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [Wait.account_id == account_id, Wait.store_id == store_id]
    if wanted.state in STATES:
        found.append(Wait.state == wanted.state)
    if wanted.listing_id is not None:
        found.append(Wait.listing_id == wanted.listing_id)
    if wanted.text:
        fields = (Wait.email, Listing.title)
        found.append(or_(*(field.icontains(wanted.text, autoescape=True) for field in fields)))
    return found


def _named(account_id: int, store_id: int, text: str) -> list[ColumnElement[bool]]:
    found = [Wait.account_id == account_id, Wait.store_id == store_id]
    if text:
        found.append(Listing.title.icontains(text, autoescape=True))
    return found


def _listed() -> ColumnElement[bool]:
    return and_(Listing.account_id == Wait.account_id, Listing.id == Wait.listing_id)


def _count(state: str) -> ColumnElement[int]:
    return func.sum(case((Wait.state == state, 1), else_=0))
