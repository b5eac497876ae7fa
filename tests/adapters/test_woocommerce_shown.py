"""The day that the shop's pages showed before the purchase, read back from the lines of an order."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.driver import Clock, whole_orders
from tests.adapters.woocommerce_driver import WooDriver

SHOWN = {"_backorder_shown": "2026-12-03", "Ships": "Thu 3 December", "発送予定": "12月3日(木)"}


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[WooDriver]:
    driver = WooDriver(Clock(), tmp_path)
    yield driver
    driver.close()


def days(driver: WooDriver, *line_meta: dict[str, Any]) -> list[date | None]:
    """The same whether the order is read alone or with all others."""
    lamps = [driver.add_item(f"Lamp {n}", f"L{n}", 3) for n, _ in enumerate(line_meta)]
    order = driver.store.place_order([(lamp, 1) for lamp in lamps], paid=True, line_meta=line_meta)
    shop = driver.storefront()
    alone = shop.reread_order(str(order.id))
    assert whole_orders(shop) == [alone]
    return [line.shown_on for line in alone.lines]


def test_each_line_says_what_was_shown_for_it(driver: WooDriver) -> None:
    later = {**SHOWN, "_backorder_shown": "2026-12-23"}
    assert days(driver, SHOWN, {}, later) == [date(2026, 12, 3), None, date(2026, 12, 23)]


@pytest.mark.parametrize(
    "bad", ["tomorrow", "2026-02-30", "<b>2026-12-03</b>", "", 20261203, ["2026-12-03"], {"a": 1}]
)
def test_what_is_no_day_was_not_shown(driver: WooDriver, bad: object) -> None:
    assert days(driver, {"_backorder_shown": bad}) == [None]


def test_our_own_meta_is_nothing_that_another_tool_left(driver: WooDriver) -> None:
    lamp = driver.add_item("Lamp", "L", 3)
    theirs = {"_preorder": "yes"}
    driver.store.place_order([(lamp, 1), (lamp, 1)], paid=True, line_meta=[SHOWN, theirs])
    part = driver.storefront().read_open_orders("")
    assert [one.what for one in part.left] == ["#13 Lamp: _preorder = yes"]
