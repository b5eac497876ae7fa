"""What the storefront writes, against the sandbox over HTTP: tags, the record, webhooks."""

import json
from collections.abc import Iterator
from datetime import date

import pytest

from adapters.outgoing import Outside
from adapters.shopify.client import ShopifyStorefront
from adapters.shopify.subscriptions import TOPICS
from connector.domain.storefront import OwedLine, Record
from connector.domain.trouble import Trouble
from sandbox.shopify.sandbox import SCOPES
from tests.sandbox.shopify_box import TOKEN, Box, open_box

DOOR = "http://127.0.0.1:8000"
WRITES = {"TagsAdd", "TagsRemove", "RecordSet", "HoldWork", "ReleaseWork", "SubscriptionCreate"}


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as opened:
        yield opened


def enter(box: Box) -> ShopifyStorefront:
    return ShopifyStorefront(Outside(allow_loopback=True), "demo-lamps", TOKEN, box.sandbox.base_url)


@pytest.fixture
def shop(box: Box) -> Iterator[ShopifyStorefront]:
    storefront = enter(box)
    yield storefront
    storefront.close()


OURS = frozenset({"Backorder", "Backorder ready"})


def writes(box: Box) -> list[str]:
    return [entry.operation for entry in box.sandbox.log if entry.operation in WRITES]


def test_only_our_tags_come_and_go(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 5)])
    order.tags += ["VIP", "Backorder ready"]
    assert shop.settle_tags(order.gid, frozenset({"Backorder", "not ours"}), OURS)
    assert sorted(box.shop.order(order.gid).tags) == ["Backorder", "VIP"]
    assert not shop.settle_tags(order.gid, frozenset({"Backorder"}), OURS)
    assert shop.settle_tags(order.gid, frozenset(), OURS)
    assert box.shop.order(order.gid).tags == ("VIP",)
    assert writes(box) == ["TagsAdd", "TagsRemove", "TagsRemove"]


def test_a_former_text_of_ours_makes_room_for_the_new_one(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 5)])
    order.tags += ["VIP", "Backorder"]
    renamed = OURS | {"Waits for goods"}
    assert shop.settle_tags(order.gid, frozenset({"Waits for goods"}), renamed)
    assert sorted(box.shop.order(order.gid).tags) == ["VIP", "Waits for goods"]
    assert not shop.settle_tags(order.gid, frozenset({"Waits for goods"}), renamed)


def owed(line_id: str, quantity: int) -> Record:
    line = OwedLine(line_id, "Walnut Lamp", "LAMP", quantity, 0, date(2026, 12, 3), "4 arrive on 1 December")
    return Record((line,))


def test_the_record_is_one_metafield_by_line(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 5)])
    line_id = order.lines[0].gid
    assert shop.settle_record(order.gid, owed(line_id, 2))
    (value,) = box.shop.order(order.gid).metafields.values()
    assert json.loads(value) == {
        "lines": {
            line_id: {
                "title": "Walnut Lamp",
                "sku": "LAMP",
                "owed": 2,
                "ready": 0,
                "promised_for": "2026-12-03",
                "rests_on": "4 arrive on 1 December",
            }
        }
    }


def test_the_record_is_written_only_when_it_differs(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 5)])
    line_id = order.lines[0].gid
    assert not shop.settle_record(order.gid, Record(()))
    assert [
        shop.settle_record(order.gid, record)
        for record in (owed(line_id, 2), owed(line_id, 2), owed(line_id, 1), Record(()), Record(()))
    ] == [True, False, True, True, False]
    (value,) = box.shop.order(order.gid).metafields.values()
    assert json.loads(value) == {"lines": {}}
    assert writes(box) == ["RecordSet"] * 3


@pytest.mark.parametrize("call", ["settle_tags", "settle_record"])
def test_an_order_that_is_gone_is_not_written_to(box: Box, shop: ShopifyStorefront, call: str) -> None:
    tags = (frozenset({"Backorder"}), OURS)
    given = tags if call == "settle_tags" else (owed("gid://shopify/LineItem/1", 1),)
    with pytest.raises(Trouble) as trouble:
        getattr(shop, call)("gid://shopify/Order/1", *given)
    assert trouble.value.permanent
    assert writes(box) == []


def test_a_write_whose_answer_is_lost_is_found_done(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 5)])
    box.sandbox.faults.next("TagsAdd", "timeout_after_applying", seconds=0.1)
    with pytest.raises(Trouble) as trouble:
        shop.settle_tags(order.gid, frozenset({"Backorder"}), OURS)
    assert trouble.value.unknown
    assert not shop.settle_tags(order.gid, frozenset({"Backorder"}), OURS)
    assert box.shop.order(order.gid).tags == ("Backorder",)


def test_each_topic_is_subscribed_once_whatever_was_there(box: Box, shop: ShopifyStorefront) -> None:
    assert shop.subscribe(DOOR, "") == len(TOPICS)
    assert shop.subscribe(DOOR, "") == 0
    box.shop.subscribe(f"{DOOR}/webhooks/shopify", ["orders/create"])  # a second one
    assert shop.subscribe(f"{DOOR}/", "") == 1
    assert len(box.shop.subscriptions) == len(TOPICS)


def test_subscriptions_move_to_a_new_address(box: Box, shop: ShopifyStorefront) -> None:
    shop.subscribe("http://127.0.0.1:7999", "")
    assert shop.subscribe(DOOR, "") == len(TOPICS)
    assert {one.uri for one in box.shop.subscriptions} == {f"{DOOR}/webhooks/shopify"}


def test_topics_without_access_are_left_out(box: Box, shop: ShopifyStorefront) -> None:
    box.shop.scopes = [one for one in SCOPES if "inventory_" not in one]
    shop.subscribe(DOOR, "")
    assert not any(one.topic.startswith(("inventory_t", "inventory_s")) for one in box.shop.subscriptions)
    assert any(one.topic == "orders/create" for one in box.shop.subscriptions)


def test_unsubscribing_leaves_other_addresses_alone(box: Box, shop: ShopifyStorefront) -> None:
    box.shop.subscribe("https://other.example/webhooks/shopify", ["orders/create"])
    box.shop.subscribe(f"{DOOR}/webhooks/shopify", ["orders/create", "orders/edited"])
    assert shop.unsubscribe(DOOR) == 2
    assert [one.uri for one in box.shop.subscriptions] == ["https://other.example/webhooks/shopify"]
