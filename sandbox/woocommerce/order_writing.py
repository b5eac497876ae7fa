"""What the fields of a POST or PUT on an order do to it."""

from decimal import Decimal
from typing import Any

from sandbox.woocommerce import statuses, stock
from sandbox.woocommerce.errors import RestError
from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.ordering import add_line, add_shipping, remove_line
from sandbox.woocommerce.purchase import Line, Order
from sandbox.woocommerce.shop import Shop

PLAIN = ("payment_method", "payment_method_title", "transaction_id", "customer_note")


def write(shop: Shop, order: Order, wanted: dict[str, Any]) -> None:
    """Everything but the status and the payment, which come last (`settle`)."""
    for name in PLAIN:
        if name in wanted:
            setattr(order, name, str(wanted[name]))
    if "customer_id" in wanted:
        order.customer_id = int(wanted["customer_id"])
    order.billing.update(wanted.get("billing") or {})
    order.shipping.update(wanted.get("shipping") or {})
    order.meta.apply(wanted.get("meta_data") or [])
    for item in wanted.get("line_items") or []:
        _write_line(shop, order, item)
    for row in wanted.get("shipping_lines") or []:
        add_shipping(shop, order, Decimal(str(row.get("total") or 0)))


def settle(shop: Shop, order: Order, wanted: dict[str, Any]) -> None:
    if wanted.get("status"):
        statuses.move(shop, order, wanted["status"])
    if wanted.get("set_paid"):
        statuses.pay(shop, order, str(wanted.get("transaction_id") or ""))


def _write_line(shop: Shop, order: Order, item: dict[str, Any]) -> None:
    if not item.get("id"):
        line = add_line(shop, order, _product_of(shop, item), int(item.get("quantity", 1)))
        _write_amounts(line, item)
        line.meta.apply(item.get("meta_data") or [])
        return
    found = order.line(int(item["id"]))
    if found is None:
        message = "Order item ID provided is not associated with order."
        raise RestError(400, "woocommerce_rest_invalid_item_id", message)
    _edit_line(shop, order, found, item)


def _edit_line(shop: Shop, order: Order, line: Line, item: dict[str, Any]) -> None:
    """A new quantity moves stock at once but no amount: those come only with the request."""
    if item.get("quantity") == 0:
        remove_line(shop, order, line)
        return
    _write_amounts(line, item)
    line.meta.apply(item.get("meta_data") or [])
    if "quantity" in item:
        line.quantity = int(item["quantity"])
        stock.adjust(shop, order, line, line.quantity)


def _write_amounts(line: Line, item: dict[str, Any]) -> None:
    if "subtotal" in item:
        line.subtotal = Decimal(str(item["subtotal"]))
    if "total" in item:
        line.total = Decimal(str(item["total"]))


def _product_of(shop: Shop, item: dict[str, Any]) -> Product | None:
    """The variation wins over the product, even over one that it does not belong to (recorded)."""
    for name in ("variation_id", "product_id"):
        if item.get(name):
            return shop.products.get(int(item[name]))
    return None
