"""Mutations of stock, transfers, variants and webhook subscriptions."""

from collections.abc import Iterable
from typing import Any

from sandbox.shopify import catalogue, inventory, topics, transfers
from sandbox.shopify.resolvers.mutation import mutation
from sandbox.shopify.resolvers.table import Call, need_access
from sandbox.shopify.store import Refused, Subscription
from sandbox.shopify.things import InventoryItem, Level, Location, Product, Variant


def level_of(call: Call, one: dict[str, Any]) -> Level:
    """The level that a change names, for an item that is counted."""
    item = call.shop.need(InventoryItem, one["inventoryItemId"], "INVALID_INVENTORY_ITEM")
    place = call.shop.need(Location, one["locationId"], "INVALID_LOCATION")
    if not item.tracked:
        raise Refused("The item is not tracked.", "NON_MUTABLE_INVENTORY_ITEM")
    return inventory.level_at(call.shop, item, place)


def check_from(level: Level, name: str, one: dict[str, Any]) -> None:
    """Compare-and-swap: changeFromQuantity must be given, null for no check."""
    if "changeFromQuantity" not in one:
        raise Refused("changeFromQuantity must be given.", "CHANGE_FROM_QUANTITY_STALE")
    if one["changeFromQuantity"] not in (None, level.quantity(name)):
        raise Refused("The quantity has changed meanwhile.", "CHANGE_FROM_QUANTITY_STALE")


@mutation("inventorySetQuantities")
def set_quantities(call: Call) -> dict[str, Any]:
    given = call.args["input"]
    name = given["name"]
    if name not in ("available", "on_hand"):
        raise Refused("The quantity name must be available or on_hand.", "INVALID_NAME", ["input", "name"])
    pairs = [(level_of(call, one), one) for one in given["quantities"]]
    for level, one in pairs:
        check_from(level, name, one)
    done = [
        change(level, name, inventory.set_quantity(call.shop, level, name, one["quantity"]))
        for level, one in pairs
    ]
    return group(call, done, given)


@mutation("inventoryAdjustQuantities")
def adjust_quantities(call: Call) -> dict[str, Any]:
    given = call.args["input"]
    name = given["name"]
    pairs = [(level_of(call, one), one) for one in given["changes"]]
    for level, one in pairs:
        check_adjustment(level, name, one)
    for level, one in pairs:
        inventory.shift(call.shop, level.item, level.location, **{name: one["delta"]})
    return group(call, [change(level, name, one["delta"]) for level, one in pairs], given)


def check_adjustment(level: Level, name: str, one: dict[str, Any]) -> None:
    """Which states may be adjusted, and which of them need a document."""
    if name not in {"available", "incoming", *level.others}:
        raise Refused(f"{name} cannot be adjusted.", "INVALID_QUANTITY_NAME", ["input", "name"])
    documented = bool(one.get("ledgerDocumentUri"))
    if documented == (name == "available"):
        code = "INVALID_AVAILABLE_DOCUMENT" if documented else "INVALID_QUANTITY_DOCUMENT"
        raise Refused("A ledger document goes with every state but available.", code)
    check_from(level, name, one)


@mutation("inventoryMoveQuantities")
def move_quantities(call: Call) -> dict[str, Any]:
    given = call.args["input"]
    pairs = [(move_level(call, one), one) for one in given["changes"]]
    done: list[dict[str, Any]] = []
    for level, one in pairs:
        names, units = (one["from"]["name"], one["to"]["name"]), one["quantity"]
        inventory.move_quantity(call.shop, level.item, level.location, names, units)
        done += [change(level, names[0], -units), change(level, names[1], units)]
    return group(call, done, given)


def move_level(call: Call, one: dict[str, Any]) -> Level:
    """The level of a move, after checking both of its ends."""
    source, target = one["from"], one["to"]
    if source["locationId"] != target["locationId"]:
        raise Refused("Both ends must be at one location.", "DIFFERENT_LOCATIONS")
    if source["name"] == target["name"]:
        raise Refused("The states must differ.", "SAME_QUANTITY_NAME")
    level = level_of(call, {"inventoryItemId": one["inventoryItemId"], "locationId": source["locationId"]})
    for end in (source, target):
        check_adjustment(level, end["name"], end)
    return level


def change(level: Level, name: str, delta: int) -> dict[str, Any]:
    """One line of an adjustment group."""
    return {
        "name": name,
        "delta": delta,
        "quantityAfterChange": level.quantity(name),
        "item": level.item,
        "location": level.location,
    }


