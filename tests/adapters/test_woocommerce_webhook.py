"""The door for WooCommerce's deliveries, over everything that was recorded."""

import base64
import contextlib
import hashlib
import hmac
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.woocommerce.webhook import open_delivery, read_event
from connector.domain.events import Delivery, ItemChanged, NothingOwed, OrderChanged, Ping
from connector.domain.trouble import Refused, Unreadable

RECORDED = Path(__file__).parents[1] / "data" / "woocommerce" / "webhooks"
SECRET = b"whsec-lab-0123456789abcdef"
OTHER_SECRET = b"s3"


def recorded() -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(RECORDED.glob("*.json"))]


def headers_of(recording: dict[str, Any]) -> dict[str, str]:
    return dict(recording["headers"])


def body_of(recording: dict[str, Any]) -> bytes:
    return base64.b64decode(recording["body_base64"])


def signed(raw: bytes, topic: str = "order.updated", secret: bytes = SECRET) -> dict[str, str]:
    signature = base64.b64encode(hmac.new(secret, raw, hashlib.sha256).digest()).decode()
    return {"X-WC-Webhook-Signature": signature, "X-WC-Webhook-Topic": topic}


def test_every_recorded_delivery_is_let_in_as_what_it_is() -> None:
    met: Counter[str] = Counter()
    for recording in recorded():
        headers, raw = headers_of(recording), body_of(recording)
        opened = open_delivery(headers, raw, [SECRET, OTHER_SECRET], "k1")
        if isinstance(opened, Ping):
            met["ping"] += 1
            assert raw.startswith(b"webhook_id=")
            continue
        met["signed"] += 1
        assert (opened.platform, opened.sender) == ("woocommerce", "k1")
        assert opened.topic == headers["X-WC-Webhook-Topic"]
        assert (opened.dedupe_key is None) == (b"date_modified" not in raw)
        read_event(opened.topic, raw)
    assert met == {"ping": 38, "signed": 154}


def test_every_recorded_delivery_is_refused_under_any_secret_but_its_own() -> None:
    secrets: Counter[bytes] = Counter()
    for recording in recorded():
        headers, raw = headers_of(recording), body_of(recording)
        if raw.startswith(b"webhook_id="):
            continue
        mine = OTHER_SECRET if _opens(headers, raw, OTHER_SECRET) else SECRET
        secrets[mine] += 1
        assert mine == SECRET or 71 <= recording["n"] <= 113
        assert _opens(headers, raw, mine)
        assert not _opens(headers, raw, SECRET if mine == OTHER_SECRET else OTHER_SECRET)
        assert not _opens(headers, raw + b" ", mine)
    assert secrets == {SECRET: 141, OTHER_SECRET: 13}


def test_every_recorded_body_means_what_was_seen_to_happen() -> None:
    met: Counter[str] = Counter()
    for recording in recorded():
        topic = headers_of(recording).get("X-WC-Webhook-Topic")
        if topic is None:
            continue
        event, body = read_event(topic, body_of(recording)), json.loads(recording["body"])
        met[type(event).__name__] += 1
        if topic.startswith("order.") and "id" in body:
            assert isinstance(event, OrderChanged)
            assert event.order_id == str(body["id"])
        if topic.startswith("product."):
            assert isinstance(event, ItemChanged)
            assert event.listing_ref == ("16/17" if body["id"] == 17 else str(body["id"]))
        if topic.startswith(("coupon.", "customer.")) or topic.endswith("order_note_added"):
            assert isinstance(event, NothingOwed)
    assert met == {"OrderChanged": 82, "ItemChanged": 22, "NothingOwed": 50}


@pytest.mark.parametrize("signature", ["", "x", "ünï", "\udc80", "A" * 44, "====", "x" * 100_000])
def test_a_signature_that_is_not_one_is_refused_and_never_an_error(signature: str) -> None:
    with pytest.raises(Refused) as refused:
        open_delivery({"X-WC-Webhook-Signature": signature}, b"{}", [SECRET], "k1")
    assert refused.value.status == 401


def test_without_any_secret_nobody_comes_in() -> None:
    with pytest.raises(Refused):
        open_delivery(signed(b"{}"), b"{}", [], "k1")


@pytest.mark.parametrize(
    "raw", [b"webhook_id=", b"webhook_id=1&x=2", b"webhook_id=-1", b"webhook_id=5\n", b""]
)
def test_only_the_exact_ping_comes_in_unsigned(raw: bytes) -> None:
    with pytest.raises(Refused):
        open_delivery({}, raw, [SECRET], "k1")


def test_a_ping_that_carries_webhook_headers_needs_a_signature() -> None:
    with pytest.raises(Refused):
        open_delivery({"x-wc-webhook-topic": "order.created"}, b"webhook_id=5", [SECRET], "k1")


def test_during_a_rotation_both_secrets_open() -> None:
    raw = b'{"id":1}'
    for secret in (b"old", b"new"):
        assert isinstance(open_delivery(signed(raw, secret=secret), raw, [b"new", b"old"], "k"), Delivery)


