"""Our webhooks at a WooCommerce shop, which disables them, keeps doubles and never tells a secret."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.woocommerce import subscriptions
from adapters.woocommerce.client import WooStorefront
from sandbox.woocommerce.outbox import Webhook
from tests.adapters.driver import Clock
from tests.adapters.woocommerce_driver import WooDriver

URL = WooDriver.delivery_url


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[WooDriver]:
    driver = WooDriver(Clock(), tmp_path)
    yield driver
    driver.close()


@pytest.fixture
def shop(driver: WooDriver) -> WooStorefront:
    return driver.storefront()


def hooks(driver: WooDriver) -> dict[int, Webhook]:
    return driver.store.webhooks.webhooks


def test_every_topic_is_subscribed_once(shop: WooStorefront, driver: WooDriver) -> None:
    assert shop.subscribe(URL, "s") == len(subscriptions.TOPICS) == 8
    assert sorted(hook.topic for hook in hooks(driver).values()) == sorted(subscriptions.TOPICS)
    assert {hook.secret for hook in hooks(driver).values()} == {"s"}


def test_a_disabled_webhook_is_made_anew_because_enabling_keeps_its_failures(
    shop: WooStorefront, driver: WooDriver
) -> None:
    shop.subscribe(URL, "s")
    sick = next(iter(hooks(driver).values()))
    sick.status, sick.failure_count = "disabled", 6
    assert shop.subscribe(URL, "s") == 1
    assert sick.id not in hooks(driver)
    assert {hook.failure_count for hook in hooks(driver).values()} == {0}
    assert len(hooks(driver)) == 8


def test_a_webhook_that_exists_twice_exists_once_afterwards(shop: WooStorefront, driver: WooDriver) -> None:
    shop.subscribe(URL, "s")
    one = next(iter(hooks(driver).values()))
    hooks(driver)[901] = replace(one, id=901)
    hooks(driver)[902] = replace(one, id=902, topic="coupon.created")
    assert shop.subscribe(URL, "s") == 0
    assert sorted(hook.topic for hook in hooks(driver).values()) == sorted(subscriptions.TOPICS)


def test_webhooks_signed_with_an_older_secret_are_made_anew(shop: WooStorefront, driver: WooDriver) -> None:
    shop.subscribe(URL, "old")
    assert shop.subscribe(URL, "new") == 8
    assert {hook.secret for hook in hooks(driver).values()} == {"new"}
    assert not any("new" in hook.name for hook in hooks(driver).values())


def test_webhooks_that_point_to_where_we_were_reached_before_are_made_anew(
    shop: WooStorefront, driver: WooDriver
) -> None:
    shop.subscribe(URL.replace("https://", "https://old."), "s")
    assert shop.subscribe(URL, "s") == 8
    assert {hook.delivery_url for hook in hooks(driver).values()} == {URL}


def test_the_webhooks_of_another_store_of_ours_are_left_alone(shop: WooStorefront, driver: WooDriver) -> None:
    shop.subscribe(URL + "2", "s")
    shop.subscribe(URL, "s")
    assert shop.unsubscribe(URL) == 8
    assert {hook.delivery_url for hook in hooks(driver).values()} == {URL + "2"}
