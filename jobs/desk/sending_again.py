"""A person has an order's letter sent once more, as it reads today, after reading it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from connector.ledger import letters, locks, orders, standing, stores, tasks
from connector.ledger.orders import Order
from connector.ledger.tasks import Owe
from connector.letters.first import Written
from jobs import effects, wording
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say
from jobs.desk.seen import refuse_changed, seal

APART: Final = timedelta(minutes=10)
"""Between two letters of an order that a person asks for."""
AGAIN: Final = "letter_again"
"""The kind of task; its subject is the order's id."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The letter as it would leave now; `seal` names it when it is confirmed."""

    to: str
    words: Written
    seal: str


def preview(unit: Session, account_id: int, order_id: int, now: datetime) -> Preview:
    """Raises LookupError when the account has no such order, Amiss when its letter may not be sent again."""
    order = orders.get(unit, account_id, order_id)
    _refuse(unit, order, now)
    found = standing.of_order(unit, account_id, order_id)
    if not found.waiting or not order.demand or not order.email:
        raise Amiss("letter", "letter_empty")
    words = wording.first_letter(stores.get(unit, account_id, order.store_id), found, now)
    return Preview(order.email, words, seal(order.email, words.subject, words.text))


def send(unit: Session, account_id: int, order_id: int, seen: str, who: str, now: datetime) -> None:
    """`seen`: the seal of the preview. Raises as `preview` does, and Amiss when it reads otherwise now."""
    order = locks.order(unit, account_id, order_id)
    refuse_changed(preview(unit, account_id, order_id, now).seal, seen)
    owed = [Owe(effects.LANE, AGAIN, str(order_id), now)]
    tasks.owe(unit, account_id, order.store_id, owed, now)
    say(unit, account_id, now, who, "letter_again", store_id=order.store_id, order_id=order_id)


def _refuse(unit: Session, order: Order, now: datetime) -> None:
    """One that is owed, or whose fate nobody knows, is sent or tried again where it stands."""
    if effects.may_touch(unit, order.account_id, order.id, "letters") is None:
        raise Amiss("letter", "letters_off")
    if tasks.any_open(unit, order.account_id, order.store_id, ("letter", AGAIN), {str(order.id)}):
        raise Amiss("letter", "letter_under_way")
    sent = letters.of_order(unit, order.account_id, order.id)
    if not sent or sent[-1].state != "sent" or sent[-1].sent_at is None:
        raise Amiss("letter", "letter_not_sent")
    if now - sent[-1].sent_at < APART:
        raise Amiss("letter", "letter_just_sent", minutes=int(APART.total_seconds() // 60))