def test_the_same_body_under_two_topics_is_two_deliveries_and_twice_under_one_is_one() -> None:
    raw = b'{"id":1,"date_modified_gmt":"2026-11-22T12:00:00"}'
    created, updated, again = (
        open_delivery(signed(raw, topic), raw, [SECRET], "k")
        for topic in ("order.created", "order.updated", "order.updated")
    )
    assert isinstance(created, Delivery)
    assert isinstance(updated, Delivery)
    assert isinstance(again, Delivery)
    assert updated.dedupe_key == again.dedupe_key != created.dedupe_key


def test_header_names_come_in_any_case() -> None:
    raw = b"{}"
    headers = {name.upper(): value for name, value in signed(raw).items()}
    assert isinstance(open_delivery(headers, raw, [SECRET], "k"), Delivery)


def test_an_order_is_versioned_by_its_utc_time_of_change() -> None:
    raw = b'{"id":21,"date_modified":"2026-11-22T07:30:00","date_modified_gmt":"2026-11-22T12:30:00"}'
    assert read_event("order.updated", raw) == OrderChanged("21", datetime(2026, 11, 22, 12, 30, tzinfo=UTC))


@pytest.mark.parametrize("moment", ['"yesterday"', '""', "null", '"2026-11-22T12:30:00+05:00"'])
def test_a_time_of_change_that_says_nothing_means_a_reread(moment: str) -> None:
    assert read_event("order.updated", f'{{"id":21,"date_modified_gmt":{moment}}}'.encode()) == OrderChanged(
        "21"
    )


def test_an_order_put_in_the_trash_is_read_again() -> None:
    assert read_event("order.deleted", b'{"id":33}') == OrderChanged("33")


def test_the_signed_error_of_a_force_deleted_order_owes_nothing() -> None:
    raw = b'{"code":"woocommerce_rest_shop_order_invalid_id","message":"Invalid ID.","data":{"status":404}}'
    assert isinstance(read_event("order.created", raw), NothingOwed)


@pytest.mark.parametrize(
    ("raw", "ref"),
    [
        (b'{"id":12,"type":"simple","parent_id":0,"manage_stock":true}', "12"),
        (b'{"id":17,"type":"variation","parent_id":16,"manage_stock":true}', "16/17"),
        (b'{"id":18,"type":"variation","parent_id":16,"manage_stock":false}', "16/18"),
        (b'{"id":20,"type":"variation","parent_id":19,"manage_stock":"parent"}', "19"),
        (b'{"id":35}', "35"),
    ],
)
def test_a_product_is_named_by_what_holds_its_stock(raw: bytes, ref: str) -> None:
    assert read_event("product.updated", raw) == ItemChanged(ref)


@pytest.mark.parametrize(
    ("topic", "raw", "order_id"),
    [
        ("action.woocommerce_order_status_on-hold_to_processing", b'{"arg":40}', "40"),
        ("action.woocommerce_payment_complete", b'{"arg":22}', "22"),
        (
            "action.woocommerce_product_on_backorder",
            b'{"arg":{"product":[],"order_id":22,"quantity":5}}',
            "22",
        ),
        ("action.woocommerce_order_note_added", b'{"arg":100}', None),
        ("action.woocommerce_product_set_stock", b'{"arg":[]}', None),
        ("action.woocommerce_reduce_order_stock", b'{"arg":{"refunds":[]}}', None),
        ("action.woocommerce_order_status_changed", b'{"arg":true}', None),
    ],
)
def test_a_hook_speaks_of_an_order_only_where_its_argument_is_one(
    topic: str, raw: bytes, order_id: str | None
) -> None:
    event = read_event(topic, raw)
    assert event == OrderChanged(order_id) if order_id else isinstance(event, NothingOwed)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"id":"x"}',
        b'{"id":NaN}',
        b'{"id":1e400}',
        b'{"id":true}',
        b'{"id":0}',
        b"{}",
        b'{"id":' + b"9" * 5000 + b"}",
        b'{"id":1,"type":"\xff"}',
        b'{"id":1,"type":"\\ud800"}',
        b'{"x":' + b"[" * 200_000 + b"]" * 200_000 + b',"id":1}',
        b"webhook_id=5",
    ],
)
@pytest.mark.parametrize("topic", ["order.updated", "product.updated", "order.deleted"])
def test_a_body_that_cannot_be_read_is_said_to_be_so(topic: str, raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_event(topic, raw)


def test_where_reading_stopped_is_named() -> None:
    with pytest.raises(Unreadable) as unreadable:
        read_event("order.updated", b'{"id":"x"}')
    assert unreadable.value.field == "$.id"


@given(
    st.binary(max_size=200),
    st.sampled_from(["order.created", "product.deleted", "action.woocommerce_x", "", "x.y"]),
)
def test_no_body_whatsoever_breaks_the_reader(raw: bytes, topic: str) -> None:
    with contextlib.suppress(Unreadable):
        read_event(topic, raw)


def test_a_topic_that_nobody_knows_is_acknowledged() -> None:
    assert isinstance(read_event("subscription.renewed", b"not even json"), NothingOwed)


def _opens(headers: dict[str, str], raw: bytes, secret: bytes) -> bool:
    try:
        open_delivery(headers, raw, [secret], "k1")
    except Refused:
        return False
    return True
