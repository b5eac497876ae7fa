"""What is kept back and when it is let go: holds, payment, packing, other apps, several places."""

from datetime import timedelta

from connector.domain.backorders import READY, RELEASED, WAITING
from sandbox.shopify import orders as shopify_orders
from tests.flows.merchants import ShopifyMerchant, WooMerchant
from tests.flows.seen import check_queues, owed, standings
from tests.world import World


def test_goods_that_arrive_release_the_first_and_leave_the_second_waiting(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "arrive")
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=2)
    shop.sell("B", LAMP=2)
    crowd.settle()
    before = standings(shop)["B", "LAMP", "Berlin"].dates
    assert (shop.held("A"), shop.held("B")) == (1, 2)
    shop.receive("LAMP", 1)
    crowd.settle()
    assert (shop.held("A"), shop.held("B")) == (0, 2)
    assert (owed(shop, "A", RELEASED), owed(shop, "B", WAITING)) == (1, 2)
    assert standings(shop)["B", "LAMP", "Berlin"].dates == before
    assert "Backorder ready" in shop.shop.order(shop.orders["A"].gid).tags


def test_a_released_line_that_loses_its_stock_waits_and_is_held_again(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "lost")
    shop.stock(LAMP=2)
    shop.sell("A", LAMP=4)
    crowd.settle()
    shop.receive("LAMP", 2)
    crowd.settle()
    assert (owed(shop, "A", RELEASED), shop.held("A")) == (2, 0)
    shop.recount("LAMP", 1)
    crowd.settle()
    assert (owed(shop, "A", WAITING), owed(shop, "A", RELEASED), shop.held("A")) == (3, 0, 3)
    assert "Backorder" in shop.shop.order(shop.orders["A"].gid).tags


def test_units_in_packing_are_frozen_however_old_the_others_are(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "packing")
    shop.stock(LAMP=5)
    shop.sell("A", LAMP=4)
    shop.sell("B", LAMP=4)
    crowd.settle()
    shop.shop.report_progress(shop.orders["B"])
    shop.recount("LAMP", 2)
    crowd.settle()
    found = standings(shop)
    assert (found["A", "LAMP", "Berlin"].here, found["B", "LAMP", "Berlin"].here) == (1, 1)
    check_queues(crowd.ledger, shop.store.account_id)


def test_an_unpaid_shopify_order_keeps_its_place_and_is_let_go_when_it_is_paid(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "unpaid")
    shop.stock(LAMP=0)
    shop.sell_how("A", {"LAMP": 2}, financial="PENDING")
    shop.sell("B", LAMP=2)
    crowd.settle()
    shop.receive("LAMP", 2)
    crowd.settle()
    assert (owed(shop, "A", READY), owed(shop, "B", WAITING), shop.held("A")) == (2, 2, 2)
    shop.shop.pay(shop.orders["A"])
    crowd.settle()
    assert (owed(shop, "A", RELEASED), shop.held("A"), shop.held("B")) == (2, 0, 2)


def test_a_shopify_order_under_fraud_review_keeps_its_place_and_is_not_let_go(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "risky")
    shop.stock(LAMP=0)
    order = shop.sell("A", LAMP=2)
    order.risk_level = "HIGH"
    shop.sell("B", LAMP=1)
    crowd.settle()
    shop.receive("LAMP", 2)
    crowd.settle()
    assert (owed(shop, "A", READY), owed(shop, "A", RELEASED), shop.held("A")) == (2, 0, 2)
    assert owed(shop, "B", WAITING) == 1
    order.risk_level = "LOW"
    with shop.shop.lock:
        shopify_orders.touch(shop.shop, order)
    crowd.settle()
    assert (owed(shop, "A", RELEASED), shop.held("A")) == (2, 0)


def test_a_woocommerce_order_on_hold_keeps_its_place_and_is_let_go_when_it_is_paid(crowd: World) -> None:
    shop = WooMerchant(crowd, "onhold")
    shop.stock(LAMP=0)
    shop.sell_how("A", {"LAMP": 2}, status="on-hold")
    shop.sell("B", LAMP=1)
    crowd.settle()
    shop.receive("LAMP", 2)
    crowd.settle()
    assert (owed(shop, "A", READY), owed(shop, "B", WAITING)) == (2, 1)
    shop.shop.pay(shop.orders["A"])
    crowd.settle()
    assert owed(shop, "A", RELEASED) == 2


def test_a_woocommerce_order_that_is_not_paid_at_all_asks_for_nothing(crowd: World) -> None:
    shop = WooMerchant(crowd, "pending")
    shop.stock(LAMP=1)
    shop.sell_how("A", {"LAMP": 2}, status="pending")
    shop.sell("B", LAMP=1)
    crowd.settle()
    assert list(standings(shop)) == [("B", "LAMP", "")]
    assert owed(shop, "B") == 0


def test_the_hold_of_another_app_is_left_alone_and_its_units_stay_back(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "stranger")
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=2)
    shop.shop.mark_hold_by_another_app(shop.orders["A"], "customs", "OTHER")
    crowd.settle()
    shop.receive("LAMP", 3)
    crowd.settle()
    (work,) = shop.shop.order(shop.orders["A"].gid).fulfilment_orders
    assert [(hold.handle, hold.ours) for hold in work.holds] == [("customs", False)]


def test_letting_go_takes_off_our_hold_and_not_the_one_that_another_app_put_beside_it(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "beside")
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    crowd.settle()
    assert shop.held("A") == 2
    shop.shop.mark_hold_by_another_app(shop.orders["A"], "customs", "OTHER")
    shop.receive("LAMP", 5)
    crowd.settle()
    works = shop.shop.order(shop.orders["A"].gid).fulfilment_orders
    holds = [hold for work in works for hold in work.holds]
    assert holds
    assert not any(hold.ours for hold in holds)
    assert {hold.handle for hold in holds} == {"customs"}


