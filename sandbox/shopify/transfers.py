"""Goods on their way: inventory transfers, their shipments, and receiving them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.shopify.inventory import shift
from sandbox.shopify.store import Refused, ShopState
from sandbox.shopify.things import InventoryItem, Location, Thing


@dataclass(eq=False, kw_only=True, repr=False)
class ShipmentLine(Thing):
    """Units of one item in a shipment."""

    kind = "InventoryShipmentLineItem"
    inventory_item: InventoryItem
    quantity: int
    accepted: int = 0
    rejected: int = 0

    @property
    def unreceived(self) -> int:
        """Units still on their way."""
        return self.quantity - self.accepted - self.rejected


@dataclass(eq=False, kw_only=True, repr=False)
class Shipment(Thing):
    """A part of a transfer that is on its way, with the date it should arrive."""

    kind = "InventoryShipment"
    name: str
    transfer: "Transfer"
    date_shipped: datetime
    arrives_at: datetime | None
    lines: list[ShipmentLine]
    tracking_number: str | None = None

    @property
    def status(self) -> str:
        """IN_TRANSIT, PARTIALLY_RECEIVED or RECEIVED."""
        if all(line.unreceived == 0 for line in self.lines):
            return "RECEIVED"
        started = any(line.accepted + line.rejected for line in self.lines)
        return "PARTIALLY_RECEIVED" if started else "IN_TRANSIT"


@dataclass(eq=False, kw_only=True, repr=False)
class Transfer(Thing):
    """Goods that a location expects."""

    kind = "InventoryTransfer"
    name: str
    destination: Location
    quantities: dict[InventoryItem, int]
    origin: Location | None = None
    shipments: list[Shipment] = field(default_factory=list)
    cancelled: bool = False

    @property
    def status(self) -> str:
        """READY_TO_SHIP, IN_PROGRESS, TRANSFERRED or CANCELED."""
        if self.cancelled:
            return "CANCELED"
        if not self.shipments:
            return "READY_TO_SHIP"
        shipped = sum(line.quantity for one in self.shipments for line in one.lines)
        arrived = all(one.status == "RECEIVED" for one in self.shipments)
        return "TRANSFERRED" if arrived and shipped >= self.total_quantity else "IN_PROGRESS"

    @property
    def total_quantity(self) -> int:
        """Units in all."""
        return sum(self.quantities.values())


def create(
    shop: ShopState, target: Location, quantities: dict[InventoryItem, int], origin: Location | None = None
) -> Transfer:
    """A transfer that is ready to ship; incoming rises when it does."""
    if not quantities or min(quantities.values()) < 1:
        raise Refused("A transfer needs items.", "ITEMS_EMPTY", ["input", "lineItems"])
    made = shop.make(Transfer, name="", destination=target, quantities=quantities, origin=origin)
    made.name = f"#T{made.number % 100_000:05}"
    tell(shop, made, "ready_to_ship")
    return made


def send(
    shop: ShopState,
    transfer: Transfer,
    quantities: Mapping[InventoryItem, int],
    arrives_at: datetime | None,
    tracking_number: str | None = None,
) -> Shipment:
    """Put items on their way: incoming rises at the destination."""
    lines = [shop.make(ShipmentLine, inventory_item=item, quantity=n) for item, n in quantities.items()]
    made = shop.make(
        Shipment,
        name=f"{transfer.name}-{len(transfer.shipments) + 1}",
        transfer=transfer,
        date_shipped=shop.now(),
        arrives_at=arrives_at,
        lines=lines,
        tracking_number=tracking_number,
    )
    transfer.shipments.append(made)
    for line in lines:
        shift(shop, line.inventory_item, transfer.destination, incoming=line.quantity)
    tell(shop, transfer, "updated")
    body = {"id": made.gid, "status": made.status, "happened_at": stamp(shop)}
    shop.emit("inventory_shipments/mark_in_transit", body)
    return made


def postpone(shop: ShopState, shipment: Shipment, arrives_at: datetime | None) -> None:
    """Another arrival date."""
    shipment.arrives_at = arrives_at
    body = {"id": shipment.gid, "happened_at": stamp(shop)}
    shop.emit("inventory_shipments/update_tracking", body)


def receive(
    shop: ShopState, shipment: Shipment, accepted: Mapping[ShipmentLine, int], *, reject: bool = False
) -> None:
    """Book units in: incoming falls, and available rises unless they are rejected."""
    if any(not 0 < quantity <= line.unreceived for line, quantity in accepted.items()):
        raise Refused("More than is on its way.", "INVALID_QUANTITY", ["lineItems"])
    for line, quantity in accepted.items():
        if reject:
            line.rejected += quantity
        else:
            line.accepted += quantity
        good = 0 if reject else quantity
        shift(shop, line.inventory_item, shipment.transfer.destination, incoming=-quantity, available=good)
    body = {"id": shipment.gid, "status": shipment.status, "happened_at": stamp(shop)}
    shop.emit("inventory_shipments/receive_items", body)
    if shipment.transfer.status == "TRANSFERRED":
        tell(shop, shipment.transfer, "complete")


def stamp(shop: ShopState) -> str:
    """Now, in the shop's own time."""
    return shop.now().astimezone(shop.timezone).isoformat()


def tell(shop: ShopState, transfer: Transfer, what: str) -> None:
    """One of the transfer topics."""
    body = {
        "id": transfer.gid,
        "happened_at": stamp(shop),
        "origin": {"id": transfer.origin.gid} if transfer.origin else None,
        "destination": {"id": transfer.destination.gid},
        "status": transfer.status,
    }
    shop.emit(f"inventory_transfers/{what}", body)
