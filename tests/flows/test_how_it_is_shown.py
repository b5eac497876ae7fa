"""What buyers are shown of an item changes at the shop, and what is known here follows."""

from datetime import timedelta

from sqlalchemy import select

from connector.ledger.items import Listing
from connector.ledger.tenancy import ACROSS
from jobs.intake import SETTLES
from sandbox.shopify import Shop
from sandbox.shopify.things import Variant
from tests.world import World


def a_lamp(here: World) -> tuple[Shop, Variant]:
    shop, _ = here.add_shop()
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Walnut Lamp", sku="LAMP", price="80.00", stock={berlin: 3})
    shop.receive(lamp, berlin, 1)
    here.settle()
    return shop, lamp


def listing(here: World, lamp: Variant) -> Listing:
    with here.ledger.reading() as unit:
        wanted = select(Listing).where(Listing.ref == lamp.inventory_item_gid)
        return unit.scalars(wanted, execution_options=ACROSS).one()


def test_a_price_a_title_and_a_picture_follow_the_shop_half_a_minute_later(here: World) -> None:
    shop, lamp = a_lamp(here)
    assert listing(here, lamp).price == 8000
    shop.change_price(lamp, "95.00")
    shop.change_product(lamp.product, title="Oak Lamp", image_url="https://cdn.example/oak.jpg")
    here.settle()
    assert listing(here, lamp).price == 8000
    here.clock.ahead += SETTLES + timedelta(seconds=1)
    here.settle()
    found = listing(here, lamp)
    assert (found.price, found.title, found.image_url) == (9500, "Oak Lamp", "https://cdn.example/oak.jpg")


def test_what_is_taken_from_the_shops_pages_is_no_longer_visible(here: World) -> None:
    shop, lamp = a_lamp(here)
    assert listing(here, lamp).visible
    shop.change_product(lamp.product, published=False)
    here.settle()
    here.clock.ahead += SETTLES + timedelta(seconds=1)
    here.settle()
    found = listing(here, lamp)
    assert (found.visible, found.url) == (False, "")


def test_many_changes_of_a_product_are_read_together(here: World) -> None:
    shop, lamp = a_lamp(here)
    before = len([one for one in here.shopify.log if one.operation == "Items"])
    for price in ("81", "82", "83"):
        shop.change_price(lamp, price)
        here.settle()
    here.clock.ahead += SETTLES + timedelta(seconds=1)
    here.settle()
    assert len([one for one in here.shopify.log if one.operation == "Items"]) == before + 1
    assert listing(here, lamp).price == 8300
