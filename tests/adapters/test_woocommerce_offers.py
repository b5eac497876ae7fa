"""Offers beside products: written where they differ, in few requests, and taken away without a trace."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.woocommerce.client import WooStorefront
from connector.domain.trouble import Trouble
from sandbox.woocommerce import Product
from tests.adapters.driver import Clock
from tests.adapters.woocommerce_driver import WooDriver

KEY = "_backorder_connector_offer"
WAITS = {
    "reach": None,
    "on": "2026-12-03",
    "now": False,
    "day": {"en": "Thu 3 December", "ja": "12月3日(木)"},
    "text": {"en": "On backorder: ships on Thu 3 December", "ja": "入荷待ち：12月3日(木)に発送予定"},
}
HERE = {"reach": 2, "on": "2026-11-26", "now": True, "day": {"en": "Thu 26 November"}, "text": {}}
OFFER: dict[str, Any] = {
    "regions": {
        "": {"most": None, "end": {}, "steps": [HERE, WAITS]},
        "JP": {"most": 0, "end": {}, "steps": []},
    },
    "note": "Hand made — <b>Smith & Søn</b>",
}


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[WooDriver]:
    driver = WooDriver(Clock(), tmp_path)
    yield driver
    driver.close()


@pytest.fixture
def shop(driver: WooDriver) -> WooStorefront:
    return driver.storefront()


def kept(driver: WooDriver, product: Product) -> list[Any]:
    """Our meta as the shop holds it."""
    return [row["value"] for row in driver.store.product(product)["meta_data"] if row["key"] == KEY]


def writes(driver: WooDriver) -> list[str]:
    return [f"{entry.method} {entry.path}" for entry in driver.sandbox.log if entry.method != "GET"]


def test_products_take_one_reading_and_one_writing_and_each_family_one_more(
    shop: WooStorefront, driver: WooDriver
) -> None:
    lamps = [driver.add_item(f"Lamp {n}", f"L{n}", 1) for n in range(3)]
    rug = driver.store.add_variable("Rug")
    sizes = [driver.store.add_variation(rug, size, stock=1, backorders="notify") for size in "SML"]
    offers = {str(lamp.id): OFFER for lamp in lamps} | {f"{rug.id}/{size.id}": OFFER for size in sizes}
    before = len(driver.sandbox.log)

    assert shop.settle_offers(offers) == frozenset(offers)

    assert len(driver.sandbox.log) == before + 4
    assert writes(driver) == [
        "POST /wp-json/wc/v3/products/batch",
        f"POST /wp-json/wc/v3/products/{rug.id}/variations/batch",
    ]
    told = kept(driver, sizes[2])[0]
    assert told["regions"][""]["steps"][1] == WAITS
    assert told["note"] == OFFER["note"]


def test_what_the_shop_has_already_is_not_written_again(shop: WooStorefront, driver: WooDriver) -> None:
    """An empty object comes back from PHP as an empty list, which is the same."""
    same, other = (str(driver.add_item(f"Lamp {n}", f"L{n}", 1).id) for n in range(2))
    shop.settle_offers({same: OFFER, other: OFFER})
    before = len(writes(driver))
    assert shop.settle_offers({same: OFFER, other: OFFER}) == frozenset()
    assert len(writes(driver)) == before
    assert shop.settle_offers({same: OFFER, other: {**OFFER, "note": ""}}) == {other}


def test_an_offer_that_ends_leaves_the_product_as_it_was(shop: WooStorefront, driver: WooDriver) -> None:
    lamp = driver.store.add_product("Lamp", stock=2, backorders="yes", meta={"_backorder_eta": "2026-12-20"})
    before = driver.store.product(lamp)
    ref = str(lamp.id)
    assert shop.settle_offers({ref: OFFER}) == {ref}
    assert shop.settle_offers({ref: None}) == {ref}
    assert shop.settle_offers({ref: None}) == frozenset()
    assert driver.store.product(lamp) == before


def test_a_new_offer_takes_the_place_of_the_old(shop: WooStorefront, driver: WooDriver) -> None:
    lamp = driver.add_item("Lamp", "L", 1)
    for note in ("one", "two"):
        shop.settle_offers({str(lamp.id): {**OFFER, "note": note}})
    assert [one["note"] for one in kept(driver, lamp)] == ["two"]


def test_what_a_parent_counts_for_its_variations_is_offered_on_the_parent(
    shop: WooStorefront, driver: WooDriver
) -> None:
    throw = driver.store.add_variable("Throw", stock=3, backorders="notify")
    red = driver.store.add_variation(throw, "Red")
    placed = driver.store.place_order([(red, 5)], paid=True)
    (line,) = shop.reread_order(str(placed.id)).lines
    shop.settle_offers({line.listing_ref: OFFER})
    assert (len(kept(driver, throw)), kept(driver, red)) == (1, [])


def test_listings_that_are_gone_are_passed_over(shop: WooStorefront, driver: WooDriver) -> None:
    lamp, trashed = driver.add_item("Lamp", "L", 1), driver.add_item("Old lamp", "O", 1)
    rug = driver.store.add_variable("Rug")
    with driver.store.shop.lock:
        trashed.status = "trash"
    gone = ["987654", "987654/3", f"{rug.id}/987655", str(trashed.id), "never a name"]
    offers = dict.fromkeys((*gone, str(lamp.id)), OFFER)
    assert shop.settle_offers(offers) == {str(lamp.id)}
    assert shop.settle_offers(dict.fromkeys(gone)) == frozenset()


@pytest.mark.parametrize(("status", "lasts"), [(403, True), (400, True), (500, False), (503, False)])
def test_one_that_the_shop_refuses_is_trouble_after_the_others_were_written(
    shop: WooStorefront, driver: WooDriver, status: int, lasts: bool
) -> None:
    odd, lamp = driver.add_item("Odd", "O", 1), driver.add_item("Lamp", "L", 1)
    driver.store.shop.locked[odd.id] = status
    with pytest.raises(Trouble) as refused:
        shop.settle_offers({str(odd.id): OFFER, str(lamp.id): OFFER})
    assert refused.value.permanent is lasts
    assert "not allowed to edit" in str(refused.value)
    assert (len(kept(driver, lamp)), kept(driver, odd)) == (1, [])


def test_a_writing_whose_answer_was_lost_is_found_done(shop: WooStorefront, driver: WooDriver) -> None:
    lamp = driver.add_item("Lamp", "L", 1)
    driver.sandbox.faults.next("POST products/batch", "timeout_after_applying", seconds=0.1)
    with pytest.raises(Trouble) as lost:
        shop.settle_offers({str(lamp.id): OFFER})
    assert lost.value.unknown
    assert shop.settle_offers({str(lamp.id): OFFER}) == frozenset()
    assert len(kept(driver, lamp)) == 1


def test_offering_touches_neither_stock_nor_anything_else(shop: WooStorefront, driver: WooDriver) -> None:
    lamp = driver.add_item("Lamp", "L", 3)
    before = driver.store.product(lamp)
    shop.settle_offers({str(lamp.id): OFFER})
    after = driver.store.product(lamp)
    assert after | {"meta_data": []} == before | {"meta_data": []}
