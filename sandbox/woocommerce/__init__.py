"""A WooCommerce 11.0.1 store in a box: real HTTPS on the loopback, state in memory, behaviour as recorded."""

from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.keeper import StoreKeeper
from sandbox.woocommerce.ordering import OutOfStock
from sandbox.woocommerce.outbox import Delivery, Outbox, sign
from sandbox.woocommerce.purchase import Line, Order
from sandbox.woocommerce.sandbox import WooSandbox
from sandbox.woocommerce.store import WooStore

__all__ = [
    "Delivery",
    "Line",
    "Order",
    "OutOfStock",
    "Outbox",
    "Product",
    "StoreKeeper",
    "WooSandbox",
    "WooStore",
    "sign",
]
