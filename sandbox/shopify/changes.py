"""After the sale: edits, swaps, refunds, returns, exchanges."""

from collections.abc import Mapping
from decimal import Decimal

from sandbox.shopify import inventory, payments, rest, rest_events, routing
from sandbox.shopify.orders import add_lines, remove_unshipped, touch
from sandbox.shopify.sales import Line, Order, Refund
from sandbox.shopify.store import Refused, ShopState
from sandbox.shopify.things import Variant


def edit(shop: ShopState, order: Order, targets: Mapping[Line, int], *, restock: bool = True) -> None:
    """Set the current quantities of lines. More units are routed anew; shipped ones cannot go."""
    before = {line: line.current_quantity for line in order.lines}
    for line, quantity in targets.items():
        refuse_resize(line, quantity - line.current_quantity)
    for line, quantity in targets.items():
        resize(shop, order, line, quantity - line.current_quantity, restock=restock)
    finish_edit(shop, order, before)


def refuse_resize(line: Line, delta: int) -> None:
    """What was shipped cannot be edited away."""
    if -delta > line.unfulfilled_quantity:
        raise Refused("Fulfilled units cannot be removed by an edit.", None, ["quantity"])


def resize(shop: ShopState, order: Order, line: Line, delta: int, *, restock: bool) -> None:
    """Add or remove units of one line."""
    if delta > 0:
        line.quantity += delta
        inventory.commit(shop, line, line.location, delta)
    else:
        remove_unshipped(shop, order, line, -delta, restock=restock)


def add(shop: ShopState, order: Order, variant: Variant, quantity: int) -> list[Line]:
    """Add an item to the order by an edit."""
    before = {line: line.current_quantity for line in order.lines}
    lines = add_lines(shop, order, variant, quantity)
    finish_edit(shop, order, before)
    return lines


def swap(shop: ShopState, order: Order, line: Line, variant: Variant) -> list[Line]:
    """Replace what is not shipped of a line by as many of another item, in one edit."""
    before = {one: one.current_quantity for one in order.lines}
    quantity = line.unfulfilled_quantity
    resize(shop, order, line, -quantity, restock=True)
    lines = add_lines(shop, order, variant, quantity)
    finish_edit(shop, order, before)
    return lines


def finish_edit(shop: ShopState, order: Order, before: dict[Line, int]) -> None:
    """Route what an edit added (if the order was routed at all), then tell of the edit."""
    if order.routed:
        routing.route(shop, order)
    shop.emit("orders/edited", rest_events.edited(shop, order, before))
    touch(shop, order)


def refund(
    shop: ShopState,
    order: Order,
    quantities: Mapping[Line, int],
    *,
    restock: bool,
    amount: Decimal | None = None,
    note: str | None = None,
) -> Refund:
    """Refund units: unshipped ones first, then shipped ones, which are returned with or without restock."""
    if any(not 0 < units <= line.current_quantity for line, units in quantities.items()):
        raise Refused("The quantity is not what can be refunded.", None, ["refundLineItems"])
    told: list[tuple[Line, int, str]] = []
    for line, quantity in quantities.items():
        unshipped = min(quantity, line.unfulfilled_quantity)
        remove_unshipped(shop, order, line, unshipped, restock=restock)
        take_return(shop, line, quantity - unshipped, restock=restock)
        told.append((line, quantity, restock_type(unshipped, restock=restock)))
    value = sum((line.price * quantity for line, quantity in quantities.items()), Decimal(0))
    back = payments.give_back(shop, order, value if amount is None else amount)
    made = shop.make(Refund, created_at=shop.now(), quantities=told, amount=back, note=note)
    order.refunds.append(made)
    shop.emit("refunds/create", rest.refund(shop, order, made))
    touch(shop, order)
    return made


def restock_type(unshipped: int, *, restock: bool) -> str:
    """Shopify's word for what became of the units."""
    if not restock:
        return "no_restock"
    return "cancel" if unshipped else "return"


def take_return(shop: ShopState, line: Line, quantity: int, *, restock: bool) -> None:
    """Shipped units come back to the buyer's credit, and to the shelf if they can be sold again."""
    line.removed_fulfilled += quantity
    if restock and quantity:
        inventory.put_back(shop, line, line.location, quantity)


def exchange(shop: ShopState, order: Order, line: Line, variant: Variant, quantity: int) -> list[Line]:
    """Take shipped units back (restocked) and send another item on the same order instead."""
    if quantity > line.fulfilled - line.removed_fulfilled:
        raise Refused("Only shipped units can be exchanged.", None, ["quantity"])
    before = {one: one.current_quantity for one in order.lines}
    take_return(shop, line, quantity, restock=True)
    lines = add_lines(shop, order, variant, quantity)
    finish_edit(shop, order, before)
    return lines
