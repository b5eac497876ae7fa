"""Which deliveries name a buyer: looked through in parts, since there may be many and each may be large."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from connector.domain.buyers import Whom
from connector.domain.events import OrderChanged, OrderDeleted
from connector.domain.trouble import Unreadable
from connector.ledger import buyers, inbox
from connector.ledger.inbox import Received
from connector.ledger.stores import Store
from connector.ledger.traces import Owned
from jobs.readers import READERS

TOGETHER = 100
"""Deliveries whose bodies are held in memory at once."""


def all_of(unit: Session, store: Store, whom: Whom) -> tuple[Whom, Owned]:
    """What their orders tell besides: more addresses, their names, the platform's numbers."""
    found = buyers.orders_of(unit, store.account_id, store.id, whom)
    customers = {one.customer_ref for one in found} - {""}
    more = replace(
        whom,
        emails=tuple(sorted({*whom.emails, *(one.email for one in found)} - {""})),
        names=tuple(sorted({*whom.names, *(one.first_name for one in found)} - {""})),
        customer=whom.customer or (customers.pop() if len(customers) == 1 else ""),
        orders=tuple(sorted({*whom.orders, *(one.order_ref for one in found)})),
    )
    ids = [one.id for one in found]
    lines = buyers.line_ids(unit, store.account_id, ids)
    return more, Owned(store.account_id, store.id, ids, lines, more.orders)


def next_part(unit: Session, store: Store, whom: Whom, last: int) -> tuple[list[Received], int]:
    """Of the deliveries behind number `last`, those about them; and the last that was looked at, or 0.

    Only what was read already: what is still to be read meets the marks.
    """
    part = inbox.read_after(unit, store.account_id, store.id, last, TOGETHER)
    found = [one for one in part if _is_about(store, one, whom)]
    return found, part[-1].id if part else 0


def how_many(unit: Session, store: Store, whom: Whom) -> int:
    """Deliveries that name them."""
    return sum(_counts(unit, store, whom))


def _counts(unit: Session, store: Store, whom: Whom) -> Iterator[int]:
    found, last = next_part(unit, store, whom, 0)
    while last:
        yield len(found)
        unit.expunge_all()
        found, last = next_part(unit, store, whom, last)


def _is_about(store: Store, received: Received, whom: Whom) -> bool:
    if whom.is_named_in(received.body):
        return True
    try:
        event = READERS[store.platform](received.topic, received.body)
    except Unreadable:
        return False
    return isinstance(event, (OrderChanged, OrderDeleted)) and event.order_id in whom.orders
