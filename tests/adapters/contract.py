"""What every platform's adapter must do, whatever the platform: a new one inherits `StorefrontContract`.

A platform brings a `Driver`, by which its sandbox is a shop with buyers, goods and trouble; the tests
speak to the adapter only as the jobs do, through `connector.domain.storefront.Storefront`.
"""

from collections.abc import Callable
from datetime import timedelta, timezone
from typing import Any

from connector.domain.snapshots import Paid
from connector.domain.storefront import HeldLine, Record, Storefront
from tests.adapters.contract_marks import MarksContract
from tests.adapters.contract_offers import OffersContract
from tests.adapters.contract_trouble import TroubleContract
from tests.adapters.driver import (
    SECOND,
    START,
    Driver,
    only_line,
    quiet,
    record,
    supply,
    total,
    trouble,
    whole_catalogue,
    whole_orders,
)

TOKYO = timezone(timedelta(hours=9))


class StorefrontContract(TroubleContract, MarksContract, OffersContract):
    """Subclasses override `driver`."""

    # What is read.

    def test_the_shop_says_who_it_is(self, shop: Storefront) -> None:
        facts = shop.facts()
        assert facts.name
        assert len(facts.currency) == 3
        assert "/" in facts.timezone
        assert facts.missing_access == ()

    def test_an_order_for_more_than_there_is_reads_as_it_was_placed(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        read = shop.reread_order(driver.order(lamp, 5))
        line = only_line(read)
        assert (read.demand, read.releasable, read.gone) == (True, True, False)
        assert (read.placed_at, read.version >= read.placed_at) == (START, True)
        assert (line.listing_ref, line.title, line.sku) == (driver.listing_ref(lamp), "Walnut Lamp", "LAMP")
        assert (line.ordered, line.open, line.shipped, line.in_progress) == (5, 5, 0, 0)
        assert line.backorderable
        assert read.payment.paid is Paid.TAKEN
        assert read.payment.taken == read.payment.total > 0
        assert "@" in read.buyer.email
        assert read.buyer.first_name
        assert len(read.buyer.country) == 2

    def test_a_buyer_is_known_by_an_id_and_a_business_as_one(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        read = [shop.reread_order(driver.order(lamp, 1, business=business)) for business in (False, True)]
        assert all(one.buyer.customer_ref for one in read)
        assert [one.buyer.business for one in read] == [False, True]

    def test_an_order_that_did_not_change_reads_the_same_twice(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order = driver.order(lamp, 5)
        assert shop.reread_order(order) == driver.storefront().reread_order(order)

    def test_orders_read_together_are_what_each_is_alone(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        orders = [driver.order(lamp, units) for units in (5, 1, 2, 1)]
        driver.cancel(orders[1])
        driver.delete(orders[2])
        alone = [shop.reread_order(order) for order in orders]
        together = list(driver.storefront().reread_orders(orders))
        assert [one.order_id for one in together] == orders
        assert [one.gone for one in together] == [False, False, True, False]
        assert [one for one in together if not one.gone] == [one for one in alone if not one.gone]

    def test_orders_do_not_move_the_supply_and_goods_do(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        orders = [driver.order(lamp, 2)]
        assert supply(shop, driver, lamp, orders) == 3
        orders.append(driver.order(lamp, 4))
        assert supply(shop, driver, lamp, orders) == 3
        driver.receive(lamp, 6)
        assert supply(shop, driver, lamp, orders) == 9
        driver.cancel(orders[0])
        assert supply(shop, driver, lamp, orders) == 9
        driver.ship(orders[1], 3)
        assert supply(shop, driver, lamp, orders) == 6

    def test_shipped_units_are_no_longer_open(self, shop: Storefront, driver: Driver, lamp: Any) -> None:
        order = driver.order(lamp, 5)
        driver.ship(order, 2)
        lines = shop.reread_order(order).lines
        assert (total(lines, "ordered"), total(lines, "open"), total(lines, "shipped")) == (5, 3, 2)

    def test_refunded_units_are_no_longer_ordered(self, shop: Storefront, driver: Driver, lamp: Any) -> None:
        order = driver.order(lamp, 5)
        driver.refund(order, 2)
        read = shop.reread_order(order)
        assert (total(read.lines, "ordered"), total(read.lines, "open")) == (3, 3)
        assert read.demand
        assert supply(shop, driver, lamp, [order]) == 3

    def test_a_cancelled_order_asks_for_nothing(self, shop: Storefront, driver: Driver, lamp: Any) -> None:
        order = driver.order(lamp, 5)
        driver.cancel(order)
        read = shop.reread_order(order)
        assert (read.demand, read.releasable) == (False, False)
        assert total(read.lines, "taken") == 0

    def test_an_unpaid_order_is_never_let_go(self, shop: Storefront, driver: Driver, lamp: Any) -> None:
        read = shop.reread_order(driver.order(lamp, 1, paid=False))
        assert not read.releasable
        assert (read.payment.paid, read.payment.taken) == (Paid.NOTHING, 0)

    def test_an_order_that_is_no_more_is_gone(self, shop: Storefront, driver: Driver, lamp: Any) -> None:
        deleted = driver.order(lamp, 5)
        driver.delete(deleted)
        for order in (deleted, driver.unknown_order(), "", "no such thing"):
            read = shop.reread_order(order)
            assert (read.order_id, read.gone, read.demand) == (order, True, False)

    def test_items_come_in_the_order_asked_and_a_missing_one_is_gone(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        shade = driver.add_item("Linen Shade", "SHADE", 7)
        refs = [driver.listing_ref(shade), driver.unknown_ref(), driver.listing_ref(lamp)]
        items = shop.reread_items(refs)
        assert [item.listing_ref for item in items] == refs
        assert [item.gone for item in items] == [False, True, False]
        assert [sum(level.count for level in item.levels) for item in items] == [7, 0, 3]
        assert [item.tracked for item in items] == [True, False, True]
        assert list(shop.reread_items([])) == []

    def test_every_change_makes_the_version_grow(self, shop: Storefront, driver: Driver, lamp: Any) -> None:
        order = driver.order(lamp, 5)
        versions = [shop.reread_order(order).version]
        changes: list[Callable[[], object]] = [
            lambda: driver.touch(order),
            lambda: driver.ship(order, 1),
            lambda: driver.refund(order, 1),
            lambda: driver.cancel(order),
        ]
        for change in changes:
            driver.clock.tick()
            change()
            versions.append(shop.reread_order(order).version)
        assert versions == sorted(set(versions))
        assert all(version.utcoffset() == timedelta(0) for version in versions)

    # What changed.

    def test_changes_include_the_very_second_asked_for_and_nothing_before(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        before = driver.order(lamp, 1)
        driver.clock.tick()
        at, since = driver.order(lamp, 1), driver.clock()
        driver.clock.tick()
        after = driver.order(lamp, 1)
        found = list(shop.changed_orders(since))
        assert [change.order_id for change in found] == [at, after]
        assert [change.version for change in found] == [since, since + SECOND]
        driver.clock.tick()
        driver.touch(before)
        assert [change.order_id for change in shop.changed_orders(since)] == [at, after, before]
        assert list(shop.changed_orders(driver.clock() + SECOND)) == []

    def test_a_half_second_and_another_zone_ask_for_the_same(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order = driver.order(lamp, 1)
        for since in (START + timedelta(seconds=0.5) - SECOND, START.astimezone(TOKYO)):
            assert [change.order_id for change in shop.changed_orders(since)] == [order]

    def test_more_changes_than_a_page_holds_are_all_told_once(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        orders = []
        for _ in range(130):
            orders.append(driver.order(lamp, 1))
            driver.clock.tick(len(orders) % 2)
        found = [change.order_id for change in shop.changed_orders(START)]
        assert sorted(found) == sorted(orders)

    # The whole store, part by part.

    def test_open_orders_are_those_that_may_owe_goods_each_as_it_is_read_alone(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        kept = [driver.order(lamp, 5), driver.order(lamp, 3)]
        cancelled, sent = driver.order(lamp, 1), driver.order(lamp, 2)
        driver.cancel(cancelled)
        driver.ship(kept[0], 2)
        driver.refund(kept[1], 1)
        driver.ship(sent, 2)
        driver.settle(sent)
        found = {one.order_id: one for one in whole_orders(shop)}
        assert found == {one: driver.storefront().reread_order(one) for one in kept}

    def test_more_open_orders_than_a_part_holds_are_all_told_once_whoever_goes_on(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        placed = []
        for number in range(130):
            placed.append(driver.order(lamp, 1 + number % 3))
            driver.clock.tick(number % 7 == 0)
        assert sorted(one.order_id for one in whole_orders(shop)) == sorted(placed)
        others = whole_orders(shop, lambda: driver.storefront())
        assert sorted(one.order_id for one in others) == sorted(placed)

    def test_an_open_order_is_read_when_it_was_begun_to_be_read(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        driver.order(lamp, 1)
        driver.clock.tick(60)
        part = shop.read_open_orders("")
        assert part.read_at == driver.clock()
        assert part.total in (1, None)

    def test_the_catalogue_is_everything_sold_each_item_as_it_is_read_alone(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        driver.order(lamp, 2)
        goods = [lamp, *(driver.add_item(f"Shade {n}", f"SHADE-{n}", n) for n in range(130))]
        found = {one.listing_ref: one for one in whole_catalogue(shop)}
        refs = [driver.listing_ref(one) for one in goods]
        assert found == dict(zip(refs, driver.storefront().reread_items(refs), strict=True))

    def test_an_empty_store_has_neither(self, shop: Storefront, driver: Driver) -> None:
        assert whole_orders(shop) == []
        assert whole_catalogue(shop) == []

    def test_reading_a_whole_store_changes_nothing_there(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        driver.order(lamp, 5)
        before = driver.writes()
        assert whole_orders(shop)
        assert whole_catalogue(shop)
        assert driver.writes() == before

    # What is settled.

    def test_a_record_is_written_once_and_the_second_time_nothing_is(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order = driver.order(lamp, 5)
        wanted = record(shop, order, owed=2)
        assert shop.settle_record(order, wanted)
        (line,) = wanted.lines
        held = driver.record(order)[line.line_id]
        assert (held["title"], held["owed"], held["ready"]) == ("Walnut Lamp", 2, 0)
        assert (held["day"], held["text"]) == (line.day, line.text)
        assert (held["promised_for"], held["rests_on"]) == ("2026-12-03", "12 on order — 入荷 at Smith & Søn")
        quiet(driver, lambda: shop.settle_record(order, wanted))
        quiet(driver, lambda: driver.storefront().settle_record(order, wanted))

    def test_a_record_follows_what_is_owed_and_goes_when_nothing_is(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order = driver.order(lamp, 5)
        for owed in (2, 1, 2):
            assert shop.settle_record(order, record(shop, order, owed=owed))
            assert [row["owed"] for row in driver.record(order).values()] == [owed]
        assert shop.settle_record(order, Record(()))
        assert driver.record(order) == {}
        quiet(driver, lambda: shop.settle_record(order, Record(())))

    def test_an_order_that_never_owed_anything_gets_no_record(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order = driver.order(lamp, 1)
        quiet(driver, lambda: shop.settle_record(order, Record(())))

    def test_our_own_record_changes_nothing_that_we_read(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order = driver.order(lamp, 5)
        before = shop.reread_order(order)
        driver.clock.tick()
        shop.settle_record(order, record(shop, order, owed=2))
        after = shop.reread_order(order)
        assert (after.lines, after.state, after.payment) == (before.lines, before.state, before.payment)

    def test_a_record_whose_answer_was_lost_is_repeated_without_harm(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order = driver.order(lamp, 5)
        wanted = record(shop, order, owed=2)
        driver.lose_answer_of_record(0.2)
        found = trouble(lambda: shop.settle_record(order, wanted))
        assert (found.unknown, found.permanent) == (True, False)
        shop.settle_record(order, wanted)
        assert [row["owed"] for row in driver.record(order).values()] == [2]
        quiet(driver, lambda: shop.settle_record(order, wanted))

    def test_tags_are_exactly_ours_and_settle_once(self, shop: Storefront, driver: Driver, lamp: Any) -> None:
        order = driver.order(lamp, 5)
        ours = frozenset({"Backorder", "Backorder ready"})
        for wanted in ({"Backorder"}, {"Backorder", "Backorder ready"}, {"Backorder ready"}, set[str]()):
            assert shop.settle_tags(order, frozenset(wanted), ours) == driver.has_tags
            assert driver.tags(order) == (wanted if driver.has_tags else set())
            quiet(driver, lambda wanted=wanted: shop.settle_tags(order, frozenset(wanted), ours))  # type: ignore[misc]

    def test_a_tag_that_is_not_among_ours_is_neither_set_nor_taken_away(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order, first, renamed = driver.order(lamp, 5), frozenset({"Backorder"}), frozenset({"入荷待ち"})
        shop.settle_tags(order, first, first)
        shop.settle_tags(order, renamed, renamed)
        assert driver.tags(order) == ({"Backorder", "入荷待ち"} if driver.has_tags else set())
        shop.settle_tags(order, renamed, first | renamed)
        assert driver.tags(order) == ({"入荷待ち"} if driver.has_tags else set())
        quiet(driver, lambda: shop.settle_tags(order, frozenset({"made up"}) | renamed, first | renamed))

    def test_exactly_the_units_asked_for_are_held(self, shop: Storefront, driver: Driver, lamp: Any) -> None:
        order = driver.order(lamp, 5)
        line = only_line(shop.reread_order(order))
        for units in (2, 3, 0):
            wanted = (
                [HeldLine(line.line_id, line.location_ref, units, "waits for 12 on order")] if units else []
            )
            assert shop.settle_holds(order, wanted) == driver.has_holds
            assert driver.held(order) == ({line.line_id: units} if units and driver.has_holds else {})
            quiet(driver, lambda wanted=wanted: shop.settle_holds(order, wanted))  # type: ignore[misc]

    def test_webhooks_are_made_once_and_those_of_others_left_alone(
        self, shop: Storefront, driver: Driver
    ) -> None:
        foreign = "https://127.0.0.1:9/of-another-app"
        driver.add_foreign_webhook(foreign)
        made = shop.subscribe(driver.delivery_url, "a-webhook-secret")
        assert made > 0
        assert len(driver.webhooks()) == made + 1
        quiet(driver, lambda: shop.subscribe(driver.delivery_url, "a-webhook-secret"))
        assert shop.unsubscribe(driver.delivery_url) == made
        assert driver.webhooks() == [foreign]
        assert shop.unsubscribe(driver.delivery_url) == 0
