"""A person has a whole store read again."""

from datetime import datetime

from sqlalchemy.orm import Session

from connector.ledger import locks
from jobs import progress
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say


def read_again(unit: Session, account_id: int, store_id: int, who: str, now: datetime) -> None:
    """Raises LookupError for no store of the account, Amiss for one that took the app off."""
    store = locks.store(unit, account_id, store_id)
    if store.left_at is not None:
        raise Amiss("store", "has_left")
    progress.begin(unit, store, "whole", now)
    say(unit, account_id, now, who, "whole_asked", store_id=store_id, store=store.name)
