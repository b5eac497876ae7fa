"""Read again what a delivery named, and write its newest snapshot. Items are pegged in the same breath.

An item's count and the orders that draw on it must belong together: the orders that changed are read,
then the item, then the orders again, until nothing moved in between.
"""

import time
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from connector.domain.snapshots import ItemSnapshot, OrderSnapshot, OrderVersion
from connector.domain.trouble import Trouble
from connector.ledger import applying, expecting, locks, orders, stores, tasks, turns
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs import effects, forgetting
from jobs.kinds import Bench, Kind, NotYet
from jobs.pegging import peg_item

SAME_SECOND = timedelta(seconds=2)
"""Platforms tell time in seconds: what was read within one of a change may have changed again in it."""
MOST_ROUNDS = 4
TOGETHER = 25
"""Orders, or items, of one store that are read in one go."""
PAGE = 100
"""Orders of a list that are written down in one go."""
READING_SECONDS = 12.0
"""No batch of orders is read for longer: its tasks' lease must not run out."""
BEFORE_THE_LOOK = timedelta(minutes=5)
"""How far before our own clock's first look the changes are read again: clocks differ."""


def reread_orders(bench: Bench, claimed: list[Claimed]) -> None:
    """The orders of a batch, as many of them as their shop answers for in time."""
    _, unread = _refresh(bench, [task.subject for task in claimed], claimed)
    if unread:
        with bench.workshop.ledger.writing() as unit:
            tasks.hand_back(unit, claimed[-unread:])


def _refresh(
    bench: Bench, order_refs: Sequence[str], claimed: Sequence[Claimed] = ()
) -> tuple[frozenset[str], int]:
    """Read orders and write them down, with what they owe and their tasks.

    The listings whose queue that may move, and how many orders at the end there was no time to read.
    """
    read_at = bench.now
    snapshots = _read_in_time(bench, order_refs)
    step("reread.order_read")
    account_id, store_id = bench.store.account_id, bench.store.id
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, account_id, store_id)
        hidden = forgetting.marks(bench.workshop, unit, store)
        applied = [applying.order(unit, store, snapshot, read_at, hidden) for snapshot in snapshots]
        moved = frozenset().union(*(one.listing_refs for one in applied))
        owed = [Owe("intake", "reread_item", ref, bench.now) for ref in sorted(moved)]
        tasks.owe(unit, account_id, store_id, owed, bench.now)
        changed = [one.order_id for one in applied if one.changed]
        effects.owe_for_all(unit, account_id, changed, bench.now)
        for task in claimed[: len(snapshots)]:
            tasks.finish(unit, task, bench.now)
    step("reread.order_written")
    return moved, len(order_refs) - len(snapshots)


def _read_in_time(bench: Bench, order_refs: Sequence[str]) -> list[OrderSnapshot]:
    """What was read before one failed, or before the time was up, is not read in vain."""
    until = time.monotonic() + READING_SECONDS
    read: list[OrderSnapshot] = []
    try:
        for snapshot in bench.front.reread_orders(order_refs):
            read.append(snapshot)
            if time.monotonic() > until:
                break
    except Trouble:
        if not read:
            raise
    return read


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
        raise NotYet("the first look at the open orders is not over")
    refs = [task.subject for task in claimed]
    for _ in range(MOST_ROUNDS):
        _catch_up(bench)
        read_at = bench.now
        snapshots = bench.front.reread_items(refs)
        step("reread.items_read")
        if _catch_up(bench).isdisjoint(refs):
            break
    else:
        raise NotYet("orders keep changing while the count is read", seconds=1.0)
    for task, snapshot in zip(claimed, snapshots, strict=True):
        _write_item(bench, task, snapshot, read_at)


def _write_item(bench: Bench, task: Claimed, snapshot: ItemSnapshot, read_at: datetime) -> None:
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        # Whether a line can be short was read with its order, when the item was not counted yet.
        was_tracked = applying.is_tracked(unit, store, snapshot.listing_ref)
        item_id = applying.item(unit, store, snapshot, read_at)
        if snapshot.tracked and not was_tracked:
            refs = orders.open_with(unit, task.account_id, task.store_id, snapshot.listing_ref)
            owed = [Owe("intake", "reread_order", ref, bench.now) for ref in refs]
            tasks.owe(unit, task.account_id, task.store_id, owed, bench.now)
        if item_id is not None:
            peg_item(unit, task.account_id, item_id, bench.now, whole=False)
        tasks.finish(unit, task, bench.now)
    step("reread.item_written")


