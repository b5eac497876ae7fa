"""What the storefront reads, against the sandbox over HTTP: the shop, orders, stock, what is inbound."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.outgoing import Outside
from adapters.shopify.client import ShopifyStorefront
from connector.domain.snapshots import Buyer, Inbound, LineSnapshot, Paid
from connector.domain.storefront import Storefront
from connector.domain.trouble import Trouble
from sandbox.shopify.sandbox import SCOPES
from tests.adapters.driver import whole_orders
from tests.sandbox.shopify_box import TOKEN, Box, open_box


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


def only_line(shop: ShopifyStorefront, order_id: str) -> LineSnapshot:
    (line,) = shop.reread_order(order_id).lines
    return line


def test_it_is_a_storefront(shop: ShopifyStorefront) -> None:
    storefront: Storefront = shop
    assert storefront.facts().name == "Demo Lamps"


def test_facts_tell_the_shop_and_nothing_missing(shop: ShopifyStorefront) -> None:
    facts = shop.facts()
    assert (facts.timezone, facts.currency, facts.country) == ("Europe/Berlin", "EUR", "DE")
    assert facts.missing_access == ()


def test_missing_access_is_named_and_write_implies_read(box: Box, shop: ShopifyStorefront) -> None:
    box.shop.scopes = [one for one in SCOPES if one not in ("read_orders", "read_inventory_transfers")]
    assert shop.facts().missing_access == ("read_inventory_transfers",)


def test_an_order_before_routing_has_lines_without_a_location(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 5)], financial="AUTHORIZED")
    line = only_line(shop, order.gid)
    assert (line.location_ref, line.ordered, line.open) == ("", 5, 5)


def test_a_routed_order_is_read_whole(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 5)], routing="now", financial="AUTHORIZED", locale="ja-JP")
    read = shop.reread_order(order.gid)
    assert (read.order_id, read.name, read.state, read.standing) == (
        order.gid,
        "#1001",
        "AUTHORIZED",
        "AUTHORIZED",
    )
    assert read.demand
    assert read.releasable
    customer = f"gid://shopify/Customer/{order.customer_number}"
    assert read.buyer == Buyer("buyer@example.com", "Ada", "ja-JP", "DE", customer)
    assert read.url.startswith("https://demo-lamps.myshopify.com/")
    assert (read.payment.paid, read.payment.total, read.payment.taken) == (Paid.AUTHORISED, 40000, 0)
    assert read.version.tzinfo is UTC
    assert read.lines == (
        LineSnapshot(
            line_id=order.lines[0].gid,
            location_ref=box.berlin,
            listing_ref=box.lamp.inventory_item_gid,
            title="Walnut Lamp",
            sku="LAMP",
            ordered=5,
            open=5,
        ),
    )


def test_amounts_follow_the_minor_units_of_their_currency() -> None:
    with open_box() as box:
        yen = box.sandbox.add_shop("demo-yen", token="yen", currency="JPY")
        place = yen.add_location("Osaka")
        lamp = yen.add_product("Lamp", sku="L", price="8000", stock={place: 1})
        order = yen.place_order([(lamp, 2)], financial="PAID")
        shop = ShopifyStorefront(Outside(allow_loopback=True), "demo-yen", "yen", box.sandbox.base_url)
        payment = shop.reread_order(order.gid).payment
        shop.close()
    assert (payment.currency, payment.total, payment.taken, payment.paid) == ("JPY", 16000, 16000, Paid.TAKEN)


def test_an_order_under_fraud_review_keeps_its_place_only(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 1)], routing="now")
    order.risk_level = "HIGH"
    read = shop.reread_order(order.gid)
    assert (read.standing, read.demand, read.releasable) == ("HIGH_RISK", True, False)


def test_shipped_and_returned_units_leave_what_the_buyer_has(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 3)], routing="now")
    box.shop.fulfil(order, {order.lines[0].gid: 2})
    line = only_line(shop, order.gid)
    assert (line.ordered, line.open, line.shipped) == (3, 1, 2)
    box.shop.fulfil(order)
    box.shop.refund(order, {order.lines[0].gid: 1})
    line = only_line(shop, order.gid)
    assert (line.ordered, line.open, line.shipped) == (2, 0, 2)


def test_a_line_that_was_taken_off_owes_nothing(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 3)], routing="now")
    box.shop.edit_order(order, order.lines[0].gid, 0)
    lines = shop.reread_order(order.gid).lines
    assert [(line.ordered, line.open) for line in lines] == [(0, 0)]


def test_units_being_packed_are_frozen(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 3)], routing="now")
    box.shop.report_progress(order)
    line = only_line(shop, order.gid)
    assert (line.open, line.in_progress) == (3, 3)


def test_a_line_over_two_locations_is_two_lines(box: Box, shop: ShopifyStorefront) -> None:
    bonn = box.shop.add_location("Bonn")
    box.shop.set_available(box.lamp, bonn, 9)
    order = box.shop.place_order([(box.lamp, 3)], routing="now", location=box.berlin)
    (work,) = order.works
    move = """mutation M($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
      fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) {
        userErrors { field message } } }"""
    box.ask(move, id=work.gid, to=bonn, lines=[{"id": work.lines[0].gid, "quantity": 1}])
    read = {line.location_ref: line.open for line in shop.reread_order(order.gid).lines}
    assert read == {box.berlin: 2, bonn: 1}


def test_what_cannot_wait_is_not_backorderable(box: Box, shop: ShopifyStorefront) -> None:
    places = {box.berlin: 1}
    sold = [
        box.shop.add_product("Card", sku="C", price="10", gift_card=True, requires_shipping=False),
        box.shop.add_product("Advice", sku="A", price="10", requires_shipping=False, stock=places),
        box.shop.add_product("Sand", sku="S", price="10", tracked=False),
        box.lamp,
    ]
    order = box.shop.place_order([(one, 1) for one in sold], routing="now")
    read = {line.title: line.backorderable for line in shop.reread_order(order.gid).lines}
    assert read == {"Card": False, "Advice": False, "Sand": False, "Walnut Lamp": True}


def test_an_order_of_many_lines_and_parts_is_read_to_its_end(box: Box, shop: ShopifyStorefront) -> None:
    many = [box.shop.add_product(f"P{n}", sku=f"P{n}", price="1", stock={box.berlin: 9}) for n in range(95)]
    order = box.shop.place_order([(one, 1) for one in many], routing="now")
    lines = shop.reread_order(order.gid).lines
    assert sorted(line.sku for line in lines) == sorted(one.sku for one in many)
    assert {line.location_ref for line in lines} == {box.berlin}


def test_protected_data_that_is_refused_leaves_the_order_readable(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 1)], email=None, routing="now")
    assert shop.reread_order(order.gid).buyer.email == ""


def test_a_deleted_order_is_gone(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    box.shop.delete_order(order)
    read = shop.reread_order(order.gid)
    assert read.gone
    assert not read.demand
    assert read.lines == ()


def test_an_order_that_may_only_be_hidden_is_not_called_gone(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    box.shop.delete_order(order)
    box.shop.scopes = [one for one in SCOPES if one != "read_all_orders"]
    with pytest.raises(Trouble, match="read_all_orders") as trouble:
        shop.reread_order(order.gid)
    assert trouble.value.permanent


def test_a_cancelled_order_is_no_demand(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 2)], routing="now", financial="AUTHORIZED")
    box.shop.cancel_order(order)
    read = shop.reread_order(order.gid)
    assert (read.state, read.demand, read.payment.paid) == ("CANCELLED", False, Paid.RETURNED)
    assert sum(line.open for line in read.lines) == 0


def test_shipping_work_leads_to_its_order(box: Box, shop: ShopifyStorefront) -> None:
    order = box.shop.place_order([(box.lamp, 2)], routing="now")
    assert shop.order_of_work(order.works[0].gid) == order.gid
    assert shop.order_of_work("gid://shopify/FulfillmentOrder/1") is None


def test_changed_orders_come_oldest_first_over_all_pages() -> None:
    ticks = iter(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(100_000))
    with open_box(clock=lambda: next(ticks)) as box:
        placed = [box.shop.place_order([(box.lamp, 1)]) for _ in range(105)]
        shop = enter(box)
        changed = list(shop.changed_orders(placed[2].updated_at))
        shop.close()
    assert [one.order_id for one in changed] == [one.gid for one in placed[2:]]
    assert changed[0].version == placed[2].updated_at


def test_open_orders_leave_out_what_owes_nothing(box: Box, shop: ShopifyStorefront) -> None:
    waiting, shipped, cancelled = (box.shop.place_order([(box.lamp, 1)], routing="now") for _ in range(3))
    box.shop.fulfil(shipped)
    box.shop.cancel_order(cancelled)
    assert [one.order_id for one in whole_orders(shop)] == [waiting.gid]


def test_supply_does_not_move_when_an_order_takes_from_it(box: Box, shop: ShopifyStorefront) -> None:
    (before,) = shop.reread_items([box.lamp.inventory_item_gid])
    box.shop.place_order([(box.lamp, 5)], routing="now")
    (after,) = shop.reread_items([box.lamp.inventory_item_gid])
    assert before.levels[0].count == after.levels[0].count == 3
    assert after.levels[0].committed == 5
    assert (after.title, after.sku, after.tracked) == ("Walnut Lamp", "LAMP", True)


def test_items_come_in_the_order_asked_and_the_missing_are_gone(box: Box, shop: ShopifyStorefront) -> None:
    more = [box.shop.add_product(f"P{n}", sku=f"P{n}", price="1") for n in range(30)]
    refs = [one.inventory_item_gid for one in reversed(more)]
    read = shop.reread_items([*refs, "gid://shopify/InventoryItem/1"])
    assert [one.listing_ref for one in read[:-1]] == refs
    assert read[-1].gone
    assert not any(one.gone for one in read[:-1])


def test_an_item_at_many_locations_is_read_to_its_end(box: Box, shop: ShopifyStorefront) -> None:
    places = [box.shop.add_location(f"L{n}") for n in range(14)]
    lamp = box.shop.add_product("Wide", sku="W", price="1", stock=dict.fromkeys(places, 2))
    (item,) = shop.reread_items([lamp.inventory_item_gid])
    assert {level.location_ref for level in item.levels} == set(places)


def test_inbound_is_what_was_sent_and_not_received(box: Box, shop: ShopifyStorefront) -> None:
    arrives = datetime(2026, 12, 1, tzinfo=UTC)
    transfer = box.shop.add_transfer(to=box.berlin, items={box.lamp: 10}, arrives_at=arrives)
    box.shop.receive_transfer(transfer, {box.lamp: 4})
    line = transfer.shipments[0].lines[0]
    assert shop.inbound() == [
        Inbound(line.gid, box.lamp.inventory_item_gid, box.berlin, 6, arrives),
    ]
    box.shop.receive_transfer(transfer)
    assert shop.inbound() == []


def test_many_shipments_are_read_to_their_end(box: Box, shop: ShopifyStorefront) -> None:
    many = {box.shop.add_product(f"P{n}", sku=f"P{n}", price="1"): 1 for n in range(25)}
    for _ in range(7):
        box.shop.add_transfer(to=box.berlin, items=many)
    assert sum(one.quantity for one in shop.inbound()) == 7 * 25


def test_a_revoked_key_is_said_plainly(box: Box, shop: ShopifyStorefront) -> None:
    box.shop.uninstall()
    with pytest.raises(Trouble, match="no longer accepts our key") as trouble:
        shop.facts()
    assert trouble.value.permanent
