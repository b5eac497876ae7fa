"""The Shopify sandbox in the words of the contract."""

import json
from collections.abc import Mapping
from typing import Any

from adapters.outgoing import Outside
from adapters.shopify.client import ShopifyStorefront
from sandbox.shopify import ShopifySandbox
from sandbox.shopify.orders import touch
from sandbox.shopify.things import Variant
from tests.adapters.driver import Clock, Driver

TOKEN = "shpat_of_the_demo_shop"
WRITES = frozenset(
    {
        "HoldWork",
        "OffersDelete",
        "OffersSet",
        "RecordDelete",
        "RecordSet",
        "ReleaseWork",
        "SellingSet",
        "SubscriptionCreate",
        "SubscriptionDelete",
        "SubscriptionUpdate",
        "TagsAdd",
        "TagsRemove",
    }
)


class ShopifyDriver(Driver):
    has_tags = True
    has_holds = True
    delivery_url = "https://127.0.0.1:9"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.sandbox = ShopifySandbox("a-client-secret-of-more-than-32-bytes", clock=clock)
        self.store = self.sandbox.add_shop("demo-lamps", token=TOKEN, name="Demo Lamps")
        self.berlin = self.store.add_location("Berlin")
        self.base_url = self.sandbox.start()
        self._open: list[ShopifyStorefront] = []

    def storefront(self, *, wrong_key: bool = False) -> ShopifyStorefront:
        token = "shpat_of_nobody" if wrong_key else TOKEN
        outside = Outside(allow_loopback=True)
        self._open.append(ShopifyStorefront(outside, "demo-lamps", token, self.base_url, now=self.clock))
        return self._open[-1]

    def close(self) -> None:
        for storefront in self._open:
            storefront.close()
        self.sandbox.stop()

    def add_item(self, title: str, sku: str, stock: int) -> Variant:
        return self.store.add_product(title, sku=sku, price="49.90", stock={self.berlin: stock})

    def listing_ref(self, item: Variant) -> str:
        return item.inventory_item.gid

    def unknown_ref(self) -> str:
        return "gid://shopify/InventoryItem/1"

    def unknown_order(self) -> str:
        return "gid://shopify/Order/1"

    def order(
        self,
        item: Variant,
        units: int,
        *,
        paid: bool = True,
        business: bool = False,
        shown: Mapping[str, str] | None = None,
    ) -> str:
        return self.store.place_order(
            [(item, units)],
            routing="now",
            financial="PAID" if paid else "PENDING",
            company=business,
            line_properties=[shown or {}],
        ).gid

    def cancel(self, order_id: str) -> None:
        self.store.cancel_order(self.store.orders[order_id])

    def delete(self, order_id: str) -> None:
        self.store.delete_order(self.store.orders[order_id])

    def ship(self, order_id: str, units: int) -> None:
        self.store.fulfil(self.store.orders[order_id], {self._line(order_id): units})

    def refund(self, order_id: str, units: int) -> None:
        self.store.refund(self.store.orders[order_id], {self._line(order_id): units}, restock=True)

    def receive(self, item: Variant, units: int) -> None:
        self.store.receive(item, self.berlin, units)

    def touch(self, order_id: str) -> None:
        touch(self.store, self.store.orders[order_id])

    def writes(self) -> int:
        return sum(entry.operation in WRITES for entry in self.sandbox.log)

    def record(self, order_id: str) -> dict[str, dict[str, Any]]:
        kept = [
            value for (_, key), value in self._view(order_id).metafields.items() if key == "backorder_lines"
        ]
        lines: dict[str, dict[str, Any]] = json.loads(kept[0])["lines"] if kept else {}
        return lines

    def tags(self, order_id: str) -> set[str]:
        return set(self._view(order_id).tags)

    def held(self, order_id: str) -> dict[str, int]:
        return self._view(order_id).held

    def offer(self, item: Variant) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.store.own_values(item.gid).get("backorder_offer")
        return found

    def sells_beyond(self, item: Variant) -> bool:
        return item.inventory_policy == "CONTINUE"

    def webhooks(self) -> list[str]:
        return [subscription.uri for subscription in self.store.subscriptions]

    def add_foreign_webhook(self, url: str) -> None:
        self.store.subscribe(url, ["orders/create"])

    def fail_next(self, kind: str, seconds: float = 1.0) -> None:
        self.sandbox.faults.next(None, kind, seconds=seconds)  # type: ignore[arg-type]

    def lose_answer_of_record(self, seconds: float) -> None:
        self.sandbox.faults.next("RecordSet", "timeout_after_applying", seconds=seconds)

    def lose_answer_of_offer(self, seconds: float) -> None:
        self.sandbox.faults.next("OffersSet", "timeout_after_applying", seconds=seconds)

    def _view(self, order_id: str) -> Any:
        return self.store.order(order_id)

    def _line(self, order_id: str) -> str:
        gid: str = self._view(order_id).lines[0].gid
        return gid
