"""Orders after the sale: edits, swaps, refunds, returns, exchanges, tills, money, and the shop that lives."""

import time

import pytest

from sandbox.shopify.keeper import ShopKeeper, furnish
from sandbox.shopify.store import Refused
from tests.sandbox.shopify_box import Box, open_box

EDIT = """
mutation Begin($id: ID!) {
  orderEditBegin(id: $id) {
    calculatedOrder { id lineItems(first: 9) { nodes { id quantity editableQuantity sku variant { id } } } }
    userErrors { field message }
  }
}
"""
QUANTITY = """
mutation Quantity($id: ID!, $line: ID!, $quantity: Int!) {
  orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $quantity, restock: true) {
    calculatedOrder { id totalPriceSet { presentmentMoney { amount } } }
    userErrors { field message }
  }
}
"""
COMMIT = """
mutation Commit($id: ID!) {
  orderEditCommit(id: $id) {
    order { id currentTotalPriceSet { presentmentMoney { amount } } }
    userErrors { field message }
  }
}
"""
REFUND = """
mutation RefundCreate($input: RefundInput!) {
  refundCreate(input: $input) @idempotent(key: "r1") {
    refund { id totalRefundedSet { presentmentMoney { amount } } }
    userErrors { field message }
  }
}
"""


def levels(box: Box) -> tuple[int, int, int]:
    """available, committed, on hand of the lamp."""
    found = box.shop.levels(box.lamp, box.berlin)
    return found["available"], found["committed"], found["on_hand"]


def test_a_refund_of_unshipped_units_with_and_without_restock() -> None:
    box = Box()
    order = box.shop.place_order([(box.lamp, 5)], routing="now")

    box.shop.refund(order, {order.lines[0]: 1}, restock=True)
    assert levels(box) == (-1, 4, 3)
    box.shop.refund(order, {order.lines[0]: 1}, restock=False)

    assert levels(box) == (-1, 3, 2)
    assert order.lines[0].current_quantity == 3
    assert order.works[0].remaining == 3
    assert order.financial == "PARTIALLY_REFUNDED"


def test_a_return_after_shipping_with_and_without_restock() -> None:
    box = Box()
    order = box.shop.place_order([(box.lamp, 2)])
    box.shop.fulfil(order)
    assert levels(box) == (1, 0, 1)

    box.shop.refund(order, {order.lines[0]: 1}, restock=True)
    assert levels(box) == (2, 0, 2)
    box.shop.refund(order, {order.lines[0].gid: 1}, restock=False)

    assert levels(box) == (2, 0, 2)
    assert order.financial == "REFUNDED"
    assert order.lines[0].fulfilled == 2


def test_a_cancelled_order_gives_its_stock_back_and_voids_its_authorisation() -> None:
    box = Box()
    order = box.shop.place_order([(box.lamp, 5)], financial="AUTHORIZED", routing="now")

    box.shop.cancel_order(order)

    assert levels(box) == (3, 0, 3)
    assert order.financial == "VOIDED"
    assert [work.status for work in order.works] == ["CLOSED"]
    with pytest.raises(Refused):
        box.shop.cancel_order(order)


def test_an_edit_upwards_makes_a_new_fulfilment_order_for_what_is_new() -> None:
    box = Box()
    order = box.shop.place_order([(box.lamp, 2)], routing="now")

    box.shop.edit_order(order, order.lines[0], 5)

    assert [work.remaining for work in order.works] == [2, 3]
    assert levels(box) == (-2, 5, 3)


def test_units_leave_open_work_before_held_work() -> None:
    box = Box()
    order = box.shop.place_order([(box.lamp, 3)], routing="now")
    box.shop.edit_order(order, order.lines[0], 5)
    box.shop.hold(order.works[1], handle="backorder")

    box.shop.edit_order(order, order.lines[0], 3)

    assert box.shop.order(order.gid).held == {order.lines[0].gid: 2}
    assert order.works[0].remaining == 1


def test_a_swap_replaces_what_is_not_shipped() -> None:
    box = Box()
    shade = box.shop.add_product("Shade", sku="SHADE", price="20.00", stock={box.berlin: 9})
    order = box.shop.place_order([(box.lamp, 3)], routing="now")
    box.shop.fulfil(order, {order.lines[0]: 1})

    [new] = box.shop.swap_item(order, order.lines[0], shade)

    assert (order.lines[0].current_quantity, new.quantity) == (1, 2)
    assert levels(box) == (2, 0, 2)
    assert box.shop.levels(shade, box.berlin)["committed"] == 2


