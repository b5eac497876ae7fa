"""Whom a change of one queue hurts: pegged as it is and as it would be, and what differs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from connector.ledger.board import Turn
from connector.ledger.queue import QueueRow
from jobs.pegging import Outcome, decide
from jobs.shelves import Shelves


@dataclass(frozen=True, slots=True)
class Queue:
    """One item's queue, read in one view: everything that pegging decides from."""

    shelves: Shelves
    rows: Sequence[QueueRow]
    turns: Mapping[int, Turn]
    before: Mapping[tuple[int, int], int]
    owed: Mapping[int, Mapping[str, int]]
    fixed: Mapping[int, date]


@dataclass(frozen=True, slots=True)
class Shift:
    """A line's units that must wait, and until when (None: all of them ship from stock)."""

    line_id: int
    order_id: int
    order_name: str
    title: str
    store_name: str
    short_before: int
    short_after: int
    on_before: date | None
    on_after: date | None

    @property
    def hurts(self) -> bool:
        """Its buyer waits longer, or for more units."""
        if self.on_after is None:
            return False
        later = self.on_before is None or self.on_after > self.on_before
        return later or self.short_after > self.short_before


def in_order(rows: Sequence[QueueRow], turns: Mapping[int, Turn]) -> list[QueueRow]:
    """As `connector.ledger.queue.rows` orders them, for ranks and turns that nobody wrote yet."""

    def place(row: QueueRow) -> tuple[int, int, int, datetime, int, str, int]:
        mine = turns.get(row.line_id)
        rank, turn, ref = (mine.rank, mine.turn, mine.line_ref) if mine else (0, 0, "")
        return (row.location_id or 0, rank, turn, row.placed_at, len(ref), ref, row.line_id)

    return sorted(rows, key=place)


def ranked(queue: Queue, line_id: int, rank: int) -> list[QueueRow]:
    """The queue if this line had this rank."""
    turns = dict(queue.turns)
    turns[line_id] = turns[line_id]._replace(rank=rank)
    return in_order(queue.rows, turns)


def dated(queue: Queue, line_id: int, on: date | None, reason: str) -> list[QueueRow]:
    """The queue if a person set this line's date; None: it is computed again."""
    return [
        row._replace(date_set=on, date_reason=reason) if row.line_id == line_id else row for row in queue.rows
    ]


def shifts(queue: Queue, changed: Sequence[QueueRow], now: datetime) -> list[Shift]:
    """Every line whose date or units change; those who lose come first."""
    old = _decide(queue, queue.rows, now)
    new = _decide(queue, changed, now)
    found = [_shift(queue, row, old, new) for row in queue.rows if row.asks]
    moved = [one for one in found if (one.short_before, one.on_before) != (one.short_after, one.on_after)]
    return sorted(moved, key=lambda one: (not one.hurts, one.on_after or date.max, one.line_id))


def _decide(queue: Queue, rows: Sequence[QueueRow], now: datetime) -> Outcome:
    return decide(queue.shelves, rows, queue.before, queue.owed, queue.fixed, now)


def _shift(queue: Queue, row: QueueRow, old: Outcome, new: Outcome) -> Shift:
    turn = queue.turns[row.line_id]
    short_before, on_before = _standing(old, row.line_id)
    short_after, on_after = _standing(new, row.line_id)
    return Shift(
        row.line_id,
        row.order_id,
        turn.order_name,
        turn.title,
        turn.store_name,
        short_before,
        short_after,
        on_before,
        on_after,
    )


def _standing(outcome: Outcome, line_id: int) -> tuple[int, date | None]:
    found = outcome.dated.get(line_id)
    return (found[1], found[2].promised_for) if found else (0, None)
