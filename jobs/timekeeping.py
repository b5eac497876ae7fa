"""What is due by the clock alone; when it was last done is in the ledger, so no process needs to remember."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from connector.ledger import locks, readings, stores, tasks
from connector.ledger.stores import Store
from jobs import progress
from jobs.workshop import Workshop

RECONCILED_EVERY = timedelta(minutes=15)
NIGHT = time(3)
"""When a whole store is read again, by its own clock."""


def owe_due(here: Workshop) -> int:
    """Owe what every store is due; returns how many readings were owed."""
    now = here.clock()
    with here.ledger.reading() as unit:
        last_whole = readings.newest_whole(unit)
        known = [store for store in stores.every(unit) if _is_open(store)]
    owed = 0
    for store in known:
        began_at = last_whole.get(store.id)
        if began_at is None or began_at < last_night(store.timezone, now):
            owed += _owe(here, store, "whole", now)
        if store.reconciled_at is None or now - store.reconciled_at >= RECONCILED_EVERY:
            owed += _owe(here, store, "changes", now)
    return owed


def last_night(timezone: str, now: datetime, hour: time = NIGHT) -> datetime:
    """The last time that the store's clocks showed this hour of the night."""
    local = now.astimezone(ZoneInfo(timezone))
    night = datetime.combine(local.date(), hour, local.tzinfo)
    return night if night <= local else datetime.combine(local.date() - timedelta(days=1), hour, local.tzinfo)


def _is_open(store: Store) -> bool:
    """Its first reading is over and it lets us in."""
    return store.looked_at is not None and store.left_at is None and store.shut_out_at is None


def _owe(here: Workshop, store: Store, kind: str, now: datetime) -> bool:
    """What is owed or being worked already is not owed again."""
    with here.ledger.writing() as unit:
        locked = locks.store(unit, store.account_id, store.id)
        if tasks.open_for(unit, store.account_id, store.id, [progress.TASKS[kind]]):
            return False
        progress.begin(unit, locked, kind, now)
    return True
