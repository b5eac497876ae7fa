"""An order's way from status to status: stock, payment dates, sales counts, the card, notes and hooks."""

from sandbox.woocommerce import gateway, stock
from sandbox.woocommerce.purchase import Order
from sandbox.woocommerce.shop import Shop

PAYABLE = frozenset({"on-hold", "pending", "failed", "cancelled"})
EDITABLE = frozenset({"pending", "on-hold", "auto-draft"})
NEEDS_PAYMENT = frozenset({"pending", "failed"})


def move(shop: Shop, order: Order, to: str, reason: str = "") -> None:
    """Set a status and run what hangs on it; the order may end elsewhere when the card declines."""
    before = order.status
    if before == to:
        return
    order.status = to
    _stamp(shop, order)
    shop.outbox.act(f"woocommerce_order_status_{to}", order.id)
    shop.outbox.act(f"woocommerce_order_status_{before}_to_{to}", order.id)
    shop.outbox.act("woocommerce_order_status_changed", order.id)
    changed = f"Order status changed from {_name(shop, before)} to {_name(shop, to)}."
    shop.note(order, f"{reason} {changed}".lstrip())
    _stock_and_sales(shop, order)
    if gateway.after_status(shop, order, to):
        move(shop, order, "failed")
    shop.touch(order)


def pay(shop: Shop, order: Order, transaction_id: str = "") -> None:
    """WooCommerce's payment_complete: the date, the transaction, the status that payment leads to."""
    if order.status not in PAYABLE:
        return
    order.transaction_id = transaction_id or order.transaction_id
    order.paid = order.paid or shop.now()
    move(shop, order, paid_status(order))
    shop.outbox.act("woocommerce_payment_complete", order.id)


def paid_status(order: Order) -> str:
    """Cash on delivery says `completed` (a filter of that gateway), goods to send say `processing`."""
    if order.payment_method == "cod":
        return "completed"
    return "processing" if order.needs_processing else "completed"


def expire(shop: Shop, order: Order) -> None:
    """What the store's clock does to a checkout that stayed unpaid for an hour."""
    if order.status == "pending" and order.created_via == "store-api":
        move(shop, order, "cancelled", "Unpaid order cancelled - time limit reached.")
        shop.note(order, 'Email "Cancelled order" sent.')


def trash(shop: Shop, order: Order) -> None:
    """Into the bin: no stock comes back, `order.deleted` is owed, `order.updated` is not."""
    order.meta.put("_wp_trash_meta_status", f"wc-{order.status}")
    order.meta.put("_wp_trash_meta_time", str(int(shop.now().timestamp())))
    order.status, order.modified = "trash", shop.now()
    count_sales(order, counted=False)
    shop.outbox.owe("order.deleted", order.id)


def restore(shop: Shop, order: Order, to: str) -> None:
    """Out of the bin by a status: only `action.*` webhooks hear of it (recorded)."""
    order.status, order.modified = to, shop.now()
    count_sales(order, counted=to in stock.TAKES)
    shop.outbox.act(f"woocommerce_order_status_{to}", order.id)
    shop.outbox.act("woocommerce_order_status_changed", order.id)


def force_delete(shop: Shop, order: Order) -> None:
    """Gone: no webhook, and what its lines took never comes back (recorded)."""
    count_sales(order, counted=False)
    del shop.orders[order.id]


def count_sales(order: Order, *, counted: bool) -> None:
    """`total_sales` counts an order's units once, on the parent for a variation."""
    if counted == order.sales_counted:
        return
    order.sales_counted = counted
    for line in order.lines:
        if line.product:
            (line.product.parent or line.product).total_sales += line.quantity if counted else -line.quantity


def _stock_and_sales(shop: Shop, order: Order) -> None:
    if order.status in stock.TAKES:
        stock.take(shop, order)
        count_sales(order, counted=True)
    elif order.status in stock.GIVES_BACK:
        stock.give_back(shop, order)
    if order.status == "cancelled":
        count_sales(order, counted=False)


def _stamp(shop: Shop, order: Order) -> None:
    if order.status == "completed":
        order.completed = shop.now()
    target = paid_status(order)
    if order.status == target or (target == "processing" and order.status == "completed"):
        order.paid = order.paid or shop.now()


def _name(shop: Shop, status: str) -> str:
    return shop.statuses.get(status, status)
