"""Fields of fulfilment orders, stock, variants, transfers and subscriptions that are not plain attributes."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from graphql import GraphQLError

from sandbox.shopify import holds, rest
from sandbox.shopify.resolvers.connection import Connection, page
from sandbox.shopify.resolvers.search import parse
from sandbox.shopify.resolvers.table import Call, serves
from sandbox.shopify.sales import APP_GID, Line
from sandbox.shopify.things import InventoryItem, Level, Variant
from sandbox.shopify.topics import name_of
from sandbox.shopify.webhooks import VERSION


@serves("FulfillmentOrder", "assignedLocation")
def assigned_location(call: Call) -> dict[str, Any]:
    return {"name": call.source.location.name, "location": call.source.location}


@serves("FulfillmentOrder", "fulfillmentHolds")
def work_holds(call: Call) -> Any:
    return call.source.holds


@serves("FulfillmentOrder", "lineItems")
def work_lines(call: Call) -> Connection[Any]:
    return page(call.source.lines, call.args)


@serves("FulfillmentOrder", "orderId")
def work_order_id(call: Call) -> str:
    return str(call.source.order.gid)


@serves("FulfillmentOrder", "orderName")
def work_order_name(call: Call) -> str:
    return str(call.source.order.name)


@serves("FulfillmentOrder", "orderProcessedAt")
def work_order_processed(call: Call) -> datetime:
    at: datetime = call.source.order.created_at
    return at


@serves("FulfillmentOrder", "supportedActions")
def supported_actions(call: Call) -> list[dict[str, str]]:
    return [{"action": name} for name in holds.actions(call.source)]


@serves("FulfillmentHold", "heldByRequestingApp")
def held_by_us(call: Call) -> bool:
    return bool(call.source.app == APP_GID)


@serves("FulfillmentOrderLineItem", "lineItem")
def work_line_item(call: Call) -> Any:
    return call.source.line


@serves("FulfillmentOrderLineItem", "inventoryItemId")
def work_line_item_id(call: Call) -> str | None:
    variant: Variant | None = call.source.line.variant
    return variant.inventory_item_gid if variant else None


@serves("FulfillmentOrderLineItem", "sku", "requiresShipping")
def work_line_attribute(call: Call) -> Any:
    line: Line = call.source.line
    return line.sku if call.info.field_name == "sku" else line.requires_shipping


@serves("InventoryItem", "inventoryLevels")
def levels(call: Call) -> Connection[Level]:
    parse(call.args.get("query"), {})
    inactive = bool(call.args.get("includeInactive"))
    found = [one for one in call.source.levels.values() if inactive or one.is_active]
    return page(found, call.args, lambda one: [one.location.number])


@serves("InventoryItem", "inventoryLevel")
def level(call: Call) -> Level | None:
    found: Level | None = call.source.levels.get(call.args["locationId"])
    return found


@serves("InventoryItem", "unitCost")
def unit_cost(call: Call) -> dict[str, str] | None:
    cost: Decimal | None = call.source.cost
    currency = call.shop.currency
    return None if cost is None else {"amount": rest.money(currency, cost), "currencyCode": currency}


@serves("InventoryItem", "variants")
def item_variants(call: Call) -> Connection[Variant]:
    return page(call.source.sold_as, call.args)


@serves("InventoryLevel", "quantities")
def quantities(call: Call) -> list[dict[str, Any]]:
    return [quantity(call.source, name) for name in call.args["names"]]


def quantity(found: Level, name: str) -> dict[str, Any]:
    """One state of a level."""
    try:
        units = found.quantity(name)
    except KeyError:
        raise GraphQLError(f"{name} is not a quantity name.", extensions={"code": "BAD_REQUEST"}) from None
    gid = f"gid://shopify/InventoryQuantity/{found.location.number}?inventory_item_id={found.item.number}"
    return {"id": f"{gid}&name={name}", "name": name, "quantity": units, "updatedAt": found.updated_at}


@serves("Location", "isFulfillmentService")
def is_service(_call: Call) -> bool:
    return False


@serves("Location", "shipsInventory")
def ships(_call: Call) -> bool:
    return True


@serves("Location", "fulfillmentService")
def service(_call: Call) -> None:
    return None


@serves("ProductVariant", "inventoryQuantity", "sellableOnlineQuantity")
def variant_quantity(call: Call) -> int:
    item: InventoryItem = call.source.inventory_item
    return sum(one.available for one in item.levels.values())


@serves("ProductVariant", "availableForSale")
def for_sale(call: Call) -> bool:
    return not call.source.counted or call.source.inventory_policy == "CONTINUE" or variant_quantity(call) > 0


@serves("ProductVariant", "requiresComponents")
def requires_components(call: Call) -> bool:
    return bool(call.source.components)


@serves("ProductVariant", "sellingPlanGroupsCount")
def plan_groups(_call: Call) -> dict[str, int]:
    return {"count": 0}


@serves("InventoryTransfer", "shipments")
def shipments(call: Call) -> Connection[Any]:
    return page(call.source.shipments, call.args)


@serves("InventoryTransfer", "destination")
def destination(call: Call) -> dict[str, Any]:
    return {"location": call.source.destination}


@serves("InventoryShipment", "lineItems")
def shipment_lines(call: Call) -> Connection[Any]:
    return page(call.source.lines, call.args)


@serves("InventoryShipment", "tracking")
def tracking(call: Call) -> dict[str, Any]:
    return {"arrivesAt": call.source.arrives_at, "trackingNumber": call.source.tracking_number}


@serves("InventoryShipment", "totalAcceptedQuantity", "totalRejectedQuantity", "totalReceivedQuantity")
def received(call: Call) -> int:
    accepted = sum(line.accepted for line in call.source.lines)
    rejected = sum(line.rejected for line in call.source.lines)
    sums = {"totalAcceptedQuantity": accepted, "totalRejectedQuantity": rejected}
    return int(sums.get(call.info.field_name, accepted + rejected))


@serves("Fulfillment", "trackingInfo")
def tracking_info(call: Call) -> Any:
    return call.source.tracking[: call.args.get("first")]


@serves("WebhookSubscription", "apiVersion")
def api_version(_call: Call) -> dict[str, Any]:
    return {"handle": VERSION, "displayName": VERSION, "supported": True}


@serves("WebhookSubscription", "filter", "format")
def subscription_constant(call: Call) -> str | None:
    return "JSON" if call.info.field_name == "format" else None


@serves("WebhookSubscription", "topic")
def subscription_topic(call: Call) -> str:
    return name_of(call.source.topic)
