"""Which effects an order owes outside: only those whose switch a person turned on, and not older than it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from connector.ledger import history, orders, standing, stores, tasks
from connector.ledger.orders import Order
from connector.ledger.standing import Summary
from connector.ledger.stores import Store, setting
from connector.ledger.tasks import Owe

LANE = "effects"
KINDS = {"tags": "tags", "record": "record", "holds": "holds", "letters": "letter"}
"""Effect -> the kind of task that carries it out; its subject is the order's id."""


def active(
    placed_at: datetime, admitted_at: datetime | None, switches: Mapping[str, datetime]
) -> frozenset[str]:
    """Effects that may touch an order. One older than a switch waits until a person admits it."""
    return frozenset(
        effect for effect, on_at in switches.items() if placed_at >= on_at or admitted_at is not None
    )


def owe_for(unit: Session, account_id: int, order_id: int, now: datetime) -> None:
    """As `owe_for_all`, for one order."""
    owe_for_all(unit, account_id, [order_id], now)


def owe_for_all(unit: Session, account_id: int, order_ids: Collection[int], now: datetime) -> None:
    """Owe every active effect of orders that have, or had, a backorder; settling them is idempotent."""
    by_store: dict[int, list[Summary]] = defaultdict(list)
    for one in standing.summaries(unit, account_id, order_ids):
        by_store[one.store_id].append(one)
    for store_id, them in sorted(by_store.items()):
        store = stores.get(unit, account_id, store_id)
        if store.left_at is None:
            _owe_in_store(unit, store, them, now)


def _owe_in_store(unit: Session, store: Store, them: Sequence[Summary], now: datetime) -> None:
    switches = stores.switches(unit, store.account_id, store.id)
    later = now + timedelta(seconds=setting(store, "letter_delay_seconds"))
    owed: list[Owe] = []
    for one in them:
        on = active(one.placed_at, one.admitted_at, switches)
        if one.released and one.demand and not one.releasable:
            keep_back(unit, orders.get(unit, store.account_id, one.order_id), now)
        for effect in sorted(on):
            if effect not in KINDS:
                continue
            if effect != "letters":
                owed.append(Owe(LANE, KINDS[effect], str(one.order_id), now))
            elif one.waiting:
                owed.append(Owe(LANE, KINDS[effect], str(one.order_id), later))
        if one.ready and one.releasable and "holds" not in on:
            let_go(unit, orders.get(unit, store.account_id, one.order_id), now)
    tasks.owe(unit, store.account_id, store.id, owed, now)


def let_go(unit: Session, order: Order, now: datetime) -> None:
    """Units whose goods are set aside are free to ship, and nothing of ours keeps them back."""
    released = standing.release_ready(unit, order.account_id, order.id, now)
    if released:
        _tell(unit, order, now, f"{_units(released)} released for shipping")


def keep_back(unit: Session, order: Order, now: datetime) -> None:
    """The order may not be shipped any more: what was let go and is still here stays (payment guard)."""
    kept = standing.keep_back(unit, order.account_id, order.id, now)
    if kept:
        _tell(unit, order, now, f"{_units(kept)} kept back again: nothing is let go now")


def _units(number: int) -> str:
    return f"{number} unit{'' if number == 1 else 's'}"


def _tell(unit: Session, order: Order, now: datetime, what: str) -> None:
    place = {"store_id": order.store_id, "order_id": order.id}
    history.note(unit, order.account_id, now, "pegging", what, **place)


def may_touch(unit: Session, account_id: int, order_id: int, effect: str) -> Order | None:
    """The order, if this effect is still on for it at the moment of acting; None: leave it alone."""
    order = orders.get(unit, account_id, order_id)
    switches = stores.switches(unit, account_id, order.store_id)
    on = active(order.placed_at, order.admitted_at, switches)
    return order if effect in on else None
