"""Finding one thing by its id, or the refusal that the store answers instead."""

from typing import Any

from sandbox.woocommerce.errors import RestError
from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.order_body import order_body
from sandbox.woocommerce.outbox import Webhook
from sandbox.woocommerce.product_body import product_body
from sandbox.woocommerce.purchase import Order
from sandbox.woocommerce.shop import Shop


def order_of(shop: Shop, order_id: int, *, writing: bool = False) -> Order:
    """A missing order is 404 to a reader and 400 to a writer, with the same code."""
    order = shop.orders.get(order_id)
    if order is None:
        status, message = (400, "ID is invalid.") if writing else (404, "Invalid ID.")
        raise RestError(status, "woocommerce_rest_shop_order_invalid_id", message)
    return order


def product_of(shop: Shop, product_id: int, *, writing: bool = False) -> Product:
    """Variations are read here too, but written only below their parent."""
    product = shop.products.get(product_id)
    if product is None:
        status = 400 if writing else 404
        raise RestError(status, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    if writing and product.parent:
        raise RestError(
            404,
            "woocommerce_rest_invalid_product_id",
            "To manipulate product variations you should use the "
            "/products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.",
        )
    return product


def variation_of(shop: Shop, parent_id: int, variation_id: int) -> Product:
    product = shop.products.get(variation_id)
    if product is None or product.parent is None or product.parent.id != parent_id:
        raise RestError(404, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.")
    return product


def webhook_of(shop: Shop, webhook_id: int) -> Webhook:
    webhook = shop.outbox.webhooks.get(webhook_id)
    if webhook is None:
        raise RestError(404, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
    return webhook


def read_resource(shop: Shop, kind: str, resource_id: int) -> Any:
    """A webhook's body: what a GET of the resource answers at this moment.

    Raises RestError where that GET would refuse.
    """
    if kind == "order":
        return order_body(shop, order_of(shop, resource_id))
    return product_body(shop, product_of(shop, resource_id))
