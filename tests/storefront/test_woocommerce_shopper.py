"""The whole way of one sale at WooCommerce: what the shopper is shown, buys by, and is then promised."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from connector.config import Settings
from connector.ledger import items, offers, orders, promises
from connector.ledger.reckoning import calendar_of
from tests.pages.browsers import chromium, needs_chromium
from tests.storefront.woo_town import Town, woo_town

__all__ = ["chromium"]

pytestmark = needs_chromium
FIRST, LATER = timedelta(days=20), timedelta(days=40)


@pytest.fixture
def town(settings: Settings, tmp_path: Path) -> Iterator[Town]:
    with woo_town(settings, tmp_path) as made:
        yield made


def date_of(page: Page) -> str:
    """The ISO date that the form would keep; empty while nothing waits."""
    kept = page.locator("form.cart input[name=_backorder_shown]")
    return kept.input_value() if kept.count() else ""


def buy(page: Page) -> None:
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="Proceed to checkout").click()
    page.get_by_label("First name").fill("Mia")
    page.get_by_label("Email address").fill("mia@example.com")
    page.get_by_role("button", name="Place order").click()
    expect(page.get_by_role("heading", name="Order received")).to_be_visible()


def test_the_date_moves_with_what_happens_and_the_order_carries_what_was_shown(
    chromium: Browser, town: Town
) -> None:
    first, later = (calendar_of(town.store).add_working_days(town.today + on, 0) for on in (FIRST, LATER))
    town.expect_goods(2, first)
    with town.shopper(chromium) as page:
        assert date_of(page) == ""

    town.woo.place_order([(town.lamp, 1)], paid=True)
    town.here.settle()
    with town.shopper(chromium) as page:
        assert date_of(page) == first.isoformat()
        expect(page.locator(".backorder-date")).to_contain_text("On backorder: ships on")

    town.expect_goods(2, later)
    with town.shopper(chromium) as page:
        assert date_of(page) == later.isoformat()
        buy(page)
    town.here.settle()
    shown_and_promised(town, later)

    town.woo.receive(town.lamp, 5)
    town.here.settle()
    with town.shopper(chromium) as page:
        assert date_of(page) == ""


def shown_and_promised(town: Town, day: date) -> None:
    """The order's line carries the day, it was really offered, and it is the day that is promised."""
    order_id = max(town.woo.shop.orders)
    (row,) = town.woo.order(order_id)["line_items"]
    kept = {one["key"]: one["value"] for one in row["meta_data"]}
    assert kept["_backorder_shown"] == day.isoformat()
    assert kept["Ships"]
    with town.here.ledger.reading() as unit:
        order = orders.by_ref(unit, town.account_id, town.store.id, str(order_id))
        assert order is not None
        (line,) = orders.lines_of(unit, town.account_id, order.id)
        listing = items.listings(unit, town.store, [str(town.lamp.id)])[str(town.lamp.id)]
        assert line.shown_on == day
        assert offers.was_shown(unit, town.account_id, listing.id, day, order.placed_at)
        assert promises.current_of_order(unit, town.account_id, order.id)[line.id].promised_for == day
