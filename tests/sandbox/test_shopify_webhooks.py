"""Webhooks: signed, shaped like the documented ones, delivered when and how a test wants."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sandbox.shopify import TOPICS
from sandbox.shopify.topics import name_of, path_of
from tests.sandbox.shopify_box import SECRET, Box, open_box

SUBSCRIBE = """
mutation WebhookSubscriptionCreate($topic: WebhookSubscriptionTopic!, $given: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $given) {
    webhookSubscription { id topic uri name filter includeFields format apiVersion { handle } }
    userErrors { field message }
  }
}
"""
LIST = """
query WebhookSubscriptions {
  webhookSubscriptions(first: 100) { pageInfo { hasNextPage } nodes { id topic uri createdAt } }
}
"""
DELETE = """
mutation D($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } }
}
"""


class Receiver(ThreadingHTTPServer):
    """Takes deliveries; answers with the statuses it is given, then 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taker)
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/webhooks/shopify"


class Taker(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((dict(self.headers.items()), body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as made:
        yield made


def test_a_subscription_made_over_the_api_gets_signed_deliveries(box: Box, receiver: Receiver) -> None:
    box.ask(SUBSCRIBE, topic="ORDERS_CREATE", given={"uri": receiver.uri, "name": "orders-create"})
    order = box.shop.place_order([(box.lamp, 5)])

    assert box.sandbox.webhooks.deliver() == [("orders/create", 200)]

    headers, body = receiver.taken[0]
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
    assert headers["X-Shopify-Hmac-Sha256"] == base64.b64encode(digest).decode()
    assert headers["X-Shopify-Shop-Domain"] == "demo-lamps.myshopify.com"
    assert headers["X-Shopify-Topic"] == "orders/create"
    assert headers["X-Shopify-API-Version"] == "2026-10"
    assert headers["X-Shopify-Name"] == "orders-create"
    assert headers["X-Shopify-Webhook-Id"] != headers["X-Shopify-Event-Id"]
    assert json.loads(body)["admin_graphql_api_id"] == order.gid


def test_an_order_body_has_the_keys_and_about_the_size_of_a_real_one(box: Box) -> None:
    box.shop.subscribe("http://127.0.0.1:9/", ["orders/create"])
    box.shop.place_order([(box.lamp, 5)], financial="AUTHORIZED", locale="ja")

    [delivery] = box.sandbox.webhooks.pending

    body = json.loads(delivery.body)
    assert 4_000 < len(delivery.body) < 20_000
    assert body["id"] > 2**53
    assert body["financial_status"] == "authorized"
    assert body["fulfillment_status"] is None
    assert body["customer_locale"] == "ja"
    assert body["total_price"] == "400.00"
    assert body["created_at"].endswith(("+01:00", "+02:00"))
    line = body["line_items"][0]
    assert (line["variant_id"], line["quantity"], line["fulfillable_quantity"]) == (box.lamp.number, 5, 5)


def test_fulfilment_order_webhooks_say_no_order_id(box: Box) -> None:
    box.shop.subscribe("http://127.0.0.1:9/", ["fulfillment_orders/order_routing_complete"])
    order = box.shop.place_order([(box.lamp, 1)], routing="now")

    [delivery] = box.sandbox.webhooks.pending

    expected = {"fulfillment_order": {"id": order.works[0].gid, "status": "open"}}
    assert json.loads(delivery.body) == expected


def test_deliveries_can_be_shuffled_repeated_and_dropped(box: Box, receiver: Receiver) -> None:
    box.shop.subscribe(receiver.uri, ["orders/create"])
    for _ in range(40):
        box.shop.place_order([(box.lamp, 1)])
    expected = [delivery.body for delivery in box.sandbox.webhooks.pending]

    sent = box.sandbox.webhooks.deliver(shuffle=True, duplicate=0.5, drop=0.2, seed=4)

    bodies = [body for _headers, body in receiver.taken]
    assert len(bodies) == len(sent)
    assert 0 < len(set(bodies)) < 40
    assert len(bodies) > len(set(bodies))
    assert list(dict.fromkeys(bodies)) != [body for body in expected if body in bodies]
    assert box.sandbox.webhooks.pending == []


def test_a_repeated_delivery_keeps_its_webhook_id(box: Box, receiver: Receiver) -> None:
    box.shop.subscribe(receiver.uri, ["orders/create"])
    box.shop.place_order([(box.lamp, 1)])

    box.sandbox.webhooks.deliver(duplicate=1.0)

    ids = [headers["X-Shopify-Webhook-Id"] for headers, _body in receiver.taken]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_live_deliveries_are_retried_with_the_same_body_until_accepted(box: Box, receiver: Receiver) -> None:
    box.sandbox.webhooks.backoff = (0.01,)
    receiver.statuses = [500, 301, 200]
    box.shop.subscribe(receiver.uri, ["orders/create"])
    box.sandbox.webhooks.start()
    box.shop.place_order([(box.lamp, 1)])

    wait_for(lambda: len(receiver.taken) == 3)
    time.sleep(0.1)

    assert len(receiver.taken) == 3
    assert len({body for _headers, body in receiver.taken}) == 1


def test_a_delivery_is_given_up_after_eight_retries(box: Box, receiver: Receiver) -> None:
    box.sandbox.webhooks.backoff = (0.001,)
    receiver.statuses = [500] * 20
    box.shop.subscribe(receiver.uri, ["orders/create"])
    box.sandbox.webhooks.start()
    box.shop.place_order([(box.lamp, 1)])

    wait_for(lambda: len(receiver.taken) == 9)
    time.sleep(0.1)

    assert len(receiver.taken) == 9
    assert box.sandbox.webhooks.pending == []


def wait_for(condition: Any) -> None:
    """Up to five seconds."""
    end = time.monotonic() + 5
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def test_nobody_there_counts_as_no_answer(box: Box) -> None:
    box.shop.subscribe("http://127.0.0.1:9/", ["orders/create"])
    box.shop.place_order([(box.lamp, 1)])

    assert box.sandbox.webhooks.deliver() == [("orders/create", 0)]


def test_include_fields_leave_the_rest_out(box: Box) -> None:
    given = {"uri": "http://127.0.0.1:9/", "includeFields": ["id", "updated_at"]}
    box.ask(SUBSCRIBE, topic="ORDERS_UPDATED", given=given)
    order = box.shop.place_order([(box.lamp, 1)], routing="now")

    assert json.loads(box.sandbox.webhooks.pending[-1].body).keys() == {"id", "updated_at"}
    assert order.routed


def test_a_topic_and_address_is_taken_once_and_can_be_given_up(box: Box) -> None:
    given = {"uri": "http://127.0.0.1:9/"}
    made = box.ask(SUBSCRIBE, topic="APP_UNINSTALLED", given=given)["webhookSubscriptionCreate"]
    again = box.ask(SUBSCRIBE, topic="APP_UNINSTALLED", given=given)["webhookSubscriptionCreate"]
    assert "already been taken" in again["userErrors"][0]["message"]
    assert [node["topic"] for node in box.ask(LIST)["webhookSubscriptions"]["nodes"]] == ["APP_UNINSTALLED"]

    box.ask(DELETE, id=made["webhookSubscription"]["id"])

    assert box.ask(LIST)["webhookSubscriptions"]["nodes"] == []


def test_an_uninstalled_app_hears_of_it_and_then_nothing(box: Box) -> None:
    box.shop.subscribe("http://127.0.0.1:9/")
    box.shop.uninstall()
    box.shop.place_order([(box.lamp, 1)])

    assert [delivery.topic for delivery in box.sandbox.webhooks.pending] == ["app/uninstalled"]


def test_topic_names_are_translated_both_ways() -> None:
    assert [path_of(name_of(topic)) for topic in TOPICS] == list(TOPICS)


def test_each_change_tells_its_topics(box: Box) -> None:
    box.shop.subscribe("http://127.0.0.1:9/")
    outbox = box.sandbox.webhooks

    def told(action: Any) -> set[str]:
        outbox.take()
        action()
        return {delivery.topic for delivery in outbox.take()}

    order = box.shop.place_order([(box.lamp, 5)], financial="AUTHORIZED", routing="now")
    line = order.lines[0]
    assert told(lambda: box.shop.edit_order(order, line, 4)) == {
        "orders/edited",
        "orders/updated",
        "inventory_levels/update",
    }
    assert told(lambda: box.shop.fulfil(order, {line: 2})) == {
        "fulfillments/create",
        "orders/partially_fulfilled",
        "orders/updated",
        "inventory_levels/update",
    }
    assert {"orders/paid", "orders/updated"} <= told(lambda: box.shop.pay(order))
    assert {"refunds/create", "orders/updated"} <= told(lambda: box.shop.refund(order, {line: 1}))
    assert {"orders/cancelled", "orders/updated"} <= told(lambda: box.shop.cancel_order(order))
    assert told(lambda: box.shop.delete_order(order)) == {"orders/delete"}
    assert told(lambda: box.shop.receive(box.lamp, box.berlin, 1)) == {"inventory_levels/update"}
