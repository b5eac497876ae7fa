"""One shelf sold from by two stores: one queue, one count, the rest follows."""

from sqlalchemy import select

from connector.ledger.board_waiting import unseen
from connector.ledger.locations import Location
from connector.ledger.orders import Line
from connector.ledger.supply import OnHand
from jobs.desk import linking, stocking
from sandbox.shopify import inventory
from tests.flows.merchants import Merchant, ShopifyMerchant, WooMerchant
from tests.flows.seen import check_queues, owed
from tests.world import World


def item_of(shop: Merchant) -> int:
    with shop.here.ledger.reading() as unit:
        found = unit.scalars(
            select(Line.item_id)
            .where(Line.account_id == shop.store.account_id, Line.store_id == shop.store.id)
            .distinct()
        ).one()
    assert found
    return found


def place_of(shop: Merchant) -> int:
    with shop.here.ledger.reading() as unit:
        wanted = select(Location.id).where(
            Location.account_id == shop.store.account_id, Location.counted_by == shop.store.id
        )
        return unit.scalars(wanted).one()


def on_hand(shop: Merchant) -> OnHand:
    with shop.here.ledger.reading() as unit:
        wanted = select(OnHand).where(
            OnHand.account_id == shop.store.account_id, OnHand.item_id == item_of(shop)
        )
        return unit.scalars(wanted).one()


def one_shelf(here: World) -> tuple[ShopifyMerchant, WooMerchant]:
    """Three lamps: two sold on Shopify, then three on WooCommerce; Shopify's count is believed."""
    lamps, shelf = ShopifyMerchant(here, "lamps"), WooMerchant(here, "shelf")
    lamps.stock(LAMP=3)
    shelf.stock(LAMP=3)
    lamps.sell("A", LAMP=2)
    shelf.sell("B", LAMP=3)
    here.settle()
    assert (owed(lamps, "A"), owed(shelf, "B")) == (0, 0)
    now, account_id = here.clock(), lamps.store.account_id
    with here.ledger.writing() as unit:
        found = linking.preview(unit, account_id, item_of(lamps), item_of(shelf), place_of(lamps))
        linking.link(unit, account_id, found, "mia", now)
    here.settle()
    return lamps, shelf


def test_one_shelf_of_three_sold_twice_on_shopify_and_thrice_on_woocommerce_owes_two(here: World) -> None:
    lamps, shelf = one_shelf(here)
    assert (owed(lamps, "A"), owed(shelf, "B")) == (0, 2)
    assert on_hand(lamps).there == 3
    assert item_of(lamps) == item_of(shelf)
    check_queues(here.ledger, lamps.store.account_id)
    (letter,) = here.mailbox.texts()
    assert "2 × Lamp" in letter


def test_goods_counted_by_the_one_store_serve_the_buyer_of_the_other(here: World) -> None:
    lamps, shelf = one_shelf(here)
    lamps.sell("C", LAMP=1)
    here.settle()
    lamps.receive("LAMP", 2)
    here.settle()
    assert [owed(lamps, "A"), owed(shelf, "B"), owed(lamps, "C")] == [0, 0, 1]
    assert lamps.held("C") == 1


def test_the_count_of_the_other_store_is_not_believed(here: World) -> None:
    lamps, shelf = one_shelf(here)
    shelf.receive("LAMP", 50)
    here.settle()
    assert owed(shelf, "B") == 2
    assert on_hand(lamps).there == 3


def test_what_the_other_store_ships_leaves_the_shelf_until_the_count_knows_of_it(here: World) -> None:
    lamps, shelf = one_shelf(here)
    shelf.ship("B", "LAMP", 1)
    here.settle()
    assert (on_hand(lamps).there, on_hand(lamps).left_elsewhere) == (2, 1)
    assert (owed(lamps, "A"), owed(shelf, "B")) == (0, 2)
    lamps.recount("LAMP", 2)
    with here.ledger.writing() as unit:
        stocking.count_has_it(
            unit, lamps.store.account_id, item_of(lamps), place_of(lamps), "mia", here.clock()
        )
    here.settle()
    assert (on_hand(lamps).there, on_hand(lamps).left_elsewhere) == (2, 0)
    assert (owed(lamps, "A"), owed(shelf, "B")) == (0, 2)


def test_units_committed_to_orders_that_we_cannot_see_are_flagged_and_not_guessed(here: World) -> None:
    """A draft order, or a till's basket that is parked, commits units without being an order."""
    shop = ShopifyMerchant(here, "draft")
    shop.stock(LAMP=3)
    shop.sell("A", LAMP=2)
    here.settle()
    with shop.shop.lock:
        berlin = shop.shop.place(shop.berlin)
        inventory.shift(shop.shop, shop.items["LAMP"].inventory_item, berlin, available=-2, committed=2)
    here.settle()
    assert on_hand(shop).unseen == 2
    with here.ledger.reading() as unit:
        assert len(unseen(unit, shop.store.account_id)) == 1
    assert owed(shop, "A") == 0
