"""A store is gone: its keys are dropped, who came by it is out, what was owed there ends quietly."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from connector.ledger import event_sends, events, offers, stores, tasks, visits
from connector.ledger.stores import Store
from jobs.desk.notes import say

SURVIVE: Final = ("intake", "peg", "privacy", "tidy")
"""Kinds of tasks that are still worked for a store that left."""
LEFT: Final = "the store took the app off before it was sent"


def part(unit: Session, store: Store, who: str, now: datetime) -> None:
    """Nobody is asked to look at what cannot be done any more. The store's row is locked."""
    if store.left_at is None:
        say(unit, store.account_id, now, who, "store_taken_off", store_id=store.id, store=store.name)
    stores.leave(store, now)
    stores.turn_all_off(unit, store, who)
    offers.end_of_store(unit, store.account_id, store.id, now)
    for endpoint in events.end_of_store(unit, store.account_id, store.id, now):
        event_sends.stop(unit, store.account_id, endpoint.id, LEFT)
    visits.end_framed(unit, store.account_id, store.address, now)
    tasks.end_all(unit, store.account_id, store.id, SURVIVE, now)
