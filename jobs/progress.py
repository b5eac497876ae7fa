"""How far a reading is: begun with what it owes, gone on with page by page, and told of what stops it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from connector.domain.trouble import Trouble
from connector.ledger import locks, readings, tasks
from connector.ledger.readings import Reading
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed, Owe
from jobs.kinds import Bench

TASKS: Mapping[str, str] = {"whole": "read_whole", "changes": "read_changes"}
"""The kind of task that goes on with each kind of reading."""


def begin(unit: Session, store: Store, kind: str, now: datetime) -> Reading:
    """Owe a reading; one that is going on goes on. The store's row is locked."""
    reading = readings.begin(unit, store, kind, now)
    tasks.owe(unit, store.account_id, store.id, [Owe("intake", TASKS[kind], "all", now)], now)
    return reading


def going_on(bench: Bench, task: Claimed, kind: str) -> Reading | None:
    """The reading that the task is about; the task is over where there is none."""
    with bench.workshop.ledger.reading() as unit:
        reading = readings.current(unit, task.account_id, task.store_id, kind)
    if reading is None:
        with bench.workshop.ledger.writing() as unit:
            tasks.finish(unit, task, bench.now)
    return reading


@contextmanager
def told(bench: Bench, reading: Reading) -> Iterator[None]:
    """Whatever stops a reading is shown beside its progress until it goes on."""
    try:
        yield
    except Trouble as trouble:
        with bench.workshop.ledger.writing() as unit:
            readings.get(unit, reading.account_id, reading.id).trouble = str(trouble)
        raise


@contextmanager
def page(bench: Bench, task: Claimed, reading: Reading) -> Iterator[tuple[Session, Store, Reading]]:
    """One transaction of the reading. Raises `Fenced` when somebody else goes on with it."""
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        tasks.renew(unit, task, bench.now)
        yield unit, store, readings.get(unit, reading.account_id, reading.id)
