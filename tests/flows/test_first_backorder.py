"""The way of one order, from the platform's webhook to what the platform and the buyer then have."""

from tests.world import World


def test_a_shopify_order_of_five_with_three_in_stock_owes_two(here: World) -> None:
    shop, store = here.add_shop()
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Walnut Lamp", sku="LAMP", price="80.00", stock={berlin: 3})
    order = shop.place_order([(lamp, 5)], routing="later", financial="AUTHORIZED", email="mia@example.com")
    here.settle()
    shop.route(order)
    here.settle()
    seen = shop.order(order.gid)

    assert "Backorder" in seen.tags
    assert sum(seen.held.values()) == 2
    assert len(here.mailbox.letters) == 1


def test_a_woocommerce_order_of_five_with_three_in_stock_owes_two(here: World) -> None:
    shop, store = here.add_woo()
    lamp = shop.add_product("Walnut Desk Lamp", sku="LAMP-WAL", price="49.90", stock=3, backorders="notify")
    order = shop.place_order([(lamp, 5)], status="processing", email="mia@example.com", paid=True)
    here.settle()
    body = shop.order(order.id)

    assert len(here.mailbox.letters) == 1
