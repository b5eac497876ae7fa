"""Fulfilments, a feature that is off by default; they move neither status, stock nor money."""

from typing import Any

from sandbox.woocommerce.purchase import Fulfilment, Order
from sandbox.woocommerce.shop import Shop

STATUS_KEY = "_fulfillment_status"


def add(shop: Shop, order: Order, status: str, fulfilled: bool, metas: list[dict[str, Any]]) -> Fulfilment:
    """More than was ordered is accepted too (recorded)."""
    now = shop.now()
    rows = list(metas)
    if fulfilled:
        rows.append({"key": "_date_fulfilled", "value": f"{now:%Y-%m-%dT%H:%M:%SZ}"})
    rows = [{**row, "id": shop.new_id("fulfilment_meta")} for row in rows]
    row = Fulfilment(shop.new_id("fulfilment"), now, status, fulfilled, rows)
    order.fulfilments.append(row)
    order.meta.put(STATUS_KEY, _order_status(order))
    shop.touch(order)
    return row


def _order_status(order: Order) -> str:
    sent: dict[int, int] = {}
    for row in (row for row in order.fulfilments if row.is_fulfilled):
        for item in (item for meta in row.meta if meta["key"] == "_items" for item in meta["value"]):
            sent[item["item_id"]] = sent.get(item["item_id"], 0) + item["qty"]
    if not sent:
        return "unfulfilled"
    whole = all(sent.get(line.id, 0) >= line.quantity for line in order.lines)
    return "fulfilled" if whole else "partially_fulfilled"
