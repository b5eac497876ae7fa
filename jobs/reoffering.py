"""Every offer of a store is computed again: on a new day, after a switch, after a change of its settings."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from connector.ledger import items, locks, stores, tasks
from connector.ledger.reckoning import today_of
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed
from connector.steps import step
from jobs import offer_rounds, offering
from jobs.kinds import Bench, Kind
from jobs.offer_rounds import ALL, CHANGED, TASK
from jobs.shelves import read_shelves
from jobs.workshop import Workshop

TOGETHER: Final = 50
"""Items of one transaction."""


def owe_due(here: Workshop) -> int:
    """Owe a round to every store that shows dates and has none of today yet; returns how many."""
    now = here.clock()
    with here.ledger.reading() as unit:
        due = [one for one in stores.every(unit) if _is_due(unit, one, now)]
    for store in due:
        with here.ledger.writing() as unit:
            offer_rounds.owe(unit, store, CHANGED, now)
    return len(due)


def _is_due(unit: Session, store: Store, now: datetime) -> bool:
    if store.left_at is not None or store.looked_at is None or store.offered_on == today_of(store, now):
        return False
    shows = store.id in stores.selling(unit, store.account_id)
    return shows and not tasks.open_for(unit, store.account_id, store.id, (TASK,))


def reoffer(bench: Bench, claimed: list[Claimed]) -> None:
    """In parts, each its own transaction, so that orders that come meanwhile need not wait."""
    (task,) = claimed
    today, after = today_of(bench.store, bench.now), 0
    while part := _next(bench, task, after):
        with bench.workshop.ledger.writing() as unit:
            tasks.renew(unit, task, bench.now)
            for item_id in part:
                _renew(unit, task, item_id, bench.now)
        step("reoffer.part")
        after = part[-1]
    with bench.workshop.ledger.writing() as unit:
        locks.store(unit, task.account_id, task.store_id).offered_on = today
        tasks.finish(unit, task, bench.now)


def _next(bench: Bench, task: Claimed, after: int) -> list[int]:
    with bench.workshop.ledger.reading() as unit:
        return items.ids_listed(unit, task.account_id, task.store_id, after, TOGETHER)


def _renew(unit: Session, task: Claimed, item_id: int, now: datetime) -> None:
    if locks.items(unit, task.account_id, [item_id]) and items.is_read(unit, task.account_id, item_id):
        shelves = read_shelves(unit, task.account_id, item_id)
        offering.renew(unit, task.account_id, shelves, now, owe_all=task.subject == ALL)


KIND = Kind(TASK, reoffer)
