"""The background worker: decides which location ships what, and makes the fulfilment orders."""

from sandbox.shopify.sales import Line, Order, Work, WorkLine
from sandbox.shopify.store import ShopState
from sandbox.shopify.things import Location, Variant


def choose(shop: ShopState, variant: Variant, quantity: int) -> Location:
    """The first location that has it all; else the one that has most. A line is never spread over two."""
    levels = variant.inventory_item.levels
    stocked = [place for place in shop.locations if place.gid in levels and levels[place.gid].is_active]
    if not stocked:
        return shop.locations[0]
    enough = [place for place in stocked if levels[place.gid].available >= quantity]
    return enough[0] if enough else max(stocked, key=lambda place: levels[place.gid].available)


def uncovered(order: Order, line: Line) -> int:
    """Units of the line that no fulfilment order ships yet."""
    covered = sum(
        part.remaining_quantity for work in order.live_works for part in work.lines if part.line is line
    )
    return line.unfulfilled_quantity - covered


def route(shop: ShopState, order: Order) -> list[Work]:
    """Make a fulfilment order for each location of what none covers yet, and tell of each."""
    made: dict[tuple[str, bool], Work] = {}
    for line in order.lines:
        quantity = uncovered(order, line)
        if quantity > 0:
            key = (line.location.gid, line.requires_shipping)
            if key not in made:
                made[key] = new_work(shop, order, line.location)
            made[key].lines.append(part_of(shop, line, quantity))
    order.routed = True
    for work in made.values():
        shop.emit("fulfillment_orders/order_routing_complete", {"fulfillment_order": brief(work)})
    return list(made.values())


def new_work(shop: ShopState, order: Order, location: Location) -> Work:
    """An empty open fulfilment order of the order at the location."""
    work = shop.make(Work, order=order, location=location, updated_at=shop.now())
    order.works.append(work)
    return work


def part_of(shop: ShopState, line: Line, quantity: int) -> WorkLine:
    """A part of a line with nothing shipped yet."""
    return shop.make(WorkLine, line=line, total_quantity=quantity, remaining_quantity=quantity)


def brief(work: Work) -> dict[str, str]:
    """All that a webhook says of a fulfilment order: no order id."""
    return {"id": work.gid, "status": work.status.lower()}
