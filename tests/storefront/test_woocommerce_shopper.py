"""The whole way of one sale at WooCommerce: what the shopper is shown, buys by, and is then promised."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.web import create_app
from connector.config import Settings
from connector.ledger import items, offers, orders, promises, stores, supply
from connector.ledger.reckoning import calendar_of, today_of
from connector.ledger.stores import Store
from jobs.desk import expecting
from jobs.desk.expecting import Coming
from jobs.pegging import peg_item
from pages.public.memory import HERE_SECONDS
from sandbox.woocommerce import Product, WooStore
from tests.adapters.test_mail_smtp import free_port
from tests.pages.browsers import chromium, needs_chromium, served, window
from tests.world import World, world

__all__ = ["chromium"]

pytestmark = needs_chromium
FIRST, LATER = timedelta(days=20), timedelta(days=40)


@dataclass
class Town:
    """One shop with one lamp, and us."""

    here: World
    woo: WooStore
    store: Store
    lamp: Product
    account_id: int
    today: date
    expected_id: int = 0

    def item_and_place(self) -> tuple[int, int]:
        with self.here.ledger.reading() as unit:
            item_id = items.listings(unit, self.store, [str(self.lamp.id)])[str(self.lamp.id)].item_id
            return item_id, supply.on_hand(unit, self.account_id, item_id)[0].location_id

    def expect_goods(self, units: int, on: date) -> None:
        """A delivery is entered, or it slips."""
        item_id, place = self.item_and_place()
        with self.here.ledger.writing() as unit:
            now = self.here.clock()
            if self.expected_id:
                told: dict[str, Any] = {"note": "", "who": "Ada", "now": now}
                at = self.expected_id
                expecting.change(unit, self.account_id, at, quantity=units, expected_on=on, **told)
            else:
                coming = Coming(item_id, place, units, on)
                self.expected_id = expecting.add(unit, self.account_id, coming, "Ada", now).id
            peg_item(unit, self.account_id, item_id, now)
        self.here.settle()

    @contextmanager
    def shopper(self, chromium: Browser) -> Iterator[Page]:
        """Somebody who comes to the product with an empty browser, when the answer before is forgotten."""
        time.sleep(HERE_SECONDS + 0.1)
        with window(chromium, ignore_https_errors=True) as context:
            page = context.new_page()
            page.goto(self.woo.product(self.lamp)["permalink"], wait_until="networkidle")
            assert context.cookies() == []
            yield page


@pytest.fixture
def town(settings: Settings, tmp_path: Path) -> Iterator[Town]:
    with world(settings, tmp_path) as here:
        port = free_port()
        here.workshop.settings = here.workshop.settings.model_copy(
            update={"public_url": f"http://127.0.0.1:{port}"}
        )
        app = create_app(here.workshop)
        with served(app, port) as ours:
            woo, store = here.add_woo(switches=("storefront",))
            woo.head_html = f'<script src="{ours}/storefront/v1/{store.public_key}/widget.js" defer></script>'
            lamp = woo.add_product("Walnut Lamp", price="49.90", stock=1, backorders="notify")
            with here.ledger.writing() as unit:
                kept = stores.get(unit, store.account_id, store.id)
                kept.settings = {**kept.settings, "lead_days": 60, "handling_days": 0}
            here.settle()
            yield Town(here, woo, store, lamp, store.account_id, today_of(store, here.clock()))
        app.extensions["acceptor"].close()


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
