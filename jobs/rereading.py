"""Read again what a delivery named, and write its newest snapshot. Items are pegged in the same breath.

An item's count and the orders that draw on it must belong together: the orders that changed are read,
then the item, then the orders again, until nothing moved in between.
"""

from datetime import datetime

from connector.domain.snapshots import ItemSnapshot
from connector.domain.trouble import Trouble
from connector.ledger import counting, expecting, locks, orders, tasks, turns
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs import parting
from jobs.catching_up import TOGETHER, catch_up, refresh
from jobs.kinds import Bench, Kind, NotYet
from jobs.pegging import peg_item

MOST_ROUNDS = 4


def reread_orders(bench: Bench, claimed: list[Claimed]) -> None:
    """The orders of a batch, as many of them as their shop answers for in time."""
    read = refresh(bench, [task.subject for task in claimed], claimed)
    if read.unread:
        with bench.workshop.ledger.writing() as unit:
            tasks.hand_back(unit, claimed[-read.unread :])


def reread_work(bench: Bench, claimed: list[Claimed]) -> None:
    """A unit of shipping work names no order: ask whose it is."""
    (task,) = claimed
    order_ref = bench.front.order_of_work(task.subject)
    with bench.workshop.ledger.writing() as unit:
        if order_ref is not None:
            owed = [Owe("intake", "reread_order", order_ref, bench.now)]
            tasks.owe(unit, task.account_id, task.store_id, owed, bench.now)
        tasks.finish(unit, task, bench.now)


def reread_items(bench: Bench, claimed: list[Claimed]) -> None:
    """One sandwich of reads for all items of the batch, then each is written and pegged."""
    if bench.store.looked_at is None:
        raise NotYet("the first reading of the whole store is not over", seconds=5.0)
    refs = [task.subject for task in claimed]
    for _ in range(MOST_ROUNDS):
        catch_up(bench)
        read_at = bench.now
        snapshots = bench.front.reread_items(refs)
        step("reread.items_read")
        if catch_up(bench).isdisjoint(refs):
            break
    else:
        raise NotYet("orders keep changing while the count is read", seconds=1.0)
    for task, snapshot in zip(claimed, snapshots, strict=True):
        _write_item(bench, task, snapshot, read_at)


def _write_item(bench: Bench, task: Claimed, snapshot: ItemSnapshot, read_at: datetime) -> None:
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        # Whether a line can be short was read with its order, when the item was not counted yet.
        was_tracked = counting.is_tracked(unit, store, snapshot.listing_ref)
        item_id = counting.item(unit, store, snapshot, read_at)
        if snapshot.tracked and not was_tracked:
            refs = orders.open_with(unit, task.account_id, task.store_id, snapshot.listing_ref)
            owed = [Owe("intake", "reread_order", ref, bench.now) for ref in refs]
            tasks.owe(unit, task.account_id, task.store_id, owed, bench.now)
        if item_id is not None:
            peg_item(unit, task.account_id, item_id, bench.now, whole=False)
        tasks.finish(unit, task, bench.now)
    step("reread.item_written")


def reread_inbound(bench: Bench, claimed: list[Claimed]) -> None:
    """What the platform knows to be on its way replaces what it said before."""
    (task,) = claimed
    coming = bench.front.inbound()
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        for item_id in sorted(expecting.replace_platform(unit, store, coming, bench.now)):
            # At once: nobody may see a delivery with more units pegged to it than it still has.
            peg_item(unit, task.account_id, item_id, bench.now)
        unknown = expecting.not_listed(unit, store, coming)
        owed = [Owe("intake", "reread_item", ref, bench.now) for ref in unknown]
        tasks.owe(unit, task.account_id, task.store_id, owed, bench.now)
        if not unknown:
            tasks.finish(unit, task, bench.now)
    if unknown:
        # Nobody ordered these yet, so nobody read them; what comes for them counts once they are known.
        raise Trouble(f"{len(unknown)} items on their way are not read yet")


def reread_store(bench: Bench, claimed: list[Claimed]) -> None:
    """A webhook says that the app was taken off, or may do something else than before.

    Its header is not signed, so the store itself is asked.
    """
    (task,) = claimed
    facts, left = None, False
    if bench.store.left_at is None:
        try:
            facts = bench.front.facts()
        except Trouble as trouble:
            if not trouble.permanent:
                raise
            left = True
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        if left:
            parting.part(unit, store, store.platform, bench.now)
        elif facts is not None:
            store.missing_access = list(facts.missing_access)
        tasks.finish(unit, task, bench.now)


def peg(bench: Bench, claimed: list[Claimed]) -> None:
    """Something we know changed (a delivery, a place in the queue, a lead time): peg the item again."""
    (task,) = claimed
    with bench.workshop.ledger.writing() as unit:
        peg_item(unit, task.account_id, int(task.subject), bench.now)
        tasks.finish(unit, task, bench.now)


def reckon_turns(bench: Bench, claimed: list[Claimed]) -> None:
    """Something was pegged where whole orders are served first: which are whole now?"""
    (task,) = claimed
    with bench.workshop.ledger.writing() as unit:
        turns.rewrite(unit, task.account_id, bench.now)
        tasks.finish(unit, task, bench.now)


KINDS = (
    Kind("reread_store", reread_store),
    Kind("reread_work", reread_work),
    Kind("reread_order", reread_orders, together=TOGETHER),
    Kind("reread_inbound", reread_inbound),
    Kind("reread_item", reread_items, together=TOGETHER),
    # A store that left still counts a shelf that others may sell from.
    Kind("peg", peg, survives_leaving=True),
    Kind("turns", reckon_turns, survives_leaving=True),
)
"""In the order in which a batch is worked: orders before the items that they draw on."""
