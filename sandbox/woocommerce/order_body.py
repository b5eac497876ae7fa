"""Orders, refunds, notes and fulfilments as REST bodies (fields and quirks as recorded from 11.0.1)."""

from decimal import Decimal
from typing import Any

from sandbox.woocommerce.purchase import Fulfilment, Line, Note, Order, Refund, ShippingLine
from sandbox.woocommerce.shop import SYMBOLS, Shop
from sandbox.woocommerce.statuses import EDITABLE, NEEDS_PAYMENT

ALL_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ADDRESS = (
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
)
BILLING = (*ADDRESS, "email", "phone")
SHIPPING = (*ADDRESS, "phone")
VERSION = "11.0.1"


def order_body(shop: Shop, order: Order, places: int | None = None) -> dict[str, Any]:
    """`places` is the request's `dp`: digits after the point of every amount."""
    return (
        _head(shop, order)
        | _amounts(shop, order, places)
        | _people(order)
        | _rows(shop, order, places)
        | _tail(shop, order)
    )


def _head(shop: Shop, order: Order) -> dict[str, Any]:
    stamps = shop.stamps("date_created", order.created) | shop.stamps("date_modified", order.modified)
    return {
        "id": order.id,
        "parent_id": 0,
        "status": order.status,
        "currency": shop.settings.currency,
        "version": VERSION,
        "prices_include_tax": False,
        **stamps,
    }


def _amounts(shop: Shop, order: Order, places: int | None) -> dict[str, Any]:
    nothing = shop.money(Decimal(0), places)
    shipping = sum((row.total for row in order.shipping_lines), Decimal(0))
    untaxed = ("discount_total", "discount_tax", "shipping_tax", "cart_tax", "total_tax")
    return dict.fromkeys(untaxed, nothing) | {
        "shipping_total": shop.money(shipping, places),
        "total": shop.money(order.total, places),
    }


def _people(order: Order) -> dict[str, Any]:
    return {
        "customer_id": order.customer_id,
        "order_key": order.key,
        "billing": {name: order.billing.get(name, "") for name in BILLING},
        "shipping": {name: order.shipping.get(name, "") for name in SHIPPING},
        "payment_method": order.payment_method,
        "payment_method_title": order.payment_method_title,
        "transaction_id": order.transaction_id,
        "customer_ip_address": order.customer_ip_address,
        "customer_user_agent": order.customer_user_agent,
        "created_via": order.created_via,
        "customer_note": order.customer_note,
    }


def _rows(shop: Shop, order: Order, places: int | None) -> dict[str, Any]:
    return {
        "cart_hash": order.cart_hash,
        "number": str(order.id),
        "meta_data": order.meta.plain(),
        "line_items": [line_body(shop, line, places) for line in order.lines],
        "tax_lines": [],
        "shipping_lines": [_shipping_body(shop, row, places) for row in order.shipping_lines],
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [_refund_row(shop, refund, places) for refund in reversed(order.refunds)],
    }


def _tail(shop: Shop, order: Order) -> dict[str, Any]:
    path = f"orders/{order.id}"
    links = shop.links(path, ALL_METHODS)
    templates = f"{shop.url}/wp-json/wc/v3/{path}/actions/email_templates"
    links["email_templates"] = [{"embeddable": True, "href": templates}]
    return {
        "payment_url": f"{shop.url}/checkout/order-pay/{order.id}/?pay_for_order=true&key={order.key}",
        "is_editable": order.status in EDITABLE,
        "needs_payment": order.status in NEEDS_PAYMENT and order.total > 0,
        "needs_processing": order.needs_processing,
        **shop.stamps("date_completed", order.completed),
        **shop.stamps("date_paid", order.paid),
        "currency_symbol": SYMBOLS.get(shop.settings.currency, shop.settings.currency),
        "_links": links,
    }


def line_body(shop: Shop, line: Line, places: int | None = None) -> dict[str, Any]:
    """A variation's line names its parent's id, its own as `variation_id`, and its options as metas."""
    product = line.product
    parent = product.parent if product else None
    nothing = shop.money(Decimal(0), places)
    labels = {name.lower(): name for name in product.chosen} if product else {}
    return {
        "id": line.id,
        "name": line.name,
        "product_id": (parent or product).id if product else 0,
        "variation_id": product.id if product and parent else 0,
        "quantity": line.quantity,
        "tax_class": "",
        "subtotal": shop.money(line.subtotal, places),
        "subtotal_tax": nothing,
        "total": shop.money(line.total, places),
        "total_tax": nothing,
        "taxes": [],
        "meta_data": line.meta.displayed(labels),
        "sku": product.sku if product else None,
        "global_unique_id": "" if product else None,
        "price": _price(line),
        "image": {"id": "" if product and not parent else 0, "src": ""},
        "parent_name": parent.name if parent else None,
    }


def refund_body(shop: Shop, order: Order, refund: Refund) -> dict[str, Any]:
    path = f"orders/{order.id}/refunds/{refund.id}"
    return {
        "id": refund.id,
        **shop.stamps("date_created", refund.created),
        "amount": shop.money(refund.amount),
        "reason": refund.reason,
        "refunded_by": 1,
        "refunded_payment": refund.refunded_payment,
        "meta_data": refund.meta.plain(),
        "line_items": [line_body(shop, line) for line in refund.lines],
        "shipping_lines": [],
        "tax_lines": [],
        "fee_lines": [],
        "_links": shop.links(path, ("GET", "DELETE"), up=f"orders/{order.id}"),
    }


def note_body(shop: Shop, order: Order, note: Note) -> dict[str, Any]:
    path = f"orders/{order.id}/notes/{note.id}"
    return {
        "id": note.id,
        "author": note.author,
        **shop.stamps("date_created", note.created),
        "note": note.text,
        "customer_note": note.for_customer,
        "_links": shop.links(path, ("GET", "DELETE"), up=f"orders/{order.id}"),
    }


def fulfilment_body(order: Order, fulfilment: Fulfilment, listed: bool = False) -> dict[str, Any]:
    """In a list the boolean is the string "1" (recorded)."""
    return {
        "id": fulfilment.id,
        "entity_type": "WC_Order",
        "entity_id": str(order.id),
        "status": fulfilment.status,
        "is_fulfilled": ("1" if fulfilment.is_fulfilled else "0") if listed else fulfilment.is_fulfilled,
        "date_updated": f"{fulfilment.updated:%Y-%m-%dT%H:%M:%SZ}",
        "date_deleted": None,
        "meta_data": fulfilment.meta,
    }


def _shipping_body(shop: Shop, row: ShippingLine, places: int | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "method_title": row.method_title,
        "method_id": row.method_id,
        "instance_id": row.instance_id,
        "total": shop.money(row.total, places),
        "total_tax": shop.money(Decimal(0), places),
        "taxes": [],
        "tax_status": "taxable",
        "meta_data": row.meta.displayed({}),
    }


def _refund_row(shop: Shop, refund: Refund, places: int | None) -> dict[str, Any]:
    return {
        "id": refund.id,
        "reason": refund.reason,
        "total": shop.money(-refund.amount, places),
        "total_tax": shop.money(Decimal(0), places),
    }


def _price(line: Line) -> int | float:
    """The unit price as PHP's JSON has it: a number, whole where it can be."""
    if not line.quantity:
        return 0
    price = float(line.total / line.quantity)
    return int(price) if price.is_integer() else price
