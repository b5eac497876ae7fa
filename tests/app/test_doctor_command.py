"""`connector doctor`: exit 0 when everything agrees, 1 with a sentence each when not, and `--repair`."""

from sandbox.shopify.holds import release
from tests.app.conftest import Command
from tests.flows.merchants import ShopifyMerchant
from tests.world import World


def opened(here: World) -> ShopifyMerchant:
    merchant = ShopifyMerchant(here, "lamps").stock(lamp=1)
    merchant.sell("a", lamp=3)
    here.settle()
    assert isinstance(merchant, ShopifyMerchant)
    return merchant


def test_a_healthy_store_ends_well(here: World, connector: Command) -> None:
    opened(here)
    said = connector("doctor")
    assert (said.code, said.err) == (0, "")
    assert "everything agrees" in said.out


def test_each_fault_is_a_sentence_and_repair_mends_what_may_be_mended(
    here: World, connector: Command
) -> None:
    merchant = opened(here)
    for work in merchant.orders["a"].live_works:
        if work.holds:
            release(merchant.shop, work)
    merchant.shop.subscriptions.clear()
    here.shopify.webhooks.take()

    said = connector("doctor", str(merchant.store.id))
    assert said.code == 1
    assert "waits for goods, but nothing at the shop keeps it from being shipped" in said.out
    assert "Those webhooks are not there." in said.out
    assert merchant.held("a") == 0

    mended = connector("doctor", "--repair")
    assert mended.code == 0
    assert mended.out.count("Being mended.") == 2
    assert merchant.held("a") == 2
    assert merchant.shop.subscriptions
    assert connector("doctor", merchant.store.address).code == 0


def test_what_only_a_person_can_mend_stays_and_a_store_that_is_not_there_is_told_in_one_line(
    here: World, connector: Command
) -> None:
    merchant = opened(here)
    merchant.cancel("a")
    here.settle()
    merchant.recount("lamp", -2)
    here.settle()
    said = connector("doctor", "--repair")
    assert said.code == 1
    assert "Only a person can mend this." in said.out
    assert "below zero (-2)" in said.out
    assert connector("doctor", "no-such-store").code == 2


def test_without_a_store_there_is_nothing_to_examine(here: World, connector: Command) -> None:
    said = connector("doctor")
    assert said.code == 0
    assert "nothing to examine" in said.out
