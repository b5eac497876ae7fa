"""Which webhooks we ask for, and keeping each of them there once."""

from collections.abc import Collection, Iterator

import msgspec

from adapters.shopify.answers import Anything, Connection, every
from adapters.shopify.transport import GraphQL
from connector.domain.storefront import WebhookAmiss

PATH = "/webhooks/shopify"

TRANSFERS = "read_inventory_transfers"
SHIPMENTS = "read_inventory_shipments"
ALWAYS = ""

TOPICS = {
    "APP_UNINSTALLED": ALWAYS,
    "ORDERS_CREATE": ALWAYS,
    "ORDERS_UPDATED": ALWAYS,
    "ORDERS_EDITED": ALWAYS,
    "ORDERS_CANCELLED": ALWAYS,
    "ORDERS_DELETE": ALWAYS,
    "REFUNDS_CREATE": ALWAYS,
    "FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE": ALWAYS,
    "FULFILLMENT_ORDERS_PLACED_ON_HOLD": ALWAYS,
    "FULFILLMENT_ORDERS_HOLD_RELEASED": ALWAYS,
    "FULFILLMENT_ORDERS_PROGRESS_REPORTED": ALWAYS,
    "FULFILLMENT_ORDERS_SPLIT": ALWAYS,
    "FULFILLMENT_ORDERS_MERGED": ALWAYS,
    "FULFILLMENT_ORDERS_MOVED": ALWAYS,
    "FULFILLMENT_ORDERS_RESCHEDULED": ALWAYS,
    "FULFILLMENT_ORDERS_CANCELLED": ALWAYS,
    "FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY": ALWAYS,
    "INVENTORY_LEVELS_UPDATE": ALWAYS,
    "INVENTORY_LEVELS_CONNECT": ALWAYS,
    "INVENTORY_LEVELS_DISCONNECT": ALWAYS,
    "INVENTORY_ITEMS_UPDATE": ALWAYS,
    "INVENTORY_ITEMS_DELETE": ALWAYS,
    "PRODUCTS_UPDATE": ALWAYS,
    "INVENTORY_TRANSFERS_READY_TO_SHIP": TRANSFERS,
    "INVENTORY_TRANSFERS_CANCEL": TRANSFERS,
    "INVENTORY_TRANSFERS_COMPLETE": TRANSFERS,
    "INVENTORY_SHIPMENTS_MARK_IN_TRANSIT": SHIPMENTS,
    "INVENTORY_SHIPMENTS_UPDATE_TRACKING": SHIPMENTS,
    "INVENTORY_SHIPMENTS_UPDATE_ITEM_QUANTITIES": SHIPMENTS,
    "INVENTORY_SHIPMENTS_REMOVE_ITEMS": SHIPMENTS,
    "INVENTORY_SHIPMENTS_RECEIVE_ITEMS": SHIPMENTS,
    "INVENTORY_SHIPMENTS_DELETE": SHIPMENTS,
}
"""Topics and the access without which Shopify refuses the subscription, where a merchant may withhold it.

Payment, shipping and returns each change the order: ORDERS_UPDATED tells of them all.
"""

IDS = ("id", "admin_graphql_api_id", "updated_at")
ONLY = {
    "ORDERS_CREATE": IDS,
    "ORDERS_UPDATED": IDS,
    "ORDERS_CANCELLED": IDS,
    "PRODUCTS_UPDATE": (*IDS, "variants"),
}
"""What is asked for of some topics. Orders are re-read anyway, so the buyer's data stays out of the inbox;
and so do the descriptions of products."""


class _Subscription(msgspec.Struct):
    id: str
    topic: str
    uri: str


class _Subscriptions(msgspec.Struct, rename="camel"):
    webhook_subscriptions: Connection[_Subscription]


def subscribe(graphql: GraphQL, base_url: str, missing_access: Collection[str]) -> int:
    """Each topic is subscribed once, to our address; returns how many were made, mended or taken away."""
    uri = _uri(base_url)
    there = list(_ours(graphql))
    done = 0
    for topic, access in TOPICS.items():
        if access not in missing_access:
            done += _one(graphql, topic, uri, [one for one in there if one.topic == topic])
    return done


def amiss(graphql: GraphQL, base_url: str, missing_access: Collection[str]) -> list[WebhookAmiss]:
    """What `subscribe` would have to do."""
    uri = _uri(base_url)
    there = list(_ours(graphql))
    wanted = [topic for topic, access in TOPICS.items() if access not in missing_access]
    whys = {topic: _why([one.uri for one in there if one.topic == topic], uri) for topic in wanted}
    return [WebhookAmiss(topic, why) for topic, why in whys.items() if why]


def _why(addresses: list[str], uri: str) -> str:
    if not addresses:
        return "missing"
    if uri not in addresses:
        return "elsewhere"
    return "twice" if len(addresses) > 1 else ""


def _one(graphql: GraphQL, topic: str, uri: str, there: list[_Subscription]) -> int:
    if not there:
        graphql.ask("SubscriptionCreate", Anything, topic=topic, webhookSubscription=_input(topic, uri))
        return 1
    kept = next((one for one in there if one.uri == uri), there[0])
    spare = [one for one in there if one is not kept]
    for one in spare:
        graphql.ask("SubscriptionDelete", Anything, id=one.id)
    if kept.uri != uri:
        graphql.ask("SubscriptionUpdate", Anything, id=kept.id, webhookSubscription={"uri": uri})
    return len(spare) + (kept.uri != uri)


def _input(topic: str, uri: str) -> dict[str, object]:
    fields = ONLY.get(topic)
    return {"uri": uri, "includeFields": list(fields)} if fields else {"uri": uri}


def unsubscribe(graphql: GraphQL, base_url: str) -> int:
    """Take away every subscription that points at us; returns how many."""
    uri = _uri(base_url)
    ours = [one for one in _ours(graphql) if one.uri == uri]
    for one in ours:
        graphql.ask("SubscriptionDelete", Anything, id=one.id)
    return len(ours)


def _ours(graphql: GraphQL) -> Iterator[_Subscription]:
    """This app's subscriptions to our door; another door of the same app is somebody else's business."""
    found = every(
        lambda after: graphql.ask("Subscriptions", _Subscriptions, after=after).webhook_subscriptions
    )
    return (one for one in found if one.uri.endswith(PATH))


def _uri(base_url: str) -> str:
    return base_url.rstrip("/") + PATH
