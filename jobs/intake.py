"""Read what was delivered, and owe what it means. No network: it only names what must be read again."""

import re
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from connector.domain.events import (
    AccessChanged,
    Event,
    InboundChanged,
    ItemChanged,
    NothingOwed,
    OrderChanged,
    OrderDeleted,
    PrivacyAsked,
    ProductChanged,
    ShippingWorkChanged,
    StoreLeft,
)
from connector.domain.trouble import Unreadable
from connector.ledger import applying, inbox, orders, tasks
from connector.ledger.forgotten import Marks
from connector.ledger.inbox import Received
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs import asking, forgetting
from jobs.asking import Asked
from jobs.kinds import Bench, Kind
from jobs.readers import READERS

SETTLES = timedelta(seconds=30)
"""A product is told of with each of its sales: its variants are read again once for many of them."""

MAIL_ADDRESS = re.compile(r"[^\s\"'<>,;:\\]+@[^\s\"'<>,;:\\]+")


def run(bench: Bench, claimed: list[Claimed]) -> None:
    """All of a store's waiting deliveries in one transaction."""
    store, now = bench.store, bench.now
    with bench.workshop.ledger.writing() as unit:
        wanted = inbox.these(unit, store.account_id, [int(task.subject) for task in claimed])
        marks = forgetting.marks(bench.workshop, unit, store)
        owed: list[Owe] = []
        for received in wanted:
            owed += _read(unit, bench, store, received, marks)
        step("intake.read")
        tasks.owe(unit, store.account_id, store.id, owed, now)
        tasks.finish_all(unit, claimed, now)
    step("intake.written")


def _read(unit: Session, bench: Bench, store: Store, received: Received, marks: Marks) -> list[Owe]:
    if received.read_at is not None and not received.body:
        return []  # a person wanted it read again, but what it said was forgotten
    now = received.read_at = bench.now
    try:
        event = READERS[store.platform](received.topic, received.body)
    except Unreadable as why:
        received.unreadable = True
        received.meaning = f"cannot be read at {why.field}: {why}"
        return []
    received.unreadable = False
    if isinstance(event, PrivacyAsked):
        received.meaning = _asked(unit, bench, store, received, event)
        return []
    owed, received.meaning = _means(unit, store, event, now)
    if _names_forgotten(event, received.body, marks):
        received.body = b""
    return owed


def _asked(unit: Session, bench: Bench, store: Store, received: Received, event: PrivacyAsked) -> str:
    """The request keeps, sealed, whom it is about: the delivery need not, and may not, tell it as well."""
    received.body = b""
    if event.shop != store.address:
        return f"a privacy request ({event.kind}) that names another shop: not followed"
    asked = Asked(event.kind, event.whom, f"inbox {received.id}", store.platform)
    asking.ask(bench.workshop, unit, store, asked, bench.now)
    return f"a privacy request: {event.kind}"


def _names_forgotten(event: Event, body: bytes, marks: Marks) -> bool:
    """A late delivery about somebody who was forgotten: that it came is kept, what it said is not."""
    if not marks.seen:
        return False
    if isinstance(event, (OrderChanged, OrderDeleted)) and marks.hides("order", event.order_id):
        return True
    found = set(MAIL_ADDRESS.findall(body.decode(errors="replace")))
    return any(marks.hides("email", address) for address in found)


def _means(unit: Session, store: Store, event: Event, now: datetime) -> tuple[list[Owe], str]:
    match event:
        case OrderChanged(order_id, version):
            known = orders.versions(unit, store.account_id, store.id, [order_id]).get(order_id)
            if known and version and version < known[0]:
                return [], f"order {order_id} changed, but a newer state of it is known"
            return [Owe("intake", "reread_order", order_id, now)], f"order {order_id} changed"
        case OrderDeleted(order_id):
            # Reading it again would answer "nothing", as for an order that we may not see any more.
            refs = applying.order_gone(unit, store, order_id, now)
            owed = [Owe("intake", "reread_item", ref, now) for ref in sorted(refs)]
            return owed, f"order {order_id} was deleted"
        case ShippingWorkChanged(work_ref):
            return [Owe("intake", "reread_work", work_ref, now)], f"shipping work {work_ref} changed"
        case ItemChanged(listing_ref):
            return [Owe("intake", "reread_item", listing_ref, now)], f"item {listing_ref} changed"
        case ProductChanged(listing_refs):
            owed = [Owe("intake", "reread_item", ref, now + SETTLES) for ref in listing_refs]
            return owed, f"a product of {len(listing_refs)} items changed"
        case InboundChanged():
            return [Owe("intake", "reread_inbound", "all", now)], "something on its way changed"
        case StoreLeft():
            return [Owe("intake", "reread_store", "left?", now)], "the app was taken off"
        case AccessChanged():
            return [Owe("intake", "reread_store", "access", now)], "the app may do more, or less, than before"
        case NothingOwed(why):
            return [], why
        case PrivacyAsked():
            raise TypeError("a privacy request is asked, it does not name what is to be read")


KIND = Kind("intake", run, together=100, survives_leaving=True)
