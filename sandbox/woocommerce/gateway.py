"""The ways to pay, among them `lab_card`, which authorises at checkout and captures when the status moves."""

from decimal import Decimal

from sandbox.woocommerce.errors import RestError
from sandbox.woocommerce.purchase import Order
from sandbox.woocommerce.shop import Shop

TITLES = {
    "bacs": "Direct bank transfer",
    "cod": "Cash on delivery",
    "lab_card": "Credit card (lab)",
    "lab_redirect": "Redirect (lab)",
}
# Where a checkout leaves an order until somebody moves it.
AFTER_CHECKOUT = {"bacs": "on-hold", "cod": "processing", "lab_card": "on-hold", "lab_redirect": "pending"}
CAPTURED = "_stripe_charge_captured"


def authorise(order: Order) -> None:
    """At checkout the card is charged nothing: the metas say so as Stripe's plugin does."""
    order.transaction_id = f"ch_lab_{order.id}"
    order.meta.put("_stripe_intent_id", f"pi_lab_{order.id}")
    order.meta.put(CAPTURED, "no")


def after_status(shop: Shop, order: Order, to: str) -> bool:
    """Capture on processing and completed, void on cancelled; True when the capture is declined."""
    if order.payment_method != "lab_card" or order.meta.get(CAPTURED) != "no":
        return False
    if to == "cancelled":
        order.meta.drop(CAPTURED)
        shop.note(order, "Authorisation released.")
    if to not in {"processing", "completed"}:
        return False
    if order.card_declines:
        shop.note(order, "Unable to capture charge! The card was declined.")
        return True
    order.meta.put(CAPTURED, "yes")
    shop.note(order, f"Charge {order.transaction_id} captured.")
    return False


def refund(order: Order, amount: Decimal) -> None:
    """Send money back through the gateway (recorded refusals: 500, with a number for data)."""
    if order.payment_method != "lab_card":
        raise refund_refused("The payment gateway for this order does not support automatic refunds.")
    if order.meta.get(CAPTURED) != "yes":
        raise refund_refused("charge is not captured")
    if amount <= 0:
        raise refund_refused("Invalid refund amount.")


def refund_refused(message: str) -> RestError:
    return RestError(500, "woocommerce_rest_cannot_create_order_refund", message, 500)
