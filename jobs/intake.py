"""Read what was delivered, and owe what it means. No network: it only names what must be read again."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from adapters.shopify.webhook import read_event as read_shopify
from adapters.woocommerce.webhook import read_event as read_woocommerce
from connector.domain.events import (
    Event,
    InboundChanged,
    ItemChanged,
    NothingOwed,
    OrderChanged,
    OrderDeleted,
    PrivacyAsked,
    ShippingWorkChanged,
    StoreLeft,
)
from connector.domain.trouble import Unreadable
from connector.ledger import applying, inbox, orders, tasks
from connector.ledger.inbox import Received
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs.kinds import Bench, Kind

READERS: Mapping[str, Callable[[str, bytes], Event]] = {
    "shopify": read_shopify,
    "woocommerce": read_woocommerce,
}


def run(bench: Bench, claimed: list[Claimed]) -> None:
    """All of a store's waiting deliveries in one transaction."""
    store, now = bench.store, bench.now
    with bench.workshop.ledger.writing() as unit:
        wanted = inbox.these(unit, store.account_id, [int(task.subject) for task in claimed])
        owed: list[Owe] = []
        for received in wanted:
            owed += _read(unit, store, received, now)
        step("intake.read")
        tasks.owe(unit, store.account_id, store.id, owed, now)
        tasks.finish_all(unit, claimed, now)
    step("intake.written")


def _read(unit: Session, store: Store, received: Received, now: datetime) -> list[Owe]:
    received.read_at = now
    try:
        event = READERS[store.platform](received.topic, received.body)
    except Unreadable as why:
        received.unreadable = True
        received.meaning = f"cannot be read at {why.field}: {why}"
        return []
    received.unreadable = False
    owed, received.meaning = _means(unit, store, event, now)
    return owed


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
        case InboundChanged():
            return [Owe("intake", "reread_inbound", "all", now)], "something on its way changed"
        case StoreLeft():
            return [Owe("intake", "reread_store", "left?", now)], "the app was taken off"
        case PrivacyAsked(kind):
            return [], f"a privacy request: {kind}"
        case NothingOwed(why):
            return [], why


KIND = Kind("intake", run, together=100, survives_leaving=True)
