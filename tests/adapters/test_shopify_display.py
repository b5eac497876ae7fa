"""How listings are shown: what the storefront reads of products and variants, alone and in bulk."""

from collections.abc import Iterator

import pytest

from adapters.outgoing import Outside
from adapters.shopify.client import ShopifyStorefront
from connector.domain.snapshots import Display, ItemSnapshot
from sandbox.shopify.things import Variant
from tests.adapters.driver import whole_catalogue
from tests.sandbox.shopify_box import TOKEN, Box, open_box

STORE = "https://demo-lamps.myshopify.com/products"


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as opened:
        yield opened


@pytest.fixture
def shop(box: Box) -> Iterator[ShopifyStorefront]:
    storefront = ShopifyStorefront(Outside(allow_loopback=True), "demo-lamps", TOKEN, box.sandbox.base_url)
    yield storefront
    storefront.close()


def read(shop: ShopifyStorefront, *variants: Variant) -> list[ItemSnapshot]:
    """The same whether they are read alone or with the whole shop."""
    found = shop.reread_items([one.inventory_item_gid for one in variants])
    whole = {one.listing_ref: one for one in whole_catalogue(shop)}
    assert found == [whole[one.listing_ref] for one in found]
    return found


def test_a_product_with_one_variant_is_shown_as_itself(box: Box, shop: ShopifyStorefront) -> None:
    (item,) = read(shop, box.lamp)
    assert item.title == "Walnut Lamp"
    assert item.display == Display(
        product_ref=box.lamp.product.gid,
        variant_ref=box.lamp.gid,
        url=f"{STORE}/walnut-lamp",
        price=8000,
        visible=True,
        beyond="continue",
    )


def test_each_variant_of_a_product_is_shown_as_what_was_chosen(box: Box, shop: ShopifyStorefront) -> None:
    shown = {"product_type": "Shades", "image_url": "https://cdn.example/shade.jpg"}
    small = box.shop.add_product("Shade", sku="S", price="20", option="Small", shown=shown)  # type: ignore[arg-type]
    large = box.shop.add_variant(small.product, sku="L", price="24.50", option="Large", policy="DENY")
    items = read(shop, small, large)
    assert [one.title for one in items] == ["Shade - Small", "Shade - Large"]
    assert [one.display.url for one in items] == [
        f"{STORE}/shade?variant={one.number}" for one in (small, large)
    ]
    assert [one.display.price for one in items] == [2000, 2450]
    assert [one.display.beyond for one in items] == ["continue", "deny"]
    assert {one.display.product_ref for one in items} == {small.product.gid}
    assert {(one.display.category, one.display.image_url) for one in items} == {
        ("Shades", "https://cdn.example/shade.jpg")
    }


@pytest.mark.parametrize(
    ("status", "published", "visible", "has_page"),
    [
        ("ACTIVE", True, True, True),
        ("ACTIVE", False, False, False),
        ("DRAFT", True, False, False),
        ("ARCHIVED", True, False, False),
        ("UNLISTED", True, False, True),
    ],
)
def test_what_buyers_cannot_find_is_not_visible(
    box: Box, shop: ShopifyStorefront, status: str, published: bool, visible: bool, has_page: bool
) -> None:
    box.lamp.product.status, box.lamp.product.published = status, published
    (item,) = read(shop, box.lamp)
    assert (item.display.visible, bool(item.display.url)) == (visible, has_page)


def test_a_price_is_in_the_minor_units_of_the_shop(box: Box) -> None:
    yen = box.sandbox.add_shop("demo-yen", token="yen", currency="JPY")
    lamp = yen.add_product("Lamp", sku="L", price="8000")
    shop = ShopifyStorefront(Outside(allow_loopback=True), "demo-yen", "yen", box.sandbox.base_url)
    (item,) = read(shop, lamp)
    shop.close()
    assert item.display.price == 8000


def test_an_item_that_no_variant_sells_any_more_is_not_shown(box: Box, shop: ShopifyStorefront) -> None:
    box.lamp.inventory_item.sold_as.clear()
    (item,) = read(shop, box.lamp)
    assert (item.title, item.display) == ("LAMP", Display())


def test_many_items_are_read_below_what_one_query_may_cost(box: Box, shop: ShopifyStorefront) -> None:
    many = [box.shop.add_product(f"P{n}", sku=f"P{n}", price="1") for n in range(40)]
    assert len(shop.reread_items([one.inventory_item_gid for one in many])) == 40
    assert [entry.operation for entry in box.sandbox.log] == ["Items"] * 3
