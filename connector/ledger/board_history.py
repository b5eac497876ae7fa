"""The history as a list: searched, by person, store, order and days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from connector.ledger.base import chunks
from connector.ledger.board import PAGE
from connector.ledger.history import Happened
from connector.ledger.orders import Order

A_BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is left of the history: `order` is an order's name, `first` and `last` are days in UTC."""

    text: str = ""
    said: tuple[str, ...] = ()
    """Sentences, by name, that have the text in them as the reader's language says them."""
    phrases: tuple[str, ...] = ()
    """English phrases of sentences without a name that have it in them so."""
    who: str = ""
    store_id: int | None = None
    order: str = ""
    first: date | None = None
    last: date | None = None


def rows(unit: Session, account_id: int, wanted: Wanted, *, offset: int = 0) -> Sequence[Happened]:
    """One page, the latest first."""
    return unit.scalars(_query(account_id, wanted).offset(offset).limit(PAGE)).all()


def in_batches(unit: Session, account_id: int, wanted: Wanted) -> Iterator[Sequence[Happened]]:
    """All of it, the latest first, never more than a batch in memory."""
    found = unit.scalars(_query(account_id, wanted), execution_options={"yield_per": A_BATCH})
    return found.partitions()


def _query(account_id: int, wanted: Wanted) -> Select[Happened]:
    query = select(Happened).where(*_lets_through(account_id, wanted))
    return query.order_by(Happened.at.desc(), Happened.id.desc())


def matching(unit: Session, account_id: int, wanted: Wanted) -> int:
    """How many rows there are."""
    query = select(func.count()).select_from(Happened).where(*_lets_through(account_id, wanted))
    return unit.scalar(query) or 0


def names(unit: Session, account_id: int) -> list[str]:
    """Everybody and everything that did something, in the order of the alphabet."""
    query = select(Happened.who).where(Happened.account_id == account_id).distinct()
    return list(unit.scalars(query.order_by(Happened.who)))


def _lets_through(account_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Happened.account_id == account_id]
    if wanted.text:
        found.append(_speaks_of(wanted))
    if wanted.who:
        found.append(Happened.who == wanted.who)
    if wanted.store_id is not None:
        found.append(Happened.store_id == wanted.store_id)
    if wanted.order:
        named = and_(Order.account_id == account_id, Order.name.icontains(wanted.order, autoescape=True))
        found.append(Happened.order_id.in_(select(Order.id).where(named)))
    if wanted.first:
        found.append(Happened.at >= _midnight(wanted.first))
    if wanted.last and wanted.last < date.max:
        found.append(Happened.at < _midnight(wanted.last) + timedelta(days=1))
    return found


def _speaks_of(wanted: Wanted) -> ColumnElement[bool]:
    """The text stands in it, in English as it is kept or as the reader sees it."""
    fields = (Happened.what, Happened.who)
    ways = [field.icontains(wanted.text, autoescape=True) for field in fields]
    ways += [Happened.what.contains(phrase, autoescape=True) for phrase in wanted.phrases]
    return or_(*ways, Happened.detail["said"].as_string().in_(wanted.said))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def order_names(unit: Session, account_id: int, found: Sequence[Happened]) -> dict[int, str]:
    """How the orders of these rows are called, by their ids."""
    ids = sorted({row.order_id for row in found if row.order_id is not None})
    named: dict[int, str] = {}
    for some in chunks(ids, 500):
        query = select(Order.id, Order.name).where(Order.account_id == account_id, Order.id.in_(some))
        named |= {row.id: row.name for row in unit.execute(query)}
    return named
