"""Which effects an order owes outside: only those whose switch a person turned on, and not older than it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from connector.ledger import history, orders, standing, stores, tasks
from connector.ledger.orders import Order
from connector.ledger.stores import setting
from connector.ledger.tasks import Owe

LANE = "effects"
KINDS = {"tags": "tags", "record": "record", "holds": "holds", "letters": "letter"}
"""Effect -> the kind of task that carries it out; its subject is the order's id."""


def active(order: Order, switches: dict[str, datetime]) -> frozenset[str]:
    """Effects that may touch this order. One older than a switch waits until a person admits it."""
    return frozenset(
        effect
        for effect, on_at in switches.items()
        if order.placed_at >= on_at or order.admitted_at is not None
    )


def owe_for(unit: Session, account_id: int, order_id: int, now: datetime) -> None:
    """Owe every active effect of an order that has, or had, a backorder; settling them is idempotent."""
    found = standing.of_order(unit, account_id, order_id)
    if found.opened_at is None:
        return
    order = found.order
    store = stores.get(unit, account_id, order.store_id)
    if store.left_at is not None:
        return
    on = active(order, stores.switches(unit, account_id, store.id))
    owed = [Owe(LANE, KINDS[effect], str(order_id), now) for effect in sorted(on - {"letters"})]
    if "letters" in on and found.waiting:
        later = now + timedelta(seconds=setting(store, "letter_delay_seconds"))
        owed.append(Owe(LANE, "letter", str(order_id), later))
    if owed:
        tasks.owe(unit, account_id, store.id, owed, now)
    if "holds" not in on and order.releasable:
        let_go(unit, order, now)


def let_go(unit: Session, order: Order, now: datetime) -> None:
    """Units whose goods are set aside are free to ship, and nothing of ours keeps them back."""
    released = standing.release_ready(unit, order.account_id, order.id, now)
    if released:
        units = f"{released} unit{'' if released == 1 else 's'}"
        history.note(
            unit,
            order.account_id,
            now,
            "pegging",
            f"{units} released for shipping",
            store_id=order.store_id,
            order_id=order.id,
        )


def may_touch(unit: Session, account_id: int, order_id: int, effect: str) -> Order | None:
    """The order, if this effect is still on for it at the moment of acting; None: leave it alone."""
    order = orders.get(unit, account_id, order_id)
    on = active(order, stores.switches(unit, account_id, order.store_id))
    return order if effect in on else None
