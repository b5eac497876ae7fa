"""Mutations of fulfilment orders: hold, release, split, move, progress, fulfil."""

from typing import Any

from sandbox.shopify import holds, orders, works
from sandbox.shopify.holds import wanted
from sandbox.shopify.resolvers.mutation import mutation, quantities
from sandbox.shopify.resolvers.table import Call
from sandbox.shopify.routing import brief
from sandbox.shopify.sales import Fulfilment, Work
from sandbox.shopify.store import Refused
from sandbox.shopify.things import Location

NOT_FOUND = "FULFILLMENT_ORDER_NOT_FOUND"


@mutation("fulfillmentOrderHold")
def hold(call: Call) -> dict[str, Any]:
    work = call.shop.need(Work, call.args["id"], NOT_FOUND)
    given = call.args["fulfillmentHold"]
    made, rest = holds.hold(
        call.shop,
        work,
        reason=given["reason"],
        handle=given.get("handle"),
        notes=given.get("reasonNotes"),
        external_id=given.get("externalId"),
        quantities=quantities(distinct(given.get("fulfillmentOrderLineItems"))),
    )
    orders.touch(call.shop, work.order)
    return {"fulfillmentHold": made, "fulfillmentOrder": work, "remainingFulfillmentOrder": rest}


def distinct(inputs: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """The inputs; Refused where one part is named twice."""
    if inputs and len({one["id"] for one in inputs}) < len(inputs):
        code = "DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS"
        raise Refused("A line item is named twice.", code, ["fulfillmentHold", "fulfillmentOrderLineItems"])
    return inputs


@mutation("fulfillmentOrderReleaseHold")
def release(call: Call) -> dict[str, Any]:
    work = call.shop.need(Work, call.args["id"], NOT_FOUND)
    holds.release(call.shop, work, call.args.get("holdIds"))
    orders.touch(call.shop, work.order)
    return {"fulfillmentOrder": work}


@mutation("fulfillmentOrderSplit")
def split(call: Call) -> dict[str, Any]:
    results = []
    for one in call.args["fulfillmentOrderSplits"]:
        work = call.shop.need(Work, one["fulfillmentOrderId"], NOT_FOUND)
        if work.status != "OPEN":
            raise Refused("Only an open fulfillment order can be split.")
        results.append(split_one(call, work, quantities(one["fulfillmentOrderLineItems"])))
    return {"fulfillmentOrderSplits": results}


def split_one(call: Call, work: Work, parts: dict[str, int] | None) -> dict[str, Any]:
    """The named parts go to a new fulfilment order; what is left keeps the id."""
    if not parts:
        raise Refused("No line items were given.", "NO_LINE_ITEMS_PROVIDED_TO_SPLIT")
    stay = {part.gid: part.remaining_quantity - parts.get(part.gid, 0) for part in work.lines}
    wanted(work, parts)
    rest = holds.split(call.shop, work, {gid: units for gid, units in stay.items() if units})
    if rest is None or not work.lines:
        raise Refused("Something must be left.", "GREATER_THAN")
    orders.touch(call.shop, work.order)
    body = {"fulfillment_order": brief(work), "remaining_fulfillment_order": brief(rest)}
    call.shop.emit("fulfillment_orders/split", body)
    return {
        "fulfillmentOrder": work,
        "remainingFulfillmentOrder": rest,
        "replacementFulfillmentOrder": None,
    }


@mutation("fulfillmentOrderMove")
def move(call: Call) -> dict[str, Any]:
    work = call.shop.need(Work, call.args["id"])
    target = call.shop.need(Location, call.args["newLocationId"])
    moved = works.move(call.shop, work, target, quantities(call.args.get("fulfillmentOrderLineItems")))
    orders.touch(call.shop, work.order)
    return {"movedFulfillmentOrder": moved, "originalFulfillmentOrder": work}


@mutation("fulfillmentOrderReportProgress")
def report_progress(call: Call) -> dict[str, Any]:
    work = call.shop.need(Work, call.args["id"], NOT_FOUND)
    works.report_progress(call.shop, work)
    orders.touch(call.shop, work.order)
    return {"fulfillmentOrder": work}


@mutation("fulfillmentOrderOpen")
def reopen(call: Call) -> dict[str, Any]:
    work = call.shop.need(Work, call.args["id"])
    works.reopen(call.shop, work)
    orders.touch(call.shop, work.order)
    return {"fulfillmentOrder": work}


@mutation("fulfillmentCreate")
def fulfillment_create(call: Call) -> dict[str, Any]:
    given = call.args["fulfillment"]
    if len(given["lineItemsByFulfillmentOrder"]) != 1:
        raise Refused("The sandbox ships one fulfillment order a call.")
    order, parcel = ship(call, given["lineItemsByFulfillmentOrder"][0])
    parcel.tracking = tracking(given.get("trackingInfo") or {})
    orders.tell_parcels(call.shop, order, [parcel])
    return {"fulfillment": parcel}


def ship(call: Call, one: dict[str, Any]) -> tuple[Any, Fulfilment]:
    """Ship (part of) one fulfilment order."""
    work = call.shop.need(Work, one["fulfillmentOrderId"])
    given = quantities(one.get("fulfillmentOrderLineItems"))
    left = {part.gid: part.remaining_quantity for part in work.lines if part.remaining_quantity}
    return work.order, works.ship_parts(call.shop, work, wanted(work, given or left))


def tracking(given: dict[str, Any]) -> list[dict[str, str | None]]:
    """The carrier and its number, if there is one."""
    one = {name: given.get(name) for name in ("company", "number", "url")}
    return [one] if any(one.values()) else []
