"""The way of one order, from the platform's webhook to what the platform and the buyer then have."""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connector.domain.calendar import Calendar
from sandbox.shopify import Shop
from sandbox.shopify.sales import Order
from tests.world import World


def order_five_of_three(here: World, **wish: Any) -> tuple[Shop, Order]:
    shop, _ = here.add_shop()
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Walnut Lamp", sku="LAMP", price="80.00", stock={berlin: 3})
    order = shop.place_order([(lamp, 5)], routing="later", email="mia@example.com", **wish)
    here.settle()
    shop.route(order)
    here.settle()
    return shop, order


def test_a_shopify_order_of_five_with_three_in_stock_owes_two(here: World) -> None:
    shop, order = order_five_of_three(here, financial="AUTHORIZED")
    seen = shop.order(order.gid)

    assert "Backorder" in seen.tags
    assert sum(seen.held.values()) == 2
    assert len(here.mailbox.letters) == 1


def test_nothing_is_owed_before_shopify_says_which_place_ships_the_order(here: World) -> None:
    shop, _ = here.add_shop()
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Walnut Lamp", sku="LAMP", price="80.00", stock={berlin: 3})
    order = shop.place_order([(lamp, 5)], routing="later")
    here.settle()
    assert shop.order(order.gid).tags == ()
    assert here.mailbox.letters == []


def test_the_hold_says_why_and_until_when(here: World) -> None:
    shop, order = order_five_of_three(here, financial="AUTHORIZED")
    (held,) = [work for work in shop.order(order.gid).fulfilment_orders if work.holds]
    (hold,) = held.holds
    today = here.clock().astimezone(ZoneInfo("Europe/Berlin")).date()
    day = Calendar("DE").add_working_days(today + timedelta(days=14), 1)
    assert hold.reason == "INVENTORY_OUT_OF_STOCK"
    assert hold.reason_notes
    assert f"{day.day} {day:%B %Y}" in hold.reason_notes
    assert "lead time of 14 days" in hold.reason_notes


def test_the_record_on_the_order_names_the_line_and_its_date(here: World) -> None:
    shop, order = order_five_of_three(here, financial="AUTHORIZED")
    (value,) = shop.order(order.gid).metafields.values()
    told = json.dumps(json.loads(value))
    assert order.lines[0].gid in told
    assert "Walnut Lamp" in told


def test_the_record_says_the_day_to_the_buyer_as_the_letter_does(here: World) -> None:
    shop, order = order_five_of_three(here, financial="AUTHORIZED")
    (value,) = shop.order(order.gid).metafields.values()
    told = json.loads(value)["lines"][order.lines[0].gid]
    (letter,) = here.mailbox.texts()
    assert told["day"]["en"] in letter
    assert told["text"]["en"] == f"On backorder: ships on {told['day']['en']}"
    assert told["day"]["ja"] in told["text"]["ja"]


def test_the_letter_to_an_uncharged_buyer_says_that_nothing_was_charged(here: World) -> None:
    order_five_of_three(here, financial="AUTHORIZED")
    (letter,), (text,) = here.mailbox.letters, here.mailbox.texts()
    assert letter["To"] == "mia@example.com"
    assert letter["Reply-To"] == "help@example.com"
    assert "3 × Walnut Lamp" in text
    assert "2 × Walnut Lamp" in text
    assert "nothing has been charged yet" in " ".join(text.split())


def test_the_letter_to_a_buyer_who_paid_says_that_a_full_refund_is_his_right(here: World) -> None:
    order_five_of_three(here, financial="PAID")
    (text,) = here.mailbox.texts()
    assert "for a full refund of it" in " ".join(text.split())


def test_a_japanese_buyer_is_written_to_in_japanese(here: World) -> None:
    order_five_of_three(here, financial="PAID", locale="ja-JP", country="JP")
    (text,) = here.mailbox.texts()
    assert any("\u3040" <= letter <= "\u30ff" for letter in text)


def test_a_buyer_whose_address_the_platform_keeps_gets_no_letter_and_the_goods_are_held(here: World) -> None:
    shop, _ = here.add_shop()
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Walnut Lamp", sku="LAMP", price="80.00", stock={berlin: 0})
    order = shop.place_order([(lamp, 1)], routing="now", email=None)
    here.settle()
    assert sum(shop.order(order.gid).held.values()) == 1
    assert here.mailbox.letters == []


def test_a_woocommerce_order_of_five_with_three_in_stock_owes_two(here: World) -> None:
    shop, _ = here.add_woo()
    lamp = shop.add_product("Walnut Desk Lamp", sku="LAMP-WAL", price="49.90", stock=3, backorders="notify")
    order = shop.place_order([(lamp, 5)], status="processing", email="mia@example.com", paid=True)
    here.settle()
    body = shop.order(order.id)

    assert body["status"] == "processing", "an order is never moved to another status to hold it back"
    assert any("backorder" in row["key"] for row in body["meta_data"])
    assert len(here.mailbox.letters) == 1
    assert not any(note["customer_note"] for note in shop.notes(order) if "owed" in note["note"])
