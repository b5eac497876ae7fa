"""Peg an item again, and write down what that changes: backorders, promises, and what they owe outside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from connector.domain import promises
from connector.domain.backorders import Move, Owed, advance
from connector.domain.pegging import ON_HAND, Demand, Pegged, peg, reach
from connector.domain.promises import Dated
from connector.ledger import backorders, history, items, locks, queue, turns
from connector.ledger import promises as told
from connector.ledger.backorders import Shift
from connector.ledger.promises import NewPromise
from connector.ledger.queue import QueueRow
from connector.ledger.stores import Store, setting
from connector.steps import step
from jobs import effects, happening, offering
from jobs.happening import Redated
from jobs.shelves import Shelves, read_shelves


@dataclass(slots=True)
class Outcome:
    """What a pegging decided, before anything is written."""

    pegs: list[Pegged] = field(default_factory=list)
    moves: list[tuple[QueueRow, Move]] = field(default_factory=list)
    dated: dict[int, tuple[QueueRow, int, Dated]] = field(default_factory=dict)
    """Line id -> row, units short, date: for every line that waits."""
    new_bases: dict[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """What one pegging looks at: the whole queue of an item, or the part of it that can change."""

    shelves: Shelves
    rows: Sequence[QueueRow]
    before: Mapping[tuple[int, int], int]
    owed: Mapping[int, Mapping[str, int]]
    fixed: Mapping[int, date]


def peg_item(unit: Session, account_id: int, item_id: int, now: datetime, *, whole: bool = True) -> None:
    """Decide and write, in the caller's transaction. The item is locked until that ends.

    `whole=False`: when nothing but more units on hand happened, only the lines that they reach are read.
    """
    if not locks.items(unit, account_id, [item_id]) or not items.is_read(unit, account_id, item_id):
        return
    shelves = read_shelves(unit, account_id, item_id)
    scope = None if whole else _reached_by_receipt(unit, account_id, item_id, shelves)
    scope = scope or _whole_queue(unit, account_id, item_id, shelves)
    outcome = decide(scope.shelves, scope.rows, scope.before, scope.owed, scope.fixed, now)
    step("pegging.decided")
    queue.replace_pegs(unit, account_id, item_id, scope.before, outcome.pegs)
    _write(unit, account_id, item_id, scope.rows, outcome, now)
    turns.owe_reckoning(unit, account_id, shelves.stores.values(), now)
    offering.renew(unit, account_id, shelves, now)
    step("pegging.written")


def _whole_queue(unit: Session, account_id: int, item_id: int, shelves: Shelves) -> Scope:
    before = queue.pegs(unit, account_id, item_id)
    owed = queue.backorders(unit, account_id, item_id)
    among = {line_id for line_id, _ in before} | set(owed)
    rows = queue.rows(unit, account_id, item_id, among=among)
    return Scope(shelves, rows, before, owed, queue.counts_from(unit, account_id, item_id))


def _reached_by_receipt(unit: Session, account_id: int, item_id: int, shelves: Shelves) -> Scope | None:
    """The lines that new units on hand reach; None when more than that may have changed."""
    if shelves.expected or not queue.is_settled(unit, account_id, item_id):
        return None
    pegged = queue.on_hand_pegged(unit, account_id, item_id)
    gained = {place: one.there - pegged.get(place, 0) for place, one in shelves.on_hand.items()}
    if min(gained.values(), default=0) < 0 or set(pegged) - set(gained):
        return None
    rows: list[QueueRow] = []
    for place, units in gained.items():
        rows += queue.first_short(unit, account_id, item_id, place, units) if units else []
    reached = [row.line_id for row in rows]
    before = queue.pegs(unit, account_id, item_id, among=reached)
    spare = dict(gained)
    for row in rows:
        spare[row.location_id or 0] += before.get((row.line_id, ON_HAND), 0)
    owed = queue.backorders(unit, account_id, item_id, among=reached)
    part = replace(shelves, spare=spare)
    return Scope(part, rows, before, owed, queue.counts_from(unit, account_id, item_id, among=reached))


def decide(
    shelves: Shelves,
    rows: Sequence[QueueRow],
    before: Mapping[tuple[int, int], int],
    owed: Mapping[int, Mapping[str, int]],
    fixed: Mapping[int, date],
    now: datetime,
) -> Outcome:
    """Pure: what the queue over this supply means for every line. `now` only says what day it is."""
    outcome = Outcome()
    asked_before: dict[int, int] = defaultdict(int)
    for (line_id, supply_id), units in before.items():
        asked_before[line_id] += units if supply_id == ON_HAND else 0
    by_line = peg_rows(shelves, rows, now)
    for row in rows:
        mine = by_line.get(row.line_id, [])
        outcome.pegs += mine
        if row.line_id not in owed and len(mine) == 1 and mine[0][1:] == (ON_HAND, row.asks):
            continue  # never short, and is not now: most lines of a healthy shop
        found = reach(Demand(row.line_id, row.asks), mine)
        states = Owed(**owed.get(row.line_id, {}))
        shipped = max(0, row.shipped - row.shipped_seen)
        vanished = max(0, asked_before[row.line_id] + states.waiting - row.asks - shipped)
        for move in advance(
            states, short=found.short, covered=found.covered, shipped=shipped, vanished=vanished
        ):
            outcome.moves.append((row, move))
        if found.short:
            known = fixed if states.waiting else _still_ahead(shelves, row, fixed, now)
            dated = _date(shelves, row, found.last_inbound, known, outcome, now)
            outcome.dated[row.line_id] = (row, found.short, dated)
    return outcome


def peg_rows(shelves: Shelves, rows: Sequence[QueueRow], now: datetime) -> dict[int, list[Pegged]]:
    """Each location is a queue of its own."""
    by_location: dict[int, list[QueueRow]] = defaultdict(list)
    for row in rows:
        if row.asks and row.location_id is not None:
            by_location[row.location_id].append(row)
    found: dict[int, list[Pegged]] = defaultdict(list)
    for location_id, line in by_location.items():
        supplies = shelves.supplies(location_id, _today(shelves, line[0], now))
        for one in peg([Demand(row.line_id, row.asks, row.in_progress) for row in line], supplies):
            found[one.line_id].append(one)
    return found


def _date(
    shelves: Shelves,
    row: QueueRow,
    last_inbound: int | None,
    fixed: Mapping[int, date],
    outcome: Outcome,
    now: datetime,
) -> Dated:
    store = shelves.stores[row.store_id]
    handling = shelves.handling(store.id)
    today = _today(shelves, row, now)
    if row.date_set is not None:
        return promises.by_person(row.date_set, row.date_reason)
    if last_inbound is not None:
        coming = shelves.expected[last_inbound]
        return promises.by_inbound(coming.expected_on, today, handling, shelves.source(coming))
    own = shelves.item.lead_days is not None
    lead = _lead(shelves, row)
    base = fixed.get(row.line_id)
    if base is None:
        base = promises.counts_from(row.placed_at.astimezone(_zone(store)).date(), lead, today)
        outcome.new_bases[row.line_id] = base
    last = [one.expected_on for one in shelves.expected.values() if one.location_id == row.location_id]
    not_before = max(*last, today) if last else None
    return promises.by_lead_time(base, lead, own, handling, not_before)


def _lead(shelves: Shelves, row: QueueRow) -> int:
    own = shelves.item.lead_days
    lead: int = own if own is not None else setting(shelves.stores[row.store_id], "lead_days")
    return lead


def _still_ahead(
    shelves: Shelves, row: QueueRow, fixed: Mapping[int, date], now: datetime
) -> Mapping[int, date]:
    """A line that was served and is short again is not told a day that has passed meanwhile."""
    base = fixed.get(row.line_id)
    passed = base and base + timedelta(days=_lead(shelves, row)) < _today(shelves, row, now)
    return {} if passed else fixed


def _zone(store: Store) -> ZoneInfo:
    return ZoneInfo(store.timezone)


def _today(shelves: Shelves, row: QueueRow, now: datetime) -> date:
    return now.astimezone(_zone(shelves.stores[row.store_id])).date()


def _write(
    unit: Session, account_id: int, item_id: int, rows: Sequence[QueueRow], outcome: Outcome, now: datetime
) -> None:
    shifts: list[Shift] = []
    for row, move in outcome.moves:
        of_line = (row.store_id, row.order_id, row.line_id, item_id)
        shifts += [Shift(*of_line, move.start, -move.quantity)] if move.start else []
        shifts.append(Shift(*of_line, move.end, move.quantity))
        history.note(
            unit,
            account_id,
            now,
            "pegging",
            _told(move),
            store_id=row.store_id,
            order_id=row.order_id,
            line_id=row.line_id,
        )
    backorders.shift(unit, account_id, shifts, now)
    queue.fix_counts_from(unit, account_id, outcome.new_bases)
    orders, redated = _redate(unit, account_id, rows, outcome, now)
    queue.seen_shipped(unit, account_id, (row for row in rows if row.shipped != row.shipped_seen))
    effects.owe_for_all(unit, account_id, {row.order_id for row, _ in outcome.moves} | orders, now)
    happening.tell(unit, account_id, outcome.moves, redated, now)


def _redate(
    unit: Session, account_id: int, rows: Iterable[QueueRow], outcome: Outcome, now: datetime
) -> tuple[set[int], list[Redated]]:
    """Orders whose promise begins, changes or ends; and each promise that is made, with the date before."""
    current = told.current_of_lines(unit, account_id, [row.line_id for row in rows])
    ended: list[int] = []
    made: list[Redated] = []
    for line_id, (row, short, dated) in outcome.dated.items():
        old = current.get(line_id)
        if old and (old.promised_for, old.basis, old.quantity, old.facts) == (
            dated.promised_for,
            dated.basis,
            short,
            dated.facts,
        ):
            continue
        ended += [line_id] if old else []
        fresh = NewPromise(row.order_id, line_id, short, dated.promised_for, dated.basis.value, dated.facts)
        made.append(Redated(fresh, old.promised_for if old else None))
    over = [promise for line_id, promise in current.items() if line_id not in outcome.dated]
    told.change(unit, account_id, ended + [one.line_id for one in over], [one.promise for one in made], now)
    return {one.promise.order_id for one in made} | {promise.order_id for promise in over}, made


def _told(move: Move) -> str:
    units = f"{move.quantity} unit{'' if move.quantity == 1 else 's'}"
    match move.start, move.end:
        case "", _:
            return f"{units} cannot ship from stock: owed"
        case _, "ready":
            return f"{units} are here and set aside"
        case _, "waiting":
            return f"{units} lost their stock and wait again"
        case _, "shipped":
            return f"{units} shipped"
        case _:
            return f"{units} are no longer wanted"
