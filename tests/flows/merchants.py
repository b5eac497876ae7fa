"""A merchant of either platform in one vocabulary, so that one story can be told on both."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from connector.ledger.stores import ORDER_EFFECTS, Store
from sandbox.shopify import Shop
from sandbox.shopify.sales import Line as ShopifyLine
from sandbox.shopify.sales import Order as ShopifyOrder
from sandbox.woocommerce import WooStore
from sandbox.woocommerce.purchase import Line as WooLine
from sandbox.woocommerce.purchase import Order as WooOrder
from tests.world import World

Units = Mapping[str, int]
"""Units by SKU."""


class Merchant(ABC):
    """Orders go by a label of one letter, items by their SKU."""

    platform: ClassVar[str]

    def __init__(self, here: World, store: Store) -> None:
        self.here, self.store = here, store
        self.items: dict[str, Any] = {}
        self.orders: dict[str, Any] = {}

    def stock(self, **units: int) -> "Merchant":
        for sku, quantity in units.items():
            self.items[sku] = self.add_item(sku, quantity)
        return self

    def sell(self, label: str, **units: int) -> Any:
        """Each order is a second younger than the one before."""
        return self.sell_how(label, units)

    def sell_how(self, label: str, units: Units, **how: Any) -> Any:
        self.here.clock.ahead += timedelta(seconds=1)
        self.orders[label] = self.place([(self.items[sku], units[sku]) for sku in units], **how)
        return self.orders[label]

    def labels(self) -> dict[str, str]:
        """The label of each order by the platform's id."""
        return {self.ref(order): label for label, order in self.orders.items()}

    @abstractmethod
    def add_item(self, sku: str, stock: int) -> Any: ...
    @abstractmethod
    def place(self, items: list[tuple[Any, int]], **how: Any) -> Any: ...
    @abstractmethod
    def ref(self, order: Any) -> str: ...
    @abstractmethod
    def edit(self, label: str, sku: str, quantity: int) -> None: ...
    @abstractmethod
    def add(self, label: str, sku: str, quantity: int) -> None: ...
    @abstractmethod
    def swap(self, label: str, sku: str, other: str) -> None: ...
    @abstractmethod
    def refund(self, label: str, sku: str, quantity: int, *, restock: bool) -> None: ...
    @abstractmethod
    def cancel(self, label: str) -> None: ...
    @abstractmethod
    def ship(self, label: str, sku: str, quantity: int) -> None: ...
    @abstractmethod
    def lose_payment(self, label: str) -> None: ...
    @abstractmethod
    def delete(self, label: str) -> None: ...
    @abstractmethod
    def receive(self, sku: str, quantity: int) -> None: ...
    @abstractmethod
    def recount(self, sku: str, there: int) -> None:
        """A stocktaking: so many units are there for open orders and new ones."""


class ShopifyMerchant(Merchant):
    platform = "shopify"
    financial = "AUTHORIZED"

    def __init__(self, here: World, name: str, switches: tuple[str, ...] = ORDER_EFFECTS) -> None:
        self.shop: Shop
        self.shop, store = here.add_shop(name, switches=switches)
        # Points come back by the real clock, and the world's runs ahead of it: a story would wait for ever.
        self.shop.bucket.maximum, self.shop.bucket.restore_rate = 40_000, 4_000
        self.berlin = self.shop.add_location("Berlin")
        super().__init__(here, store)

    def add_item(self, sku: str, stock: int) -> Any:
        return self.shop.add_product(sku.title(), sku=sku, price="10.00", stock={self.berlin: stock})

    def place(self, items: list[tuple[Any, int]], **how: Any) -> ShopifyOrder:
        wish = {"financial": self.financial, "routing": "now", **how}
        return self.shop.place_order(items, **wish)

    def ref(self, order: ShopifyOrder) -> str:
        return order.gid

    def line(self, label: str, sku: str) -> ShopifyLine:
        lines: list[ShopifyLine] = self.orders[label].lines
        return next(one for one in lines if one.sku == sku and one.current_quantity)

    def edit(self, label: str, sku: str, quantity: int) -> None:
        self.shop.edit_order(self.orders[label], self.line(label, sku), quantity)

    def add(self, label: str, sku: str, quantity: int) -> None:
        self.shop.add_line(self.orders[label], self.items[sku], quantity)

    def swap(self, label: str, sku: str, other: str) -> None:
        self.shop.swap_item(self.orders[label], self.line(label, sku), self.items[other])

    def refund(self, label: str, sku: str, quantity: int, *, restock: bool) -> None:
        self.shop.refund(self.orders[label], {self.line(label, sku): quantity}, restock=restock)

    def cancel(self, label: str) -> None:
        self.shop.cancel_order(self.orders[label])

    def ship(self, label: str, sku: str, quantity: int) -> None:
        self.shop.fulfil(self.orders[label], {self.line(label, sku): quantity})

    def lose_payment(self, label: str) -> None:
        self.shop.void(self.orders[label])

    def delete(self, label: str) -> None:
        self.shop.delete_order(self.orders[label])

    def receive(self, sku: str, quantity: int) -> None:
        self.shop.receive(self.items[sku], self.berlin, quantity)

    def recount(self, sku: str, there: int) -> None:
        committed = self.shop.levels(self.items[sku], self.berlin)["committed"]
        self.shop.set_available(self.items[sku], self.berlin, there - committed)

    def held(self, label: str) -> int:
        return sum(self.shop.order(self.orders[label].gid).held.values())


