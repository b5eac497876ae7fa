"""What happened in the recorded store between the recordings that are kept, so that the state lines up.

Each entry stands before the recording of its number: buyers' checkouts (the Store API is not served, a buyer
is `store.place_order`), requests that were not kept, and the store's own clock. Numbers of orders,
products and webhooks are the recorded ones.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from sandbox.woocommerce import Order, WooStore

Wanted = dict[str, Any]
RECEIVER = "http://127.0.0.1:8899"
MARY = {
    "address_1": "9 Tunnel Rd",
    "city": "Brooklyn",
    "state": "NY",
    "postcode": "11206",
    "phone": "555-0102",
}


class Stage(Protocol):
    """What a fill-in may use of the replay."""

    store: WooStore
    at: datetime

    def request(self, method: str, path: str, body: Wanted | None = None) -> Any: ...

    def ours(self, kind: str, recorded: int) -> int: ...

    def met(self, kind: str, recorded: int, ours: int) -> None: ...


FillIn = Callable[[Stage], None]


def _do(*steps: FillIn) -> FillIn:
    def run(stage: Stage) -> None:
        for step in steps:
            step(stage)

    return run


def _send(method: str, path: str, body: Wanted | None = None) -> FillIn:
    def run(stage: Stage) -> None:
        stage.request(method, path, body)

    return run


def _create(kind: str, recorded: int, path: str, body: Wanted) -> FillIn:
    def run(stage: Stage) -> None:
        stage.met(kind, recorded, stage.request("POST", path, body)["id"])

    return run


def _webhook(recorded: int, topic: str, path: str = "", named: bool = True) -> FillIn:
    wanted = {"topic": topic, "delivery_url": RECEIVER + (path or f"/ok/{topic}"), "secret": "s3"}
    return _create("webhook", recorded, "webhooks", wanted | ({"name": f"lab {topic}"} if named else {}))


def _unhook(*recorded: int) -> FillIn:
    return _do(*(_send("DELETE", f"webhooks/{n}?force=True") for n in recorded))


def _sold(recorded: int, status: str) -> FillIn:
    wanted = {"status": status, "line_items": [{"product_id": 12, "quantity": 1}]}
    return _create("post", recorded, "orders", wanted)


def _bought(recorded: int, items: list[tuple[int, int]], method: str, declines: bool = False) -> FillIn:
    def run(stage: Stage) -> None:
        order = _buy(stage, items, method)
        order.card_declines = declines
        stage.met("post", recorded, order.id)

    return run


def _buy(stage: Stage, items: list[tuple[int, int]], method: str) -> Order:
    wanted = [(stage.ours("post", product), quantity) for product, quantity in items]
    return stage.store.place_order(
        wanted, payment_method=method, shipping="5.00", address=MARY, note="leave at door"
    )


def _count(product: int, quantity: int) -> FillIn:
    return lambda stage: stage.store.set_stock(stage.ours("post", product), quantity)


def _failed_deliveries(times: int) -> FillIn:
    """Each touch of order 21 owes webhook 22 a delivery that is refused."""

    def run(stage: Stage) -> None:
        for _ in range(times):
            stage.request("PUT", "orders/21", {})
            stage.store.webhooks.deliver()

    return run


def _expired(stage: Stage) -> None:
    stage.at += timedelta(hours=1)
    stage.store.expire(stage.ours("post", 54))


def _fulfilments_on(stage: Stage) -> None:
    stage.store.enable("fulfillments")


def _pre_order_kettle(recorded: int, name: str) -> FillIn:
    wanted = {"name": name, "regular_price": "120.00", "manage_stock": True, "stock_quantity": 10}
    return _create("post", recorded, "products", wanted)


CUSHION = {
    "name": "Linen Cushion",
    "type": "simple",
    "sku": "CUSH-LI",
    "regular_price": "25.00",
    "manage_stock": True,
    "stock_quantity": 1,
    "backorders": "yes",
}
LARGE_RUG = {
    "sku": "RUG-L",
    "regular_price": "220",
    "manage_stock": False,
    "attributes": [{"name": "Size", "option": "L"}],
}
BIG_BASKET = [(12, 5), (14, 3), (15, 1), (17, 3), (20, 5)]

FILL_INS: dict[int, FillIn] = {
    9: _create("post", 14, "products", CUSHION),
    13: _create("post", 18, "products/16/variations", LARGE_RUG),
    25: _webhook(2, "order.updated"),
    29: _webhook(6, "product.updated"),
    33: _webhook(10, "coupon.created"),
    37: _webhook(14, "action.woocommerce_product_on_backorder"),
    41: _webhook(18, "order.updated", "/ok/nosecret", named=False),
    45: _unhook(18),
    49: _unhook(19),
    53: _webhook(21, "order.created", "/ok/batch", named=False),
    69: _send("PUT", "orders/21", {"status": "completed"}),
    102: _bought(25, BIG_BASKET, "bacs"),
    109: _bought(26, [(12, 2)], "cod"),
    133: _send("PUT", "products/16/variations/17", {"stock_quantity": 4}),
    162: _send("PUT", "orders/21", {"meta_data": [{"key": "_receipt_file_name", "value": "receipt"}]}),
    234: _failed_deliveries(7),
    237: _failed_deliveries(1),
    247: _webhook(25, "order.updated", named=False),
    263: _webhook(29, "order.updated", named=False),
    285: _send("DELETE", "orders/33"),
    289: _send("DELETE", "orders/33?force=True"),
    293: _create("post", 35, "products", {"name": "tmp", "regular_price": "1"}),
    301: _sold(37, "processing"),
    333: _do(_webhook(31, "order.updated", "/slow/4/first", named=False), _sold(39, "processing")),
    361: _send("PUT", "orders/21", {"meta_data": [{"key": "touch", "value": "21"}]}),
    365: _webhook(35, "action.woocommerce_new_customer_note"),
    370: _do(_webhook(39, "action.woocommerce_reduce_order_stock"), _sold(40, "on-hold")),
    433: _do(
        _send("PUT", "orders/40", {"meta_data": [{"key": "k", "value": "strict"}]}),
        _pre_order_kettle(42, "Pre-order Kettle release"),
        _pre_order_kettle(43, "Pre-order Kettle upfront"),
        _bought(45, [(43, 1)], "cod"),
    ),
    438: _do(_count(12, 2), _bought(46, [(12, 5)], "lab_card")),
    441: _send("PUT", "orders/46", {"status": "processing"}),
    445: _create("post", 50, "orders/46/refunds", {"amount": "1.00", "api_refund": True}),
    450: _bought(51, [(12, 1)], "lab_card", declines=True),
    477: _do(
        _count(12, 2),
        _bought(52, [(12, 2)], "lab_redirect"),
        _bought(53, [(12, 2)], "lab_redirect"),
    ),
    489: _do(
        _send("PUT", "orders/53", {"set_paid": True, "transaction_id": "tx-1"}),
        _count(13, 2),
        _bought(54, [(13, 2)], "lab_redirect"),
        _expired,
    ),
    490: _unhook(23, 24, 25, 26, 27, 28, 29, 30, 32, 33, 40, 41),
    514: _unhook(*range(1, 18), *range(34, 39)),
    533: _do(_fulfilments_on, _bought(56, [(12, 5)], "lab_card")),
}
