"""Bring the ledger's orders up to what the platform says now, as far as they may be stale."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from connector.domain.snapshots import OrderSnapshot, OrderVersion
from connector.domain.trouble import Trouble
from connector.ledger import applying, locks, orders, stores, tasks
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs import effects, forgetting
from jobs.kinds import Bench

SAME_SECOND = timedelta(seconds=2)
"""Platforms tell time in seconds: what was read within one of a change may have changed again in it."""
TOGETHER = 25
"""Orders, or items, of one store that are read in one go."""
READING_SECONDS = 12.0
"""No batch of orders is read for longer: its tasks' lease must not run out."""


@dataclass(frozen=True, slots=True)
class Read:
    """`moved`: listings whose queue it may move. `changed`: orders that mean something else than before.

    `unread`: how many at the end there was no time for.
    """

    moved: frozenset[str] = frozenset()
    changed: int = 0
    unread: int = 0

    def __or__(self, other: "Read") -> "Read":
        return Read(self.moved | other.moved, self.changed + other.changed, other.unread)


def refresh(bench: Bench, order_refs: Sequence[str], claimed: Sequence[Claimed] = ()) -> Read:
    """Read orders and write them down, with what they owe and their tasks."""
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
    return Read(moved, len(changed), len(order_refs) - len(snapshots))


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


def catch_up(bench: Bench) -> frozenset[str]:
    """Read every order that changed since the cursor; the listings whose queue that may move."""
    account_id, store_id = bench.store.account_id, bench.store.id
    with bench.workshop.ledger.reading() as unit:
        since = stores.get(unit, account_id, store_id).cursor or bench.now
    changed = list(bench.front.changed_orders(since))
    moved = read_stale(bench, changed).moved
    if changed:
        with bench.workshop.ledger.writing() as unit:
            store = locks.store(unit, account_id, store_id)
            newest = max(one.version for one in changed)
            store.cursor = max(newest, store.cursor or newest)
    return moved


def read_stale(bench: Bench, changed: Sequence[OrderVersion]) -> Read:
    """Of these, the orders that were not read since they changed."""
    order_refs = list(_maybe_stale(bench, changed))
    read, at = Read(), 0
    while at < len(order_refs):
        more, done = _read_some(bench, order_refs[at : at + TOGETHER])
        read, at = read | more, at + done
    return read


def _read_some(bench: Bench, part: Sequence[str]) -> tuple[Read, int]:
    """At least one of them is read, or goes to a person: an order that nobody can read stops no other.

    What was read, and how many orders are done with.
    """
    try:
        read = refresh(bench, part)
    except Trouble as trouble:
        if not trouble.permanent:
            raise
        if len(part) > 1:
            return _read_some(bench, part[:1])
        with bench.workshop.ledger.writing() as unit:
            owed = [Owe("intake", "reread_order", part[0], bench.now)]
            tasks.owe(unit, bench.store.account_id, bench.store.id, owed, bench.now)
        return Read(), 1
    return read, len(part) - read.unread


def _maybe_stale(bench: Bench, changed: Sequence[OrderVersion]) -> Iterable[str]:
    with bench.workshop.ledger.reading() as unit:
        refs: Collection[str] = [one.order_id for one in changed]
        known = orders.versions(unit, bench.store.account_id, bench.store.id, refs)
    for one in changed:
        version, read_at = known.get(one.order_id, (None, None))
        if version is None or read_at is None or version < one.version or read_at < one.version + SAME_SECOND:
            yield one.order_id
