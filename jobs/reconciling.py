"""Every quarter of an hour: read what changed, whether or not a webhook told of it.

What was read is not read again, so when nothing was missed nothing is written but that we looked.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from connector.domain.snapshots import OrderVersion
from connector.ledger import queue, readings, tasks
from connector.ledger.readings import Reading
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs.catching_up import Read, read_stale
from jobs.kinds import Bench, Kind, NotYet
from jobs.progress import TASKS, going_on, page, told

OVERLAP = timedelta(minutes=10)
"""How far before the newest change that we know: a platform's list of changes lags behind its orders, and
may tell of an older one later."""
READING_SECONDS = 6.0
PAGE = 100
"""Changes of which it is written down in one go that they were read."""


def read_changes(bench: Bench, claimed: list[Claimed]) -> None:
    """The orders that changed since the cursor, the oldest change first; then all that open lines ask for."""
    (task,) = claimed
    until = time.monotonic() + READING_SECONDS
    reading = going_on(bench, task, "changes")
    if reading is None:
        return
    with told(bench, reading):
        for part in _parts(bench, reading):
            _write(bench, task, reading, part, read_stale(bench, part))
            if time.monotonic() > until:
                raise NotYet("more changes are to be read", seconds=0.0)
    _end(bench, task, reading)


def _parts(bench: Bench, reading: Reading) -> Iterator[list[OrderVersion]]:
    since = bench.store.cursor or reading.began_at
    since = datetime.fromisoformat(reading.mark) if reading.mark else since - OVERLAP
    changed = iter(bench.front.changed_orders(since))
    while part := list(islice(changed, PAGE)):
        yield part


def _write(bench: Bench, task: Claimed, reading: Reading, part: list[OrderVersion], read: Read) -> None:
    newest = max(one.version for one in part)
    with page(bench, task, reading) as (_, store, here):
        here.orders, here.changed = here.orders + len(part), here.changed + read.changed
        readings.turn_page(here, "orders", newest.isoformat(), bench.now)
        store.cursor = max(newest, store.cursor or newest)
    step("changes.written")


def _end(bench: Bench, task: Claimed, reading: Reading) -> None:
    """A webhook of stock may be lost too: what is asked for is counted again."""
    with page(bench, task, reading) as (unit, store, here):
        refs = queue.concerned(unit, store.account_id, store.id)
        owed = [Owe("intake", "reread_item", ref, bench.now) for ref in refs]
        tasks.owe(unit, store.account_id, store.id, owed, bench.now)
        store.reconciled_at = bench.now
        readings.end(here, bench.now)
        tasks.finish(unit, task, bench.now)


KINDS = (Kind(TASKS["changes"], read_changes),)
