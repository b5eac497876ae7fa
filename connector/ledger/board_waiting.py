"""What waits for a person, how the webhooks fare, and the letters: as the pages list them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from connector.domain.backorders import OPEN, WAITING
from connector.ledger.backorders import Backorder
from connector.ledger.board import ORDER_KINDS, PAGE, is_older
from connector.ledger.inbox import Received
from connector.ledger.items import Item
from connector.ledger.letters import Letter
from connector.ledger.locations import Location
from connector.ledger.orders import Line, Order
from connector.ledger.stores import Switch
from connector.ledger.supply import OnHand
from connector.ledger.tasks import GIVEN_UP, OWED, UNKNOWN, Task

LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Health:
    """How well things come in and go out, for one line of the board."""

    last_delivery: datetime | None
    oldest_owed: datetime | None
    unreadable: int
    given_up: int


def health(unit: Session, account_id: int, now: datetime) -> Health:
    """`oldest_owed`: of what is due for longer than a clock's round takes."""
    received = select(func.max(Received.received_at)).where(Received.account_id == account_id)
    mine = Task.account_id == account_id
    oldest = select(func.min(Task.due_at)).where(mine, Task.state == OWED, Task.due_at <= now - LATE)
    stuck = select(func.count(Task.id)).where(mine, Task.state.in_((GIVEN_UP, UNKNOWN)))
    return Health(
        unit.scalar(received), unit.scalar(oldest), unreadable(unit, account_id), unit.scalar(stuck) or 0
    )


def unreadable(unit: Session, account_id: int) -> int:
    """How many deliveries nobody could read."""
    wanted = select(func.count(Received.id)).where(Received.account_id == account_id, Received.unreadable)
    return unit.scalar(wanted) or 0


def any_switch_on(unit: Session, account_id: int) -> bool:
    """Whether a person turned anything on."""
    wanted = select(Switch.id).where(Switch.account_id == account_id, Switch.on_at.is_not(None)).limit(1)
    return unit.scalar(wanted) is not None


class OpenCount(NamedTuple):
    """Orders with open backorders, and the lines of them."""

    orders: int
    lines: int


def open_count(unit: Session, account_id: int, store_id: int, *, admitted: bool | None = None) -> OpenCount:
    """`admitted`: only those that a person did (or did not) let effects touch."""
    sums = (func.count(func.distinct(Backorder.order_id)), func.count(func.distinct(Backorder.line_id)))
    query = _open(select(*sums), account_id, store_id)
    if admitted is not None:
        query = query.where(Order.admitted_at.is_not(None) if admitted else Order.admitted_at.is_(None))
    return OpenCount(*unit.execute(query).one())


def open_orders(unit: Session, account_id: int, store_id: int) -> list[int]:
    """Ids of a store's orders with open backorders, the oldest first."""
    query = _open(select(Order.id, Order.placed_at), account_id, store_id)
    return [row[0] for row in unit.execute(query.distinct().order_by(Order.placed_at, Order.id))]


def asking(unit: Session, account_id: int, store_id: int) -> list[tuple[int, int]]:
    """Item and location of everything that a store's open lines ask for."""
    wanted = select(Line.item_id, Line.location_id).where(
        Line.account_id == account_id, Line.store_id == store_id, Line.asks > 0
    )
    return [(item, place) for item, place in unit.execute(wanted.distinct()) if item and place]


def queues_short(unit: Session, account_id: int, store_id: int) -> list[int]:
    """Items that the store's open lines ask for and somebody, of whatever store, waits for; by id."""
    asked = select(Line.item_id).where(
        Line.account_id == account_id, Line.store_id == store_id, Line.asks > 0
    )
    wanted = select(Backorder.item_id).where(
        Backorder.account_id == account_id,
        Backorder.state == WAITING,
        Backorder.quantity > 0,
        Backorder.item_id.in_(asked),
    )
    return list(unit.scalars(wanted.distinct().order_by(Backorder.item_id)))


def older_orders(unit: Session, account_id: int, store_id: int, *, limit: int | None = PAGE) -> list[Order]:
    """With open backorders, but placed before a switch of their store: they wait for a person."""
    ids = _open(select(Order.id), account_id, store_id).where(is_older(account_id))
    wanted = select(Order).where(Order.account_id == account_id, Order.id.in_(ids))
    return list(unit.scalars(wanted.order_by(Order.placed_at, Order.id).limit(limit)))


