"""What every platform's adapter does when its shop refuses, breaks, hurries us off or dawdles."""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest

from adapters import outgoing
from connector.domain.storefront import Record, Storefront
from tests.adapters.driver import START, Clock, Driver, trouble


class TroubleContract:
    """A part of `contract.StorefrontContract`, with the fixtures of the whole."""

    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    def driver(self, clock: Clock) -> Iterable[Driver]:
        pytest.fail("a platform that inherits the contract brings its own driver")

    @pytest.fixture
    def shop(self, driver: Driver) -> Storefront:
        return driver.storefront()

    @pytest.fixture
    def lamp(self, driver: Driver) -> Any:
        return driver.add_item("Walnut Lamp", "LAMP", 3)

    @pytest.mark.parametrize("call", ["facts", "order", "items", "changes", "open", "record", "subscribe"])
    def test_a_key_that_is_refused_is_for_a_person(self, driver: Driver, lamp: Any, call: str) -> None:
        stranger, order = driver.storefront(wrong_key=True), driver.order(lamp, 5)
        calls: dict[str, Callable[[], object]] = {
            "facts": stranger.facts,
            "order": lambda: stranger.reread_order(order),
            "items": lambda: stranger.reread_items([driver.listing_ref(lamp)]),
            "changes": lambda: list(stranger.changed_orders(START)),
            "open": lambda: stranger.read_open_orders(""),
            "catalogue": lambda: stranger.read_catalogue(""),
            "record": lambda: stranger.settle_record(order, Record(())),
            "subscribe": lambda: stranger.subscribe(driver.delivery_url, "s"),
        }
        found = trouble(calls[call])
        assert (found.permanent, found.unknown) == (True, False)

    @pytest.mark.parametrize("kind", ["500", "502", "drop", "html"])
    def test_a_shop_in_trouble_is_tried_again(
        self, shop: Storefront, driver: Driver, lamp: Any, kind: str
    ) -> None:
        order = driver.order(lamp, 5)
        driver.fail_next(kind)
        found = trouble(lambda: shop.reread_order(order))
        assert (found.permanent, found.unknown) == (False, False)
        assert shop.reread_order(order).demand

    def test_a_shop_that_asks_for_quiet_says_for_how_long(
        self, shop: Storefront, driver: Driver, lamp: Any
    ) -> None:
        order = driver.order(lamp, 5)
        driver.fail_next("429", seconds=40)
        found = trouble(lambda: shop.reread_order(order))
        assert (found.permanent, found.unknown) == (False, False)
        assert found.retry_after == timedelta(seconds=40)

    def test_a_slow_shop_is_left_at_the_deadline(
        self, shop: Storefront, driver: Driver, lamp: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = driver.order(lamp, 5)
        monkeypatch.setattr(outgoing, "READ_SECONDS", 0.3)
        driver.fail_next("slow", seconds=1.5)
        started = time.monotonic()
        found = trouble(lambda: shop.reread_order(order))
        assert time.monotonic() - started < 1.2
        assert not found.permanent
