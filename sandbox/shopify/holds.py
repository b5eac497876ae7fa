"""Holds: placed, split off, stacked, released. The rules are Shopify's fulfillmentOrderHold of 2026-10."""

from collections.abc import Mapping

from sandbox.shopify.routing import brief, new_work, part_of
from sandbox.shopify.sales import APP_GID, Hold, Work, WorkLine
from sandbox.shopify.store import Body, Refused, ShopState

MOST_HOLDS = 10
ACTIONS = {
    "OPEN": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"),
    "ON_HOLD": ("RELEASE_HOLD", "HOLD", "MOVE"),
    "IN_PROGRESS": ("CREATE_FULFILLMENT",),
    "SCHEDULED": ("MARK_AS_OPEN",),
}


def actions(work: Work) -> list[str]:
    """What may be done with the fulfilment order now."""
    names = list(ACTIONS.get(work.status, ()))
    if work.status == "OPEN" and work.remaining < 2:
        names.remove("SPLIT")
    return [*names, "MARK_AS_OPEN"] if work.progress_reported else names


def hold(
    shop: ShopState,
    work: Work,
    *,
    reason: str,
    handle: str | None = None,
    notes: str | None = None,
    external_id: str | None = None,
    quantities: Mapping[str, int] | None = None,
    app: str = APP_GID,
) -> tuple[Hold, Work | None]:
    """Hold all of it, or split the given quantities (by line gid) off and hold those.

    Returns the hold and the fulfilment order that took the rest. Refused with Shopify's own codes.
    """
    refuse_hold(work, handle, app, splits=quantities is not None)
    rest = split(shop, work, quantities) if quantities is not None else None
    made = shop.make(Hold, reason=reason, app=app, handle=handle, reason_notes=notes, external_id=external_id)
    work.holds.append(made)
    work.status, work.updated_at = "ON_HOLD", shop.now()
    tell_hold(shop, work, made, rest)
    return made, rest


def refuse_hold(work: Work, handle: str | None, app: str, *, splits: bool) -> None:
    """Raise Refused where Shopify would not hold."""
    mine = [one for one in work.holds if one.app == app]
    if any(one.handle == handle for one in mine):
        raise Refused(
            "The handle is already taken by another hold of this app.",
            "DUPLICATE_FULFILLMENT_HOLD_HANDLE",
            ["fulfillmentHold", "handle"],
        )
    if len(mine) >= MOST_HOLDS:
        raise Refused(
            "At most 10 holds of an app are allowed.", "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED", ["id"]
        )
    if splits and work.holds:
        raise Refused("A held fulfillment order cannot be split.", "FULFILLMENT_ORDER_NOT_SPLITTABLE", ["id"])
    if "HOLD" not in actions(work):
        raise Refused(f"A fulfillment order that is {work.status} cannot be held.", None, ["id"])


def split(shop: ShopState, work: Work, quantities: Mapping[str, int]) -> Work | None:
    """Keep only the quantities in the fulfilment order; a new one takes the rest, if any is left."""
    kept = wanted(work, quantities)
    left = {part: part.remaining_quantity - kept.get(part, 0) for part in work.lines}
    if not any(left.values()):
        return None
    rest = new_work(shop, work.order, work.location)
    for part, quantity in left.items():
        if quantity:
            rest.lines.append(part_of(shop, part.line, quantity))
            part.total_quantity -= quantity
            part.remaining_quantity -= quantity
    work.lines = [part for part in work.lines if part.total_quantity]
    work.updated_at = shop.now()
    return rest


def wanted(work: Work, quantities: Mapping[str, int]) -> dict[WorkLine, int]:
    """The parts that the gids name, with quantities that they have; Refused otherwise."""
    parts = {part.gid: part for part in work.lines}
    for gid, quantity in quantities.items():
        if quantity <= 0:
            raise Refused("The quantity must be greater than 0.", "GREATER_THAN_ZERO")
        if gid not in parts or quantity > parts[gid].remaining_quantity:
            raise Refused("The line item quantity is invalid.", "INVALID_LINE_ITEM_QUANTITY")
    return {parts[gid]: quantity for gid, quantity in quantities.items()}


def release(shop: ShopState, work: Work, hold_gids: list[str] | None = None) -> None:
    """Release the named holds, or every hold whoever placed it when none is named."""
    gone = [one for one in work.holds if hold_gids is None or one.gid in hold_gids]
    if not gone:
        raise Refused("The fulfillment order has no such hold.", None, ["holdIds"])
    work.holds = [one for one in work.holds if one not in gone]
    work.updated_at = shop.now()
    if not work.holds:
        work.status = "OPEN"
    for one in gone:
        shop.emit(
            "fulfillment_holds/released", {"fulfillment_order": brief(work), "fulfillment_hold": told(one)}
        )
    if not work.holds:
        shop.emit("fulfillment_orders/hold_released", {"fulfillment_order": brief(work)})


def tell_hold(shop: ShopState, work: Work, made: Hold, rest: Work | None) -> None:
    """The two topics of a new hold."""
    held = [{"id": part.gid, "quantity": part.remaining_quantity} for part in work.lines]
    body: Body = {
        "fulfillment_order": {**brief(work), "fulfillment_holds": [told(one) for one in work.holds]},
        "remaining_fulfillment_order": brief(rest) if rest else None,
        "held_fulfillment_order_line_items": held,
        "created_fulfillment_hold": told(made),
    }
    shop.emit("fulfillment_orders/placed_on_hold", body)
    shop.emit(
        "fulfillment_holds/added", {"fulfillment_order": {"id": work.gid}, "fulfillment_hold": told(made)}
    )


def told(one: Hold) -> Body:
    """A hold as webhooks show it: enums in lower case."""
    return {
        "id": one.gid,
        "reason": one.reason.lower(),
        "reason_notes": one.reason_notes,
        "held_by_requesting_app": one.app == APP_GID,
        "handle": one.handle,
        "held_by_app": {"id": one.app},
    }
