"""The shop's own word for a buyer reaches the queue, on both platforms."""

from typing import Any

import pytest

from connector.ledger import stores
from tests.flows.merchants import MERCHANTS, Merchant
from tests.flows.seen import owed
from tests.world import World

FIRM: dict[str, dict[str, Any]] = {
    "shopify": {"company": True},
    "woocommerce": {"meta": {"_vat_number_is_valid": "true"}},
}


def with_policy(here: World, shop: Merchant, **settings: Any) -> None:
    with here.ledger.writing() as unit:
        store = stores.get(unit, shop.store.account_id, shop.store.id)
        store.settings = {**store.settings, **settings}


def test_a_business_is_served_before_an_older_order(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "lamps")
    with_policy(here, shop, queue_policy="business")
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=1)
    here.settle()
    assert owed(shop, "A") == 0
    shop.sell_how("B", {"LAMP": 1}, **FIRM[platform])
    here.settle()
    assert (owed(shop, "A"), owed(shop, "B")) == (1, 0)


def test_a_tagged_customer_is_served_before_an_older_order(here: World) -> None:
    shop = MERCHANTS["shopify"](here, "lamps")
    with_policy(here, shop, queue_policy="tag", queue_tags=["vip"])
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=1)
    shop.sell_how("B", {"LAMP": 1}, customer_tags=["VIP"])
    here.settle()
    assert (owed(shop, "A"), owed(shop, "B")) == (1, 0)


@pytest.mark.parametrize("whole", [True, False])
def test_the_item_that_completes_an_order_goes_to_it(here: World, platform: str, whole: bool) -> None:
    """Lamps for two orders, shades for none: the one that needs a lamp only is served, and then it rests."""
    shop = MERCHANTS[platform](here, "lamps")
    with_policy(here, shop, queue_policy="complete" if whole else "oldest")
    shop.stock(LAMP=1, SHADE=0)
    shop.sell("A", LAMP=1, SHADE=1)
    shop.sell("B", LAMP=1)
    here.settle()
    assert (owed(shop, "A"), owed(shop, "B")) == ((2, 0) if whole else (1, 1))
    shop.receive("SHADE", 1)
    here.settle()
    assert (owed(shop, "A"), owed(shop, "B")) == (0, 1)
