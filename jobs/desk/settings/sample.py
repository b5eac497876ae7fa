"""The letter as a store's settings make it, on a real open order where there is one. Nothing is sent here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from connector.ledger import board_waiting, people, standing, stores, tasks
from connector.ledger.people import Person
from connector.ledger.standing import OrderStanding
from connector.ledger.stores import Store, setting
from connector.ledger.tasks import Owe
from connector.letters import example, first
from connector.letters.first import Written
from jobs import wording
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say
from jobs.desk.settings.moves import as_if
from jobs.effects import LANE
from jobs.wording import Sender

LOOKED_AT: Final = 20
"""Orders among which one is looked for that a letter can be written about."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`order_name` is empty when no order is open: then the letter is about an example."""

    words: Written
    sender: Sender
    order_name: str


def look(
    unit: Session, store: Store, after: Mapping[str, Any], now: datetime, *, test: bool = False
) -> Sample:
    """`after`: settings that are not saved yet. `test`: marked as one that goes to no buyer."""
    changed = as_if(store, after)
    today = now.astimezone(ZoneInfo(store.timezone)).date()
    who, found = wording.sender(changed), _open_order(unit, store)
    if found is None:
        tongue = wording.tongue(changed, "")
        together = bool(setting(changed, "ships_together"))
        contents = example.letter(
            who.name, who.reply_to, tongue, today, together=together, currency=store.currency
        )
    else:
        tongue = wording.tongue(changed, found.order.locale)
        contents = wording.contents(changed, found)
    words = first.write(contents, tongue, today, test=test)
    return Sample(words, who, found.order.name if found else "")


def _open_order(unit: Session, store: Store) -> OrderStanding | None:
    """The newest order that the shop would write about."""
    for order_id in board_waiting.open_orders(unit, store.account_id, store.id)[: -LOOKED_AT - 1 : -1]:
        found = standing.of_order(unit, store.account_id, order_id)
        if found.waiting and found.order.demand and any(line.promise for line in found.lines):
            return found
    return None


def send(unit: Session, account_id: int, store_id: int, person_id: int, who: str, now: datetime) -> str:
    """Owe a test letter to the person's own address, and return it. Raises Amiss when none is known."""
    store = stores.get(unit, account_id, store_id)
    if store.left_at is not None:
        raise Amiss("store", "read_only")
    address = address_of(unit, account_id, person_id)
    tasks.owe(unit, account_id, store.id, [Owe(LANE, "test_letter", str(person_id), now)], now)
    say(unit, account_id, now, who, "test_letter", store_id=store.id, store=store.name)
    return address


def address_of(unit: Session, account_id: int, person_id: int) -> str:
    """Where a person who is still there reads mail. Raises Amiss when nobody knows."""
    person: Person | None = next(
        (one for one in people.of_account(unit, account_id) if one.id == person_id), None
    )
    if person is None or not person.email:
        raise Amiss("your_address", "no_address")
    return person.email
