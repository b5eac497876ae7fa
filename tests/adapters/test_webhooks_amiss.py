"""What may be amiss with the webhooks of each platform, and that subscribing again mends it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.domain.storefront import WebhookAmiss
from tests.adapters.driver import Clock
from tests.adapters.shopify_driver import ShopifyDriver
from tests.adapters.woocommerce_driver import WooDriver

SECRET = "a-webhook-secret"


@pytest.fixture
def shopify() -> Iterator[ShopifyDriver]:
    driver = ShopifyDriver(Clock())
    yield driver
    driver.close()


@pytest.fixture
def woo(tmp_path: Path) -> Iterator[WooDriver]:
    driver = WooDriver(Clock(), tmp_path)
    yield driver
    driver.close()


def test_shopify_tells_what_points_elsewhere_and_what_is_there_twice(shopify: ShopifyDriver) -> None:
    front = shopify.storefront()
    front.subscribe(shopify.delivery_url, SECRET)
    moved, doubled = shopify.store.subscriptions[:2]
    moved.uri = "https://old.example.com/webhooks/shopify"
    shopify.store.subscribe(doubled.uri, [doubled.topic])

    found = front.webhooks_amiss(shopify.delivery_url, SECRET)

    assert [one.why for one in found] == ["elsewhere", "twice"]
    assert front.subscribe(shopify.delivery_url, SECRET) == 2
    assert front.webhooks_amiss(shopify.delivery_url, SECRET) == []


def test_shopify_does_not_miss_what_the_merchant_does_not_grant(shopify: ShopifyDriver) -> None:
    shopify.store.scopes = [one for one in shopify.store.scopes if "transfer" not in one]
    topics = {one.topic for one in shopify.storefront().webhooks_amiss(shopify.delivery_url, SECRET)}
    assert "INVENTORY_LEVELS_UPDATE" in topics
    assert "INVENTORY_TRANSFERS_CANCEL" not in topics


def test_woocommerce_tells_what_is_disabled_doubled_or_signed_with_an_older_secret(woo: WooDriver) -> None:
    front = woo.storefront()
    front.subscribe(woo.delivery_url, "an-older-secret")
    assert {one.why for one in front.webhooks_amiss(woo.delivery_url, SECRET)} == {"unsigned"}
    front.subscribe(woo.delivery_url, SECRET)
    hooks = list(woo.store.webhooks.webhooks.values())
    hooks[0].status = "disabled"
    hooks[1].topic = hooks[2].topic

    found = front.webhooks_amiss(woo.delivery_url, SECRET)

    assert WebhookAmiss("order.created", "disabled") in found
    assert sorted(one.why for one in found) == ["disabled", "missing", "twice"]
    front.subscribe(woo.delivery_url, SECRET)
    assert front.webhooks_amiss(woo.delivery_url, SECRET) == []
