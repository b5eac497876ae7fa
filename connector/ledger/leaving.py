"""What of ours may be at a store's orders and listings, as the ledger knows, and how far taking it off is."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from connector.ledger.orders import Order
from connector.ledger.stores import Store
from connector.ledger.tasks import CLAIMED, DONE, OWED, Task

MARKING = ("holds", "tags", "record")
"""Kinds of tasks that leave something at an order; every one of them is kept, so these tell all orders."""
SHOWING = ("offer", "selling")
"""Kinds of tasks that leave something at a listing: owed once more, they take it back."""
LIST, ORDER = "leave", "leave_order"
"""Kinds of tasks: list the orders that may carry something of ours; take it off one of them."""
TAKEN = (ORDER, *SHOWING)
"""Kinds of which each task takes something of ours off."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Of orders and listings. `listing`: orders are still being listed, so `total` may grow.

    `stuck`: a person must look.
    """

    listing: bool
    done: int
    stuck: int
    total: int

    @property
    def is_over(self) -> bool:
        """Nothing is left to be done by itself."""
        return not self.listing and self.done + self.stuck == self.total


def marked(unit: Session, store: Store) -> dict[str, list[str]]:
    """The platform's ids of the orders that each kind of effect was ever owed for."""
    wanted = (
        select(Task.kind, Order.order_ref)
        .join(Order, cast(Order.id, String) == Task.subject)
        .where(
            Task.account_id == store.account_id,
            Task.store_id == store.id,
            Task.kind.in_(MARKING),
            Order.account_id == store.account_id,
            Order.store_id == store.id,
            Order.gone.is_(False),
        )
    )
    found: dict[str, list[str]] = {kind: [] for kind in MARKING}
    for kind, ref in unit.execute(wanted.order_by(Order.id)):
        found[kind].append(ref)
    return found


def progress(unit: Session, store: Store) -> Progress:
    """Of the round that began at `store.leaving_at`."""
    wanted = (
        select(Task.kind, Task.state, func.count())
        .where(Task.account_id == store.account_id, Task.store_id == store.id, Task.kind.in_((LIST, *TAKEN)))
        .group_by(Task.kind, Task.state)
    )
    counted: Counter[tuple[str, str]] = Counter()
    for kind, state, count in unit.execute(wanted):
        counted[kind, state] = count
    total = sum(count for (kind, _), count in counted.items() if kind in TAKEN)
    moving = sum(counted[kind, state] for kind in TAKEN for state in (OWED, CLAIMED))
    done = sum(counted[kind, DONE] for kind in TAKEN)
    listing = counted[LIST, OWED] + counted[LIST, CLAIMED] > 0
    return Progress(listing, done, total - done - moving, total)
