"""Every offer of a store is owed to be computed again: by whoever changed what all of them rest on."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from connector.ledger import stores, tasks
from connector.ledger.stores import Store
from connector.ledger.tasks import Owe

TASK: Final = "reoffer"
CHANGED, ALL = "changed", "all"
"""What is owed to the shop: offers that changed, or all of them, for a switch that was just turned on."""


def owe(unit: Session, store: Store, what: str, now: datetime) -> None:
    """`what`: `CHANGED` or `ALL`. Nothing for a store that shows no dates before the purchase."""
    if store.id in stores.selling(unit, store.account_id):
        tasks.owe(unit, store.account_id, store.id, [Owe("intake", TASK, what, now)], now)
