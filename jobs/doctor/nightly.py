"""Every store is examined after its first look, then once a night: its own, after the nightly reading."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from connector.ledger import stores, tasks
from connector.ledger.stores import Store
from jobs.doctor import examining
from jobs.timekeeping import last_night
from jobs.workshop import Workshop

HOUR = time(4, 30)
"""The store's own time."""


def owe_due(here: Workshop) -> int:
    """Owe a round to every store whose night's round has not begun; returns how many were owed."""
    now, owed = here.clock(), 0
    with here.ledger.reading() as unit:
        due = [one for one in stores.every(unit) if _is_due(one, now) and not _is_owed(unit, one)]
    for store in due:
        with here.ledger.writing() as unit:
            examining.owe(unit, store.account_id, store.id, now)
        owed += 1
    return owed


def _is_due(store: Store, now: datetime) -> bool:
    """Nothing is compared before the first look is over; then at once, for setting up waits to hear of it."""
    if store.left_at is not None or store.looked_at is None:
        return False
    return store.examined_at is None or store.examined_at < last_night(store.timezone, now, HOUR)


def _is_owed(unit: Session, store: Store) -> bool:
    return bool(tasks.open_for(unit, store.account_id, store.id, (examining.EXAMINE,)))
