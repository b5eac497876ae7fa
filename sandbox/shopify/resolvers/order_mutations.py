"""Mutations of orders: tags, metafields, notes, cancelling, editing, money."""

from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.shopify import changes, metafields, orders, payments
from sandbox.shopify.resolvers.mutation import mutation
from sandbox.shopify.resolvers.order_fields import bag, shown_transaction
from sandbox.shopify.resolvers.table import Call, need_access, serves
from sandbox.shopify.sales import Line, Order, Transaction
from sandbox.shopify.store import Refused


def order_of(call: Call, gid: str) -> Order:
    """The order; Refused where it is gone."""
    found = call.shop.orders.get(gid)
    if found is None:
        raise Refused("Order does not exist", "NOT_FOUND", ["id"])
    return found


@mutation("tagsAdd")
def tags_add(call: Call) -> dict[str, Any]:
    order = order_of(call, call.args["id"])
    new = [tag for tag in dict.fromkeys(split_tags(call)) if tag not in order.tags]
    order.tags += new
    if new:
        orders.touch(call.shop, order)
    return {"node": order}


@mutation("tagsRemove")
def tags_remove(call: Call) -> dict[str, Any]:
    order = order_of(call, call.args["id"])
    gone = set(split_tags(call)) & set(order.tags)
    order.tags = [tag for tag in order.tags if tag not in gone]
    if gone:
        orders.touch(call.shop, order)
    return {"node": order}


def split_tags(call: Call) -> list[str]:
    """Tags may come as a list or comma separated, and lose their outer spaces."""
    return [tag.strip() for text in call.args["tags"] for tag in text.split(",") if tag.strip()]


def need_access_to_owners(call: Call) -> None:
    """The same that changing the owners themselves needs."""
    if any(one["ownerId"] not in call.shop.orders for one in call.args["metafields"]):
        need_access(call, "write_products")


@mutation("metafieldsSet")
def metafields_set(call: Call) -> dict[str, Any]:
    need_access_to_owners(call)
    made, owners = metafields.set_all(call.shop, call.args["metafields"])
    for order in owners:
        orders.touch(call.shop, order)
    return {"metafields": made}


@mutation("metafieldsDelete")
def metafields_delete(call: Call) -> dict[str, Any]:
    need_access_to_owners(call)
    gone, owners = metafields.delete_all(call.shop, call.args["metafields"])
    for order in owners:
        orders.touch(call.shop, order)
    return {"deletedMetafields": [{"ownerId": gid} if gid else None for gid in gone]}


@mutation("orderUpdate")
def order_update(call: Call) -> dict[str, Any]:
    given = dict(call.args["input"])
    order = order_of(call, given.pop("id"))
    if given.keys() - {"note", "tags", "email"}:
        raise Refused(f"The sandbox updates note, tags and email only, not {sorted(given)}.")
    for name, value in given.items():
        setattr(order, name, value)
    orders.touch(call.shop, order)
    return {"order": order}


@mutation("orderCancel", errors="orderCancelUserErrors")
def order_cancel(call: Call) -> dict[str, Any]:
    order = order_of(call, call.args["orderId"])
    orders.cancel(call.shop, order, restock=call.args["restock"], reason=call.args["reason"])
    gid = f"gid://shopify/OrderCancelJobResult/{call.shop.numbers()}"
    return {"jobResult": {"id": gid, "done": True, "status": "SUCCEEDED", "errors": []}}


@mutation("orderCapture")
def order_capture(call: Call) -> dict[str, Any]:
    given = call.args["input"]
    order = order_of(call, given["id"])
    made = payments.capture(call.shop, order, amount(given["amount"]))
    orders.touch(call.shop, order, *(["orders/paid"] if order.financial == "PAID" else []))
    return {"transaction": shown_transaction(order, made)}


def amount(text: str) -> Decimal:
    """Money as it was written; Refused where it is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Refused("The amount is invalid.", None, ["amount"]) from None


@mutation("transactionVoid")
def transaction_void(call: Call) -> dict[str, Any]:
    gid = call.args["parentTransactionId"]
    parent = call.shop.need(Transaction, gid, "TRANSACTION_NOT_FOUND")
    order = next(one for one in call.shop.orders.values() if parent in one.transactions)
    made = payments.void(call.shop, order)
    orders.touch(call.shop, order)
    return {"transaction": shown_transaction(order, made)}


@serves("Order", "suggestedRefund")
def suggested_refund(call: Call) -> dict[str, Any]:
    order: Order = call.source
    wanted = refund_lines(call, call.args.get("refundLineItems") or [])
    value = sum((line.price * units for line, units in wanted.items()), Decimal(0))
    back = max(min(value, payments.received(order)), Decimal(0))
    parents = [one for one in order.transactions if one.type in ("SALE", "CAPTURE")]
    suggested = [
        {
            "kind": "SUGGESTED_REFUND",
            "gateway": one.gateway,
            "amountSet": bag(order.currency, back),
            "parentTransaction": shown_transaction(order, one),
        }
        for one in parents[-1:]
    ]
    return {"amountSet": bag(order.currency, back), "suggestedTransactions": suggested}


def refund_lines(call: Call, inputs: list[dict[str, Any]]) -> dict[Line, int]:
    """Lines with the units to refund."""
    return {call.shop.need(Line, one["lineItemId"]): one["quantity"] for one in inputs}


@mutation("refundCreate")
def refund_create(call: Call) -> dict[str, Any]:
    given = call.args["input"]
    order = order_of(call, given["orderId"])
    inputs = given.get("refundLineItems") or []
    kinds = {one.get("restockType") or "NO_RESTOCK" for one in inputs}
    if len(kinds) > 1:
        raise Refused("The sandbox refunds with one restock type at a time.")
    back = sum((amount(one["amount"]) for one in given.get("transactions") or []), Decimal(0))
    restock = kinds != {"NO_RESTOCK"}
    made = changes.refund(
        call.shop, order, refund_lines(call, inputs), restock=restock, amount=back, note=given.get("note")
    )
    shown = {
        "__typename": "Refund",
        "id": made.gid,
        "createdAt": made.created_at,
        "totalRefundedSet": bag(order.currency, made.amount),
    }
    return {"refund": shown}
