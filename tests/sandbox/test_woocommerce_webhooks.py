"""What the sandbox' WooCommerce sends, when, how signed, and what it makes of the answers."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests

from sandbox.woocommerce import Delivery, WooSandbox, WooStore, sign
from sandbox.woocommerce.outbox import Webhook

DELIVERIES = Path(__file__).parents[1] / "data" / "woocommerce" / "webhooks"
SECRETS = ("whsec-lab-0123456789abcdef", "s3")


class Receiver:
    """A server that keeps what it is sent and answers `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.got.append(
                    (dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])))
                )
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.stop()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[WooSandbox]:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    running = WooSandbox(tls_folder=tmp_path, clock=lambda: now)
    running.add_store("lamps", key="ck", secret="cs")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def store(sandbox: WooSandbox) -> WooStore:
    return sandbox.stores["lamps"]


def _register(sandbox: WooSandbox, topic: str, url: str) -> Webhook:
    store = sandbox.stores["lamps"]
    wanted = {"topic": topic, "delivery_url": url, "secret": "s3"}
    answer = requests.post(
        f"{store.url}/wp-json/wc/v3/webhooks",
        json=wanted,
        auth=("ck", "cs"),
        verify=str(sandbox.ca_file),
        timeout=5,
    )
    assert answer.status_code == 201
    return store.webhooks.webhooks[answer.json()["id"]]


def _topics(deliveries: list[Delivery]) -> list[str]:
    return [delivery.topic for delivery in deliveries]


def test_a_ping_is_unsigned_and_asks_again_until_it_gets_exactly_200(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    receiver.status = 204
    webhook = _register(sandbox, "order.updated", receiver.url)
    headers, body = receiver.got[0]
    assert (body, headers["Content-Type"]) == (b"webhook_id=1", "application/x-www-form-urlencoded")
    assert not [name for name in headers if name.startswith("X-WC")]
    assert webhook.pending_delivery
    receiver.status = 200
    store.place_order([])
    store.webhooks.deliver()
    assert not webhook.pending_delivery
    assert [body for _, body in receiver.got].count(b"webhook_id=1") == 2


def test_a_checkout_owes_the_update_before_the_creation(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    for topic in ("order.created", "order.updated"):
        _register(sandbox, topic, receiver.url)
    store.place_order([])
    assert _topics(store.webhooks.take()) == ["order.updated", "order.created"]
    store.place_order([], via="rest")
    assert _topics(store.webhooks.take()) == ["order.created", "order.updated"]


def test_many_changes_become_one_delivery_with_the_state_of_its_own_moment(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    _register(sandbox, "order.created", receiver.url)
    order = store.place_order([])
    store.complete(order)
    (delivery,) = store.webhooks.deliver()
    assert json.loads(delivery.body)["status"] == "completed"
    headers, body = receiver.got[-1]
    assert (body, headers["X-WC-Webhook-Signature"]) == (delivery.body, sign("s3", body))
    assert b"\\/wp-json\\/" in body


def test_stock_taken_by_an_order_owes_the_product(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    _register(sandbox, "product.updated", receiver.url)
    lamp = store.add_product("Lamp", stock=3)
    store.place_order([(lamp, 1)])
    (delivery,) = store.webhooks.take()
    assert json.loads(delivery.body)["stock_quantity"] == 2


def test_the_bin_is_told_with_an_id_only_and_a_forced_delete_is_not_told(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    _register(sandbox, "order.deleted", receiver.url)
    trashed, gone = store.place_order([]), store.place_order([])
    store.trash(trashed)
    store.force_delete(gone)
    assert [json.loads(d.body) for d in store.webhooks.take()] == [{"id": trashed.id}]


def test_an_order_created_and_gone_is_delivered_as_a_signed_refusal(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    _register(sandbox, "order.created", receiver.url)
    store.force_delete(store.place_order([]))
    (delivery,) = store.webhooks.take()
    assert json.loads(delivery.body)["code"] == "woocommerce_rest_shop_order_invalid_id"
    assert delivery.headers["X-WC-Webhook-Signature"] == sign("s3", delivery.body)


def test_six_failures_are_counted_and_the_seventh_in_a_row_disables(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    webhook = _register(sandbox, "order.updated", receiver.url)
    receiver.status = 500
    order = store.place_order([])
    for failure in range(1, 8):
        store.set_status(order, "processing" if failure % 2 else "on-hold")
        store.webhooks.deliver()
        assert (webhook.failure_count, webhook.status) == (
            min(failure, 6),
            "disabled" if failure == 7 else "active",
        )
    store.set_status(order, "completed")
    assert store.webhooks.pending == []


def test_a_redirect_counts_as_a_success_and_is_not_followed(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    webhook = _register(sandbox, "order.updated", receiver.url)
    receiver.status = 302
    store.place_order([])
    store.webhooks.deliver()
    assert (webhook.failure_count, len(receiver.got)) == (0, 2)


def test_deliveries_are_repeated_dropped_and_shuffled_as_asked(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    _register(sandbox, "order.created", receiver.url)
    for _ in range(5):
        store.place_order([])
    assert len(store.webhooks.deliver(duplicate=1.0)) == 10
    store.place_order([])
    assert store.webhooks.deliver(drop=1.0) == []
    owed = [store.place_order([]).id for _ in range(8)]
    sent = [json.loads(d.body)["id"] for d in store.webhooks.deliver(shuffle=True, seed=1)]
    assert sorted(sent) == owed != sent


def test_live_delivery_sends_by_itself(sandbox: WooSandbox, store: WooStore, receiver: Receiver) -> None:
    _register(sandbox, "order.created", receiver.url)
    sandbox.go_live(interval=0.01)
    order = store.place_order([])
    for _ in range(500):
        if store.webhooks.results:
            break
        sandbox.faults.wait(0.01)
    delivery, status = store.webhooks.results[0]
    assert (json.loads(delivery.body)["id"], status) == (order.id, 200)


def test_nothing_is_sent_beyond_the_loopback(sandbox: WooSandbox, store: WooStore) -> None:
    webhook = _register(sandbox, "order.updated", "http://10.0.0.5/hook")
    store.place_order([])
    store.webhooks.deliver()
    assert webhook.failure_count == 1


def test_action_topics_carry_the_first_argument_only(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    hooks = ("woocommerce_order_status_on-hold_to_processing", "woocommerce_product_on_backorder")
    for hook in hooks:
        _register(sandbox, f"action.{hook}", receiver.url)
    lamp = store.add_product("Lamp", stock=1, backorders="notify")
    order = store.place_order([(lamp, 5)])
    store.set_status(order, "processing")
    bodies = [json.loads(d.body) for d in store.webhooks.take()]
    lost = {"product": [], "order_id": order.id, "quantity": 5}
    assert bodies == [{"action": hooks[1], "arg": lost}, {"action": hooks[0], "arg": order.id}]


def _recorded() -> list[dict[str, Any]]:
    return [json.loads(file.read_text()) for file in sorted(DELIVERIES.glob("*.json"))]


def test_every_recorded_delivery_is_signed_as_the_sandbox_signs() -> None:
    signed = [(dict(raw["headers"]), raw["body"].encode()) for raw in _recorded()]
    signed = [(headers, body) for headers, body in signed if "X-WC-Webhook-Signature" in headers]
    assert (len(_recorded()), len(signed)) == (192, 154)
    for headers, body in signed:
        assert headers["X-WC-Webhook-Signature"] in {sign(secret, body) for secret in SECRETS}


def test_a_delivery_has_the_recorded_headers_and_the_recorded_fields(
    sandbox: WooSandbox, store: WooStore, receiver: Receiver
) -> None:
    recorded = next(
        raw for raw in _recorded() if dict(raw["headers"]).get("X-WC-Webhook-Topic") == "order.created"
    )
    _register(sandbox, "order.created", receiver.url)
    store.place_order([(store.add_product("Lamp"), 1)], shipping="5.00")
    (delivery,) = store.webhooks.take()
    of_http = {"Host", "Accept", "Accept-Encoding", "Connection", "Content-Length"}
    assert delivery.headers.keys() == dict(recorded["headers"]).keys() - of_http
    assert json.loads(delivery.body).keys() == json.loads(recorded["body"]).keys()
    assert re.fullmatch(r"[0-9a-f]{32}", delivery.headers["X-WC-Webhook-Delivery-ID"])
