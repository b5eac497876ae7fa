"""Every recorded WooCommerce delivery and every Shopify sample, through the real door and the intake.

What each topic means is said by hand here, from the platforms' own documentation and the recordings.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connector.config import Settings
from connector.ledger.inbox import Received
from tests.webhooks.office import WOO_KEY, Office, opened, signature, with_app_secrets

DATA = Path(__file__).parents[1] / "data"
RECORDED = sorted((DATA / "woocommerce" / "webhooks").glob("*.json"))
SAMPLES = sorted((DATA / "shopify" / "samples").glob("*.json"))
WOO_SECRETS = {WOO_KEY: "whsec-lab-0123456789abcdef", "the-other-door": "s3"}
PINGS, ALL = 38, 192

ORDER_ACTIONS = (
    "woocommerce_order_status_changed",
    "woocommerce_order_status_processing",
    "woocommerce_order_status_on-hold_to_processing",
    "woocommerce_payment_complete",
    "woocommerce_product_on_backorder",
)
"""Their argument is an order's id, or an object that names one."""
OWES_NOTHING = (
    "coupon.",
    "customer.",
    "action.woocommerce_order_note_added",
    "action.woocommerce_product_set_stock",
    "action.woocommerce_reduce_order_stock",
)
SHOPIFY_OWES = {
    "orders/": "reread_order",
    "refunds/": "reread_order",
    "fulfillments/": "reread_order",
    "order_transactions/": "reread_order",
    "fulfillment_orders/": "reread_work",
    "fulfillment_holds/": "reread_work",
    "inventory_levels/": "reread_item",
    "inventory_items/": "reread_item",
    "inventory_transfers/": "reread_inbound",
    "inventory_shipments/": "reread_inbound",
    "variants/": "reread_item",
    "app/uninstalled": "reread_store",
}
NAMES_NOTHING = ("variants/in_stock", "variants/out_of_stock", "orders/delete")
"""The samples' variants name no inventory item; a deleted order is written down as it is told."""


def _headers(recorded: dict[str, Any]) -> dict[str, str]:
    hop_by_hop = {"host", "content-length", "connection", "accept", "accept-encoding"}
    return {name: value for name, value in recorded["headers"] if name.lower() not in hop_by_hop}


@pytest.fixture
def office_of_the_recordings(settings: Settings) -> Iterator[Office]:
    """The recorded store signed with two secrets of its own choosing: each has a door."""
    with opened(with_app_secrets(settings)) as office:
        for key, secret in WOO_SECRETS.items():
            office.add_woo(key, secret)
        yield office


def _door_of(body: bytes, headers: dict[str, str]) -> str:
    signed = headers.get("X-WC-Webhook-Signature")
    return next((key for key, secret in WOO_SECRETS.items() if signature(body, secret) == signed), WOO_KEY)


def test_every_recorded_woocommerce_delivery_is_accepted_and_read(office_of_the_recordings: Office) -> None:
    office = office_of_the_recordings
    client = office.app.test_client()
    refused: list[str] = []
    pings, seen = 0, set()
    for path in RECORDED:
        recorded = json.loads(path.read_bytes())
        body, headers = base64.b64decode(recorded["body_base64"]), _headers(recorded)
        key = _door_of(body, headers)
        answer = client.post(f"/webhooks/woocommerce/{key}", data=body, headers=headers)
        topic = headers.get("X-WC-Webhook-Topic", "")
        pings += not topic
        if topic:
            dated = b'"date_modified' in body
            seen.add((key, topic, body) if dated else (key, topic, path.name))
        if answer.status_code != 200:
            refused.append(path.name)

    assert refused == []
    assert (len(RECORDED), pings) == (ALL, PINGS)
    kept = office.read()
    assert len(kept) == len(seen)
    assert [(one.topic, one.meaning) for one in kept if one.unreadable or one.read_at is None] == []
    for one in kept:
        _means_what_its_topic_says(one)
    owed = Counter(kind for kind, _ in office.owed())
    assert owed["reread_order"] > 10
    assert owed["reread_item"] >= 5


def _means_what_its_topic_says(one: Received) -> None:
    body = json.loads(one.body)
    if one.topic.startswith(OWES_NOTHING) or "code" in body:
        assert "changed" not in one.meaning, (one.topic, one.meaning)
    elif one.topic.startswith("product."):
        assert one.meaning.startswith("item "), (one.topic, one.meaning)
    else:
        assert one.topic.startswith("order.") or one.topic.removeprefix("action.") in ORDER_ACTIONS, one.topic
        named = body.get("id") or (body["arg"]["order_id"] if isinstance(body["arg"], dict) else body["arg"])
        assert one.meaning.startswith(f"order {named} changed"), (one.topic, one.meaning)


def test_no_recorded_delivery_is_let_in_with_one_byte_more(office_of_the_recordings: Office) -> None:
    client = office_of_the_recordings.app.test_client()
    for path in RECORDED:
        recorded = json.loads(path.read_bytes())
        headers, body = _headers(recorded), base64.b64decode(recorded["body_base64"]) + b" "
        key = _door_of(body, headers)
        answer = client.post(f"/webhooks/woocommerce/{key}", data=body, headers=headers)
        assert answer.status_code == 401, path.name
    assert office_of_the_recordings.kept() == []


def _topic_of(path: Path) -> str:
    if path.stem.startswith("official_"):
        return path.stem.removeprefix("official_").replace("__", "/")
    return "orders/create"


def test_every_shopify_sample_is_accepted_and_read(office: Office) -> None:
    office.add_shop()
    for path in SAMPLES:
        body = path.read_bytes()
        assert office.shopify(body, _topic_of(path), webhook_id=path.stem).status_code == 200, path.name
        forged = signature(body + b" ", "somebody else's secret of 32 bytes")
        assert office.shopify(body, _topic_of(path), signed=forged).status_code == 401, path.name

    before = len(office.kept())
    kept = office.read()
    assert len(kept) == before == len(SAMPLES)
    assert [(one.topic, one.meaning) for one in kept if one.unreadable or one.read_at is None] == []
    owed = Counter(kind for kind, _ in office.owed())
    for prefix, kind in SHOPIFY_OWES.items():
        if any(
            _topic_of(path).startswith(prefix) and _topic_of(path) not in NAMES_NOTHING for path in SAMPLES
        ):
            assert owed[kind], prefix