def test_each_place_has_a_queue_of_its_own(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "places")
    munich = shop.shop.add_location("Munich")
    shop.items["LAMP"] = shop.shop.add_product(
        "Lamp", sku="LAMP", price="10.00", stock={shop.berlin: 1, munich: 4}
    )
    shop.sell_how("A", {"LAMP": 3}, location=shop.berlin)
    shop.sell_how("B", {"LAMP": 3}, location=munich)
    shop.sell_how("C", {"LAMP": 3}, location=munich)
    crowd.settle()
    assert [owed(shop, label) for label in "ABC"] == [2, 0, 2]
    shop.shop.receive(shop.items["LAMP"], munich, 9)
    crowd.settle()
    assert [owed(shop, label) for label in "ABC"] == [2, 0, 0]
    assert {place for _, _, place in standings(shop)} == {"Berlin", "Munich"}


def test_work_that_moves_to_another_place_takes_its_units_from_there(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "moved")
    munich = shop.shop.add_location("Munich")
    shop.items["LAMP"] = shop.shop.add_product(
        "Lamp", sku="LAMP", price="10.00", stock={shop.berlin: 0, munich: 4}
    )
    shop.sell_how("A", {"LAMP": 3}, location=shop.berlin)
    crowd.settle()
    assert (owed(shop, "A"), shop.held("A")) == (3, 3)
    shop.shop.move(shop.orders["A"].live_works[0], munich)
    crowd.settle()
    assert owed(shop, "A", WAITING) == 0
    assert set(standings(shop)) == {("A", "LAMP", "Munich")}
    assert shop.held("A") == 0


def test_what_is_not_counted_or_not_sent_is_never_backordered_on_shopify(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "never")
    for sku, how in {
        "UNTRACKED": {"tracked": False},
        "CARD": {"gift_card": True},
        "SERVICE": {"requires_shipping": False},
    }.items():
        item = shop.shop.add_product(sku, sku=sku, price="5.00", stock={shop.berlin: 0}, **how)
        shop.items[sku] = item
    shop.sell("A", UNTRACKED=3, CARD=2, SERVICE=1)
    crowd.settle()
    assert standings(shop) == {}
    assert shop.held("A") == 0
    assert shop.shop.order(shop.orders["A"].gid).tags == ()


def test_what_is_not_counted_or_not_sent_is_never_backordered_on_woocommerce(crowd: World) -> None:
    shop = WooMerchant(crowd, "never")
    shop.items["FREE"] = shop.shop.add_product("Free", sku="FREE")
    shop.items["VIRTUAL"] = shop.shop.add_product(
        "Virtual", sku="VIRTUAL", stock=0, virtual=True, backorders="yes"
    )
    shop.sell("A", FREE=3, VIRTUAL=2)
    crowd.settle()
    assert standings(shop) == {}


def test_a_bundle_waits_for_the_component_that_is_short(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "bundle")
    shop.stock(LAMP=9, SHADE=3)
    shop.items["SET"] = shop.shop.add_bundle(
        "Set", [(shop.items["LAMP"], 1), (shop.items["SHADE"], 2)], sku="SET", price="30.00"
    )
    shop.sell("A", SET=2)
    crowd.settle()
    found = standings(shop)
    assert {sku: one.waiting for (_, sku, _), one in found.items()} == {"LAMP": 0, "SHADE": 1}
    assert shop.held("A") == 1


def test_an_uncounted_product_on_backorder_is_owed_until_somebody_says_otherwise(
    crowd: World,
) -> None:
    shop = WooMerchant(crowd, "byhand")
    shop.items["STOOL"] = shop.shop.add_product("Stool", sku="STOOL", stock_status="onbackorder")
    shop.sell("A", STOOL=2)
    crowd.settle()
    assert owed(shop, "A") == 2
    shop.shop.set_stock_status(shop.items["STOOL"], "instock")
    crowd.settle()
    assert owed(shop, "A") == 0


def test_variations_that_their_parent_counts_for_share_one_queue(crowd: World) -> None:
    shop = WooMerchant(crowd, "parent")
    throw = shop.shop.add_variable("Throw", sku="THROW", stock=3, backorders="notify")
    for colour in ("Red", "Blue"):
        shop.items[colour] = shop.shop.add_variation(throw, colour, sku=f"THROW-{colour}")
    shop.sell("A", Red=2)
    shop.sell("B", Blue=3)
    crowd.settle()
    assert [owed(shop, label) for label in "AB"] == [0, 2]
    shop.shop.receive(throw, 1)
    crowd.settle()
    assert owed(shop, "B") == 1


def test_a_variation_that_begins_to_count_for_itself_takes_its_orders_along(crowd: World) -> None:
    shop = WooMerchant(crowd, "apart")
    throw = shop.shop.add_variable("Throw", sku="THROW", stock=1, backorders="notify")
    red = shop.items["RED"] = shop.shop.add_variation(throw, "Red", sku="RED")
    shop.sell("A", RED=2)
    crowd.settle()
    assert owed(shop, "A") == 1
    with shop.shop.shop.lock:
        red.manages_stock, red.backorders = True, "notify"
    shop.shop.set_stock(red, 0)
    shop.sell("B", RED=1)
    crowd.clock.ahead += timedelta(seconds=2)
    shop.shop.set_status(shop.orders["A"], "on-hold")
    crowd.settle()
    found = standings(shop)
    assert sum(one.waiting for one in found.values()) == sum(owed(shop, label) for label in "AB")
    assert all(one.waiting == one.asks - one.here for one in found.values())
