"""What one order owes its buyer now, as effects and pages read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from connector.domain.backorders import READY, RELEASED, WAITING
from connector.ledger import backorders, orders, promises
from connector.ledger.backorders import Backorder
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


def _every_state(unit: Session, account_id: int, order_id: int) -> list[Backorder]:
    wanted = select(Backorder).where(Backorder.account_id == account_id, Backorder.order_id == order_id)
    return list(unit.scalars(wanted))


def had_backorder(unit: Session, account_id: int, order_id: int) -> bool:
    return bool(_every_state(unit, account_id, order_id))


def release_ready(unit: Session, account_id: int, order_id: int, now: datetime) -> int:
    """Ready units are let go; returns how many."""
    released = 0
    for row in backorders.of_order(unit, account_id, order_id):
        if row.state == READY:
            released += row.quantity
            _add_released(unit, row, now)
            row.quantity, row.changed_at = 0, now
    return released


def _add_released(unit: Session, ready: Backorder, now: datetime) -> None:
    grown = unit.execute(
        update(Backorder)
        .where(Backorder.account_id == ready.account_id, Backorder.line_id == ready.line_id)
        .where(Backorder.state == RELEASED)
        .values(quantity=Backorder.quantity + ready.quantity, changed_at=now)
    )
    if not grown.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        unit.add(
            Backorder(
                account_id=ready.account_id,
                store_id=ready.store_id,
                order_id=ready.order_id,
                line_id=ready.line_id,
                item_id=ready.item_id,
                state=RELEASED,
                quantity=ready.quantity,
                opened_at=ready.opened_at,
                changed_at=now,
            )
        )
