"""The part of the contract about looking: what of ours an order carries, how our webhooks fare."""

from typing import Any

from connector.domain.storefront import HeldLine, HeldUnits, Marks, Storefront
from tests.adapters.driver import Driver, only_line, quiet, record

TAGS = frozenset({"Backorder", "Backorder ready"})


class MarksContract:
    """Inherited by the whole contract."""

    def test_marks_say_what_of_ours_each_order_carries(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        marked, bare, gone = (driver.order(lamp, 5) for _ in range(3))
        driver.delete(gone)
        line = only_line(shop.reread_order(marked))
        wanted = record(shop, marked, owed=2)
        shop.settle_tags(marked, frozenset({"Backorder"}), frozenset({"Backorder"}))
        shop.settle_holds(marked, [HeldLine(line.line_id, line.location_ref, 2, "waits")])
        shop.settle_record(marked, wanted)
        before = driver.writes()

        found = list(shop.marks([bare, marked, gone, driver.unknown_order()], TAGS))

        held = (HeldUnits(line.line_id, line.location_ref, 2),) if driver.has_holds else None
        none = () if driver.has_holds else None
        tags = [frozenset(one) if driver.has_tags else None for one in ((), ("Backorder",))]
        assert found == [
            Marks(bare, shop.reread_order(bare).version, tags[0], none),
            Marks(marked, shop.reread_order(marked).version, tags[1], held, (), wanted),
            Marks(gone),
            Marks(driver.unknown_order()),
        ]
        assert driver.writes() == before

    def test_only_tags_that_were_asked_about_are_told(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order = driver.order(lamp, 5)
        shop.settle_tags(order, frozenset({"Backorder"}), frozenset({"Backorder"}))
        (found,) = shop.marks([order], frozenset({"Of another app"}))
        assert not found.tags

    def test_marked_orders_are_those_with_a_tag_or_a_hold_of_ours(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        tagged, held, _bare = (driver.order(lamp, 5) for _ in range(3))
        line = only_line(shop.reread_order(held))
        shop.settle_tags(tagged, frozenset({"Backorder ready"}), frozenset({"Backorder ready"}))
        shop.settle_holds(held, [HeldLine(line.line_id, line.location_ref, 1, "waits")])
        expected = {tagged, held} if driver.has_tags and driver.has_holds else set[str]()
        assert set(shop.marked_orders(TAGS)) == expected
        assert set(shop.marked_orders(frozenset())) == expected - {tagged}

    def test_a_record_can_be_taken_away_and_is_then_not_there(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order = driver.order(lamp, 5)
        quiet(driver, lambda: shop.remove_record(order))
        shop.settle_record(order, record(shop, order, owed=2))
        assert shop.remove_record(order)
        assert driver.record(order) == {}
        assert next(iter(shop.marks([order], TAGS))).record is None
        quiet(driver, lambda: shop.remove_record(order))
        quiet(driver, lambda: shop.remove_record(driver.unknown_order()))

    def test_webhooks_that_are_not_there_are_missing_and_those_that_are_not(
        self, shop: Storefront, driver: Driver
    ) -> None:
        missing = shop.webhooks_amiss(driver.delivery_url, "a-webhook-secret")
        assert {one.why for one in missing} == {"missing"}
        assert len(missing) == shop.subscribe(driver.delivery_url, "a-webhook-secret")
        before = driver.writes()
        assert list(shop.webhooks_amiss(driver.delivery_url, "a-webhook-secret")) == []
        assert driver.writes() == before
