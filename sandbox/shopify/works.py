"""What happens to fulfilment orders when units are shipped, taken off, moved or reported."""

from sandbox.shopify import inventory
from sandbox.shopify.holds import actions, wanted
from sandbox.shopify.routing import brief, new_work, part_of
from sandbox.shopify.sales import Fulfilment, Line, Order, Work, WorkLine
from sandbox.shopify.store import Refused, ShopState
from sandbox.shopify.things import Location


def close_if_done(shop: ShopState, work: Work) -> None:
    """A fulfilment order with nothing left to ship is closed, whatever held it."""
    work.updated_at = shop.now()
    if work.remaining == 0:
        work.status, work.holds = "CLOSED", []


def ship_parts(shop: ShopState, work: Work, quantities: dict[WorkLine, int]) -> Fulfilment:
    """Ship parts of one fulfilment order; Refused while it is held or closed."""
    if "CREATE_FULFILLMENT" not in actions(work):
        raise Refused(
            f"A fulfillment order that is {work.status} cannot be fulfilled.", None, ["fulfillment"]
        )
    for part, quantity in quantities.items():
        part.remaining_quantity -= quantity
        part.line.fulfilled += quantity
        inventory.ship(shop, part.line, work.location, quantity)
    work.status = "IN_PROGRESS"
    close_if_done(shop, work)
    shipped = {part.line: quantity for part, quantity in quantities.items()}
    parcel = shop.make(Fulfilment, location=work.location, created_at=shop.now(), quantities=shipped)
    work.order.fulfilments.append(parcel)
    return parcel


def shippable(order: Order) -> list[Work]:
    """Fulfilment orders that may be shipped now."""
    return [work for work in order.live_works if "CREATE_FULFILLMENT" in actions(work)]


def take_off(shop: ShopState, order: Order, line: Line, quantity: int) -> list[tuple[Location, int]]:
    """Take unshipped units of a line off the order's work, the newest open work first, held work last.

    Returns from which locations; units that were not routed yet come off the line's own location.
    """
    line.removed_unfulfilled += quantity
    taken: list[tuple[Location, int]] = []
    for work in sorted(order.live_works, key=lambda one: (one.status == "ON_HOLD", -one.number)):
        quantity -= take_from(shop, work, line, quantity, taken)
    return [*taken, (line.location, quantity)] if quantity else taken


def take_from(
    shop: ShopState, work: Work, line: Line, quantity: int, taken: list[tuple[Location, int]]
) -> int:
    """Take at most so many units off one fulfilment order; returns how many."""
    got = 0
    for part in work.lines:
        if part.line is line and quantity > got:
            units = min(quantity - got, part.remaining_quantity)
            part.remaining_quantity -= units
            part.total_quantity -= units
            got += units
    if got:
        work.lines = [part for part in work.lines if part.total_quantity]
        taken.append((work.location, got))
        close_if_done(shop, work)
    return got


def move(shop: ShopState, work: Work, target: Location, quantities: dict[str, int] | None) -> Work:
    """Let another location ship (part of) it: a new fulfilment order there, stock recommitted."""
    if work.progress_reported:
        code = "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"
        raise Refused("Progress was reported: open it first.", code, ["id"])
    if "MOVE" not in actions(work):
        raise Refused(f"A fulfillment order that is {work.status} cannot be moved.", None, ["id"])
    parts = wanted(work, quantities) if quantities else {part: part.remaining_quantity for part in work.lines}
    refuse_unstocked(parts, target)
    moved = new_work(shop, work.order, target)
    for part, quantity in parts.items():
        moved.lines.append(part_of(shop, part.line, quantity))
        part.total_quantity -= quantity
        part.remaining_quantity -= quantity
        inventory.recommit(shop, part.line, work.location, target, quantity)
    work.lines = [part for part in work.lines if part.total_quantity]
    work.displayable = bool(work.lines)
    close_if_done(shop, work)
    tell_move(shop, work, moved)
    return moved


def refuse_unstocked(parts: dict[WorkLine, int], target: Location) -> None:
    """A counted item can only move to where it is stocked."""
    for part in parts:
        variant = part.line.variant
        if variant and variant.counted and target.gid not in variant.inventory_item.levels:
            raise Refused("The item is not stocked at the location.", None, ["newLocationId"])


def tell_move(shop: ShopState, work: Work, moved: Work) -> None:
    """The topic of a move."""
    body = {
        "original_fulfillment_order": {**brief(work), "assigned_location_id": work.location.gid},
        "moved_fulfillment_order": {**brief(moved), "assigned_location_id": moved.location.gid},
        "destination_location_id": moved.location.gid,
        "source_location": {"id": work.location.gid},
    }
    shop.emit("fulfillment_orders/moved", body)


def report_progress(shop: ShopState, work: Work) -> None:
    """Somebody began to pack: IN_PROGRESS until opened again."""
    if "REPORT_PROGRESS" not in actions(work):
        code = "FULFILLMENT_ORDER_STATUS_INVALID"
        raise Refused(f"A fulfillment order that is {work.status} takes no report.", code, ["id"])
    work.status, work.progress_reported, work.updated_at = "IN_PROGRESS", True, shop.now()
    shop.emit("fulfillment_orders/progress_reported", {"fulfillment_order": brief(work)})


def reopen(shop: ShopState, work: Work) -> None:
    """Mark as open again."""
    if "MARK_AS_OPEN" not in actions(work):
        raise Refused(f"A fulfillment order that is {work.status} cannot be opened.", None, ["id"])
    work.status, work.progress_reported, work.updated_at = "OPEN", False, shop.now()
