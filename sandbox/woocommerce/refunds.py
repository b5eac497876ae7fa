"""Refunds: money by the gateway or on paper, units back to the shelf or not."""

from collections.abc import Mapping
from decimal import Decimal

from sandbox.woocommerce import gateway, statuses, stock
from sandbox.woocommerce.purchase import Line, Order, Refund
from sandbox.woocommerce.shop import Shop

Parts = Mapping[int, tuple[int, Decimal]]


def make(
    shop: Shop, order: Order, parts: Parts, amount: Decimal | None, *, reason: str, pay: bool, restock: bool
) -> Refund:
    """Refund `parts` (line id -> quantity, amount); `amount` None means their sum.

    Raises RestError 500 for an amount beyond what is left, and where the gateway cannot pay back.
    """
    due = sum((part for _, part in parts.values()), Decimal(0)) if amount is None else amount
    if not 0 <= due <= order.total - order.refunded:
        raise gateway.refund_refused("Invalid refund amount.")
    if pay:
        gateway.refund(order, due)
    refund = Refund(shop.new_id("post"), shop.now(), due, reason, pay, shop.new_meta("order"))
    for line in order.lines:
        if line.id in parts:
            refund.lines.append(_negative(shop, line, *parts[line.id]))
            if restock:
                stock.restock(shop, line, parts[line.id][0])
    order.refunds.append(refund)
    _conclude(shop, order, refund)
    return refund


def _conclude(shop: Shop, order: Order, refund: Refund) -> None:
    full = order.refunded >= order.total
    refund.meta.put("_refund_type", "full" if full else "partial")
    if full:
        statuses.move(shop, order, "refunded")
    shop.touch(order)


def _negative(shop: Shop, line: Line, quantity: int, amount: Decimal) -> Line:
    meta = shop.new_meta("item")
    meta.put("_refunded_item_id", str(line.id))
    return Line(shop.new_id("item"), line.product, line.name, -quantity, -amount, -amount, meta)
