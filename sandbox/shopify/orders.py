"""Placing, shipping, cancelling and deleting orders."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypedDict, Unpack

from sandbox.shopify import inventory, payments, rest, routing, works
from sandbox.shopify.holds import wanted
from sandbox.shopify.sales import Fulfilment, Line, LineGroup, Order, SellingPlan
from sandbox.shopify.store import Refused, ShopState
from sandbox.shopify.things import Location, Variant


class Wish(TypedDict, total=False):
    """How an order came about; everything has a default."""

    email: str | None
    first_name: str
    last_name: str
    locale: str
    financial: str
    created_at: datetime | None
    source_name: str
    country: str
    test: bool
    customer_tags: list[str]
    company: bool
    tags: Sequence[str]
    plan: SellingPlan | None
    properties: Mapping[str, str]  # of every line
    line_properties: Sequence[Mapping[str, str]]  # of each item that is bought, in their order


def place(
    shop: ShopState,
    wanted_items: Sequence[tuple[Variant, int]],
    location: Location | None = None,
    **wish: Unpack[Wish],
) -> Order:
    """Write the order down and commit its stock, without telling anybody: see `announce`."""
    at = wish.get("created_at") or shop.now()
    shop.placed += 1
    number = 1000 + shop.placed
    order = shop.make(
        Order,
        name=f"#{number}",
        order_number=number,
        created_at=at.astimezone(UTC).replace(microsecond=0),
        updated_at=shop.now(),
        currency=shop.currency,
        email=wish.get("email", "buyer@example.com"),
        first_name=wish.get("first_name", "Ada"),
        last_name=wish.get("last_name", "Example"),
        locale=wish.get("locale", "en"),
        country=wish.get("country", "DE"),
        source_name=wish.get("source_name", "web"),
        financial=wish.get("financial", "PAID"),
        customer_number=shop.numbers(),
        test=wish.get("test", False),
        customer_tags=wish.get("customer_tags", []),
        company=wish.get("company", False),
        tags=list(wish.get("tags", ())),
    )
    shop.orders[order.gid] = order
    of_all = wish.get("properties", {})
    each = wish.get("line_properties") or [{} for _ in wanted_items]
    for (variant, quantity), own in zip(wanted_items, each, strict=True):
        for line in add_lines(shop, order, variant, quantity, location):
            line.plan, line.properties = wish.get("plan"), {**of_all, **own}
    return order


def add_lines(
    shop: ShopState, order: Order, variant: Variant, quantity: int, location: Location | None = None
) -> list[Line]:
    """Add a line, or for a bundle a line for each component, and commit the stock."""
    if not variant.components:
        return [add_line(shop, order, variant, quantity, location, None)]
    group = shop.make(LineGroup, title=variant.title, quantity=quantity)
    return [
        add_line(shop, order, part, each * quantity, location, group) for part, each in variant.components
    ]


def add_line(
    shop: ShopState,
    order: Order,
    variant: Variant,
    quantity: int,
    location: Location | None,
    group: LineGroup | None,
) -> Line:
    """Add one line and commit its stock where it will be shipped from."""
    line = shop.make(
        Line,
        variant=variant,
        title=variant.title,
        option=variant.option,
        sku=variant.sku,
        price=variant.price,
        quantity=quantity,
        location=location or routing.choose(shop, variant, quantity),
        requires_shipping=variant.inventory_item.requires_shipping,
        gift_card=variant.gift_card,
        group=group,
    )
    order.lines.append(line)
    inventory.commit(shop, line, line.location, quantity)
    return line


def announce(shop: ShopState, order: Order) -> None:
    """Tell of a new order and of its payment."""
    payments.begin(shop, order)
    tell(shop, order, "orders/create", *(["orders/paid"] if order.financial == "PAID" else []))


def tell(shop: ShopState, order: Order, *topics: str) -> None:
    """Send the order as it is now to each topic that anybody wants."""
    if any(shop.wants(topic) for topic in topics):
        body = rest.order(shop, order)
        for topic in topics:
            shop.emit(topic, body)


def touch(shop: ShopState, order: Order, *topics: str) -> None:
    """Stamp the order, then tell the topics and orders/updated."""
    order.updated_at = max(order.updated_at, shop.now())
    tell(shop, order, *topics, "orders/updated")


def fulfil(shop: ShopState, order: Order, quantities: dict[Line, int] | None = None) -> list[Fulfilment]:
    """Ship the quantities, or all that is not held. Refused when the open work does not hold so much."""
    if not order.routed:
        routing.route(shop, order)
    ready = everything(order)
    left = dict(ready if quantities is None else quantities)
    if any(units > ready.get(line, 0) for line, units in left.items()):
        raise Refused("Not that many units are open for shipping (held, or shipped already).")
    parcels: list[Fulfilment] = []
    for work in works.shippable(order):
        parts: dict[str, int] = {}
        for part in work.lines:
            units = min(left.get(part.line, 0), part.remaining_quantity)
            if units:
                parts[part.gid] = units
                left[part.line] -= units
        if parts:
            parcels.append(works.ship_parts(shop, work, wanted(work, parts)))
    tell_parcels(shop, order, parcels)
    return parcels


def everything(order: Order) -> dict[Line, int]:
    """All units that may be shipped now, by line."""
    sums: dict[Line, int] = {}
    for work in works.shippable(order):
        for part in work.lines:
            sums[part.line] = sums.get(part.line, 0) + part.remaining_quantity
    return sums


def tell_parcels(shop: ShopState, order: Order, parcels: list[Fulfilment]) -> None:
    """The topics of a shipment."""
    for parcel in parcels:
        shop.emit("fulfillments/create", rest.fulfilment(shop, order, parcel))
    touch(shop, order, "orders/partially_fulfilled" if order.unfulfilled else "orders/fulfilled")


def cancel(shop: ShopState, order: Order, *, restock: bool, reason: str = "OTHER") -> None:
    """Cancel what is not shipped: stock back if wanted, authorisations voided, money given back."""
    if order.cancelled_at:
        raise Refused("The order is already cancelled.", "INVALID", ["orderId"])
    for line in order.lines:
        remove_unshipped(shop, order, line, line.unfulfilled_quantity, restock=restock)
    if payments.open_authorisation(order):
        payments.void(shop, order)
    elif payments.received(order) > 0:
        payments.give_back(shop, order, payments.received(order))
    elif order.financial == "PENDING":
        order.financial = "VOIDED"
    order.cancelled_at, order.cancel_reason = shop.now(), reason
    touch(shop, order, "orders/cancelled")


def remove_unshipped(shop: ShopState, order: Order, line: Line, quantity: int, *, restock: bool) -> None:
    """Take units off the order and its work, and settle their stock."""
    if quantity:
        for location, units in works.take_off(shop, order, line, quantity):
            inventory.give_back(shop, line, location, units, restock=restock)


def delete(shop: ShopState, order: Order) -> None:
    """Forget the order; stock that it still held goes back. The webhook says only its id."""
    for line in order.lines:
        remove_unshipped(shop, order, line, line.unfulfilled_quantity, restock=True)
    del shop.orders[order.gid]
    shop.emit("orders/delete", {"id": order.number})
