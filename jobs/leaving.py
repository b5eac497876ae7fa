"""Before a store is taken off: nothing of ours stays at its orders or at what it sells.

What others put there is not touched.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from connector.ledger import board_selling, leaving, locks, offers, stores, tasks
from connector.ledger.leaving import LIST, ORDER
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs import publishing
from jobs.kinds import Bench, Kind
from jobs.offering import OWES
from jobs.publishing import OFFERS, SELLING

LANE = "effects"
TOGETHER = 100


def begin(unit: Session, store: Store, who: str, now: datetime) -> None:
    """Every switch goes off, so that nothing is put back; then orders and listings are cleared."""
    stores.turn_all_off(unit, store, who)
    offers.end_of_store(unit, store.account_id, store.id, now)
    store.leaving_at = now
    publishing.take_back(unit, store, (OFFERS, SELLING), now)
    tasks.owe(unit, store.account_id, store.id, [Owe(LANE, LIST, "all", now)], now)


def still_shows(unit: Session, store: Store) -> bool:
    """Whether the shop shows or sells something by our hand, and nobody began to take that off.

    Once the keys are gone nobody could give it back.
    """
    on = stores.switches(unit, store.account_id, store.id)
    if OFFERS in on or SELLING in on:
        return True
    many, _ = board_selling.changed_words(unit, store.account_id, store.id, 0)
    carried = board_selling.carrying(unit, store.account_id, store.id, OWES[OFFERS])
    return store.leaving_at is None and bool(many or carried)


def list_orders(bench: Bench, claimed: list[Claimed]) -> None:
    """Those that the ledger knows, and those that the platform finds by our tags and holds."""
    (task,) = claimed
    with bench.workshop.ledger.reading() as unit:
        store = stores.get(unit, task.account_id, task.store_id)
        known = leaving.marked(unit, store)
    refs = {ref for part in known.values() for ref in part}
    refs |= set(bench.front.marked_orders(stores.tags_ever(store)))
    ordered = sorted(refs)
    for at in range(0, len(ordered), TOGETHER):
        with bench.workshop.ledger.writing() as unit:
            tasks.renew(unit, task, bench.now)
            owed = [Owe(LANE, ORDER, ref, bench.now) for ref in ordered[at : at + TOGETHER]]
            tasks.owe(unit, task.account_id, task.store_id, owed, bench.now)
        step("leaving.listed")
    with bench.workshop.ledger.writing() as unit:
        tasks.finish(unit, task, bench.now)


def clear_order(bench: Bench, claimed: list[Claimed]) -> None:
    """Holds, tags and record of one order; one that is gone at the platform carries nothing."""
    (task,) = claimed
    with bench.workshop.ledger.reading() as unit:
        store = stores.get(unit, task.account_id, task.store_id)
        wanted = bool(stores.switches(unit, task.account_id, task.store_id))
    if not wanted:  # nobody changed their mind meanwhile
        _clear(bench, store, task.subject)
    with bench.workshop.ledger.writing() as unit:
        locks.store(unit, task.account_id, task.store_id)
        tasks.finish(unit, task, bench.now)


def _clear(bench: Bench, store: Store, ref: str) -> None:
    ours = stores.tags_ever(store)
    (there,) = bench.front.marks([ref], ours)
    if there.version is None:
        return
    bench.front.settle_holds(ref, ())
    step("leaving.released")
    bench.front.settle_tags(ref, frozenset(), ours)
    step("leaving.untagged")
    bench.front.remove_record(ref)
    step("leaving.cleared")


KINDS = (Kind(LIST, list_orders), Kind(ORDER, clear_order))
