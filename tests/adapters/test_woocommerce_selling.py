"""Selling beyond the stock, in WooCommerce's two ways of saying it."""

from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from adapters.woocommerce.client import WooStorefront
from connector.domain.snapshots import Level
from connector.domain.trouble import Trouble
from sandbox.woocommerce import Product
from tests.adapters.driver import Clock
from tests.adapters.woocommerce_driver import WooDriver


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[WooDriver]:
    driver = WooDriver(Clock(), tmp_path)
    yield driver
    driver.close()


@pytest.fixture
def shop(driver: WooDriver) -> WooStorefront:
    return driver.storefront()


def said(driver: WooDriver, product: Product) -> tuple[str, str]:
    body = driver.store.product(product)
    return body["backorders"], body["stock_status"]


def add(driver: WooDriver, **how: Any) -> tuple[Product, str]:
    product = driver.store.add_product("Lamp", **how)
    return product, str(product.id)


# Where stock is counted.


def test_a_counted_product_is_sold_on_and_its_status_follows(shop: WooStorefront, driver: WooDriver) -> None:
    lamp, ref = add(driver, stock=0)
    assert shop.settle_selling(ref, True, "") == "no"
    assert said(driver, lamp) == ("notify", "onbackorder")
    assert shop.settle_selling(ref, False, "no") == "notify"
    assert said(driver, lamp) == ("no", "outofstock")


@pytest.mark.parametrize(("has", "beyond"), [("yes", True), ("notify", True), ("no", False)])
def test_what_the_shop_says_already_is_left_in_its_own_words(
    shop: WooStorefront, driver: WooDriver, has: str, beyond: bool
) -> None:
    lamp, ref = add(driver, stock=2, backorders=has)
    before = driver.writes()
    assert shop.settle_selling(ref, beyond, "") == ""
    assert driver.writes() == before
    assert said(driver, lamp) == (has, "instock")


def test_the_shops_own_word_comes_back(shop: WooStorefront, driver: WooDriver) -> None:
    lamp, ref = add(driver, stock=0, backorders="yes")
    was = shop.settle_selling(ref, False, "")
    assert was == "yes"
    assert shop.settle_selling(ref, True, was) == "no"
    assert said(driver, lamp) == ("yes", "onbackorder")


def test_a_sale_between_reading_and_writing_is_not_undone(shop: WooStorefront, driver: WooDriver) -> None:
    """No quantity is ever sent: the shop's count goes on by itself."""
    lamp, ref = add(driver, stock=5)
    driver.sandbox.faults.next(f"PUT products/{ref}", "slow", seconds=0.3)
    sale = Timer(0.1, driver.store.set_stock, (lamp, 3))
    sale.start()
    shop.settle_selling(ref, True, "")
    sale.join()
    assert driver.store.product(lamp)["stock_quantity"] == 3


def test_a_variation_and_a_parent_that_counts_are_each_told_where_they_are_written(
    shop: WooStorefront, driver: WooDriver
) -> None:
    rug = driver.store.add_variable("Rug")
    small = driver.store.add_variation(rug, "S", stock=0)
    throw = driver.store.add_variable("Throw", stock=0)
    red = driver.store.add_variation(throw, "Red")
    assert shop.settle_selling(f"{rug.id}/{small.id}", True, "") == "no"
    assert shop.settle_selling(str(throw.id), True, "") == "no"
    assert said(driver, small) == said(driver, red) == ("notify", "onbackorder")


def test_a_shop_that_does_not_do_as_asked_is_trouble(shop: WooStorefront, driver: WooDriver) -> None:
    lamp, ref = add(driver, stock=0)
    driver.store.shop.stubborn.add(lamp.id)
    with pytest.raises(Trouble) as stubborn:
        shop.settle_selling(ref, True, "")
    assert stubborn.value.permanent
    assert "Lamp" in str(stubborn.value)


# Where the merchant says by hand whether there is any.


def test_what_is_sold_on_backorder_by_hand_ends_and_begins_again(
    shop: WooStorefront, driver: WooDriver
) -> None:
    stool, ref = add(driver, stock_status="onbackorder")
    before = driver.store.product(stool)
    assert shop.settle_selling(ref, False, "") == "onbackorder"
    assert said(driver, stool)[1] == "outofstock"
    assert shop.settle_selling(ref, False, "") == ""
    assert shop.settle_selling(ref, True, "onbackorder") == "outofstock"
    assert driver.store.product(stool) == before


def test_what_was_sold_before_our_end_is_still_owed(shop: WooStorefront, driver: WooDriver) -> None:
    stool, ref = add(driver, stock_status="onbackorder")
    placed = driver.store.place_order([(stool, 2)], paid=True)
    shop.settle_selling(ref, False, "")
    (line,) = driver.storefront().reread_order(str(placed.id)).lines
    (item,) = shop.reread_items([ref])
    assert line.backorderable
    assert (item.tracked, item.levels) == (True, (Level("default", 0),))


def test_an_end_by_the_merchants_own_hand_is_none_of_ours(shop: WooStorefront, driver: WooDriver) -> None:
    stool, ref = add(driver, stock_status="onbackorder")
    shop.settle_selling(ref, False, "")
    driver.store.set_stock_status(stool, "instock")
    assert shop.settle_selling(ref, False, "") == ""
    driver.store.set_stock_status(stool, "outofstock")
    (item,) = shop.reread_items([ref])
    assert not item.tracked


@pytest.mark.parametrize("beyond", [True, False])
def test_what_is_in_stock_by_hand_is_not_touched(
    shop: WooStorefront, driver: WooDriver, beyond: bool
) -> None:
    mug, ref = add(driver)
    before = driver.store.product(mug), driver.writes()
    assert shop.settle_selling(ref, beyond, "") == ""
    assert (driver.store.product(mug), driver.writes()) == before


def test_what_has_no_stock_of_its_own_or_is_gone_is_passed_over(
    shop: WooStorefront, driver: WooDriver
) -> None:
    rug = driver.store.add_variable("Rug")
    throw = driver.store.add_variable("Throw", stock=0)
    red = driver.store.add_variation(throw, "Red")
    for ref in (str(rug.id), f"{throw.id}/{red.id}", "987654", f"{rug.id}/987654", "never a name"):
        assert shop.settle_selling(ref, True, "") == ""
    assert said(driver, red) == ("no", "outofstock")