class WooMerchant(Merchant):
    platform = "woocommerce"

    def __init__(self, here: World, name: str, switches: tuple[str, ...] = ORDER_EFFECTS) -> None:
        self.shop: WooStore
        self.shop, store = here.add_woo(name, switches=switches)
        self.shop.enable("fulfillments")
        super().__init__(here, store)

    def add_item(self, sku: str, stock: int) -> Any:
        return self.shop.add_product(sku.title(), sku=sku, stock=stock, backorders="notify")

    def place(self, items: list[tuple[Any, int]], **how: Any) -> WooOrder:
        return self.shop.place_order(items, **{"status": "processing", **how})

    def ref(self, order: WooOrder) -> str:
        return str(order.id)

    def line(self, label: str, sku: str) -> WooLine:
        lines: list[WooLine] = self.orders[label].lines
        return next(one for one in lines if one.product and one.product.sku == sku)

    def edit(self, label: str, sku: str, quantity: int) -> None:
        self.shop.edit_line(self.orders[label], self.line(label, sku), quantity)

    def add(self, label: str, sku: str, quantity: int) -> None:
        self.shop.add_line(self.orders[label], self.items[sku], quantity)

    def swap(self, label: str, sku: str, other: str) -> None:
        self.shop.swap_line(self.orders[label], self.line(label, sku), self.items[other])

    def refund(self, label: str, sku: str, quantity: int, *, restock: bool) -> None:
        self.shop.refund(self.orders[label], {self.line(label, sku).id: quantity}, restock=restock)

    def cancel(self, label: str) -> None:
        self.shop.cancel(self.orders[label])

    def ship(self, label: str, sku: str, quantity: int) -> None:
        """A parcel; the last one completes the order, as a merchant does."""
        order = self.orders[label]
        self.shop.fulfil(order, {self.line(label, sku).id: quantity})
        if self.shop.order(order)["line_items"] and self._all_sent(order):
            self.shop.complete(order)

    def _all_sent(self, order: WooOrder) -> bool:
        meta = {row["key"]: row["value"] for row in self.shop.order(order)["meta_data"]}
        return meta.get("_fulfillment_status") == "fulfilled"

    def lose_payment(self, label: str) -> None:
        self.shop.set_status(self.orders[label], "failed")

    def delete(self, label: str) -> None:
        self.shop.trash(self.orders[label])

    def receive(self, sku: str, quantity: int) -> None:
        self.shop.receive(self.items[sku], quantity)

    def recount(self, sku: str, there: int) -> None:
        product = self.items[sku]
        taken = sum(
            line.reduced - self._sent(order, line)
            for order in self.orders.values()
            if order.status in ("processing", "on-hold")
            for line in order.lines
            if line.product is product
        )
        self.shop.set_stock(product, there - taken)

    def _sent(self, order: WooOrder, line: WooLine) -> int:
        rows = [
            item
            for parcel in order.fulfilments
            for meta in parcel.meta
            if meta["key"] == "_items"
            for item in meta["value"]
        ]
        return sum(int(item["qty"]) for item in rows if item["item_id"] == line.id)


MERCHANTS: dict[str, type[ShopifyMerchant] | type[WooMerchant]] = {
    "shopify": ShopifyMerchant,
    "woocommerce": WooMerchant,
}
