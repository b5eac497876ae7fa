"""The entrances of reading: QueryRoot."""

from typing import Any

from graphql import GraphQLError

from sandbox.shopify.resolvers.connection import Connection, page
from sandbox.shopify.resolvers.search import parse
from sandbox.shopify.resolvers.table import Call, serves, utc
from sandbox.shopify.sales import Order, Work
from sandbox.shopify.store import Subscription
from sandbox.shopify.things import InventoryItem, Level, Location, Variant
from sandbox.shopify.topics import name_of
from sandbox.shopify.transfers import Transfer
from sandbox.shopify.webhooks import VERSION

ORDER_FIELDS = {
    "updated_at": lambda one: one.updated_at,
    "created_at": lambda one: one.created_at,
    "processed_at": lambda one: one.created_at,
    "name": lambda one: one.name,
    "id": lambda one: one.number,
    "tag": lambda one: one.tags,
    "test": lambda one: one.test,
    "financial_status": lambda one: one.financial,
    "status": lambda one: "cancelled" if one.cancelled_at else "open",
    "source_name": lambda one: one.source_name,
}
ORDER_KEYS = {
    "ID": lambda one: [one.number],
    "UPDATED_AT": lambda one: [utc(one.updated_at), one.number],
    "CREATED_AT": lambda one: [utc(one.created_at), one.number],
    "PROCESSED_AT": lambda one: [utc(one.created_at), one.number],
    "ORDER_NUMBER": lambda one: [one.order_number, one.number],
}
WORK_FIELDS = {
    "status": lambda one: one.status,
    "updated_at": lambda one: one.updated_at,
    "assigned_location_id": lambda one: one.location.number,
}
ANNOUNCED = {"code": "NOT_IN_SANDBOX"}


@serves("QueryRoot", "order")
def order(call: Call) -> Order | None:
    return call.shop.orders.get(call.args["id"])


@serves("QueryRoot", "orders")
def orders(call: Call) -> Connection[Order]:
    key = ORDER_KEYS.get(sort_key(call, "PROCESSED_AT"))
    if key is None:
        raise GraphQLError("The sandbox cannot sort orders so.", extensions=ANNOUNCED)
    test = parse(call.args.get("query"), ORDER_FIELDS)
    return page([one for one in call.shop.orders.values() if test(one)], call.args, key)


def sort_key(call: Call, default: str) -> str:
    """The sort key asked for."""
    return str(call.args.get("sortKey") or default)


@serves("QueryRoot", "fulfillmentOrder")
def work(call: Call) -> Work | None:
    return call.shop.find(Work, call.args["id"])


@serves("QueryRoot", "fulfillmentOrders")
def all_works(call: Call) -> Connection[Work]:
    test = parse(call.args.get("query"), WORK_FIELDS)
    closed = bool(call.args.get("includeClosed"))
    found = [one for order in call.shop.orders.values() for one in order.works if closed or one.live]
    return page([one for one in found if test(one)], call.args, work_key(sort_key(call, "ID")))


def work_key(name: str) -> Any:
    """How fulfilment orders are sorted."""
    if name == "UPDATED_AT":
        return lambda one: [utc(one.updated_at), one.number]
    return lambda one: [one.number]


@serves("QueryRoot", "inventoryItem")
def inventory_item(call: Call) -> InventoryItem | None:
    return call.shop.find(InventoryItem, call.args["id"])


@serves("QueryRoot", "inventoryItems")
def inventory_items(call: Call) -> Connection[InventoryItem]:
    readers = {"tracked": lambda one: one.tracked, "sku": lambda one: one.sku, "id": lambda one: one.number}
    test = parse(call.args.get("query"), readers)
    found = [one for one in call.shop.things.values() if isinstance(one, InventoryItem)]
    return page([one for one in found if test(one)], call.args)