def older_count(unit: Session, account_id: int, store_id: int) -> int:
    """As `older_orders`, counted."""
    query = _open(select(func.count(func.distinct(Order.id))), account_id, store_id)
    return unit.scalar(query.where(is_older(account_id))) or 0


def _open(query: Select[*tuple[Any, ...]], account_id: int, store_id: int) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Backorder)
        .join(Order, Order.id == Backorder.order_id)
        .where(Backorder.account_id == account_id, Order.account_id == account_id)
        .where(Backorder.store_id == store_id, Backorder.state.in_(OPEN), Backorder.quantity > 0)
    )


class Unseen(NamedTuple):
    """Units that a platform believes committed to orders that we cannot see."""

    item_id: int
    title: str
    location: str
    units: int


def unseen(unit: Session, account_id: int) -> list[Unseen]:
    """Where there are any, the most first; a page of them."""
    wanted = (
        select(Item.id, Item.title, Location.name, OnHand.unseen)
        .join(OnHand, OnHand.item_id == Item.id)
        .join(Location, Location.id == OnHand.location_id)
        .where(
            Item.account_id == account_id,
            OnHand.account_id == account_id,
            Location.account_id == account_id,
            OnHand.unseen > 0,
        )
    )
    return [Unseen._make(row) for row in unit.execute(wanted.order_by(OnHand.unseen.desc()).limit(PAGE))]


def tasks_of_order(unit: Session, order: Order) -> Sequence[Task]:
    """What is, was or could not be done for an order."""
    about = or_(
        (Task.kind.in_(ORDER_KINDS)) & (Task.subject == str(order.id)),
        (Task.kind == "reread_order") & (Task.subject == order.order_ref),
    )
    wanted = select(Task).where(Task.account_id == order.account_id, Task.store_id == order.store_id, about)
    return list(unit.scalars(wanted.order_by(Task.due_at, Task.id)))


def names_of_orders(unit: Session, account_id: int, subjects: Sequence[str]) -> dict[str, Order]:
    """Orders by the subject that a task has for them."""
    wanted = select(Order).where(Order.account_id == account_id, cast(Order.id, String).in_(subjects))
    return {str(order.id): order for order in unit.scalars(wanted)}


class LetterRow(NamedTuple):
    id: int
    order_id: int | None
    """None, and without a name: it is about no order."""
    order_name: str | None
    subject: str
    to_address: str
    state: str
    why: str
    written_at: datetime
    sent_at: datetime | None


def letters(unit: Session, account_id: int, text: str, *, offset: int = 0) -> list[LetterRow]:
    """The newest first, a page of them."""
    columns = (
        Letter.id,
        Order.id,
        Order.name,
        Letter.subject,
        Letter.to_address,
        Letter.state,
        Letter.why,
        Letter.written_at,
        Letter.sent_at,
    )
    wanted = _letters(select(*columns), account_id, text).order_by(Letter.id.desc())
    return [LetterRow._make(row) for row in unit.execute(wanted.offset(offset).limit(PAGE))]


def letters_matching(unit: Session, account_id: int, text: str) -> int:
    """How many letters a page of this list is a part of."""
    return unit.scalar(_letters(select(func.count(Letter.id)), account_id, text)) or 0


def _letters(query: Select[*tuple[Any, ...]], account_id: int, text: str) -> Select[*tuple[Any, ...]]:
    query = (
        query.select_from(Letter)
        .outerjoin(Order, and_(Order.id == Letter.order_id, Order.account_id == account_id))
        .where(Letter.account_id == account_id)
    )
    fields = (Order.name, Letter.to_address, Letter.subject)
    if text:
        query = query.where(or_(*(field.icontains(text, autoescape=True) for field in fields)))
    return query


def letter(unit: Session, account_id: int, letter_id: int) -> Letter:
    """Raises LookupError when the account has no such letter."""
    found = unit.scalar(select(Letter).where(Letter.account_id == account_id, Letter.id == letter_id))
    if found is None:
        raise LookupError(f"no letter {letter_id}")
    return found


def line_of(unit: Session, account_id: int, order_id: int, line_id: int) -> Line:
    """Raises LookupError when that order has no such line."""
    wanted = select(Line).where(Line.account_id == account_id, Line.order_id == order_id, Line.id == line_id)
    found = unit.scalar(wanted)
    if found is None:
        raise LookupError(f"no line {line_id} in order {order_id}")
    return found
