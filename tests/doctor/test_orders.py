"""What an order carries at the shop, against what the ledger says: planted, found, mended, gone."""

from sandbox.shopify.holds import release
from tests.doctor.rounds import mended, rules
from tests.flows.merchants import MERCHANTS, Merchant, ShopifyMerchant
from tests.world import World


def opened(here: World, platform: str) -> Merchant:
    """Two of three lamps on backorder, everything settled."""
    merchant = MERCHANTS[platform](here, "lamps").stock(lamp=1)
    merchant.sell("a", lamp=3)
    here.settle()
    return merchant


def shopify(here: World) -> ShopifyMerchant:
    merchant = opened(here, "shopify")
    assert isinstance(merchant, ShopifyMerchant)
    return merchant


def test_a_healthy_store_has_nothing_amiss(here: World, platform: str) -> None:
    merchant = opened(here, platform)
    assert rules(here, merchant.store) == []


def test_a_backorder_that_nothing_keeps_back_is_held_again(here: World) -> None:
    merchant = shopify(here)
    for work in merchant.orders["a"].live_works:
        if work.holds:
            release(merchant.shop, work)
    here.shopify.webhooks.take()

    mended(here, merchant.store, "hold_missing")

    assert merchant.held("a") == 2
