"""Items with their counts, and what is on its way to them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from adapters.shopify.answers import Connection, Named, every, rest_of
from adapters.shopify.bulk import below, read_as
from adapters.shopify.display import ShownVariant, display_of, title_of
from adapters.shopify.transport import GraphQL
from connector.domain.snapshots import Display, Inbound, ItemSnapshot, Level
from connector.domain.trouble import Trouble

CHUNK = 15
"""Items a call: even if each of their levels, and all that shows their variant, were charged alone, below
the 1,000 points of one query."""

ON_ITS_WAY = frozenset({"IN_TRANSIT", "PARTIALLY_RECEIVED"})


class _Location(msgspec.Struct, rename="camel"):
    id: str
    name: str
    is_active: bool


class _Quantity(msgspec.Struct):
    name: str
    quantity: int


class _Level(msgspec.Struct, rename="camel"):
    is_active: bool
    location: _Location
    quantities: list[_Quantity]


class _Item(msgspec.Struct, rename="camel", tag_field="__typename", tag="InventoryItem"):
    id: str
    sku: str | None
    tracked: bool
    variants: Connection[ShownVariant] | None
    inventory_levels: Connection[_Level]


class _Items(msgspec.Struct):
    nodes: list[_Item | None]


class _LevelsPart(msgspec.Struct, rename="camel"):
    inventory_levels: Connection[_Level]


class _Levels(msgspec.Struct, rename="camel"):
    inventory_item: _LevelsPart | None


def reread_items(graphql: GraphQL, refs: Sequence[str]) -> list[ItemSnapshot]:
    """The items in the order asked; `gone` for one that Shopify has no more."""
    found: dict[str, ItemSnapshot] = {}
    for start in range(0, len(refs), CHUNK):
        nodes = graphql.ask("Items", _Items, ids=list(refs[start : start + CHUNK])).nodes
        found |= {one.id: _snapshot(graphql, one) for one in nodes if one}
    return [found.get(ref) or _gone(ref) for ref in refs]


def whole_item(graphql: GraphQL, node: dict[str, Any]) -> ItemSnapshot:
    """An item that was read in bulk, with its variants and levels below it, as `reread_items` reads it."""
    parts = {
        "variants": {"nodes": below(node, "ProductVariant")},
        "inventoryLevels": {"nodes": below(node, "InventoryLevel")},
    }
    return _snapshot(graphql, read_as(_Item, {"__typename": "InventoryItem", **node, **parts}))


def _snapshot(graphql: GraphQL, item: _Item) -> ItemSnapshot:
    def more(after: str) -> Connection[_Level]:
        part = graphql.ask("ItemLevels", _Levels, id=item.id, after=after).inventory_item
        if part is None:
            raise Trouble("the item went away while it was read")
        return part.inventory_levels

    # Several variants may share an item; buyers are shown the first, and all of them carry the offer.
    variant = next(iter(item.variants.nodes), None) if item.variants else None
    return ItemSnapshot(
        listing_ref=item.id,
        title=title_of(variant) if variant else item.sku or "",
        sku=item.sku or "",
        tracked=item.tracked,
        levels=tuple(
            _level(one)
            for one in rest_of(item.inventory_levels, more)
            if one.is_active and one.location.is_active
        ),
        display=display_of(variant) if variant else Display(),
    )


def _level(level: _Level) -> Level:
    """Supply is available + committed: an order moves units from one to the other, the sum stays."""
    units = {one.name: one.quantity for one in level.quantities}
    committed = units["committed"]
    return Level(
        location_ref=level.location.id,
        count=units["available"] + committed,
        name=level.location.name,
        committed=committed,
    )


def _gone(ref: str) -> ItemSnapshot:
    return ItemSnapshot(listing_ref=ref, title="", sku="", tracked=False, levels=(), gone=True)


class _ShipmentLine(msgspec.Struct, rename="camel"):
    id: str
    unreceived_quantity: int
    inventory_item: Named | None


class _Tracking(msgspec.Struct, rename="camel"):
    arrives_at: datetime | None


class _Shipment(msgspec.Struct, rename="camel"):
    id: str
    status: str
    tracking: _Tracking | None
    line_items: Connection[_ShipmentLine]


class _Destination(msgspec.Struct):
    location: Named | None


class _Transfer(msgspec.Struct):
    id: str
    destination: _Destination | None
    shipments: Connection[_Shipment]


class _Transfers(msgspec.Struct, rename="camel"):
    inventory_transfers: Connection[_Transfer]


class _ShipmentsPart(msgspec.Struct):
    shipments: Connection[_Shipment]


class _Shipments(msgspec.Struct, rename="camel"):
    inventory_transfer: _ShipmentsPart | None


class _LinesPart(msgspec.Struct, rename="camel"):
    line_items: Connection[_ShipmentLine]


class _Lines(msgspec.Struct, rename="camel"):
    inventory_shipment: _LinesPart | None


def inbound(graphql: GraphQL) -> list[Inbound]:
    """Units in shipments that have left and were not received, with the date that their tracking tells."""
    transfers = every(lambda after: graphql.ask("Inbound", _Transfers, after=after).inventory_transfers)
    return [one for transfer in transfers for one in _of_transfer(graphql, transfer)]


def _of_transfer(graphql: GraphQL, transfer: _Transfer) -> Iterator[Inbound]:
    def more(after: str) -> Connection[_Shipment]:
        part = graphql.ask("InboundShipments", _Shipments, id=transfer.id, after=after).inventory_transfer
        if part is None:
            raise Trouble("the transfer went away while it was read")
        return part.shipments

    place = transfer.destination.location if transfer.destination else None
    if place is None:  # its location was deleted: nothing can arrive there
        return
    for shipment in rest_of(transfer.shipments, more):
        if shipment.status in ON_ITS_WAY:
            yield from _of_shipment(graphql, shipment, place.id)


def _of_shipment(graphql: GraphQL, shipment: _Shipment, location_ref: str) -> Iterator[Inbound]:
    def more(after: str) -> Connection[_ShipmentLine]:
        part = graphql.ask("InboundLines", _Lines, id=shipment.id, after=after).inventory_shipment
        if part is None:
            raise Trouble("the shipment went away while it was read")
        return part.line_items

    arrives_at = shipment.tracking.arrives_at if shipment.tracking else None
    for line in rest_of(shipment.line_items, more):
        if line.inventory_item and line.unreceived_quantity > 0:
            yield Inbound(
                ref=line.id,
                listing_ref=line.inventory_item.id,
                location_ref=location_ref,
                quantity=line.unreceived_quantity,
                expected_at=arrives_at.astimezone(UTC) if arrives_at else None,
            )
