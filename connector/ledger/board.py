"""The board's queue: every open backorder with its order, its date and its place, a page at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from connector.domain.backorders import OPEN, RELEASED, WAITING
from connector.ledger.backorders import Backorder
from connector.ledger.items import Item
from connector.ledger.orders import Line, Order
from connector.ledger.pegs import Peg
from connector.ledger.promises import Promise
from connector.ledger.stores import Store, Switch
from connector.ledger.supply import Expected
from connector.ledger.tasks import GIVEN_UP, UNKNOWN, Task

PAGE: Final = 50
SHOWS: Final = ("due", "risk", "ready", "person")
"""The four questions of the first page; each is a count and a filter."""
ORDER_KINDS: Final = ("tags", "record", "holds", "letter", "letter_again")
"""Kinds of task whose subject is an order's id."""


class Row(NamedTuple):
    """`quantity` units of a line in one open state. The date is there while they wait."""

    id: int
    line_id: int
    order_id: int
    order_name: str
    placed_at: datetime
    store_id: int
    store_name: str
    platform: str
    item_id: int
    title: str
    sku: str
    quantity: int
    state: str
    promised_for: date | None
    basis: str | None
    facts: dict[str, Any] | None
    shown_on: date | None
    """What the shop's page showed before the purchase."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked to see. Empty: everything."""

    show: str = ""
    text: str = ""
    store_id: int | None = None
    item_id: int | None = None
    sort: str = "date"


class Counts(NamedTuple):
    """How many rows each question has."""

    due: int
    risk: int
    ready: int
    person: int
    total: int


Today = Mapping[int, date]
"""Each store's own local date."""


def counts(unit: Session, account_id: int, today: Today) -> Counts:
    """All four questions in one statement."""
    asked = [_question(show, account_id, today) for show in SHOWS]
    sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in asked]
    found = unit.execute(_from(select(*sums, func.count(Backorder.id)), account_id)).one()
    return Counts(*(int(value) for value in found))


def matching(unit: Session, account_id: int, wanted: Wanted, today: Today) -> int:
    """How many rows a page of this list is a part of."""
    query = _from(select(func.count(Backorder.id)), account_id)
    return unit.scalar(query.where(*_filters(wanted, account_id, today))) or 0


def rows(
    unit: Session, account_id: int, wanted: Wanted, today: Today, *, offset: int = 0, limit: int | None = PAGE
) -> list[Row]:
    """`limit` None: all of them (an export)."""
    columns = (
        Backorder.id,
        Line.id,
        Order.id,
        Order.name,
        Order.placed_at,
        Store.id,
        Store.name,
        Store.platform,
        Backorder.item_id,
        Line.title,
        Line.sku,
        Backorder.quantity,
        Backorder.state,
        Promise.promised_for,
        Promise.basis,
        Promise.facts,
        Line.shown_on,
    )
    query = _from(select(*columns), account_id).where(*_filters(wanted, account_id, today))
    query = query.order_by(*SORTS.get(wanted.sort, SORTS["date"]), Order.placed_at, Backorder.id)
    return [Row._make(row) for row in unit.execute(query.offset(offset).limit(limit))]


SORTS: Final[Mapping[str, tuple[Any, ...]]] = {
    "date": (Promise.promised_for.asc().nulls_first(),),
    "order": (Order.name,),
    "item": (Line.title,),
    "owed": (Backorder.quantity.desc(),),
    "placed": (),
}
"""What is ready has no date any more: it comes before every date."""


def _from(query: Select[*tuple[Any, ...]], account_id: int) -> Select[*tuple[Any, ...]]:
    current = and_(
        Promise.account_id == account_id,
        Promise.line_id == Backorder.line_id,
        Promise.superseded_at.is_(None),
        Backorder.state == WAITING,
    )
    return (
        query.select_from(Backorder)
        .join(Line, Line.id == Backorder.line_id)
        .join(Order, Order.id == Backorder.order_id)
        .join(Store, Store.id == Backorder.store_id)
        .outerjoin(Promise, current)
        .where(
            Backorder.account_id == account_id,
            Line.account_id == account_id,
            Order.account_id == account_id,
            Store.account_id == account_id,
            Backorder.state.in_(OPEN),
            Backorder.quantity > 0,
        )
    )


