"""A store that was taken off and is attached again: nothing old is believed, and nothing is done unasked."""

import re

from connector.ledger import stores
from jobs import attaching
from tests.flows.merchants import WooMerchant
from tests.flows.seen import owed
from tests.world import World


def away_and_back(shop: WooMerchant, what_happens: str) -> None:
    here, name = shop.here, shop.shop.shop.settings.name
    attaching.detach(here.workshop, shop.store.account_id, shop.store.id)
    if what_happens == "goods":
        shop.receive("LAMP", 2)
    else:
        shop.sell("B", LAMP=3)
    here.deliver()
    url = shop.shop.url
    attaching.attach_woocommerce(here.workshop, "main", url, f"ck_{name}", f"cs_{name}")
    here.settle()


def test_what_was_counted_while_a_store_was_away_is_read_when_it_comes_back(here: World) -> None:
    shop = WooMerchant(here, "away", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=2)
    here.settle()
    assert owed(shop, "A") == 2
    away_and_back(shop, "goods")
    assert owed(shop, "A") == 0


def test_a_store_signs_with_a_random_secret_and_its_webhooks_are_found_again(here: World) -> None:
    shop = WooMerchant(here, "again")
    shop.stock(LAMP=0)
    other = WooMerchant(here, "neighbour")
    drawn = {hook.secret for hook in shop.shop.webhooks.webhooks.values()}
    (secret,) = drawn
    assert re.fullmatch("[0-9a-f]{64}", secret)
    assert drawn.isdisjoint(hook.secret for hook in other.shop.webhooks.webhooks.values())
    made = set(shop.shop.webhooks.webhooks)

    assert attaching.subscribe(here.workshop, shop.store) == 0
    assert set(shop.shop.webhooks.webhooks) == made
    away_and_back(shop, "orders")
    assert {hook.secret for hook in shop.shop.webhooks.webhooks.values()} == drawn


def test_a_store_that_comes_back_begins_with_every_switch_off(here: World) -> None:
    shop = WooMerchant(here, "quiet")
    shop.stock(LAMP=0)
    here.settle()
    away_and_back(shop, "orders")
    assert owed(shop, "B") == 3
    assert here.mailbox.letters == []
    with here.ledger.reading() as unit:
        assert stores.switches(unit, shop.store.account_id, shop.store.id) == {}
