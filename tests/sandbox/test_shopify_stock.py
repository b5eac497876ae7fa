"""Stock: the identity holds whatever happens, and commitments are what is still to be shipped."""

from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from sandbox.shopify.sales import Order
from sandbox.shopify.store import Refused
from tests.sandbox.shopify_box import Box

UNITS = st.integers(min_value=1, max_value=6)


class Warehouse(RuleBasedStateMachine):
    """Does anything to two items at two locations, and counts the units on the shelf by itself."""

    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.box = Box()
        self.shop = self.box.shop
        self.tokyo = self.shop.add_location("Tokyo")
        stock = {self.box.berlin: 2, self.tokyo: 4}
        self.shade = self.shop.add_product("Shade", sku="SHADE", price="20.00", stock=stock)
        self.items = (self.box.lamp, self.shade)
        self.present = {self.box.lamp: 3, self.shade: 6}

    def teardown(self) -> None:
        self.box.session.close()

    @rule(target=orders, which=st.sampled_from([0, 1]), units=UNITS, now=st.booleans())
    def place(self, which: int, units: int, now: bool) -> Order:
        return self.shop.place_order([(self.items[which], units)], routing="now" if now else "later")

    @rule(order=orders)
    def route(self, order: Order) -> None:
        self.shop.route(order)

    @rule(order=orders, restock=st.booleans())
    def cancel(self, order: Order, restock: bool) -> None:
        if not order.cancelled_at:
            gone = {} if restock else {line: line.unfulfilled_quantity for line in order.lines}
            self.shop.cancel_order(order, restock=restock)
            for line, units in gone.items():
                self.present[line.variant] -= units

    @rule(order=orders)
    def ship(self, order: Order) -> None:
        before = {line: line.fulfilled for line in order.lines}
        self.shop.fulfil(order)
        for line in order.lines:
            self.present[line.variant] -= line.fulfilled - before[line]

    @rule(order=orders, units=UNITS, restock=st.booleans())
    def refund(self, order: Order, units: int, restock: bool) -> None:
        line = order.lines[0]
        if units > line.current_quantity:
            return
        unshipped = min(units, line.unfulfilled_quantity)
        self.shop.refund(order, {line: units}, restock=restock)
        self.present[line.variant] += units - unshipped if restock else -unshipped

    @rule(order=orders, units=st.integers(min_value=0, max_value=8))
    def edit(self, order: Order, units: int) -> None:
        if order.lines[0].current_quantity - units <= order.lines[0].unfulfilled_quantity:
            self.shop.edit_order(order, order.lines[0], units)

    @rule(order=orders)
    def swap(self, order: Order) -> None:
        if order.lines[0].unfulfilled_quantity:
            self.shop.swap_item(order, order.lines[0], self.shade)

    @rule(order=orders, units=UNITS)
    def hold(self, order: Order, units: int) -> None:
        for work in order.live_works:
            if work.status == "OPEN" and units < work.remaining and len(work.lines) == 1:
                self.shop.hold(work, {work.lines[0].gid: units}, handle="backorder")

    @rule(which=st.sampled_from([0, 1]), units=UNITS)
    def receive(self, which: int, units: int) -> None:
        self.shop.receive(self.items[which], self.box.berlin, units)
        self.present[self.items[which]] += units

    @rule(which=st.sampled_from([0, 1]), units=UNITS)
    def sell_at_till(self, which: int, units: int) -> None:
        self.shop.sell_at_till([(self.items[which], units)], self.box.berlin)
        self.present[self.items[which]] -= units

    @rule(order=orders)
    def move(self, order: Order) -> None:
        for work in order.live_works:
            try:
                self.shop.move(work, self.tokyo)
            except Refused:
                assert work.status == "IN_PROGRESS" or self.box.lamp in {
                    part.line.variant for part in work.lines
                }

    @invariant()
    def on_hand_is_what_lies_there(self) -> None:
        for item in self.items:
            levels = item.inventory_item.levels.values()
            assert sum(level.on_hand for level in levels) == self.present[item]
            assert all(level.on_hand == level.available + level.committed for level in levels)

    @invariant()
    def committed_is_what_is_still_to_be_shipped(self) -> None:
        for item in self.items:
            owed = sum(
                line.unfulfilled_quantity
                for order in self.shop.orders.values()
                for line in order.lines
                if line.variant is item
            )
            assert sum(level.committed for level in item.inventory_item.levels.values()) == owed

    @invariant()
    def routed_orders_are_covered_by_fulfilment_orders(self) -> None:
        for order in self.shop.orders.values():
            if order.routed:
                assert sum(work.remaining for work in order.live_works) == order.unfulfilled


TestWarehouse = Warehouse.TestCase
TestWarehouse.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_supply_does_not_move_when_an_order_slips_in() -> None:
    box = Box()
    box.shop.place_order([(box.lamp, 5)])

    levels = box.shop.levels(box.lamp, box.berlin)

    assert levels == {"available": -2, "committed": 5, "on_hand": 3, "incoming": 0}


def test_a_transfer_is_incoming_until_it_is_received() -> None:
    box = Box()
    arrives = datetime(2026, 12, 15, tzinfo=UTC)
    transfer = box.shop.add_transfer(to=box.berlin, items={box.lamp: 10}, arrives_at=arrives)
    assert transfer.status == "IN_PROGRESS"
    assert transfer.shipments[0].status == "IN_TRANSIT"
    assert box.shop.levels(box.lamp, box.berlin)["incoming"] == 10

    box.shop.receive_transfer(transfer, {box.lamp: 4})

    assert transfer.shipments[0].status == "PARTIALLY_RECEIVED"
    assert box.shop.levels(box.lamp, box.berlin) == {
        "available": 7,
        "committed": 0,
        "on_hand": 7,
        "incoming": 6,
    }
    box.shop.receive_transfer(transfer)
    assert transfer.status == "TRANSFERRED"
    assert box.shop.levels(box.lamp, box.berlin)["on_hand"] == 13


def test_untracked_items_and_gift_cards_commit_nothing() -> None:
    box = Box()
    service = box.shop.add_product("Wiring", sku="WIRE", price="9.00", tracked=False, requires_shipping=False)
    card = box.shop.add_product("Gift card", sku="CARD", price="50.00", gift_card=True, stock={box.berlin: 1})
    box.shop.place_order([(service, 2), (card, 3)])

    assert box.shop.levels(service, box.berlin)["committed"] == 0
    assert box.shop.levels(card, box.berlin)["available"] == 1


def test_a_bundle_is_ordered_as_its_components() -> None:
    box = Box()
    bundle = box.shop.add_bundle("Pair of lamps", [(box.lamp, 2)], price="150.00")

    order = box.shop.place_order([(bundle, 2)])

    assert [(line.sku, line.quantity) for line in order.lines] == [("LAMP", 4)]
    assert order.lines[0].group is not None
    assert (order.lines[0].group.title, order.lines[0].group.quantity) == ("Pair of lamps", 2)
    assert box.shop.levels(box.lamp, box.berlin)["committed"] == 4


def test_a_line_goes_where_there_is_enough() -> None:
    box = Box()
    tokyo = box.shop.add_location("Tokyo")
    box.shop.receive(box.lamp, tokyo, 9)

    order = box.shop.place_order([(box.lamp, 5)], routing="now")

    assert order.works[0].location.gid == tokyo
    assert box.shop.levels(box.lamp, tokyo)["available"] == 4
