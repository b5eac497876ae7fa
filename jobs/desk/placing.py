"""A person sets a line's date or its place in the queue, with a reason, after seeing whom it hurts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from connector.ledger import board, locks, orders, queue
from connector.ledger.board_waiting import line_of
from connector.ledger.orders import Line
from jobs.desk import whatif
from jobs.desk.amiss import Amiss
from jobs.desk.notes import owe_peg, say
from jobs.desk.seen import refuse_changed, seal
from jobs.desk.whatif import Queue, Shift
from jobs.shelves import read_shelves

TO: Final = ("front", "end", "back")
"""Ahead of all, behind all, or its own place again (oldest first)."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Whose date or units change; `seal` names it when it is confirmed."""

    shifts: tuple[Shift, ...]
    seal: str


def read_queue(unit: Session, account_id: int, item_id: int) -> Queue:
    """Everything that decides one item's dates, in one view."""
    rows = queue.rows(unit, account_id, item_id)
    return Queue(
        shelves=read_shelves(unit, account_id, item_id),
        rows=rows,
        turns=board.turns(unit, account_id, item_id),
        before=queue.pegs(unit, account_id, item_id),
        owed=queue.backorders(unit, account_id, item_id),
        fixed=queue.counts_from(unit, account_id, item_id),
    )


def preview_move(
    unit: Session, account_id: int, order_id: int, line_id: int, to: str, now: datetime
) -> Preview:
    """Raises LookupError for a line that is not the order's, Amiss when it stands in no queue."""
    line = line_of(unit, account_id, order_id, line_id)
    here = read_queue(unit, account_id, _item(line))
    return _preview(here, whatif.ranked(here, line_id, _rank(here, line, to)), now)


def preview_date(
    unit: Session, account_id: int, order_id: int, line_id: int, on: date | None, reason: str, now: datetime
) -> Preview:
    """As `preview_move`; `on` None: the date is computed again."""
    line = line_of(unit, account_id, order_id, line_id)
    here = read_queue(unit, account_id, _item(line))
    return _preview(here, whatif.dated(here, line_id, on, reason), now)


def move(
    unit: Session,
    account_id: int,
    order_id: int,
    line_id: int,
    to: str,
    reason: str,
    seen: str,
    who: str,
    now: datetime,
) -> None:
    """`seen`: the seal of the preview. Raises Amiss when it would do something else by now."""
    line = _locked(unit, account_id, order_id, line_id)
    refuse_changed(preview_move(unit, account_id, order_id, line_id, to, now).seal, seen)
    line.rank = _rank(read_queue(unit, account_id, _item(line)), line, to)
    line.rank_reason = "" if to == "back" else reason
    _tell(unit, line, f"moved_{to}", who, now, reason=reason)


def set_date(
    unit: Session,
    account_id: int,
    order_id: int,
    line_id: int,
    on: date | None,
    reason: str,
    seen: str,
    who: str,
    now: datetime,
) -> None:
    """It stands until a person takes it away (`on` None). Raises Amiss as `move` does."""
    line = _locked(unit, account_id, order_id, line_id)
    refuse_changed(preview_date(unit, account_id, order_id, line_id, on, reason, now).seal, seen)
    put_date(unit, line, on, reason, who, now)


def put_date(unit: Session, line: Line, on: date | None, reason: str, who: str, now: datetime) -> None:
    """The line's item is locked, and whoever decides has seen what follows."""
    line.date_set, line.date_reason = on, reason if on else ""
    if on:
        _tell(unit, line, "date_set", who, now, reason=reason, on=on.isoformat())
    else:
        _tell(unit, line, "date_unset", who, now, reason=reason)


def _preview(here: Queue, changed: list[queue.QueueRow], now: datetime) -> Preview:
    found = whatif.shifts(here, changed, now)
    return Preview(tuple(found), seal(found))


def _item(line: Line) -> int:
    if line.item_id is None or line.location_id is None or not line.asks:
        raise Amiss("line", "nothing_owed")
    return line.item_id


def _locked(unit: Session, account_id: int, order_id: int, line_id: int) -> Line:
    locks.items(unit, account_id, [_item(line_of(unit, account_id, order_id, line_id))])
    return orders.line(unit, account_id, line_id)


def _rank(here: Queue, line: Line, to: str) -> int:
    """0 is oldest first; less is ahead of everybody at the location, more is behind everybody."""
    others = [
        here.turns[row.line_id].rank
        for row in here.rows
        if row.location_id == line.location_id and row.line_id != line.id
    ]
    if to == "front":
        return min([*others, 0]) - 1
    return max([*others, 0]) + 1 if to == "end" else 0


def _tell(unit: Session, line: Line, key: str, who: str, now: datetime, **values: str) -> None:
    unit.flush()
    if line.item_id is not None and line.location_id is not None:
        owe_peg(unit, line.account_id, line.item_id, line.location_id, now)
    say(
        unit,
        line.account_id,
        now,
        who,
        key,
        store_id=line.store_id,
        order_id=line.order_id,
        title=line.title,
        **values,
    )
