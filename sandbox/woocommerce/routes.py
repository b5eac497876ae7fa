"""Which handler answers which method and path below `/wp-json/wc/v3/`."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from sandbox.woocommerce import order_parts_rest as parts
from sandbox.woocommerce import orders_rest as orders
from sandbox.woocommerce import products_rest as products
from sandbox.woocommerce import site_rest as site
from sandbox.woocommerce import webhooks_rest as webhooks
from sandbox.woocommerce.calls import Answer, Call
from sandbox.woocommerce.errors import no_route

Handler = Callable[..., Answer]
EDIT = ("PUT", "POST", "PATCH")


def _writes(pattern: str, handler: Handler) -> list[tuple[str, str, Handler]]:
    return [(method, pattern, handler) for method in EDIT]


TABLE: list[tuple[str, str, Handler]] = [
    ("GET", "orders", orders.list_orders),
    ("POST", "orders", orders.create_order),
    *_writes("orders/batch", orders.batch_orders),
    ("GET", "orders/statuses", orders.list_statuses),
    ("GET", "reports/orders/totals", orders.status_totals),
    ("GET", "orders/#", orders.get_order),
    *_writes("orders/#", orders.update_order),
    ("DELETE", "orders/#", orders.delete_order),
    ("GET", "orders/#/notes", parts.list_notes),
    ("POST", "orders/#/notes", parts.create_note),
    ("GET", "orders/#/notes/#", parts.get_note),
    ("DELETE", "orders/#/notes/#", parts.delete_note),
    ("GET", "orders/#/refunds", parts.list_refunds),
    ("POST", "orders/#/refunds", parts.create_refund),
    ("GET", "orders/#/refunds/#", parts.get_refund),
    ("DELETE", "orders/#/refunds/#", parts.delete_refund),
    ("GET", "orders/#/fulfillments", parts.list_fulfilments),
    ("POST", "orders/#/fulfillments", parts.create_fulfilment),
    ("GET", "refunds", parts.list_all_refunds),
    ("GET", "products", products.list_products),
    ("POST", "products", products.create_product),
    *_writes("products/batch", products.batch_products),
    ("GET", "products/#", products.get_product),
    *_writes("products/#", products.update_product),
    ("DELETE", "products/#", products.delete_product),
    ("GET", "products/#/variations", products.list_variations),
    ("POST", "products/#/variations", products.create_variation),
    *_writes("products/#/variations/batch", products.batch_variations),
    ("GET", "products/#/variations/#", products.get_variation),
    *_writes("products/#/variations/#", products.update_variation),
    ("GET", "webhooks", webhooks.list_webhooks),
    ("POST", "webhooks", webhooks.create_webhook),
    *_writes("webhooks/batch", webhooks.batch_webhooks),
    ("GET", "webhooks/#", webhooks.get_webhook),
    *_writes("webhooks/#", webhooks.update_webhook),
    ("DELETE", "webhooks/#", webhooks.delete_webhook),
    ("GET", "system_status", site.system_status),
    ("GET", "settings/~", site.list_settings),
    ("GET", "settings/~/~", site.get_setting),
    ("GET", "data/currencies/current", site.current_currency),
]
_COMPILED = [
    (method, re.compile(pattern.replace("#", r"(\d+)").replace("~", r"(\w+)")), handler)
    for method, pattern, handler in TABLE
]


def find_handler(method: str, path: str) -> Callable[[Call], Answer]:
    """The handler with the path's ids filled in; raises RestError 404 for any other method or path."""
    for known, pattern, handler in _COMPILED:
        found = pattern.fullmatch(path) if known == method else None
        if found:
            return _bind(handler, [int(part) if part.isdigit() else part for part in found.groups()])
    raise no_route()


def _bind(handler: Handler, ids: list[Any]) -> Callable[[Call], Answer]:
    return partial(_run, handler, ids)


def _run(handler: Handler, ids: list[Any], call: Call) -> Answer:
    return handler(call, *ids)
