"""Money of an order: set aside, taken, let go, given back."""

from decimal import Decimal

from sandbox.shopify import rest_events
from sandbox.shopify.sales import Order, Transaction
from sandbox.shopify.store import Refused, ShopState

FIRST = {"AUTHORIZED": "AUTHORIZATION", "EXPIRED": "AUTHORIZATION", "PAID": "SALE", "PARTIALLY_PAID": "SALE"}
"""The first transaction of an order by its financial status; PENDING and VOIDED have none."""


def begin(shop: ShopState, order: Order) -> None:
    """The transaction that the checkout left behind."""
    kind = FIRST.get(order.financial)
    if kind:
        amount = order.total / 2 if order.financial == "PARTIALLY_PAID" else order.total
        record(shop, order, kind, amount)


def record(
    shop: ShopState, order: Order, kind: str, amount: Decimal, parent: Transaction | None = None
) -> Transaction:
    """Write a transaction down and tell of it."""
    made = shop.make(Transaction, type=kind, amount=amount, created_at=shop.now(), parent=parent)
    order.transactions.append(made)
    shop.emit("order_transactions/create", rest_events.transaction(shop, order, made))
    return made


def received(order: Order) -> Decimal:
    """Money taken and not given back."""
    taken = sum((one.amount for one in order.transactions if one.type in ("SALE", "CAPTURE")), Decimal(0))
    return taken - sum((one.amount for one in order.transactions if one.type == "REFUND"), Decimal(0))


def open_authorisation(order: Order) -> Transaction | None:
    """The authorisation that may still be captured or voided."""
    used = {id(one.parent) for one in order.transactions if one.type in ("CAPTURE", "VOID")}
    live = [one for one in order.transactions if one.type == "AUTHORIZATION" and id(one) not in used]
    return live[-1] if live and order.financial == "AUTHORIZED" else None


def capture(shop: ShopState, order: Order, amount: Decimal) -> Transaction:
    """Take money once: a smaller amount ends the authorisation too, as without Plus."""
    parent = open_authorisation(order)
    if parent is None:
        raise Refused("The order has no capturable authorization.", None, ["input", "parentTransactionId"])
    if amount > parent.amount:
        raise Refused("The amount is more than was authorized.", None, ["input", "amount"])
    made = record(shop, order, "CAPTURE", amount, parent)
    order.financial = "PAID" if received(order) >= order.total else "PARTIALLY_PAID"
    return made


def void(shop: ShopState, order: Order) -> Transaction:
    """Let the authorisation go."""
    parent = open_authorisation(order)
    if parent is None:
        raise Refused("The authorization is not voidable.", "AUTH_NOT_VOIDABLE", ["parentTransactionId"])
    made = record(shop, order, "VOID", Decimal(0), parent)
    order.financial = "VOIDED"
    return made


def pay(shop: ShopState, order: Order) -> None:
    """Take all that is owed: capture what was authorised, or sell what was pending."""
    if open_authorisation(order):
        capture(shop, order, order.total)
    else:
        record(shop, order, "SALE", order.total - received(order))
    order.financial = "PAID"


def give_back(shop: ShopState, order: Order, amount: Decimal) -> Decimal:
    """Give money back, at most what was received; returns how much."""
    back = min(amount, received(order))
    if back > 0:
        parents = [one for one in order.transactions if one.type in ("SALE", "CAPTURE")]
        record(shop, order, "REFUND", back, parents[-1])
        order.financial = "PARTIALLY_REFUNDED" if received(order) > 0 else "REFUNDED"
    return max(back, Decimal(0))
