"""What is WooCommerce's own: notes, keys, variations, lists that move, states of plugins."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.woocommerce.client import WooStorefront
from connector.domain.snapshots import Level, Paid
from connector.domain.storefront import OwedLine, Record, StoreFacts
from connector.domain.trouble import Trouble
from tests.adapters.driver import START, Clock, whole_orders
from tests.adapters.woocommerce_driver import KEY, SECRET, WooDriver

OWED = OwedLine("1", "Walnut Lamp", "LAMP", 2, 1, date(2026, 12, 3), "12 on order come on 30 November")


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[WooDriver]:
    driver = WooDriver(Clock(), tmp_path)
    yield driver
    driver.close()


@pytest.fixture
def shop(driver: WooDriver) -> WooStorefront:
    return driver.storefront()


@pytest.fixture
def order(driver: WooDriver) -> str:
    return driver.order(driver.add_item("Walnut Lamp", "LAMP", 3), 5)


def our_notes(driver: WooDriver, order: str) -> list[dict[str, Any]]:
    return [note for note in driver.store.notes(int(order)) if "[backorder " in note["note"]]


# The note.


def test_the_note_is_one_that_a_person_can_read_and_that_the_buyer_is_not_sent(
    shop: WooStorefront, driver: WooDriver, order: str
) -> None:
    shop.settle_record(order, Record((OWED,)))
    (note,) = our_notes(driver, order)
    assert note["customer_note"] is False
    assert note["note"].splitlines()[:-1] == [
        "1 × Walnut Lamp is set aside and ready to ship.",
        "2 × Walnut Lamp are owed; expected to ship Thu 3 December: 12 on order come on 30 November",
    ]


def test_a_note_is_written_when_the_meaning_changes_and_not_when_the_words_do(
    shop: WooStorefront, driver: WooDriver, order: str
) -> None:
    shop.settle_record(order, Record((OWED,)))
    assert shop.settle_record(order, Record((replace(OWED, rests_on="goods on their way"),)))
    assert driver.record(order)["1"]["rests_on"] == "goods on their way"
    assert len(our_notes(driver, order)) == 1
    shop.settle_record(order, Record((replace(OWED, promised_for=None),)))
    assert "no date is known yet" in our_notes(driver, order)[1]["note"]


def test_a_state_that_comes_back_is_told_again(shop: WooStorefront, driver: WooDriver, order: str) -> None:
    for record in (Record((OWED,)), Record(()), Record((OWED,)), Record(())):
        shop.settle_record(order, record)
    texts = [note["note"] for note in our_notes(driver, order)]
    assert len(texts) == 4
    assert "Nothing on this order is on backorder any more." in texts[-1]


def test_stopped_between_the_meta_and_the_note_the_next_try_writes_the_note_alone(
    shop: WooStorefront, driver: WooDriver, order: str
) -> None:
    driver.sandbox.faults.next("POST orders/*/notes", "drop")
    with pytest.raises(Trouble):
        shop.settle_record(order, Record((OWED,)))
    before = driver.writes()
    assert shop.settle_record(order, Record((OWED,)))
    assert driver.writes() == before + 1
    assert len(our_notes(driver, order)) == 1


def test_a_note_whose_answer_was_lost_is_not_written_twice(
    shop: WooStorefront, driver: WooDriver, order: str
) -> None:
    driver.sandbox.faults.next("POST orders/*/notes", "timeout_after_applying", seconds=0.1)
    with pytest.raises(Trouble) as lost:
        shop.settle_record(order, Record((OWED,)))
    assert lost.value.unknown
    assert not shop.settle_record(order, Record((OWED,)))
    assert len(our_notes(driver, order)) == 1


def test_the_record_never_touches_the_orders_status_nor_other_meta(
    shop: WooStorefront, driver: WooDriver
) -> None:
    item = driver.add_item("Shade", "SHADE", 0)
    placed = driver.store.place_order([(item, 1)], payment_method="lab_card", meta={"gift": "yes"})
    before = driver.store.order(placed)
    shop.settle_record(str(placed.id), Record((OWED,)))
    shop.settle_record(str(placed.id), Record(()))
    after = driver.store.order(placed)
    assert after["status"] == before["status"] == "on-hold"
    assert after["meta_data"] == before["meta_data"]


def test_a_record_for_an_order_that_is_gone_is_trouble_for_a_person(shop: WooStorefront) -> None:
    with pytest.raises(Trouble) as gone:
        shop.settle_record("987654", Record((OWED,)))
    assert gone.value.permanent


# Keys and facts.


def test_a_key_that_may_only_read_is_named_as_what_is_missing(driver: WooDriver) -> None:
    driver.store.add_key(KEY, SECRET, permissions="read")
    before = dict(driver.store.shop.orders)
    assert driver.storefront().facts().missing_access == ("write",)
    assert driver.store.shop.orders == before


def test_the_facts_are_the_shops_own(shop: WooStorefront) -> None:
    facts = shop.facts()
    assert replace(facts, email="") == StoreFacts("Demo Lamps", "", "America/New_York", "USD", "US")


# Stock.


def test_variations_share_or_own_their_stock_as_the_shop_says(shop: WooStorefront, driver: WooDriver) -> None:
    rug = driver.store.add_variable("Wool Rug")
    small = driver.store.add_variation(rug, "S", sku="RUG-S", stock=1, backorders="notify")
    throw = driver.store.add_variable("Throw", sku="THROW", stock=3, backorders="notify")
    red = driver.store.add_variation(throw, "Red", sku="THROW-R")
    placed = driver.store.place_order([(small, 3), (red, 5)], paid=True)
    read = shop.reread_order(str(placed.id))
    refs = [line.listing_ref for line in read.lines]
    assert refs == [f"{rug.id}/{small.id}", str(throw.id)]
    assert [line.taken for line in read.lines] == [3, 5]
    items = shop.reread_items(refs)
    assert [item.title for item in items] == ["Wool Rug - S", "Throw"]
    assert [item.levels for item in items] == [
        (Level("default", -2, adds_taken=True),),
        (Level("default", -2, adds_taken=True),),
    ]


def test_a_product_marked_by_hand_has_none_and_takes_none(shop: WooStorefront, driver: WooDriver) -> None:
    stool = driver.store.add_product("Stool", sku="STOOL", stock_status="onbackorder")
    mug = driver.store.add_product("Mug", sku="MUG")
    placed = driver.store.place_order([(stool, 2), (mug, 1)], paid=True)
    lines = shop.reread_order(str(placed.id)).lines
    assert [(line.backorderable, line.taken) for line in lines] == [(True, 0), (False, 0)]
    on_order, endless = shop.reread_items([str(stool.id), str(mug.id)])
    assert (on_order.tracked, on_order.levels) == (True, (Level("default", 0),))
    assert (endless.tracked, endless.levels) == (False, ())


def test_what_a_product_counts_is_read_anew_each_time(shop: WooStorefront, driver: WooDriver) -> None:
    lamp = driver.add_item("Lamp", "L", 3)
    assert shop.reread_items([str(lamp.id)])[0].levels[0].count == 3
    driver.receive(lamp, 4)
    assert shop.reread_items([str(lamp.id)])[0].levels[0].count == 7


def test_many_items_take_a_request_for_each_hundred(shop: WooStorefront, driver: WooDriver) -> None:
    refs = [str(driver.add_item(f"Item {n}", f"I{n}", n).id) for n in range(101)]
    before = len(driver.sandbox.log)
    items = shop.reread_items(refs)
    assert [item.levels[0].count for item in items] == list(range(101))
    assert len(driver.sandbox.log) == before + 2


# Changes.


def test_more_orders_in_one_second_than_a_page_holds_are_all_told_once(
    shop: WooStorefront, driver: WooDriver
) -> None:
    lamp = driver.add_item("Lamp", "L", 3)
    orders = [driver.order(lamp, 1) for _ in range(230)]
    driver.clock.tick()
    orders.append(driver.order(lamp, 1))
    found = [version.order_id for version in shop.changed_orders(START)]
    assert sorted(found) == sorted(orders)


def test_an_order_that_changes_while_the_list_is_read_makes_no_other_be_skipped(
    shop: WooStorefront, driver: WooDriver
) -> None:
    lamp = driver.add_item("Lamp", "L", 3)
    orders = []
    for _ in range(150):
        orders.append(driver.order(lamp, 1))
        driver.clock.tick()
    reading = iter(shop.changed_orders(START))
    found = [next(reading).order_id]
    driver.touch(orders[3])  # It moves to the end, and every later order comes forward by one.
    found += [version.order_id for version in reading]
    assert set(found) == set(orders)
    assert found.count(orders[3]) == 2


def test_an_answer_that_unpacks_without_end_is_cut_off(shop: WooStorefront, driver: WooDriver) -> None:
    driver.sandbox.faults.next("GET orders", "huge")
    with pytest.raises(Trouble) as cut:
        list(shop.changed_orders(START))
    assert cut.value.permanent


# States.


def test_an_authorised_card_may_ship_and_an_open_bank_transfer_may_not(
    shop: WooStorefront, driver: WooDriver
) -> None:
    lamp = driver.add_item("Lamp", "L", 3)
    card = driver.store.place_order([(lamp, 1)], payment_method="lab_card")
    bank = driver.store.place_order([(lamp, 1)], payment_method="bacs")
    authorised, waiting = shop.reread_order(str(card.id)), shop.reread_order(str(bank.id))
    assert (authorised.payment.paid, authorised.releasable) == (Paid.AUTHORISED, True)
    assert (waiting.payment.paid, waiting.releasable, waiting.demand) == (Paid.NOTHING, False, True)


def test_open_orders_include_the_states_of_the_shops_plugins(shop: WooStorefront, driver: WooDriver) -> None:
    lamp = driver.add_item("Lamp", "L", 3)
    driver.store.add_status("awaiting-parts", "Awaiting parts")
    placed = {
        status: driver.order(lamp, 1) for status in ("awaiting-parts", "pending", "completed", "on-hold")
    }
    for status, order in placed.items():
        driver.store.set_status(int(order), status)
    found = {order.order_id for order in whole_orders(shop)}
    assert found == {placed["awaiting-parts"], placed["on-hold"]}
    assert shop.reread_order(placed["awaiting-parts"]).standing == "custom"


def test_an_order_in_the_trash_is_gone_until_it_is_restored(
    shop: WooStorefront, driver: WooDriver, order: str
) -> None:
    driver.store.trash(int(order))
    assert shop.reread_order(order).gone
    driver.store.set_status(int(order), "processing")
    read = shop.reread_order(order)
    assert (read.gone, read.demand, read.placed_at) == (False, True, START)


def test_the_buyers_language_comes_with_the_order(shop: WooStorefront, driver: WooDriver) -> None:
    lamp = driver.add_item("Lamp", "L", 3)
    placed = driver.store.place_order([(lamp, 1)], locale="ja", country="JP", first_name="花子")
    buyer = shop.reread_order(str(placed.id)).buyer
    assert (buyer.locale, buyer.country, buyer.first_name) == ("ja", "JP", "花子")


def test_woocommerce_has_no_shipping_work_no_inbound_no_tags_and_no_holds(
    shop: WooStorefront, order: str
) -> None:
    assert shop.order_of_work("1") is None
    assert shop.inbound() == ()
    assert shop.settle_tags(order, frozenset({"Backorder"}), frozenset({"Backorder"})) is False
    assert shop.settle_holds(order, []) is False
