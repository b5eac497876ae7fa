"""The day that was shown before the purchase, read back from the lines of an order, alone and in bulk."""

from collections.abc import Iterator
from datetime import date

import pytest

from adapters.outgoing import Outside
from adapters.shopify.client import ShopifyStorefront
from connector.domain.snapshots import OrderSnapshot
from tests.adapters.driver import whole_orders
from tests.sandbox.shopify_box import TOKEN, Box, open_box

SHOWN = {"_backorder_shown": "2026-12-03", "Ships": "3 December", "発送予定": "12月3日"}


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as opened:
        yield opened


@pytest.fixture
def shop(box: Box) -> Iterator[ShopifyStorefront]:
    storefront = ShopifyStorefront(Outside(allow_loopback=True), "demo-lamps", TOKEN, box.sandbox.base_url)
    yield storefront
    storefront.close()


def read(shop: ShopifyStorefront, order_id: str) -> OrderSnapshot:
    """The same whether it is read alone or with all others."""
    alone = shop.reread_order(order_id)
    assert [one for one in whole_orders(shop) if one.order_id == order_id] == [alone]
    return alone


def test_each_line_says_what_was_shown_for_it(box: Box, shop: ShopifyStorefront) -> None:
    large = box.shop.add_variant(box.lamp.product, sku="LARGE", price="90", option="Large")
    bad = {"_backorder_shown": "<b>tomorrow</b>"}
    order = box.shop.place_order(
        [(box.lamp, 5), (large, 1), (box.lamp, 1), (large, 2)], line_properties=[SHOWN, {}, bad, SHOWN]
    )
    lines = read(shop, order.gid).lines
    day = date(2026, 12, 3)
    assert [(one.sku, one.open, one.shown_on) for one in lines] == [
        ("LAMP", 5, day),
        ("LARGE", 1, None),
        ("LAMP", 1, None),
        ("LARGE", 2, day),
    ]


def test_a_line_that_two_locations_ship_was_shown_one_day(box: Box, shop: ShopifyStorefront) -> None:
    bonn = box.shop.add_location("Bonn")
    box.shop.set_available(box.lamp, bonn, 9)
    order = box.shop.place_order([(box.lamp, 3)], routing="now", location=box.berlin, line_properties=[SHOWN])
    (work,) = order.works
    move = """mutation M($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
      fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) {
        userErrors { field message } } }"""
    box.ask(move, id=work.gid, to=bonn, lines=[{"id": work.lines[0].gid, "quantity": 1}])
    found = {one.location_ref: one.shown_on for one in read(shop, order.gid).lines}
    assert found == dict.fromkeys([box.berlin, bonn], date(2026, 12, 3))


def test_a_long_order_says_it_for_its_last_lines_too(box: Box, shop: ShopifyStorefront) -> None:
    many = [(box.shop.add_product(f"P{n}", sku=f"P{n}", price="1"), 1) for n in range(45)]
    order = box.shop.place_order(many, line_properties=[SHOWN] * 45)
    assert {one.shown_on for one in read(shop, order.gid).lines} == {date(2026, 12, 3)}


def test_our_own_words_on_a_line_are_not_listed_as_another_tools(box: Box, shop: ShopifyStorefront) -> None:
    box.shop.place_order([(box.lamp, 5)], line_properties=[SHOWN])
    assert shop.read_open_orders("").left == ()
