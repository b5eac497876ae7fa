"""How the shop shows what it sells, read alone and with everything else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.outgoing import Outside
from adapters.woocommerce.bodies import Product, read_as
from adapters.woocommerce.client import WooStorefront
from adapters.woocommerce.display import display_of, lead_days
from adapters.woocommerce.refs import Ref
from connector.domain.snapshots import Display
from tests.adapters.driver import Clock, whole_catalogue
from tests.adapters.woocommerce_driver import KEY, SECRET, WooDriver

PICTURE = "https://shop.example/lamp.jpg"


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[WooDriver]:
    driver = WooDriver(Clock(), tmp_path)
    yield driver
    driver.close()


def shown(driver: WooDriver, ref: str) -> Display:
    """The same whether it is read alone or with all others."""
    (alone,) = driver.storefront().reread_items([ref])
    assert [one for one in whole_catalogue(driver.storefront()) if one.listing_ref == ref] == [alone]
    return alone.display


def test_a_product_has_its_page_picture_price_and_kind(driver: WooDriver) -> None:
    lamp = driver.store.add_product("Walnut Lamp", price="49.90", stock=2, backorders="notify")
    driver.store.edit(lamp, images=[{"src": PICTURE}], categories=[{"name": "Lamps & light"}])
    assert shown(driver, str(lamp.id)) == Display(
        product_ref=str(lamp.id),
        variant_ref=str(lamp.id),
        url=f"{driver.store.url}/product/walnut-lamp/",
        image_url=PICTURE,
        price=4990,
        category="Lamps & light",
        visible=True,
        beyond="notify",
    )


def test_a_variation_has_what_is_its_own_and_the_rest_of_its_product(driver: WooDriver) -> None:
    rug = driver.store.add_variable("Rug")
    small = driver.store.add_variation(rug, "S", price="120", stock=1, backorders="yes")
    large = driver.store.add_variation(rug, "L", price="220.5", stock=1)
    own = [{"key": "_backorder_lead_days", "value": "9"}, {"key": "_backorder_note", "value": ""}]
    driver.store.edit(
        rug, images=[{"src": PICTURE}], categories=[{"name": "Rugs"}], meta_data=fields(30, "Hand made")
    )
    driver.store.edit(large, image={"src": "https://shop.example/l.jpg"}, meta_data=own)
    first, second = shown(driver, f"{rug.id}/{small.id}"), shown(driver, f"{rug.id}/{large.id}")
    assert first == Display(
        product_ref=str(rug.id),
        variant_ref=f"{rug.id}/{small.id}",
        url=f"{driver.store.url}/product/rug/?attribute_size=S",
        image_url=PICTURE,
        price=12000,
        category="Rugs",
        visible=True,
        beyond="yes",
        lead_days=30,
        note="Hand made",
    )
    assert second == replace(
        first,
        variant_ref=f"{rug.id}/{large.id}",
        url=f"{driver.store.url}/product/rug/?attribute_size=L",
        image_url="https://shop.example/l.jpg",
        price=22050,
        beyond="no",
        lead_days=9,
    )


@pytest.mark.parametrize(
    "change", [{"status": "draft"}, {"status": "private"}, {"catalog_visibility": "hidden"}]
)
def test_what_buyers_cannot_find_is_not_visible(driver: WooDriver, change: dict[str, str]) -> None:
    lamp = driver.add_item("Lamp", "L", 1)
    rug = driver.store.add_variable("Rug")
    small = driver.store.add_variation(rug, "S", stock=1)
    for product in (lamp, rug):
        driver.store.edit(product, **change)
    for ref in (str(lamp.id), f"{rug.id}/{small.id}"):
        found = shown(driver, ref)
        assert not found.visible
        # What is only hidden from the catalogue has a page for everybody.
        assert bool(found.url) is ("status" not in change)


def test_a_variation_that_is_switched_off_is_not_visible(driver: WooDriver) -> None:
    rug = driver.store.add_variable("Rug")
    small = driver.store.add_variation(rug, "S", stock=1)
    driver.store.edit(small, status="private")
    found = shown(driver, f"{rug.id}/{small.id}")
    assert (found.visible, found.url) == (False, "")


def test_by_hand_the_status_is_the_word_and_no_category_is_no_kind(driver: WooDriver) -> None:
    stool = driver.store.add_product("Stool", stock_status="onbackorder", price="")
    found = shown(driver, str(stool.id))
    assert (found.beyond, found.category, found.price) == ("onbackorder", "", None)


def test_prices_are_in_the_shops_currency_which_is_asked_for_once(driver: WooDriver) -> None:
    tea = driver.sandbox.add_store("Tea", key=KEY, secret=SECRET, currency="JPY", timezone="Asia/Tokyo")
    refs = [str(tea.add_product(f"Tea {n}", price="1200", stock=1).id) for n in range(3)]
    outside = Outside(allow_loopback=True, ca_file=driver.sandbox.ca_file)
    shop = WooStorefront(outside, tea.url, KEY, SECRET)
    try:
        assert [one.display.price for one in shop.reread_items(refs)] == [1200, 1200, 1200]
    finally:
        shop.close()
    asked = [entry.path for entry in driver.sandbox.log]
    assert asked.count("/wp-json/wc/v3/data/currencies/current") == 1


@pytest.mark.parametrize("price", ["on request", "12,50", "NaN", "", None])
def test_a_price_that_is_none_is_not_told(price: str | None) -> None:
    assert display_of(Ref(12), Product(12, price=price), None, "USD").price is None


def test_a_price_may_be_a_number_where_a_product_has_variations() -> None:
    assert display_of(Ref(12), Product(12, price=120), None, "USD").price == 12000


@pytest.mark.parametrize("odd", [False, True, "", [], {}, [[]], [None], 3, "x", {"src": 3, "name": []}])
def test_what_a_plugin_leaves_in_what_is_shown_costs_nothing_else(odd: object) -> None:
    fields = ("permalink", "price", "categories", "images", "image", "catalog_visibility")
    told = {"id": 12, "manage_stock": True, "stock_quantity": 3, **dict.fromkeys(fields, odd)}
    found = read_as(Product, told)
    shown = display_of(Ref(12), found, None, "USD")
    assert (found.stock_quantity, shown.url, shown.image_url, shown.category) == (3, "", "", "")
    assert shown.price == (300 if odd == 3 else None)


def test_nothing_but_an_address_of_the_web_is_a_link() -> None:
    odd = Product(12, permalink="//[", images=[{"src": "javascript:alert(1)"}])
    found = display_of(Ref(12), odd, None, "USD")
    assert (found.url, found.image_url) == ("", "")


@pytest.mark.parametrize(
    ("told", "days"),
    [(14, 14), ("14", 14), (" 0 ", 0), ("730", 730), ("731", None), (-1, None), ("-1", None), ("1.5", None)]
    + [(bad, None) for bad in (None, "", "two weeks", "１４", 1.5, True, [14], {"days": 14}, "9" * 5000)],
)
def test_a_lead_time_is_whole_days_of_at_most_two_years(told: Any, days: int | None) -> None:
    assert lead_days(told) == days


def fields(days: object, note: object) -> list[dict[str, object]]:
    return [{"key": "_backorder_lead_days", "value": days}, {"key": "_backorder_note", "value": note}]
