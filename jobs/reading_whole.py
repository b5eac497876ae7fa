"""Read a whole store part by part: the first look, every night, and whenever a person asks.

A part and where to go on are written in one transaction, so whoever is killed is followed by somebody who
goes on behind the last whole part. Nothing is changed at the store, and nothing is pegged before the first
reading of all is over: then what its open lines ask for is read again and pegged.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from connector.ledger import applying, counting, leftovers, orders, queue, readings, tasks
from connector.ledger.readings import Reading
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs import effects, forgetting, offer_rounds
from jobs.kinds import Bench, Kind, NotYet
from jobs.progress import TASKS, going_on, page, told

READING_SECONDS = 6.0
"""No turn of it is longer: other work of the store waits meanwhile, and the lease must not run out."""
PAGE = 100
"""Orders that no list had and that are owed to be read alone, in one go."""
BEFORE_THE_LOOK = timedelta(minutes=5)
"""How far before our own clock's first look the changes are read again: clocks differ."""


def read_whole(bench: Bench, claimed: list[Claimed]) -> None:
    """As many parts as there is time for."""
    (task,) = claimed
    until = time.monotonic() + READING_SECONDS
    while time.monotonic() < until:
        reading = going_on(bench, task, "whole")
        if reading is None:
            return
        with told(bench, reading):
            wait = PHASES[reading.phase](bench, task, reading)
        if wait:
            raise NotYet("the store is still putting together what was asked", seconds=wait)
    raise NotYet("more of the store is to be read", seconds=0.0)


def _catalogue(bench: Bench, task: Claimed, reading: Reading) -> float:
    """Items that open lines ask for are only counted here: their stock is read together with their orders."""
    part = bench.front.read_catalogue(reading.mark)
    step("whole.items_read")
    with page(bench, task, reading) as (unit, store, here):
        asked_for = set(queue.concerned(unit, store.account_id, store.id))
        for item in part.items:
            if item.listing_ref not in asked_for:
                counting.item(unit, store, item, part.read_at)
        leftovers.note(unit, store, part.left, bench.now)
        here.items += len(part.items)
        here.items_total = part.total
        readings.turn_page(here, "catalogue" if part.mark else "orders", part.mark, bench.now)
    step("whole.items_written")
    return part.wait


def _orders(bench: Bench, task: Claimed, reading: Reading) -> float:
    part = bench.front.read_open_orders(reading.mark)
    step("whole.orders_read")
    with page(bench, task, reading) as (unit, store, here):
        hidden = forgetting.marks(bench.workshop, unit, store)
        applied = [applying.order(unit, store, one, part.read_at, hidden) for one in part.orders]
        changed = [one.order_id for one in applied if one.changed]
        effects.owe_for_all(unit, store.account_id, changed, bench.now)
        if store.looked_at is not None:
            moved = frozenset().union(*(one.listing_refs for one in applied))
            _owe(unit, store, "reread_item", sorted(moved), bench.now)
        leftovers.note(unit, store, part.left, bench.now)
        here.orders += len(part.orders)
        here.orders_total, here.changed = part.total, here.changed + len(changed)
        readings.turn_page(here, "orders" if part.mark else "rest", part.mark, bench.now)
    step("whole.orders_written")
    return part.wait


def _rest(bench: Bench, task: Claimed, reading: Reading) -> float:
    """Orders that we hold open and no list had (binned, deleted, shipped, or in a state that no plugin
    registers any more) are read alone; then everything that open lines ask for."""
    with page(bench, task, reading) as (unit, store, here):
        since = int(reading.mark or 0)
        place = (store.account_id, store.id)
        unseen = orders.not_read_since(unit, *place, reading.began_at, since, PAGE)
        _owe(unit, store, "reread_order", [ref for _, ref in unseen], bench.now)
        if unseen:
            readings.turn_page(here, "rest", str(unseen[-1][0]), bench.now)
            return 0.0
        _owe(unit, store, "reread_item", queue.concerned(unit, *place), bench.now)
        _owe(unit, store, "reread_inbound", ["all"], bench.now)
        leftovers.forget_unseen(unit, store, reading.began_at)
        store.looked_at = store.looked_at or bench.now
        store.cursor = store.cursor or reading.began_at - BEFORE_THE_LOOK
        readings.end(here, bench.now)
        # What nobody ordered yet stands in no queue: nothing else would say what it is offered for.
        offer_rounds.owe(unit, store, offer_rounds.CHANGED, bench.now)
    step("whole.ended")
    return 0.0


def _owe(unit: Session, store: Store, kind: str, subjects: list[str], now: datetime) -> None:
    owed = [Owe("intake", kind, subject, now) for subject in subjects]
    tasks.owe(unit, store.account_id, store.id, owed, now)


PHASES: Mapping[str, Callable[[Bench, Claimed, Reading], float]] = {
    "catalogue": _catalogue,
    "orders": _orders,
    "rest": _rest,
}
"""Each reads one part and says how many seconds to wait before the next."""

KINDS = (Kind(TASKS["whole"], read_whole),)