def _filters(wanted: Wanted, account_id: int, today: Today) -> list[ColumnElement[bool]]:
    found = [_question(wanted.show, account_id, today)] if wanted.show in SHOWS else []
    if wanted.store_id is not None:
        found.append(Backorder.store_id == wanted.store_id)
    if wanted.item_id is not None:
        found.append(Backorder.item_id == wanted.item_id)
    if wanted.text:
        fields = (Order.name, Line.title, Line.sku, Order.email)
        found.append(or_(*(field.icontains(wanted.text, autoescape=True) for field in fields)))
    return found


def _question(show: str, account_id: int, today: Today) -> ColumnElement[bool]:
    day = _day(today)
    match show:
        case "due":
            return Promise.promised_for == day
        case "risk":
            return or_(Promise.promised_for < day, _inbound_is_late(account_id, day))
        case "ready":
            return Backorder.state == RELEASED
        case _:
            return waits_for_person(account_id)


def _day(today: Today) -> ColumnElement[date]:
    if not today:
        return literal(date.min, Date)
    known = [(Backorder.store_id == store_id, literal(day, Date)) for store_id, day in today.items()]
    return case(*known, else_=literal(date.min, Date))


def _inbound_is_late(account_id: int, day: ColumnElement[date]) -> ColumnElement[bool]:
    late = (
        select(true())
        .select_from(Peg)
        .join(Expected, Expected.id == Peg.supply_id)
        .where(
            Peg.account_id == account_id,
            Expected.account_id == account_id,
            Peg.line_id == Backorder.line_id,
            Expected.expected_on < day,
        )
    )
    return and_(Backorder.state == WAITING, exists(late.correlate(Backorder)))


def waits_for_person(account_id: int) -> ColumnElement[bool]:
    """Its order is older than a switch, or something owed for the order was given up."""
    stuck = select(true()).where(
        Task.account_id == account_id,
        Task.store_id == Order.store_id,
        Task.kind.in_(ORDER_KINDS),
        Task.subject == cast(Order.id, String),
        Task.state.in_((GIVEN_UP, UNKNOWN)),
    )
    return or_(is_older(account_id), exists(stuck.correlate(Order)))


def is_older(account_id: int) -> ColumnElement[bool]:
    """Of an order: placed before a switch of its store was turned on, and nobody admitted it."""
    switched = select(true()).where(
        Switch.account_id == account_id,
        Switch.store_id == Order.store_id,
        Switch.on_at > Order.placed_at,
    )
    return and_(Order.admitted_at.is_(None), exists(switched.correlate(Order)))


class Place(NamedTuple):
    """The `number`-th of `many` lines that wait for this item at this location."""

    number: int
    many: int


def places(unit: Session, account_id: int, item_ids: Collection[int]) -> dict[int, Place]:
    """The place in the queue of every waiting line of these items, by line id."""
    shelf = (Line.item_id, Line.location_id)
    turn = (Line.rank, Line.turn, Line.placed_at, func.length(Line.line_ref), Line.line_ref, Line.id)
    number = func.row_number().over(partition_by=shelf, order_by=turn)
    many = func.count(Line.id).over(partition_by=shelf)
    wanted = (
        select(Line.id, number, many)
        .join(Backorder, Backorder.line_id == Line.id)
        .where(
            Line.account_id == account_id,
            Backorder.account_id == account_id,
            Backorder.item_id.in_(sorted(set(item_ids))),
            Backorder.state == WAITING,
            Backorder.quantity > 0,
        )
    )
    return {line_id: Place(place, of) for line_id, place, of in unit.execute(wanted)}


class Turn(NamedTuple):
    """What decides a line's place among those of its location, and how a person calls it."""

    rank: int
    turn: int
    placed_at: datetime
    line_ref: str
    order_name: str
    title: str
    store_name: str


def turns(unit: Session, account_id: int, item_id: int) -> dict[int, Turn]:
    """Of every line that asks for units of the item, by line id."""
    place = (Line.rank, Line.turn, Line.placed_at, Line.line_ref)
    wanted = (
        select(Line.id, *place, Order.name, Line.title, Store.name)
        .join(Order, Order.id == Line.order_id)
        .join(Store, Store.id == Line.store_id)
        .where(Line.account_id == account_id, Order.account_id == account_id, Store.account_id == account_id)
        .where(Line.item_id == item_id, Line.asks > 0)
    )
    return {row[0]: Turn(*row[1:]) for row in unit.execute(wanted)}


def item_titles(unit: Session, account_id: int, item_ids: Collection[int]) -> dict[int, Item]:
    """Items by id."""
    wanted = select(Item).where(Item.account_id == account_id, Item.id.in_(sorted(set(item_ids))))
    return {item.id: item for item in unit.scalars(wanted)}
