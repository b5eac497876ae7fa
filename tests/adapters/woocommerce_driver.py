"""The WooCommerce sandbox in the words of the contract."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adapters.outgoing import Outside
from adapters.woocommerce.client import WooStorefront
from sandbox.woocommerce import Product, WooSandbox
from sandbox.woocommerce.outbox import Webhook
from tests.adapters.driver import Clock, Driver

KEY, SECRET = "ck_demo", "cs_demo"


class WooDriver(Driver):
    has_tags = False
    has_holds = False
    delivery_url = "https://127.0.0.1:9/webhooks/woocommerce/k1"

    def __init__(self, clock: Clock, folder: Path) -> None:
        super().__init__(clock)
        self.sandbox = WooSandbox(tls_folder=folder, clock=clock)
        self.store = self.sandbox.add_store("Demo Lamps", key=KEY, secret=SECRET)
        self.store.enable("fulfillments")
        self.sandbox.start()
        self._open: list[WooStorefront] = []

    def storefront(self, *, wrong_key: bool = False) -> WooStorefront:
        outside = Outside(allow_loopback=True, ca_file=self.sandbox.ca_file)
        key = "ck_other" if wrong_key else KEY
        self._open.append(WooStorefront(outside, self.store.url, key, SECRET, currency="USD", now=self.clock))
        return self._open[-1]

    def close(self) -> None:
        for storefront in self._open:
            storefront.close()
        self.sandbox.stop()

    def add_item(self, title: str, sku: str, stock: int) -> Product:
        return self.store.add_product(title, sku=sku, stock=stock, price="49.90", backorders="notify")

    def listing_ref(self, item: Product) -> str:
        return str(item.id)

    def unknown_ref(self) -> str:
        return "987654/3"

    def unknown_order(self) -> str:
        return "987654"

    def order(
        self,
        item: Product,
        units: int,
        *,
        paid: bool = True,
        business: bool = False,
        shown: Mapping[str, str] | None = None,
    ) -> str:
        placed = self.store.place_order(
            [(item, units)],
            payment_method="bacs",
            paid=paid,
            meta={"_vat_number_is_valid": "true"} if business else {},
            customer_id=7,
            line_meta=[shown or {}],
        )
        return str(placed.id)

    def cancel(self, order_id: str) -> None:
        self.store.cancel(int(order_id))

    def delete(self, order_id: str) -> None:
        self.store.force_delete(int(order_id))

    def ship(self, order_id: str, units: int) -> None:
        self.store.fulfil(int(order_id), {self._line(order_id): units})

    def refund(self, order_id: str, units: int) -> None:
        self.store.refund(int(order_id), {self._line(order_id): units}, restock=True)

    def settle(self, order_id: str) -> None:
        self.store.complete(int(order_id))

    def receive(self, item: Product, units: int) -> None:
        self.store.receive(item, units)

    def touch(self, order_id: str) -> None:
        self.store.shop.touch(self.store.shop.orders[int(order_id)])

    def writes(self) -> int:
        return sum(entry.method != "GET" for entry in self.sandbox.log)

    def record(self, order_id: str) -> dict[str, dict[str, Any]]:
        rows = self.store.order(int(order_id))["meta_data"]
        return next((row["value"] for row in rows if row["key"] == "_backorder_connector"), {})

    def tags(self, order_id: str) -> set[str]:
        return set()

    def held(self, order_id: str) -> dict[str, int]:
        return {}

    def offer(self, item: Product) -> dict[str, Any] | None:
        rows = self.store.product(item)["meta_data"]
        return next((row["value"] for row in rows if row["key"] == "_backorder_connector_offer"), None)

    def sells_beyond(self, item: Product) -> bool:
        return self.store.product(item)["backorders"] != "no"

    def webhooks(self) -> list[str]:
        return [webhook.delivery_url for webhook in self.store.webhooks.webhooks.values()]

    def add_foreign_webhook(self, url: str) -> None:
        hooks = self.store.webhooks.webhooks
        hooks[900] = Webhook(900, "other", "order.created", url, "theirs", self.clock())

    def fail_next(self, kind: str, seconds: float = 1.0) -> None:
        self.sandbox.faults.next(None, kind, seconds=seconds)

    def lose_answer_of_record(self, seconds: float) -> None:
        self.sandbox.faults.next("PUT orders/*", "timeout_after_applying", seconds=seconds)

    def lose_answer_of_offer(self, seconds: float) -> None:
        self.sandbox.faults.next("POST products/batch", "timeout_after_applying", seconds=seconds)

    def _line(self, order_id: str) -> int:
        line_id: int = self.store.order(int(order_id))["line_items"][0]["id"]
        return line_id
