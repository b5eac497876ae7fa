"""Editing an order in three steps: begin, set quantities, commit; and metafield definitions."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sandbox.shopify import changes, metafields
from sandbox.shopify.resolvers.connection import Connection, page
from sandbox.shopify.resolvers.mutation import mutation
from sandbox.shopify.resolvers.order_fields import bag
from sandbox.shopify.resolvers.order_mutations import order_of
from sandbox.shopify.resolvers.table import Call, serves
from sandbox.shopify.sales import Line, Order
from sandbox.shopify.store import Refused
from sandbox.shopify.things import Thing


@dataclass(eq=False, kw_only=True, repr=False)
class CalculatedLine(Thing):
    """A line as it would be after the edit."""

    kind = "CalculatedLineItem"
    line: Line
    quantity: int
    restock: bool = True


@dataclass(eq=False, kw_only=True, repr=False)
class CalculatedOrder(Thing):
    """An edit that is not committed yet."""

    kind = "CalculatedOrder"
    order: Order
    lines: list[CalculatedLine] = field(default_factory=list)


@mutation("orderEditBegin")
def begin(call: Call) -> dict[str, Any]:
    order = order_of(call, call.args["id"])
    if order.cancelled_at:
        raise Refused("A cancelled order cannot be edited.", None, ["id"])
    edit = call.shop.make(CalculatedOrder, order=order)
    edit.lines = [
        call.shop.make(CalculatedLine, line=line, quantity=line.current_quantity) for line in order.lines
    ]
    return {"calculatedOrder": edit}


@mutation("orderEditSetQuantity")
def set_quantity(call: Call) -> dict[str, Any]:
    edit = call.shop.need(CalculatedOrder, call.args["id"])
    one = call.shop.need(CalculatedLine, call.args["lineItemId"])
    if one.line.current_quantity - call.args["quantity"] > one.line.unfulfilled_quantity:
        raise Refused("Fulfilled units cannot be removed.", None, ["quantity"])
    one.quantity, one.restock = call.args["quantity"], bool(call.args.get("restock"))
    return {"calculatedOrder": edit}


@mutation("orderEditCommit")
def commit(call: Call) -> dict[str, Any]:
    edit = call.shop.need(CalculatedOrder, call.args["id"])
    changed = [one for one in edit.lines if one.quantity != one.line.current_quantity]
    restock = all(one.restock for one in changed)
    if restock != any(one.restock for one in changed) and changed:
        raise Refused("The sandbox restocks all lines of an edit or none.")
    changes.edit(call.shop, edit.order, {one.line: one.quantity for one in changed}, restock=restock)
    return {"order": edit.order}


@serves("CalculatedOrder", "lineItems")
def lines(call: Call) -> Connection[CalculatedLine]:
    return page(call.source.lines, call.args)


@serves("CalculatedOrder", "totalPriceSet")
def total(call: Call) -> dict[str, Any]:
    edit: CalculatedOrder = call.source
    return bag(edit.order.currency, sum((one.line.price * one.quantity for one in edit.lines), Decimal(0)))


@serves("CalculatedLineItem", "editableQuantity")
def editable(call: Call) -> int:
    one: CalculatedLine = call.source
    return one.quantity - (one.line.current_quantity - one.line.unfulfilled_quantity)


@serves("CalculatedLineItem", "sku", "variant")
def of_line(call: Call) -> Any:
    one: CalculatedLine = call.source
    return one.line.sku if call.info.field_name == "sku" else one.line.variant


@mutation("metafieldDefinitionCreate")
def define(call: Call) -> dict[str, Any]:
    given = call.args["definition"]
    space = metafields.shown_namespace(metafields.namespace(given.get("namespace")))
    gid = f"gid://shopify/MetafieldDefinition/{call.shop.numbers()}"
    known = call.shop.definitions
    if (given["ownerType"], space, given["key"]) in known:
        raise Refused("Key is in use for this owner type.", "TAKEN", ["definition", "key"])
    known.add((given["ownerType"], space, given["key"]))
    return {"createdDefinition": {"id": gid, "namespace": space, "key": given["key"]}}
