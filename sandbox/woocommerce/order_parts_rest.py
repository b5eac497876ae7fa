"""`/orders/<id>/notes`, `/refunds` and `/fulfillments`."""

from decimal import Decimal
from typing import Any

from sandbox.woocommerce import fulfilling, refunds
from sandbox.woocommerce.calls import Answer, Call, Defaults, page_of
from sandbox.woocommerce.errors import RestError, invalid, no_route
from sandbox.woocommerce.order_body import fulfilment_body, note_body, refund_body
from sandbox.woocommerce.purchase import Note, Order, Refund
from sandbox.woocommerce.reading import order_of


def list_notes(call: Call, order_id: int) -> Answer:
    """Newest first, and not paged; `type` is any, customer or internal."""
    order, kind = _order(call, order_id), call.query.get("type", "any")
    shown = [n for n in order.notes if kind == "any" or n.for_customer == (kind == "customer")]
    shown.sort(key=lambda note: (-note.created.timestamp(), note.id))
    return Answer([note_body(call.shop, order, note) for note in shown])


def create_note(call: Call, order_id: int) -> Answer:
    order = _order(call, order_id)
    if not call.body.get("note"):
        problem = {"status": 400, "params": ["note"]}
        raise RestError(400, "rest_missing_callback_param", "Missing parameter(s): note", problem)
    author = "admin" if call.body.get("added_by_user") else "WooCommerce"
    told = bool(call.body.get("customer_note"))
    return Answer(
        note_body(call.shop, order, call.shop.note(order, str(call.body["note"]), told, author)), 201
    )


def get_note(call: Call, order_id: int, note_id: int) -> Answer:
    order = _order(call, order_id)
    return Answer(note_body(call.shop, order, _note(order, note_id)))


def delete_note(call: Call, order_id: int, note_id: int) -> Answer:
    order = _order(call, order_id)
    note = _note(order, note_id)
    _need_force(call, "Order notes")
    order.notes.remove(note)
    return Answer(note_body(call.shop, order, note))


def list_refunds(call: Call, order_id: int) -> Answer:
    order = _order(call, order_id)
    rows, headers = page_of(call, list(reversed(order.refunds)), Defaults(with_rows=(("dp", "2"),)))
    return Answer([refund_body(call.shop, order, refund) for refund in rows], headers=headers)


def list_all_refunds(call: Call) -> Answer:
    """`/refunds`: every order's, newest first, each naming its order."""
    every = [(o, r) for o in call.shop.orders.values() for r in o.refunds]
    every.sort(key=lambda pair: (pair[1].created, pair[1].id), reverse=True)
    rows, headers = page_of(call, every, Defaults(with_rows=(("dp", "2"),)))
    shown = [refund_body(call.shop, o, r) | {"parent_id": o.id} for o, r in rows]
    return Answer(shown, headers=headers)


def create_refund(call: Call, order_id: int) -> Answer:
    """`api_refund` and `api_restock` are both true unless they are said to be false: money moves."""
    order, body = _order(call, order_id), call.body
    amount = body.get("amount")
    parts = {int(row["id"]): _part(row) for row in body.get("line_items") or []}
    refund = refunds.make(
        call.shop,
        order,
        parts,
        None if amount is None else Decimal(str(amount)),
        reason=str(body.get("reason") or ""),
        pay=bool(body.get("api_refund", True)),
        restock=bool(body.get("api_restock", True)),
    )
    return Answer(refund_body(call.shop, order, refund), 201)


def get_refund(call: Call, order_id: int, refund_id: int) -> Answer:
    order = _order(call, order_id)
    return Answer(refund_body(call.shop, order, _refund(order, refund_id)))


def delete_refund(call: Call, order_id: int, refund_id: int) -> Answer:
    order = _order(call, order_id)
    refund = _refund(order, refund_id)
    _need_force(call, "Refunds")
    order.refunds.remove(refund)
    call.shop.touch(order)
    return Answer(refund_body(call.shop, order, refund))


def list_fulfilments(call: Call, order_id: int) -> Answer:
    order = _fulfilling_order(call, order_id)
    return Answer([fulfilment_body(order, row, listed=True) for row in order.fulfilments])


def create_fulfilment(call: Call, order_id: int) -> Answer:
    order, body = _fulfilling_order(call, order_id), call.body
    fulfilled = bool(body.get("is_fulfilled"))
    row = fulfilling.add(
        call.shop, order, str(body.get("status") or "unfulfilled"), fulfilled, body.get("meta_data") or []
    )
    return Answer(fulfilment_body(order, row), 201)


def _fulfilling_order(call: Call, order_id: int) -> Order:
    if "fulfillments" not in call.shop.features:
        raise no_route()
    return _order(call, order_id)


def _order(call: Call, order_id: int) -> Order:
    if order_id not in call.shop.orders:
        raise RestError(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")
    return order_of(call.shop, order_id)


def _note(order: Order, note_id: int) -> Note:
    for note in order.notes:
        if note.id == note_id:
            return note
    raise RestError(404, "woocommerce_rest_invalid_id", "Invalid resource ID.")


def _refund(order: Order, refund_id: int) -> Refund:
    for refund in order.refunds:
        if refund.id == refund_id:
            return refund
    raise RestError(404, "woocommerce_rest_invalid_order_refund_id", "Invalid order refund ID.")


def _need_force(call: Call, things: str) -> None:
    if not call.flag("force"):
        message = f"{things} do not support trashing."
        raise RestError(501, "woocommerce_rest_trash_not_supported", message)


def _part(row: dict[str, Any]) -> tuple[int, Decimal]:
    quantity = row.get("quantity", 0)
    if not isinstance(quantity, int):
        raise invalid({"line_items": ("rest_invalid_type", "quantity is not of type integer.")})
    return quantity, Decimal(str(row.get("refund_total") or 0))
