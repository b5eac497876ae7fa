"""What one order owes its buyer now, as effects and pages read it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from connector.domain.backorders import READY, RELEASED, WAITING
from connector.ledger import locks, orders, promises
from connector.ledger.backorders import Backorder, Shift, shift
from connector.ledger.orders import Line, Order
from connector.ledger.promises import Promise


@dataclass(frozen=True, slots=True)
class LineStanding:
    """Open units of a line at one location: `waiting + ready + released <= line.open`."""

    line: Line
    waiting: int
    ready: int
    released: int
    promise: Promise | None


@dataclass(frozen=True, slots=True)
class OrderStanding:
    order: Order
    lines: tuple[LineStanding, ...]
    opened_at: datetime | None
    """When its first backorder was opened; None: it never had one."""

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.lines)

    @property
    def ready(self) -> int:
        return sum(line.ready for line in self.lines)


def of_order(unit: Session, account_id: int, order_id: int) -> OrderStanding:
    """Raises LookupError when the account has no such order."""
    order = orders.get(unit, account_id, order_id)
    rows = _every_state(unit, account_id, order_id)
    units = {(row.line_id, row.state): row.quantity for row in rows}
    dates = promises.current_of_order(unit, account_id, order_id)
    lines = tuple(
        LineStanding(
            line,
            units.get((line.id, WAITING), 0),
            units.get((line.id, READY), 0),
            units.get((line.id, RELEASED), 0),
            dates.get(line.id),
        )
        for line in orders.lines_of(unit, account_id, order_id)
    )
    return OrderStanding(order, lines, min((row.opened_at for row in rows), default=None))


def standing_still(unit: Session, account_id: int, order_id: int) -> OrderStanding:
    """As `of_order`, and nobody changes the order or pegs its items until the unit ends."""
    locks.order(unit, account_id, order_id)
    lines = orders.lines_of(unit, account_id, order_id)
    locks.items(unit, account_id, {line.item_id for line in lines if line.item_id is not None})
    unit.expire_all()  # what was read before the locks may be old
    return of_order(unit, account_id, order_id)


def _every_state(unit: Session, account_id: int, order_id: int) -> list[Backorder]:
    wanted = select(Backorder).where(Backorder.account_id == account_id, Backorder.order_id == order_id)
    return list(unit.scalars(wanted))


class Summary(NamedTuple):
    """An order that has, or had, a backorder; units over all its lines."""

    order_id: int
    store_id: int
    placed_at: datetime
    admitted_at: datetime | None
    demand: bool
    releasable: bool
    waiting: int
    ready: int
    released: int


def summaries(unit: Session, account_id: int, order_ids: Collection[int]) -> list[Summary]:
    """Of these orders, those that have, or had, a backorder; by id."""
    found: list[Summary] = []
    ids = sorted(order_ids)
    for at in range(0, len(ids), 900):
        found += _summaries(unit, account_id, ids[at : at + 900])
    return found


def _summaries(unit: Session, account_id: int, ids: list[int]) -> list[Summary]:
    def units(state: str) -> ColumnElement[int]:
        return func.sum(case((Backorder.state == state, Backorder.quantity), else_=0))

    kept = (Order.id, Order.store_id, Order.placed_at, Order.admitted_at, Order.demand, Order.releasable)
    wanted = (
        select(*kept, units(WAITING), units(READY), units(RELEASED))
        .join(Backorder, Backorder.order_id == Order.id)
        .where(Order.account_id == account_id, Backorder.account_id == account_id, Order.id.in_(ids))
        .group_by(*kept)
        .order_by(Order.id)
    )
    return [Summary._make(row) for row in unit.execute(wanted)]


def release_ready(unit: Session, account_id: int, order_id: int, now: datetime) -> int:
    """Ready units are let go; returns how many."""
    return _move_all(unit, account_id, order_id, READY, RELEASED, now)


def keep_back(unit: Session, account_id: int, order_id: int, now: datetime) -> int:
    """Released units are set aside again, by way of waiting for the payment; returns how many."""
    return _move_all(unit, account_id, order_id, RELEASED, READY, now)


def _move_all(unit: Session, account_id: int, order_id: int, start: str, end: str, now: datetime) -> int:
    wanted = (
        select(Backorder)
        .where(Backorder.account_id == account_id, Backorder.order_id == order_id)
        .where(Backorder.state == start, Backorder.quantity > 0)
        .order_by(Backorder.id)
        # A rival may be pegging another item of the order: what he adds meanwhile must not be lost.
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    moved: list[Shift] = []
    for row in unit.scalars(wanted):
        named = (row.store_id, row.order_id, row.line_id, row.item_id)
        moved += [Shift(*named, start, -row.quantity), Shift(*named, end, row.quantity)]
    shift(unit, account_id, moved, now)
    return sum(one.units for one in moved if one.state == end)