def test_an_exchange_takes_back_and_sends_another() -> None:
    box = Box()
    shade = box.shop.add_product("Shade", sku="SHADE", price="20.00", stock={box.berlin: 9})
    order = box.shop.place_order([(box.lamp, 1)])
    box.shop.fulfil(order)

    box.shop.exchange(order, order.lines[0], shade, 1)

    assert levels(box) == (3, 0, 3)
    assert order.unfulfilled == 1
    assert box.shop.levels(shade, box.berlin)["committed"] == 1


def test_a_till_sells_below_zero_and_owes_nothing() -> None:
    box = Box()

    order = box.shop.sell_at_till([(box.lamp, 5)], box.berlin)

    assert (order.source_name, order.unfulfilled) == ("pos", 0)
    assert levels(box) == (-2, 0, -2)


def test_reported_progress_freezes_and_a_move_is_refused() -> None:
    box = Box()
    tokyo = box.shop.add_location("Tokyo")
    order = box.shop.place_order([(box.lamp, 1)], routing="now")
    box.shop.receive(box.lamp, tokyo, 1)

    box.shop.report_progress(order)

    assert order.works[0].status == "IN_PROGRESS"
    with pytest.raises(Refused) as refused:
        box.shop.move(order.works[0], tokyo)
    assert refused.value.code == "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"


def test_a_whole_move_hides_the_fulfilment_order_it_left() -> None:
    box = Box()
    tokyo = box.shop.add_location("Tokyo")
    order = box.shop.place_order([(box.lamp, 1)], routing="now")
    box.shop.receive(box.lamp, tokyo, 1)

    moved = box.shop.move(order.works[0], tokyo)

    assert (order.works[0].status, order.works[0].displayable) == ("CLOSED", False)
    assert moved.location.gid == tokyo
    assert levels(box) == (3, 0, 3)


def test_an_authorisation_is_captured_once() -> None:
    box = Box()
    order = box.shop.place_order([(box.lamp, 1)], financial="AUTHORIZED")

    box.shop.pay(order)

    assert order.financial == "PAID"
    with pytest.raises(Refused):
        box.shop.void(order)


def test_one_line_is_reduced_by_an_edit_over_the_api() -> None:
    with open_box() as box:
        order = box.shop.place_order([(box.lamp, 5)], routing="now")
        edit = box.ask(EDIT, id=order.gid)["orderEditBegin"]["calculatedOrder"]
        line = edit["lineItems"]["nodes"][0]
        assert (line["quantity"], line["editableQuantity"]) == (5, 5)
        box.ask(QUANTITY, id=edit["id"], line=line["id"], quantity=3)
        assert order.lines[0].current_quantity == 5

        payload = box.ask(COMMIT, id=edit["id"])["orderEditCommit"]

        assert payload["order"]["currentTotalPriceSet"]["presentmentMoney"]["amount"] == "240.00"
        assert levels(box) == (0, 3, 3)


def test_a_refund_over_the_api_restocks_and_pays_back_what_was_asked() -> None:
    with open_box() as box:
        order = box.shop.place_order([(box.lamp, 2)], routing="now")
        lines = [{"lineItemId": order.lines[0].gid, "quantity": 1, "restockType": "CANCEL"}]
        money = [{"orderId": order.gid, "kind": "REFUND", "gateway": "shopify_payments", "amount": "80.00"}]
        given = {"orderId": order.gid, "refundLineItems": lines, "transactions": money}

        for _ in range(2):
            refund = box.ask(REFUND, input=given)["refundCreate"]["refund"]

        assert refund["totalRefundedSet"]["presentmentMoney"]["amount"] == "80.00"
        assert len(order.refunds) == 1
        assert levels(box) == (2, 1, 3)


def test_the_keeper_does_the_same_for_the_same_seed_and_keeps_the_stock_true() -> None:
    deeds = []
    for _ in range(2):
        box = Box()
        shop = box.sandbox.add_shop("kept", token="shpat_kept")
        location, goods = furnish(shop)
        keeper = ShopKeeper(shop, seed=7)
        deeds.append([keeper.step() for _ in range(200)])
        for item in goods:
            owed = sum(
                line.unfulfilled_quantity
                for order in shop.orders.values()
                for line in order.lines
                if line.variant is item
            )
            assert shop.levels(item, location)["committed"] == owed

    assert deeds[0] == deeds[1]
    assert {"order", "arrive", "announce_goods", "cancel", "ship"} <= set(deeds[0])


def test_the_keeper_opens_and_closes() -> None:
    box = Box()
    keeper = ShopKeeper(box.shop, interval=0.005, seed=1)
    keeper.start()
    end = time.monotonic() + 5
    while not box.shop.orders and time.monotonic() < end:
        time.sleep(0.01)
    keeper.stop()
    placed = len(box.shop.orders)
    time.sleep(0.05)

    assert placed > 0
    assert len(box.shop.orders) == placed