def _catch_up(bench: Bench) -> frozenset[str]:
    """Read every order that changed since the cursor; the listings whose queue that may move."""
    account_id, store_id = bench.store.account_id, bench.store.id
    with bench.workshop.ledger.reading() as unit:
        since = stores.get(unit, account_id, store_id).cursor or bench.now
    changed = list(bench.front.changed_orders(since))
    moved = _read_all(bench, list(_maybe_stale(bench, changed)))
    if changed:
        with bench.workshop.ledger.writing() as unit:
            store = locks.store(unit, account_id, store_id)
            newest = max(one.version for one in changed)
            store.cursor = max(newest, store.cursor or newest)
    return moved


def _read_all(bench: Bench, order_refs: Sequence[str]) -> frozenset[str]:
    moved: frozenset[str] = frozenset()
    at = 0
    while at < len(order_refs):
        more, read = _read_some(bench, order_refs[at : at + TOGETHER])
        moved, at = moved | more, at + read
    return moved


def _read_some(bench: Bench, part: Sequence[str]) -> tuple[frozenset[str], int]:
    """At least one of them is read, or goes to a person: an order that nobody can read stops no other.

    The listings whose queue that may move, and how many orders are done with.
    """
    try:
        moved, unread = _refresh(bench, part)
    except Trouble as trouble:
        if not trouble.permanent:
            raise
        if len(part) > 1:
            return _read_some(bench, part[:1])
        with bench.workshop.ledger.writing() as unit:
            owed = [Owe("intake", "reread_order", part[0], bench.now)]
            tasks.owe(unit, bench.store.account_id, bench.store.id, owed, bench.now)
        return frozenset(), 1
    return moved, len(part) - unread


def _maybe_stale(bench: Bench, changed: Sequence[OrderVersion]) -> Iterable[str]:
    with bench.workshop.ledger.reading() as unit:
        refs: Collection[str] = [one.order_id for one in changed]
        known = orders.versions(unit, bench.store.account_id, bench.store.id, refs)
    for one in changed:
        version, read_at = known.get(one.order_id, (None, None))
        if version is None or read_at is None or version < one.version or read_at < one.version + SAME_SECOND:
            yield one.order_id


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
    """A webhook says that the app was taken off; its header is not signed, so ask the store itself."""
    (task,) = claimed
    left = False
    if bench.store.left_at is None:
        try:
            bench.front.facts()
        except Trouble as trouble:
            if not trouble.permanent:
                raise
            left = True
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        if left:
            stores.leave(store, bench.now)
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


def first_look(bench: Bench, claimed: list[Claimed]) -> None:
    """Owe a look at every order that may still owe goods; nothing is pegged before all were read."""
    (task,) = claimed
    began = bench.now
    open_orders = iter(bench.front.open_orders())
    while part := list(islice(open_orders, PAGE)):
        with bench.workshop.ledger.writing() as unit:
            # A big store's list takes longer than a lease: whoever still reads it keeps the task.
            tasks.renew(unit, task, bench.now)
            owed = [Owe("intake", "look_order", one.order_id, bench.now) for one in part]
            tasks.owe(unit, task.account_id, task.store_id, owed, bench.now)
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        store.cursor = store.cursor or began - BEFORE_THE_LOOK
        owed = [Owe("intake", kind, "all", bench.now) for kind in ("end_look", "reread_inbound")]
        tasks.owe(unit, task.account_id, task.store_id, owed, bench.now)
        tasks.finish(unit, task, bench.now)


def end_look(bench: Bench, claimed: list[Claimed]) -> None:
    (task,) = claimed
    with bench.workshop.ledger.writing() as unit:
        if tasks.open_for(unit, task.account_id, task.store_id, ("first_look", "look_order")):
            raise NotYet("the first look at the open orders is not over", seconds=1.0)
        store = locks.store(unit, task.account_id, task.store_id)
        store.looked_at = store.looked_at or bench.now
        # A store that comes back may have been counted anew while it was away, and no order tells of it.
        refs = orders.asked_for(unit, task.account_id, task.store_id)
        owed = [Owe("intake", "reread_item", ref, bench.now) for ref in refs]
        tasks.owe(unit, task.account_id, task.store_id, owed, bench.now)
        tasks.finish(unit, task, bench.now)


KINDS = (
    Kind("reread_store", reread_store),
    Kind("first_look", first_look),
    Kind("look_order", reread_orders, together=TOGETHER),
    Kind("end_look", end_look),
    Kind("reread_work", reread_work),
    Kind("reread_order", reread_orders, together=TOGETHER),
    Kind("reread_inbound", reread_inbound),
    Kind("reread_item", reread_items, together=TOGETHER),
    # A store that left still counts a shelf that others may sell from.
    Kind("peg", peg, survives_leaving=True),
    Kind("turns", reckon_turns, survives_leaving=True),
)
"""In the order in which a batch is worked: orders before the items that they draw on."""
