"""Each platform's adapter against the one contract, over real HTTP to its sandbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.contract import StorefrontContract
from tests.adapters.driver import Clock, Driver
from tests.adapters.shopify_driver import ShopifyDriver
from tests.adapters.woocommerce_driver import WooDriver


class TestWooCommerce(StorefrontContract):
    @pytest.fixture
    def driver(self, clock: Clock, tmp_path: Path) -> Iterator[Driver]:
        driver = WooDriver(clock, tmp_path)
        yield driver
        driver.close()


class TestShopify(StorefrontContract):
    @pytest.fixture
    def driver(self, clock: Clock) -> Iterator[Driver]:
        driver = ShopifyDriver(clock)
        yield driver
        driver.close()
