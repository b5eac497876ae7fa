"""The goods side of a shop: places, products, stock, transfers. Every method is thread-safe."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar, Unpack, cast

from sandbox.shopify import catalogue, inventory, metafields, transfers
from sandbox.shopify.catalogue import Shown, Sold
from sandbox.shopify.cost import Bucket
from sandbox.shopify.sales import PlanGroup, SellingPlan
from sandbox.shopify.store import ShopState
from sandbox.shopify.things import InventoryItem, Location, Product, Variant
from sandbox.shopify.transfers import Transfer

P = ParamSpec("P")
R = TypeVar("R")


def locked(method: Callable[P, R]) -> Callable[P, R]:
    """Run the method under the sandbox's one lock."""

    @wraps(method)
    def under_lock(*args: P.args, **kwargs: P.kwargs) -> R:
        with cast("Warehouse", args[0]).lock:
            return method(*args, **kwargs)

    return under_lock


class Warehouse(ShopState):
    """What a shop has. Locations are named by gid."""

    def __init__(self, lock: threading.RLock, **given: Any) -> None:
        super().__init__(**given)
        self.lock = lock
        self.bucket = Bucket()

    @locked
    def add_location(self, name: str) -> str:
        """A place that holds stock; returns its gid."""
        place = self.make(Location, name=name)
        self.locations.append(place)
        return place.gid

    @locked
    def add_product(
        self,
        title: str,
        *,
        sku: str,
        price: str,
        stock: Mapping[str, int] | None = None,
        shown: Shown | None = None,
        **sold: Unpack[Sold],
    ) -> Variant:
        """A product with one variant, stocked at the locations that `stock` names (available units)."""
        product = catalogue.product(self, title, shown or {})
        return catalogue.variant(self, product, sku, price, self._by_place(stock), sold)

    @locked
    def add_variant(
        self,
        product: Product,
        *,
        sku: str,
        price: str,
        stock: Mapping[str, int] | None = None,
        **sold: Unpack[Sold],
    ) -> Variant:
        """One more variant of a product; name its `option`."""
        return catalogue.variant(self, product, sku, price, self._by_place(stock), sold)

    @locked
    def change_product(self, product: Product, **shown: Unpack[Shown]) -> None:
        """The merchant changes how the online store shows it; products/update is told."""
        catalogue.change(self, product, shown)

    @locked
    def change_price(self, variant: Variant, price: str) -> None:
        """It costs something else from now on; products/update is told."""
        variant.price = Decimal(price)
        catalogue.tell(self, variant.product)

    @locked
    def remove_variant(self, variant: Variant) -> None:
        """The merchant deletes it; its product goes with its last variant."""
        catalogue.remove(self, variant)

    def _by_place(self, stock: Mapping[str, int] | None) -> dict[Location, int]:
        return {self.place(gid): units for gid, units in (stock or {}).items()}

    @locked
    def products(self) -> list[Product]:
        """Everything that the shop sells, oldest first."""
        return [one for one in self.things.values() if isinstance(one, Product)]

    def page_of(self, product: Product) -> str | None:
        """Its page in the online store; None where it is not shown there."""
        return catalogue.page_of(self, product)

    @locked
    def own_values(self, gid: str) -> dict[str, Any]:
        """What our app keeps ("$app") beside a variant, product or order: by key, JSON parsed."""
        return metafields.own_values(self, gid)

    @locked
    def add_bundle(
        self, title: str, components: Sequence[tuple[Variant, int]], *, sku: str = "", price: str = "0.00"
    ) -> Variant:
        """A bundle: bought as one, ordered as a line for each component."""
        bundle = self.add_product(title, sku=sku, price=price, tracked=False)
        bundle.components = list(components)
        return bundle

    @locked
    def add_selling_plan(
        self, name: str, category: str = "PRE_ORDER", group: str = "Pre-orders"
    ) -> SellingPlan:
        """Some app's way of selling, in a group of its own."""
        plan = self.make(SellingPlan, name=name, category=category)
        self.make(PlanGroup, name=group, plans=[plan])
        return plan

    def place(self, gid: str) -> Location:
        """The location of that gid; Refused where there is none."""
        return self.need(Location, gid)

    @locked
    def set_available(self, item: Variant, location: str, quantity: int) -> None:
        """Count: available becomes the quantity."""
        level = inventory.level_at(self, item.inventory_item, self.place(location))
        inventory.set_quantity(self, level, "available", quantity)

    @locked
    def receive(self, item: Variant, location: str, quantity: int) -> None:
        """Goods arrive: available rises."""
        inventory.shift(self, item.inventory_item, self.place(location), available=quantity)

    @locked
    def add_transfer(
        self, *, to: str, items: Mapping[Variant, int], arrives_at: datetime | None = None
    ) -> Transfer:
        """Goods set out: a transfer IN_PROGRESS with one shipment IN_TRANSIT."""
        counted = {variant.inventory_item: units for variant, units in items.items()}
        transfer = transfers.create(self, self.place(to), counted)
        transfers.send(self, transfer, counted, arrives_at)
        return transfer

    @locked
    def postpone_transfer(self, transfer: Transfer, arrives_at: datetime | None) -> None:
        """Its shipments will arrive at another time."""
        for shipment in transfer.shipments:
            transfers.postpone(self, shipment, arrives_at)

    @locked
    def receive_transfer(self, transfer: Transfer, items: Mapping[Variant, int] | None = None) -> None:
        """Book units of a transfer in; all that is still on its way when none are named."""
        for shipment in transfer.shipments:
            wanted = {
                line: line.unreceived
                if items is None
                else min(line.unreceived, count(items, line.inventory_item))
                for line in shipment.lines
            }
            transfers.receive(self, shipment, {line: units for line, units in wanted.items() if units})

    @locked
    def levels(self, item: Variant, location: str) -> dict[str, int]:
        """available, committed, on_hand, incoming."""
        level = inventory.level_at(self, item.inventory_item, self.place(location))
        return {name: level.quantity(name) for name in ("available", "committed", "on_hand", "incoming")}


def count(items: Mapping[Variant, int], wanted: InventoryItem) -> int:
    """Units named for an inventory item."""
    return sum(units for variant, units in items.items() if variant.inventory_item is wanted)
