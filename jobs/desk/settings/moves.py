"""Which promises a change of settings moves: the store's queues pegged as they would be. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy.orm import Session

from connector.ledger import board_waiting, items, promises, stores, turns
from connector.ledger.promises import Promise
from connector.ledger.stores import Store
from jobs.desk.placing import read_queue
from jobs.desk.whatif import Queue, Shift, in_order
from jobs.pegging import Outcome, decide

DATES: Final = frozenset(
    {
        "lead_days",
        "handling_days",
        "country",
        "working_days",
        "own_holidays",
        "closures",
        "queue_policy",
        "queue_tags",
    }
)
"""Settings that dates are computed from."""
OFFERS: Final = frozenset({"sell_up_to", "longest_wait_days", "serves"})
"""Settings that say what may be promised to the next buyer; what was promised stays as it is."""
MOST_ITEMS, MOST_LINES = 500, 20_000
"""So much is looked at before a person's page is answered; beyond that the count says that it stopped."""


@dataclass(frozen=True, slots=True)
class Moves:
    """`looked_at` lines have a promise or would have one; `shifts` change. `stopped`: there are more."""

    looked_at: int = 0
    shifts: tuple[Shift, ...] = ()
    stopped: bool = False

    @property
    def later(self) -> int:
        """Promises whose date moves away."""
        return sum(1 for days in self._days() if days > 0)

    @property
    def sooner(self) -> int:
        """Promises whose date comes nearer."""
        return sum(1 for days in self._days() if days < 0)

    @property
    def furthest(self) -> int:
        """Calendar days of the longest way that a date moves."""
        return max((abs(days) for days in self._days()), default=0)

    @property
    def begin(self) -> int:
        """Lines that ship from stock now and would wait."""
        return sum(1 for one in self.shifts if one.on_before is None)

    @property
    def end(self) -> int:
        """Lines that wait now and would ship from stock."""
        return sum(1 for one in self.shifts if one.on_after is None)

    @property
    def units_only(self) -> int:
        """Lines that keep their date and wait for more or fewer units."""
        return sum(1 for days in self._days() if days == 0)

    def _days(self) -> list[int]:
        return [
            (one.on_after - one.on_before).days
            for one in self.shifts
            if one.on_after is not None and one.on_before is not None
        ]


def of(unit: Session, store: Store, after: Mapping[str, Any], now: datetime) -> Moves:
    """`after`: what differs. What was promised stands beside what would be promised today."""
    if not DATES & set(after):
        return Moves()
    seen, lines = Moves(), 0
    shifts: list[Shift] = []
    turned = _turned(unit, store, after)
    for number, item_id in enumerate(turned.items):
        if number >= MOST_ITEMS or lines >= MOST_LINES:
            seen = replace(seen, stopped=True)
            break
        if not items.is_read(unit, store.account_id, item_id):
            continue
        queue = read_queue(unit, store.account_id, item_id)
        lines += len(queue.rows)
        found = _moved(unit, store, queue, turned, now)
        shifts += found.shifts
        seen = replace(seen, looked_at=seen.looked_at + found.looked_at)
    return replace(seen, shifts=tuple(sorted(shifts, key=_worst_first)))


def as_if(store: Store, after: Mapping[str, Any]) -> Store:
    """The store with other settings; no session knows it."""
    columns = {column.key: getattr(store, column.key) for column in Store.__table__.columns}
    return Store(**{**columns, "settings": {**store.settings, **after}})


class _Turned(NamedTuple):
    """The account's stores and the turns of its orders, as if saved; the items whose queue feels it."""

    stores: Mapping[int, Store]
    turns: Mapping[int, int]
    items: Sequence[int]


def _turned(unit: Session, store: Store, after: Mapping[str, Any]) -> _Turned:
    them = {one.id: one for one in stores.of_account(unit, store.account_id)}
    them[store.id] = as_if(store, after)
    reckoned = turns.reckon(unit, store.account_id, them)
    moved = {one.item_id for one in turns.differing(unit, store.account_id, reckoned)}
    short = board_waiting.queues_short(unit, store.account_id, store.id)
    return _Turned(them, reckoned, sorted({*moved, *short} - {0}))


def _moved(unit: Session, store: Store, queue: Queue, turned: _Turned, now: datetime) -> Moves:
    outcome = _decided(queue, turned, now)
    told = promises.current_of_lines(unit, store.account_id, [row.line_id for row in queue.rows])
    both = [
        _shift(queue, row.line_id, row.order_id, told.get(row.line_id), outcome)
        for row in queue.rows
        if row.asks and (row.line_id in told or row.line_id in outcome.dated)
    ]
    moved = [one for one in both if (one.short_before, one.on_before) != (one.short_after, one.on_after)]
    return Moves(len(both), tuple(moved))


def _decided(queue: Queue, turned: _Turned, now: datetime) -> Outcome:
    places = {
        row.line_id: queue.turns[row.line_id]._replace(turn=turned.turns[row.order_id])
        for row in queue.rows
        if row.order_id in turned.turns and row.line_id in queue.turns
    }
    rows = in_order(queue.rows, {**queue.turns, **places})
    shelves = replace(queue.shelves, stores=turned.stores)
    return decide(shelves, rows, queue.before, queue.owed, queue.fixed, now)


def _shift(queue: Queue, line_id: int, order_id: int, old: Promise | None, new: Outcome) -> Shift:
    turn = queue.turns[line_id]
    dated = new.dated.get(line_id)
    return Shift(
        line_id,
        order_id,
        turn.order_name,
        turn.title,
        turn.store_name,
        old.quantity if old else 0,
        dated[1] if dated else 0,
        old.promised_for if old else None,
        dated[2].promised_for if dated else None,
    )


def _worst_first(one: Shift) -> tuple[int, date, int]:
    """The longest delays first, then what newly waits, then what comes sooner."""
    if one.on_before is None or one.on_after is None:
        return (0, one.on_after or date.max, one.line_id)
    return ((one.on_before - one.on_after).days, one.on_after, one.line_id)