def group(call: Call, done: list[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
    """What a change of stock leaves behind."""
    made = {
        "id": f"gid://shopify/InventoryAdjustmentGroup/{call.shop.numbers()}",
        "createdAt": call.shop.now(),
        "reason": given["reason"],
        "referenceDocumentUri": given.get("referenceDocumentUri"),
        "changes": done,
    }
    return {"inventoryAdjustmentGroup": made}


@mutation("inventoryActivate")
def activate(call: Call) -> dict[str, Any]:
    item = call.shop.need(InventoryItem, call.args["inventoryItemId"])
    place = call.shop.need(Location, call.args["locationId"])
    fresh = place.gid not in item.levels
    level = inventory.level_at(call.shop, item, place)
    level.is_active = True
    if fresh and call.args.get("available"):
        inventory.shift(call.shop, item, place, available=call.args["available"])
    return {"inventoryLevel": level}


@mutation("inventoryTransferCreateAsReadyToShip")
def transfer_create(call: Call) -> dict[str, Any]:
    given = call.args["input"]
    target = call.shop.need(Location, given.get("destinationLocationId") or "", "LOCATION_NOT_FOUND")
    origin = call.shop.find(Location, given.get("originLocationId") or "")
    return {"inventoryTransfer": transfers.create(call.shop, target, items(call, given["lineItems"]), origin)}


def items(call: Call, inputs: Iterable[dict[str, Any]]) -> dict[InventoryItem, int]:
    """Items with their units."""
    return {
        call.shop.need(InventoryItem, one["inventoryItemId"], "ITEM_NOT_FOUND"): one["quantity"]
        for one in inputs
    }


@mutation("inventoryShipmentCreateInTransit")
def shipment_create(call: Call) -> dict[str, Any]:
    given = call.args["input"]
    transfer = call.shop.need(transfers.Transfer, given["movementId"], "TRANSFER_NOT_FOUND")
    about = given.get("trackingInput") or {}
    wanted = items(call, given["lineItems"])
    made = transfers.send(call.shop, transfer, wanted, about.get("arrivesAt"), about.get("trackingNumber"))
    return {"inventoryShipment": made}


@mutation("inventoryShipmentReceive")
def shipment_receive(call: Call) -> dict[str, Any]:
    shipment = call.shop.need(transfers.Shipment, call.args["id"], "SHIPMENT_NOT_FOUND")
    for one in call.args.get("lineItems") or []:
        line = call.shop.need(transfers.ShipmentLine, one["shipmentLineItemId"], "ITEM_NOT_FOUND")
        reject = one["reason"] == "REJECTED"
        transfers.receive(call.shop, shipment, {line: one["quantity"]}, reject=reject)
    return {"inventoryShipment": shipment}


@mutation("productVariantsBulkUpdate")
def variants_update(call: Call) -> dict[str, Any]:
    need_access(call, "write_products")
    product = call.shop.need(Product, call.args["productId"], "PRODUCT_DOES_NOT_EXIST")
    changed = []
    for one in call.args["variants"]:
        if one.keys() - {"id", "inventoryPolicy"}:
            raise Refused("The sandbox updates inventoryPolicy only.", "INVALID_INPUT")
        variant = call.shop.need(Variant, one["id"], "PRODUCT_VARIANT_DOES_NOT_EXIST")
        if variant.product is not product:
            raise Refused("The variant is another product's.", "PRODUCT_VARIANT_DOES_NOT_EXIST")
        variant.inventory_policy = one["inventoryPolicy"]
        changed.append(variant)
    catalogue.tell(call.shop, product)
    return {"productVariants": changed}


@mutation("webhookSubscriptionCreate")
def subscribe(call: Call) -> dict[str, Any]:
    given, topic = call.args["webhookSubscription"], topics.path_of(call.args["topic"])
    refuse_unserved(given)
    uri = given.get("uri") or given.get("callbackUrl")
    if not uri:
        raise Refused("Address can't be blank", None, ["webhookSubscription", "uri"])
    if any(one.topic == topic and one.uri == uri for one in call.shop.subscriptions):
        message = "Address for this topic has already been taken"
        raise Refused(message, None, ["webhookSubscription", "uri"])
    return {"webhookSubscription": new_subscription(call, topic, uri, given)}


def new_subscription(call: Call, topic: str, uri: str, given: dict[str, Any]) -> Subscription:
    """Remember who wants to hear of what."""
    now = call.shop.now()
    made = call.shop.make(Subscription, topic=topic, uri=uri, created_at=now, updated_at=now)
    made.name, made.include_fields = given.get("name"), given.get("includeFields") or []
    call.shop.subscriptions.append(made)
    return made


def refuse_unserved(given: dict[str, Any]) -> None:
    """The sandbox delivers JSON and evaluates no filters."""
    if given.get("filter") or given.get("format") == "XML" or given.get("metafieldNamespaces"):
        raise Refused("The sandbox serves neither filters nor XML nor metafields in webhooks.")


@mutation("webhookSubscriptionUpdate")
def subscription_update(call: Call) -> dict[str, Any]:
    one = call.shop.need(Subscription, call.args["id"])
    given = call.args["webhookSubscription"]
    refuse_unserved(given)
    one.uri, one.name = given.get("uri") or one.uri, given.get("name") or one.name
    one.include_fields = given.get("includeFields") or one.include_fields
    one.updated_at = call.shop.now()
    return {"webhookSubscription": one}


@mutation("webhookSubscriptionDelete")
def unsubscribe(call: Call) -> dict[str, Any]:
    one = call.shop.need(Subscription, call.args["id"])
    call.shop.subscriptions.remove(one)
    del call.shop.things[one.gid]
    return {"deletedWebhookSubscriptionId": one.gid}
