"""Every offer of a store is computed again: on a new day, after a switch, after a change of its settings.

In turns of a few seconds, so that orders that come meanwhile are worked between them; how far it is
stands in `Store.offering`. One item that cannot be computed keeps no other from its new date: a person is
told at the end how many there were, and the next day tries them again.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from connector.ledger import items, locks, stores, stuck, tasks
from connector.ledger.reckoning import today_of
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed
from connector.steps import step
from jobs import offer_rounds, offering
from jobs.kinds import Bench, Kind, NotYet
from jobs.offer_rounds import ALL, CHANGED, TASK
from jobs.shelves import read_shelves
from jobs.workshop import Workshop

TURN_SECONDS: Final = 4.0
"""No part is begun after that: other work of the store waits meanwhile."""
TOGETHER: Final = 10
"""Items of one transaction."""

log = structlog.get_logger()


def owe_due(here: Workshop) -> int:
    """Owe a round to every store that shows dates and has none of today yet; returns how many."""
    now = here.clock()
    with here.ledger.reading() as unit:
        due = [one for one in stores.all_selling(unit) if _is_due(unit, one, now)]
    for store in due:
        with here.ledger.writing() as unit:
            offer_rounds.owe(unit, store, CHANGED, now)
    return len(due)


def _is_due(unit: Session, store: Store, now: datetime) -> bool:
    """Not again on the day on which it was given up: a person knows of it. The next day needs new dates."""
    today = today_of(store, now)
    if store.looked_at is None or store.offered_on == today:
        return False
    if tasks.open_for(unit, store.account_id, store.id, (TASK,)):
        return False
    given_up = stuck.given_up_at(unit, store.account_id, store.id, TASK)
    return given_up is None or today_of(store, given_up) != today


@dataclass(slots=True)
class Round:
    """How far a round is: the local day that it is for, the last item it came to, how many failed."""

    generation: int
    """Of the task: owed anew meanwhile, it begins anew."""
    day: str
    after: int = 0
    failed: int = 0


def reoffer(bench: Bench, claimed: list[Claimed]) -> None:
    """One turn: as many parts as there is time for, each its own transaction."""
    (task,) = claimed
    here = _going_on(bench, task)
    until = time.monotonic() + TURN_SECONDS
    while part := _next(bench, task, here.after):
        _work(bench, task, here, part)
        step("reoffer.part")
        if time.monotonic() >= until:
            _keep(bench, task, here)
            raise NotYet("more items of the store are to be computed", seconds=0.0)
    _end(bench, task, here)


def _going_on(bench: Bench, task: Claimed) -> Round:
    kept = bench.store.offering.get(task.subject)
    if kept is not None and kept["generation"] == task.generation:
        return Round(**kept)
    return Round(task.generation, today_of(bench.store, bench.now).isoformat())


def _next(bench: Bench, task: Claimed, after: int) -> list[int]:
    with bench.workshop.ledger.reading() as unit:
        return items.ids_listed(unit, task.account_id, task.store_id, after, TOGETHER)


def _work(bench: Bench, task: Claimed, here: Round, part: list[int]) -> None:
    with bench.workshop.ledger.writing() as unit:
        tasks.renew(unit, task, bench.now)
        showing = stores.selling(unit, task.account_id)
        done = [_is_renewed(unit, task, item_id, showing, bench.now) for item_id in part]
    here.after, here.failed = part[-1], here.failed + done.count(False)


def _is_renewed(
    unit: Session, task: Claimed, item_id: int, showing: Mapping[int, frozenset[str]], now: datetime
) -> bool:
    """False: it failed, and nothing of it was written."""
    try:
        with unit.begin_nested():
            _renew(unit, task, item_id, showing, now)
    except OperationalError:
        raise  # a deadlock or a lost connection is no fault of the item's
    except DBAPIError as error:
        # Without its words, which may quote the row.
        why = type(error.orig).__name__
        log.error("the ledger refused an item's offers", store=task.store_id, item=item_id, why=why)
        return False
    except Exception:
        log.exception("an item's offers could not be computed", store=task.store_id, item=item_id)
        return False
    return True


def _renew(
    unit: Session, task: Claimed, item_id: int, showing: Mapping[int, frozenset[str]], now: datetime
) -> None:
    if locks.items(unit, task.account_id, [item_id]) and items.is_read(unit, task.account_id, item_id):
        shelves = read_shelves(unit, task.account_id, item_id)
        everything = task.subject == ALL
        offering.renew(unit, task.account_id, shelves, now, owe_all=everything, showing=showing)


def _keep(bench: Bench, task: Claimed, here: Round) -> None:
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        tasks.still_mine(unit, task)
        store.offering = {**store.offering, task.subject: asdict(here)}


def _end(bench: Bench, task: Claimed, here: Round) -> None:
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        store.offered_on = date.fromisoformat(here.day)
        store.offering = {name: kept for name, kept in store.offering.items() if name != task.subject}
        if here.failed:
            why = f"{here.failed} of the store's items could not be computed: the log names them"
            tasks.give_up(unit, task, why, bench.now)
        else:
            tasks.finish(unit, task, bench.now)


KIND = Kind(TASK, reoffer)