@serves("QueryRoot", "inventoryTransfers")
def inventory_transfers(call: Call) -> Connection[Transfer]:
    test = parse(call.args.get("query"), {"status": lambda one: one.status, "id": lambda one: one.number})
    found = [one for one in call.shop.things.values() if isinstance(one, Transfer)]
    return page([one for one in found if test(one)], call.args)


@serves("QueryRoot", "inventoryProperties")
def inventory_properties(_call: Call) -> dict[str, Any]:
    others = ["reserved", "damaged", "safety_stock", "quality_control"]
    comprises = ["available", "committed", *others]
    names = [quantity_name("on_hand", [], comprises)]
    names += [quantity_name(name, ["on_hand"], []) for name in comprises]
    return {"quantityNames": [*names, quantity_name("incoming", [], [])]}


def quantity_name(name: str, belongs_to: list[str], comprises: list[str]) -> dict[str, Any]:
    """One state of stock."""
    shown = name.replace("_", " ").capitalize()
    return {
        "name": name,
        "displayName": shown,
        "isInUse": True,
        "belongsTo": belongs_to,
        "comprises": comprises,
    }


@serves("QueryRoot", "locations")
def locations(call: Call) -> Connection[Location]:
    parse(call.args.get("query"), {})
    inactive = bool(call.args.get("includeInactive"))
    return page([one for one in call.shop.locations if inactive or one.is_active], call.args)


@serves("QueryRoot", "productVariants")
def product_variants(call: Call) -> Connection[Variant]:
    readers = {"sku": lambda one: one.sku, "id": lambda one: one.number}
    test = parse(call.args.get("query"), readers)
    if sort_key(call, "ID") != "ID":
        raise GraphQLError("The sandbox sorts variants by id only.", extensions=ANNOUNCED)
    return page([one for one in call.shop.variants if test(one)], call.args)


@serves("QueryRoot", "nodes")
def nodes(call: Call) -> list[Any]:
    return [find_node(call, gid) for gid in call.args["ids"]]


def find_node(call: Call, gid: str) -> Any:
    """Anything by its gid; deleted orders are gone, and levels have no number of their own."""
    thing = call.shop.things.get(gid)
    if isinstance(thing, Order):
        return call.shop.orders.get(gid)
    return thing if thing else find_level(call, gid)


def find_level(call: Call, gid: str) -> Level | None:
    """An inventory level by its gid."""
    items = [one for one in call.shop.things.values() if isinstance(one, InventoryItem)]
    return next((level for one in items for level in one.levels.values() if level.gid == gid), None)


@serves("QueryRoot", "shop")
def shop(call: Call) -> dict[str, Any]:
    one = call.shop
    plan = {"publicDisplayName": "Basic", "shopifyPlus": False, "partnerDevelopment": True}
    return {
        "id": f"gid://shopify/Shop/{one.number}",
        "name": one.name,
        "email": one.email,
        "myshopifyDomain": one.domain,
        "currencyCode": one.currency,
        "ianaTimezone": str(one.timezone),
        "plan": plan,
        "taxesIncluded": True,
    }


@serves("QueryRoot", "currentAppInstallation")
def installation(call: Call) -> dict[str, Any]:
    scopes = [{"handle": handle} for handle in call.shop.scopes]
    return {"id": f"gid://shopify/AppInstallation/{call.shop.number}", "accessScopes": scopes}


@serves("QueryRoot", "publicApiVersions")
def versions(_call: Call) -> list[dict[str, Any]]:
    return [{"handle": VERSION, "displayName": VERSION, "supported": True}]


@serves("QueryRoot", "webhookSubscriptions")
def subscriptions(call: Call) -> Connection[Subscription]:
    wanted = call.args.get("topics")
    found = [one for one in call.shop.subscriptions if not wanted or name_of(one.topic) in wanted]
    uri = call.args.get("uri")
    return page([one for one in found if uri in (None, one.uri)], call.args)


@serves("QueryRoot", "job")
def job(call: Call) -> dict[str, Any]:
    return {"id": call.args["id"], "done": True}
