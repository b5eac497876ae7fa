"""Making orders and changing their lines, from the storefront, the admin's screen and the REST API alike."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.woocommerce import gateway, statuses, stock
from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.purchase import Line, Order, ShippingLine
from sandbox.woocommerce.shop import Shop

NOTHING_HASH = "d751713988987e9331980363e24189ce"
Wanted = Iterable[tuple[Product, int]]


class OutOfStock(Exception):
    """The storefront sells no more than it has of a product without backorders."""


def new_order(shop: Shop, created_via: str, created: datetime | None = None) -> Order:
    """`created` may lie in the past; modified is always now, or a cursor would never find the order."""
    now, key = shop.now(), f"wc_order_{shop.new_key()}"
    at = (created or now).replace(microsecond=0)
    order = Order(shop.new_id("post"), at, now, key, shop.new_meta("order"), created_via=created_via)
    shop.orders[order.id] = order
    return order


def announce(shop: Shop, order: Order) -> None:
    """A checkout saves its draft before it is an order: there the update is owed first (recorded)."""
    topics = ("order.created", "order.updated")
    for topic in topics if order.created_via == "rest-api" else reversed(topics):
        shop.outbox.owe(topic, order.id)


def add_line(shop: Shop, order: Order, product: Product | None, quantity: int) -> Line:
    """A line at the product's price; an unknown product leaves a line without name or price."""
    price = Decimal(product.price or 0) if product else Decimal(0)
    name = product.full_name if product else ""
    total = price * quantity
    line = Line(shop.new_id("item"), product, name, quantity, total, total, shop.new_meta("item"))
    for attribute, option in product.chosen.items() if product else ():
        line.meta.put(attribute.lower(), option)
    order.lines.append(line)
    return line


def remove_line(shop: Shop, order: Order, line: Line) -> None:
    stock.adjust(shop, order, line, 0)
    order.lines.remove(line)


def add_shipping(
    shop: Shop, order: Order, total: Decimal, items: str = "", instance: str = ""
) -> ShippingLine:
    row = ShippingLine(shop.new_id("item"), "flat_rate", "Flat rate", instance, total, shop.new_meta("item"))
    if items:
        row.meta.put("Items", items)
    order.shipping_lines.append(row)
    return row


def check_out(shop: Shop, order: Order, wanted: Wanted, method: str, shipping: Decimal) -> None:
    """What the storefront does: lines with the hint, the shipping, and the gateway's authorisation."""
    for product, quantity in wanted:
        hint(shop, add_line(shop, order, product, quantity))
    if shipping:
        items = ", ".join(f"{line.name} &times; {line.quantity}" for line in order.lines)
        add_shipping(shop, order, shipping, items, instance="1")
    _hashes(shop, order)
    order.payment_method, order.payment_method_title = method, gateway.TITLES.get(method, method)
    if method == "lab_card":
        gateway.authorise(order)
    if gateway.AFTER_CHECKOUT.get(method) == "pending":
        _note_hold(shop, order)


def fill(shop: Shop, order: Order, wanted: Wanted, method: str) -> None:
    """What the REST API does: lines and no hint."""
    for product, quantity in wanted:
        add_line(shop, order, product, quantity)
    order.payment_method, order.payment_method_title = method, gateway.TITLES.get(method, method)


def write_meta(order: Order, line_meta: Sequence[Mapping[str, Any]]) -> None:
    """What each line carries, in the order of the lines."""
    for line, meta in zip(order.lines, line_meta, strict=False):
        for key, value in meta.items():
            line.meta.put(key, value)


def place(shop: Shop, order: Order, status: str | None, paid: bool) -> Order:
    """Tell the webhooks of a new order and let it move to where its payment leaves it."""
    announce(shop, order)
    if paid:
        statuses.pay(shop, order)
    if status:
        statuses.move(shop, order, status)
    return order


def hint(shop: Shop, line: Line) -> None:
    """`Backordered`: quantity less the count now; only managed stock with `notify`; never changed."""
    keeper = line.product.keeper if line.product else None
    if keeper is None or keeper.backorders != "notify":
        return
    short = line.quantity - max(0, keeper.quantity or 0)
    if short > 0:
        line.meta.put(shop.settings.backordered_key, str(short))


def refuse_shortage(shop: Shop, wanted: Wanted) -> None:
    """Raises OutOfStock where the storefront would not sell."""
    for product, quantity in wanted:
        keeper = product.keeper
        if keeper is None:
            enough = product.unmanaged_status != "outofstock"
        else:
            enough = keeper.backorders != "no" or quantity <= (keeper.quantity or 0) - _held(shop, keeper)
        if not enough:
            raise OutOfStock(f"There is not enough of {product.full_name}.")


def _held(shop: Shop, keeper: Product) -> int:
    """Unpaid checkouts hold stock that may not be backordered, until they are paid or cancelled."""
    unpaid = (o for o in shop.orders.values() if o.status == "pending" and o.created_via == "store-api")
    held = (line for order in unpaid for line in order.lines if line.product)
    return sum(line.quantity for line in held if line.product and line.product.keeper is keeper)


def _note_hold(shop: Shop, order: Order) -> None:
    held = [n for n in order.lines if n.product and n.product.keeper and n.product.keeper.backorders == "no"]
    if held:
        rows = "".join(f"<br>- {n.name} ({n.product.sku}) &times; {n.quantity}" for n in held if n.product)
        shop.note(order, f"Stock hold of 60 minutes applied to: {rows}")


def _hashes(shop: Shop, order: Order) -> None:
    for name in ("shipping", "coupons", "fees", "taxes"):
        order.meta.put(f"_{name}_hash", NOTHING_HASH)
    order.meta.put("is_vat_exempt", "no")
    basket = ",".join(f"{line.name}{line.quantity}" for line in order.lines)
    order.cart_hash = hashlib.md5(basket.encode(), usedforsecurity=False).hexdigest()
