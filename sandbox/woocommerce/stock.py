"""When stock falls and when it comes back, as WooCommerce 11.0 does it (recorded; 11.0.0 added `failed`)."""

from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.purchase import REDUCED, RESTOCKED, Line, Order
from sandbox.woocommerce.shop import Shop

TAKES = frozenset({"on-hold", "processing", "completed"})
GIVES_BACK = frozenset({"cancelled", "pending", "failed"})


def take(shop: Shop, order: Order) -> None:
    """Lower the count for every line once per order; without any regard to how much there is."""
    if order.stock_reduced:
        return
    order.stock_reduced = True
    changes = [_take_line(shop, order, line) for line in order.lines if not line.reduced]
    told = ", ".join(change for change in changes if change)
    if told:
        shop.note(order, f"Stock levels reduced: {told}")
    # The real store sends an order object that serialises to this.
    shop.outbox.act("woocommerce_reduce_order_stock", {"refunds": [], "customer_id": None})


def give_back(shop: Shop, order: Order) -> None:
    """Return what each line took; a line that took nothing returns nothing."""
    if not order.stock_reduced:
        return
    order.stock_reduced = False
    for line in order.lines:
        if line.reduced and line.product and line.product.keeper:
            change(shop, line.product.keeper, line.reduced)
            line.meta.drop(REDUCED)


def adjust(shop: Shop, order: Order, line: Line, quantity: int) -> None:
    """An edited line takes or returns the difference, where its order's status takes stock at all."""
    keeper = line.product.keeper if line.product else None
    if keeper is None or order.status not in TAKES:
        return
    wanted = max(0, quantity - line.restocked)
    if wanted != line.reduced:
        change(shop, keeper, line.reduced - wanted)
    _set_reduced(line, wanted)


def restock(shop: Shop, line: Line, quantity: int) -> None:
    """A refund with restock: the units return and the line's own count of them falls."""
    keeper = line.product.keeper if line.product else None
    if keeper is None or not line.reduced:
        return
    change(shop, keeper, quantity)
    _set_reduced(line, line.reduced - quantity)
    line.meta.put(RESTOCKED, str(line.restocked + quantity))


def change(shop: Shop, keeper: Product, by: int) -> None:
    set_count(shop, keeper, (keeper.quantity or 0) + by)


def set_count(shop: Shop, keeper: Product, quantity: int) -> None:
    keeper.quantity = quantity
    save(shop, keeper)
    kind = "variation" if keeper.kind == "variation" else "product"
    # A product object says nothing once it is JSON.
    shop.outbox.act(f"woocommerce_{kind}_set_stock", [])


def save(shop: Shop, product: Product) -> None:
    """`date_modified` moves and `product.updated` is owed."""
    product.modified = shop.now()
    shop.outbox.owe("product.updated", product.id)


def _take_line(shop: Shop, order: Order, line: Line) -> str:
    keeper = line.product.keeper if line.product else None
    if line.product is None or keeper is None:
        return ""
    before = keeper.quantity or 0
    change(shop, keeper, -line.quantity)
    line.meta.put(REDUCED, str(line.quantity))
    if before < line.quantity:
        lost = {"product": [], "order_id": order.id, "quantity": line.quantity}
        shop.outbox.act("woocommerce_product_on_backorder", lost)
    return f"{line.name} ({line.product.sku}) {before}&rarr;{keeper.quantity}"


def _set_reduced(line: Line, quantity: int) -> None:
    if quantity > 0:
        line.meta.put(REDUCED, str(quantity))
    else:
        line.meta.drop(REDUCED)
