"""What is older than its time is forgotten, every night and by itself; what was counted stays."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from connector.domain.buyers import Whom
from connector.ledger import (
    buyers,
    event_sends,
    inbox,
    locks,
    offers,
    privacy,
    stores,
    tasks,
    traces,
    waits,
)
from connector.ledger.orders import Order
from connector.ledger.stores import Store, setting
from connector.ledger.tasks import Claimed, Owe
from connector.ledger.traces import Owned
from connector.steps import step
from jobs.desk.notes import say
from jobs.kinds import Bench, Kind
from jobs.workshop import Workshop

EVERY = timedelta(days=1)
BODIES_KEPT = timedelta(days=30)
"""How long the raw bytes of a delivery that was read are kept: long enough to look into a fault."""
ANSWERS_KEPT = timedelta(days=30)
"""How long the merchant may fetch the file of a data request."""
OFFERS_KEPT = timedelta(days=400)
"""How long it can be shown what a buyer was told before the purchase: a year, and time to complain."""
EVENTS_KEPT = timedelta(days=60)
"""How long what other tools were told can be looked at and told again."""
EVENTS_TOGETHER = 500
ORDERS_TOGETHER = 50
OFFERS_TOGETHER = 500
BODIES_TOGETHER = 500
WAITS_TOGETHER = 200
TIDY = "tidy"


def owe_due(here: Workshop) -> int:
    """Owe a round to every store, also one that left, whose last is a day ago. Returns how many."""
    now = here.clock()
    with here.ledger.reading() as unit:
        due = [one for one in stores.every(unit) if _is_due(one, now) and not _is_owed(unit, one)]
    for store in due:
        with here.ledger.writing() as unit:
            tasks.owe(unit, store.account_id, store.id, [Owe("intake", TIDY, "all", now)], now)
    return len(due)


def _is_due(store: Store, now: datetime) -> bool:
    return (store.tidied_at or store.created_at) <= now - EVERY


def _is_owed(unit: Session, store: Store) -> bool:
    return bool(tasks.open_for(unit, store.account_id, store.id, (TIDY,)))


def tidy(bench: Bench, claimed: list[Claimed]) -> None:
    """Settled orders by the store's own setting; bodies, offers and files by ours. In parts."""
    (task,) = claimed
    orders = _all(bench, task, _orders)
    bodies = _all(bench, task, _bodies)
    waited = _all(bench, task, _waits)
    _all(bench, task, _offers)
    told = _all(bench, task, _events)
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        _answers(unit, store, bench.now)
        store.tidied_at = bench.now
        if orders:
            say(unit, store.account_id, bench.now, "connector", "tidied", store_id=store.id, orders=orders)
        if bodies:
            said = {"store_id": store.id, "deliveries": bodies}
            say(unit, store.account_id, bench.now, "connector", "tidied_bodies", **said)
        if told:
            gone = {"store_id": store.id, "events": told}
            say(unit, store.account_id, bench.now, "connector", "tidied_events", **gone)
        if waited:
            gone = {"store_id": store.id, "waits": waited}
            say(unit, store.account_id, bench.now, "connector", "tidied_waits", **gone)
        tasks.finish(unit, task, bench.now)


def _all(bench: Bench, task: Claimed, part: Callable[[Session, Store, datetime], int]) -> int:
    total = 0
    while True:
        with bench.workshop.ledger.writing() as unit:
            tasks.renew(unit, task, bench.now)
            done = part(unit, stores.get(unit, task.account_id, task.store_id), bench.now)
        step("tidy.part")
        total += done
        if not done:
            return total


def _orders(unit: Session, store: Store, now: datetime) -> int:
    days = int(setting(store, "retention_days"))
    if not days:
        return 0
    before = now - timedelta(days=days)
    found = buyers.settled(unit, store.account_id, store.id, before, ORDERS_TOGETHER)
    for order in found:
        _forget(unit, order, now)
    return len(found)


def _forget(unit: Session, order: Order, now: datetime) -> None:
    """Only this order: the buyer may have others that are younger."""
    whom = Whom(
        emails=(order.email,) if order.email else (), names=(order.first_name,) if order.first_name else ()
    )
    lines = buyers.line_ids(unit, order.account_id, [order.id])
    owned = Owned(order.account_id, order.store_id, [order.id], lines, [order.order_ref])
    buyers.forget(unit, order.account_id, [order], now)
    traces.blot(unit, owned, whom, by_address=False)


def _bodies(unit: Session, store: Store, now: datetime) -> int:
    return inbox.forget_older(unit, store.account_id, store.id, now - BODIES_KEPT, BODIES_TOGETHER)


def _offers(unit: Session, store: Store, now: datetime) -> int:
    return offers.forget_older(unit, store.account_id, store.id, now - OFFERS_KEPT, OFFERS_TOGETHER)


def _events(unit: Session, store: Store, now: datetime) -> int:
    before = now - EVENTS_KEPT
    return event_sends.forget_older(unit, store.account_id, store.id, before, EVENTS_TOGETHER)


def _waits(unit: Session, store: Store, now: datetime) -> int:
    return waits.forget_older(unit, store, now, WAITS_TOGETHER)


def _answers(unit: Session, store: Store, now: datetime) -> None:
    for one in privacy.of_store(unit, store.account_id, store.id, ("data_request",)):
        if one.done_at is not None and one.done_at <= now - ANSWERS_KEPT:
            one.answer, one.sealed = None, ""


KIND = Kind(TIDY, tidy, survives_leaving=True)
