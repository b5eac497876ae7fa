"""Shopify's door for machines: signatures, senders, and what each body means."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.shopify.subscriptions import TOPICS as SUBSCRIBED
from adapters.shopify.webhook import FAMILIES, TOPICS, open_delivery, read_event
from connector.domain.buyers import Whom
from connector.domain.events import (
    AccessChanged,
    InboundChanged,
    ItemChanged,
    NothingOwed,
    OrderChanged,
    OrderDeleted,
    PrivacyAsked,
    ProductChanged,
    ShippingWorkChanged,
    StoreLeft,
)
from connector.domain.trouble import Refused, Unreadable

SECRET = b"a-client-secret-of-more-than-32-bytes"
OLD = b"the-client-secret-before-the-rotation"
SAMPLES = Path(__file__).parent.parent / "data" / "shopify" / "samples"
ORDER = "gid://shopify/Order/820982911946154508"
ITEM = "gid://shopify/InventoryItem/271878346596884015"
WORK = "gid://shopify/FulfillmentOrder/1"

SHOP = "{shop}.myshopify.com"
JOHN = Whom(
    emails=("john@example.com",),
    phone="555-625-1199",
    customer="gid://shopify/Customer/191167",
    orders=tuple(f"gid://shopify/Order/{number}" for number in (299938, 280263, 220458)),
)

MEANINGS: dict[str, type] = {
    "app/scopes_update": AccessChanged,
    "orders": OrderChanged,
    "orders/delete": OrderDeleted,
    "refunds": OrderChanged,
    "order_transactions": OrderChanged,
    "fulfillments": OrderChanged,
    "fulfillment_orders": ShippingWorkChanged,
    "fulfillment_holds": ShippingWorkChanged,
    "inventory_levels": ItemChanged,
    "inventory_items": ItemChanged,
    "inventory_transfers": InboundChanged,
    "inventory_shipments": InboundChanged,
    "app/uninstalled": StoreLeft,
    "customers": PrivacyAsked,
    "shop/redact": PrivacyAsked,
}


def headers(raw: bytes, secret: bytes = SECRET, **changed: str) -> dict[str, str]:
    """What Shopify sends along."""
    signature = base64.b64encode(hmac.digest(secret, raw, hashlib.sha256)).decode()
    return {
        "X-Shopify-Hmac-Sha256": signature,
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Shop-Domain": "Demo-Lamps.myshopify.com",
        "X-Shopify-Webhook-Id": "b54557e4",
        "X-Shopify-Event-Id": "98880550",
        **changed,
    }


def topic_of(sample: Path) -> str:
    """official_orders__create and synthetic_orders_create_paid as orders/create."""
    kind, _, name = sample.stem.partition("_")
    return "orders/create" if kind == "synthetic" else name.replace("__", "/")


def test_a_signed_delivery_is_opened() -> None:
    opened = open_delivery(headers(b"{}"), b"{}", [SECRET])
    assert opened.platform == "shopify"
    assert opened.sender == "demo-lamps.myshopify.com"
    assert opened.topic == "orders/create"
    assert opened.dedupe_key == "orders/create:b54557e4"
    assert not opened.from_anyone
    assert not opened.survives_uninstall


def test_either_secret_opens_during_a_rotation() -> None:
    assert open_delivery(headers(b"{}", OLD), b"{}", [SECRET, OLD]).topic == "orders/create"


def test_header_names_may_come_in_any_case() -> None:
    lower = {name.lower(): value for name, value in headers(b"{}").items()}
    assert open_delivery(lower, b"{}", [SECRET]).sender == "demo-lamps.myshopify.com"


@pytest.mark.parametrize(
    "signature", ["", "bm8=", "ümlaut", "\ud800", "0" * 44, "x" * 100_000], ids=lambda text: repr(text[:8])
)
def test_a_wrong_signature_is_refused(signature: str) -> None:
    with pytest.raises(Refused) as refusal:
        open_delivery(headers(b"{}", **{"X-Shopify-Hmac-Sha256": signature}), b"{}", [SECRET])
    assert refusal.value.status == 401


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        open_delivery(headers(b"{}"), b"{ }", [SECRET])
    assert refusal.value.status == 401


def test_an_empty_secret_opens_nothing() -> None:
    with pytest.raises(Refused) as refusal:
        open_delivery(headers(b"{}", b""), b"{}", [b""])
    assert refusal.value.status == 401


@pytest.mark.parametrize(
    "domain",
    ["evil.example", "demo.myshopify.com.evil.example", "evil.example/#.myshopify.com", "-x.myshopify.com"],
)
def test_a_sender_that_is_no_shop_is_refused(domain: str) -> None:
    with pytest.raises(Refused) as refusal:
        open_delivery(headers(b"{}", **{"X-Shopify-Shop-Domain": domain}), b"{}", [SECRET])
    assert refusal.value.status == 401


@pytest.mark.parametrize("name", ["X-Shopify-Topic", "X-Shopify-Shop-Domain", "X-Shopify-Webhook-Id"])
@pytest.mark.parametrize("value", ["", "x" * 201])
def test_a_missing_or_endless_header_is_a_bad_request(name: str, value: str) -> None:
    with pytest.raises(Refused) as refusal:
        open_delivery(headers(b"{}", **{name: value}), b"{}", [SECRET])
    assert refusal.value.status == 400


@pytest.mark.parametrize(
    "topic", ["customers/data_request", "customers/redact", "shop/redact", "app/uninstalled"]
)
def test_privacy_and_goodbye_are_taken_from_anyone(topic: str) -> None:
    opened = open_delivery(headers(b"{}", **{"X-Shopify-Topic": topic}), b"{}", [SECRET])
    assert opened.from_anyone
    assert opened.survives_uninstall


def test_there_are_samples_to_walk() -> None:
    assert len(list(SAMPLES.glob("*__*.json"))) >= 47


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*_*.json")), ids=lambda path: path.stem)
def test_every_recorded_delivery_is_read(sample: Path) -> None:
    topic = topic_of(sample)
    meant = MEANINGS.get(topic) or MEANINGS.get(topic.partition("/")[0], NothingOwed)
    event = read_event(topic, sample.read_bytes())
    assert type(event) is meant
    if isinstance(event, NothingOwed):
        assert "unknown" not in event.why


@pytest.mark.parametrize(
    ("topic", "event"),
    [
        ("orders/updated", OrderChanged(ORDER, datetime(2022, 1, 1, tzinfo=UTC))),
        ("orders/edited", OrderChanged(ORDER)),
        ("orders/delete", OrderDeleted(ORDER)),
        ("refunds/create", OrderChanged(ORDER)),
        ("order_transactions/create", OrderChanged(ORDER)),
        ("inventory_levels/disconnect", ItemChanged(ITEM)),
        ("inventory_items/update", ItemChanged(ITEM)),
        ("fulfillment_orders/merged", ShippingWorkChanged(WORK)),
        ("fulfillment_orders/split", ShippingWorkChanged(WORK)),
        ("fulfillment_orders/moved", ShippingWorkChanged("gid://shopify/FulfillmentOrder/2")),
        ("fulfillment_orders/fulfillment_request_submitted", ShippingWorkChanged(WORK)),
        ("customers/data_request", PrivacyAsked("data_request", SHOP, JOHN)),
        ("customers/redact", PrivacyAsked("customer_redact", SHOP, JOHN)),
        ("shop/redact", PrivacyAsked("shop_redact", SHOP, Whom())),
    ],
)
def test_a_sample_names_the_right_thing(topic: str, event: Any) -> None:
    assert read_event(topic, (SAMPLES / f"official_{topic.replace('/', '__')}.json").read_bytes()) == event


def test_a_variant_that_names_its_item_changes_it() -> None:
    assert read_event("variants/out_of_stock", b'{"inventory_item_id": 7}') == ItemChanged(
        "gid://shopify/InventoryItem/7"
    )


def test_a_product_names_the_items_of_its_variants() -> None:
    variants = b'{"inventory_item_id": 7}, {"inventory_item_id": null}, {"inventory_item_id": 8}'
    body = b'{"id": 1, "variants": [' + variants + b"]}"
    items = tuple(f"gid://shopify/InventoryItem/{number}" for number in (7, 8))
    assert read_event("products/update", body) == ProductChanged(items)
    assert isinstance(read_event("products/update", b'{"id": 1, "variants": []}'), NothingOwed)


def test_an_unknown_topic_owes_nothing_whatever_it_says() -> None:
    assert read_event("cats/meow", b"\xff not json") == NothingOwed("unknown topic cats/meow")


def test_every_topic_that_is_subscribed_is_known() -> None:
    families = tuple(name.upper() + "_" for name in FAMILIES)
    known = {topic.replace("/", "_").upper() for topic in TOPICS}
    assert [name for name in SUBSCRIBED if name not in known and not name.startswith(families)] == []


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b"", "$"),
        (b"[]", "$"),
        (b"null", "$"),
        (b"{}", "$"),
        (b'{"id": NaN}', "$"),
        (b'{"id": 1, "note": Infinity}', "$"),
        (b'{"id": 1, "note": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "$"),
        (b'{"id": 1, "updated_at": "\\ud800"}', "$"),
        (b'{"id": ' + b"9" * 5000 + b"}", "$.id"),
        (b'{"id": -1}', "$.id"),
        (b'{"id": 1.5}', "$.id"),
        (b'{"id": "1"}', "$.id"),
        (b'{"id": true}', "$.id"),
        (b'{"id": 1, "updated_at": "yesterday"}', "$.updated_at"),
        (b'{"id": 1, "updated_at": "2026-11-22T09:15:00"}', "$.updated_at"),
        (b'{"id": 1, "updated_at": "9999-12-31T23:59:59-10:00"}', "$"),
        ('{"id": 1}'.encode("utf-16"), "$"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_body_that_cannot_be_read_says_where(raw: bytes, field: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        read_event("orders/create", raw)
    assert trouble.value.field == field


def test_shipping_work_without_a_gid_cannot_be_read() -> None:
    with pytest.raises(Unreadable) as trouble:
        read_event("fulfillment_orders/split", b'{"fulfillment_order": {"id": "1"}}')
    assert trouble.value.field == "$.fulfillment_order"


def test_an_order_without_protected_data_reads_the_same() -> None:
    raw = (SAMPLES / "synthetic_orders_create_no_protected_data.json").read_bytes()
    assert read_event("orders/create", raw) == OrderChanged(
        f"gid://shopify/Order/{json.loads(raw)['id']}", datetime(2026, 11, 22, 14, 15, 2, tzinfo=UTC)
    )
