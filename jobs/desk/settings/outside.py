"""What a change of settings does at the shop: holds and tags of the orders that are open. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from connector.ledger import board_waiting, standing, stores, tasks
from connector.ledger.standing import OrderStanding
from connector.ledger.stores import Store
from jobs import effects, wishes
from jobs.desk.settings.moves import as_if

ORDERS: Final = frozenset({"ships_together", "tag_waiting", "tag_ready", "hold_note"})
"""Settings that say how an order looks at the shop."""
LETTERS: Final = frozenset({"sender_name", "reply_to", "language", "ships_together"})
"""Settings that letters are written by."""
_NEEDS: Final[Mapping[str, str]] = {
    "ships_together": "holds",
    "hold_note": "holds",
    "tag_waiting": "tags",
    "tag_ready": "tags",
    "sender_name": "letters",
    "reply_to": "letters",
    "language": "letters",
    "letter_delay_seconds": "letters",
}
"""The effect that a setting acts through: while it is off, nothing of it is seen outside."""
MOST_ORDERS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Outside:
    """Numbers of orders. `off`: effects that the change needs and that are off. `stopped`: there are more."""

    orders: int = 0
    kept_back: int = 0  # more of it is held
    let_go: int = 0  # less of it is held
    tagged: int = 0
    noted: int = 0  # its holds get other words when they are next made
    letters: int = 0  # letters that are owed and not written yet
    off: tuple[str, ...] = ()
    stopped: bool = False


def of(unit: Session, store: Store, after: Mapping[str, Any]) -> Outside:
    """`after`: what differs."""
    on = stores.switches(unit, store.account_id, store.id)
    off = sorted({_NEEDS[name] for name in after if name in _NEEDS} - set(on))
    letters = 0
    if LETTERS & set(after):
        letters = tasks.open_for(unit, store.account_id, store.id, ["letter", "letter_again"])
    if not ORDERS & set(after):
        return Outside(letters=letters, off=tuple(off))
    ids = board_waiting.open_orders(unit, store.account_id, store.id)
    changed, counted = as_if(store, after), dict.fromkeys(("kept_back", "let_go", "tagged", "noted"), 0)
    for order_id in ids[:MOST_ORDERS]:
        found = standing.of_order(unit, store.account_id, order_id)
        active = effects.active(found.order.placed_at, found.order.admitted_at, on)
        for name in _differences(store, changed, found, active):
            counted[name] += 1
    stopped = len(ids) > MOST_ORDERS
    return Outside(
        orders=min(len(ids), MOST_ORDERS), letters=letters, off=tuple(off), stopped=stopped, **counted
    )


def _differences(store: Store, changed: Store, found: OrderStanding, active: frozenset[str]) -> list[str]:
    names: list[str] = []
    if "tags" in active and wishes.tags(store, found) != wishes.tags(changed, found):
        names.append("tagged")
    if "holds" in active:
        old, new = wishes.holds(store, found), wishes.holds(changed, found)
        before, after = sum(one.quantity for one in old), sum(one.quantity for one in new)
        if before != after:
            names.append("kept_back" if after > before else "let_go")
        elif [one.note for one in old] != [one.note for one in new]:
            names.append("noted")
    return names
