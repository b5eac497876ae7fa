"""Orders that a shop deleted, with a word and without one."""

from sqlalchemy import select

from connector.ledger.orders import Order
from tests.flows.merchants import MERCHANTS, ShopifyMerchant, WooMerchant
from tests.flows.seen import owed
from tests.world import World


def order_row(shop: ShopifyMerchant | WooMerchant, label: str) -> Order:
    with shop.here.ledger.reading() as unit:
        return unit.scalars(
            select(Order).where(
                Order.account_id == shop.store.account_id,
                Order.store_id == shop.store.id,
                Order.order_ref == shop.ref(shop.orders[label]),
            )
        ).one()


def test_a_deleted_order_owes_nothing_and_its_goods_pass_on(crowd: World, platform: str) -> None:
    shop = MERCHANTS[platform](crowd, f"deleted{platform[:4]}")
    shop.stock(LAMP=2)
    shop.sell("A", LAMP=2)
    shop.sell("B", LAMP=2)
    crowd.settle()
    shop.delete("A")
    if isinstance(shop, WooMerchant):
        shop.receive("LAMP", 2)  # the trash gives nothing back: the merchant counts
    crowd.settle()
    assert [owed(shop, label) for label in "AB"] == [0, 0]
    assert order_row(shop, "A").gone


def test_an_order_that_a_woocommerce_shop_erased_without_a_word_is_found_gone(crowd: World) -> None:
    """A forced deletion tells nobody: only reading the order says so."""
    shop = WooMerchant(crowd, "erased")
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=2)
    crowd.settle()
    assert owed(shop, "A") == 2
    body = shop.shop.order(shop.orders["A"])
    assert body["status"] == "processing"
    shop.shop.set_status(shop.orders["A"], "on-hold")
    (late,) = [one for one in shop.shop.webhooks.take() if one.topic == "order.updated"]
    shop.shop.force_delete(shop.orders["A"])
    shop.shop.webhooks.post(late)
    crowd.settle()
    assert owed(shop, "A") == 0
    assert order_row(shop, "A").gone
