"""Order lines as one location after the other must ship them, from fulfilment orders."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from adapters.shopify.answers import OrderLine, Work
from adapters.shopify.work import OPEN
from connector.domain.shown import shown_on
from connector.domain.snapshots import LineSnapshot


@dataclass
class _Share:
    """What one location has to do with one line, in units."""

    open: int = 0
    in_progress: int = 0
    shipped: int = 0
    item_ref: str = ""
    by_service: bool = False


def line_snapshots(lines: Iterable[OrderLine], works: Sequence[Work]) -> tuple[LineSnapshot, ...]:
    """One snapshot per line and location. A line that nobody was told to ship yet has no location."""
    shares = _shares(works)
    return tuple(one for line in lines for one in _of_line(line, shares.get(line.id, {})))


def _shares(works: Sequence[Work]) -> dict[str, dict[str, _Share]]:
    shares: dict[str, dict[str, _Share]] = {}
    for work in works:
        if work.status == "CANCELLED":
            continue
        place = work.assigned_location.location
        packing = _is_packed(work)
        for part in work.line_items.nodes:
            share = shares.setdefault(part.line_item.id, {}).setdefault(work.location_ref, _Share())
            share.shipped += part.total_quantity - part.remaining_quantity
            share.open += part.remaining_quantity if work.status in OPEN else 0
            share.in_progress += part.remaining_quantity if packing else 0
            share.item_ref = share.item_ref or part.inventory_item_id or ""
            share.by_service = bool(place and place.is_fulfillment_service)
    return shares


def _is_packed(work: Work) -> bool:
    """Somebody packs all of it. A part that was shipped leaves the rest IN_PROGRESS too, packed by nobody."""
    untouched = all(part.total_quantity == part.remaining_quantity for part in work.line_items.nodes)
    return work.status == "IN_PROGRESS" and untouched


def _of_line(line: OrderLine, shares: dict[str, _Share]) -> Iterator[LineSnapshot]:
    if not shares:
        if not (line.variant and line.variant.requires_components):  # a kit: its components are lines too
            yield _snapshot(line, "", _Share(open=line.unfulfilled_quantity))
        return
    # Units that came back stay "fulfilled" in the fulfilment orders, and a cancelled parcel is counted
    # there twice; the line itself knows how many the buyer has.
    kept = max(0, line.current_quantity - line.unfulfilled_quantity)
    for location_ref, share in shares.items():
        share.shipped = min(share.shipped, kept)
        kept -= share.shipped
        yield _snapshot(line, location_ref, share)


def _snapshot(line: OrderLine, location_ref: str, share: _Share) -> LineSnapshot:
    return LineSnapshot(
        line_id=line.id,
        location_ref=location_ref,
        listing_ref=line.variant.inventory_item.id if line.variant else share.item_ref,
        title=line.name,
        sku=line.sku or "",
        ordered=share.open + share.shipped,
        open=share.open,
        shipped=share.shipped,
        in_progress=share.in_progress,
        backorderable=_backorderable(line) and not share.by_service,
        shown_on=shown_on((one.key, one.value) for one in line.custom_attributes),
    )


def _backorderable(line: OrderLine) -> bool:
    """Counted goods that are sent. A line with a selling plan may be reserved only when it ships."""
    item = line.variant.inventory_item if line.variant else None
    if item is None or not item.tracked or not item.requires_shipping:
        return False
    return line.requires_shipping and not line.is_gift_card and line.selling_plan is None
