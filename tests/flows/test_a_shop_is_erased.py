"""After shop/redact nothing of the shop is left, and nothing that comes later brings anything back."""

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from connector.config import Settings
from connector.ledger import stores
from connector.ledger.everything import METADATA
from connector.ledger.people import Person
from connector.ledger.tenancy import ACROSS
from tests.flows.asking import shopify_says
from tests.flows.everywhere import found
from tests.flows.merchants import ShopifyMerchant, WooMerchant
from tests.flows.test_forgetting import BUYER, EMAIL, LAST, kept, of_hers, plant
from tests.world import CLIENT_SECRET, World


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As for a public app, whose secret is the app's own and outlives its stores."""
    return settings.model_copy(update={"shopify_client_secret": SecretStr(CLIENT_SECRET)})


def a_shop(here: World) -> ShopifyMerchant:
    merchant = ShopifyMerchant(here, "erased-lamps")
    merchant.stock(LAMP=3)
    merchant.sell_how("a", {"LAMP": 5}, **BUYER)
    here.settle()
    with here.ledger.reading() as unit:
        order = of_hers(unit, merchant)
    assert order is not None
    plant(here, merchant.store, order.id)
    return merchant


def erase(here: World, merchant: ShopifyMerchant) -> None:
    merchant.shop.uninstall()
    here.settle()
    assert shopify_says(here, "shop/redact", merchant.store.address).status_code == 200
    here.work()


def rows(here: World) -> dict[str, int]:
    with here.ledger.reading() as unit:
        counted = {
            table.name: unit.scalar(select(func.count()).select_from(table), execution_options=ACROSS)
            for table in METADATA.sorted_tables
        }
    return {name: number for name, number in counted.items() if number}


def test_an_account_whose_only_shop_is_erased_is_gone_with_everything(here: World) -> None:
    merchant = a_shop(here)
    with here.ledger.writing() as unit:
        unit.add(Person(account_id=merchant.store.account_id, platform_user="shopify:1", role="owner",
                        created_at=here.clock()))  # fmt: skip
    erase(here, merchant)
    assert rows(here) == {}
    assert kept(here) == []


def test_a_late_webhook_is_answered_and_kept_nowhere(here: World) -> None:
    merchant = a_shop(here)
    erase(here, merchant)
    for topic in ("customers/redact", "shop/redact", "customers/data_request", "app/uninstalled"):
        answer = shopify_says(here, topic, merchant.store.address, customer={"email": EMAIL})
        assert answer.status_code == 200, topic
    shopify_says(here, "orders/updated", merchant.store.address, id=1, email=EMAIL)
    here.work()
    assert rows(here) == {}


def test_the_other_store_of_the_account_keeps_all_that_is_its_own(here: World) -> None:
    merchant = a_shop(here)
    other = WooMerchant(here, "stays")
    other.stock(BOOK=1)
    other.sell_how("o", {"BOOK": 2}, email="other@example.com", first_name="Otto")
    here.settle()
    before = found(here.ledger, here.workshop.settings.redis_url, "other@example.com", "Otto", "Book")
    erase(here, merchant)
    hers = (EMAIL, LAST, merchant.store.address)
    assert found(here.ledger, here.workshop.settings.redis_url, *hers) == []
    assert found(here.ledger, here.workshop.settings.redis_url, "other@example.com", "Otto", "Book") == before
    other.receive("BOOK", 1)
    here.settle()
    with here.ledger.reading() as unit:
        assert [one.id for one in stores.of_account(unit, other.store.account_id)] == [other.store.id]
