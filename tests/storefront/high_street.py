"""A shop in a street: the whole world, its online store, and a browser in the shopper's hands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from connector.config import Settings
from connector.ledger import stores
from connector.ledger.orders import Line, Order
from connector.ledger.stores import EFFECTS
from jobs import reoffering
from jobs.desk import reading
from tests.flows.merchants import ShopifyMerchant
from tests.pages.browsers import Console, window
from tests.world import World, world

FORM = """() => Object.fromEntries(new FormData(document.querySelector('form[action$="/cart/add"]')))"""


@dataclass
class Street:
    """One shop that packs in no time, and says that goods take 30 days."""

    here: World
    merchant: ShopifyMerchant

    @property
    def root(self) -> str:
        return self.here.shopify.base_url

    def today(self) -> date:
        return self.here.clock().astimezone(ZoneInfo(self.merchant.store.timezone)).date()

    def day(self, ahead: int) -> date:
        return self.today() + timedelta(days=ahead)

    def at(self, ahead: int) -> datetime:
        """Noon of that day, in the shop's zone."""
        return datetime.combine(self.day(ahead), time(12), ZoneInfo(self.merchant.store.timezone))

    def set(self, **settings: Any) -> None:
        with self.here.ledger.writing() as unit:
            kept = stores.get(unit, self.merchant.store.account_id, self.merchant.store.id)
            kept.settings = {**kept.settings, **settings}

    def opens(self, **stock: int) -> "Street":
        """Units on the shelf by SKU; the whole shop is read."""
        self.merchant.stock(**stock)
        with self.here.ledger.writing() as unit:
            now = self.here.clock()
            reading.read_again(unit, self.merchant.store.account_id, self.merchant.store.id, "mia", now)
        self.here.settle()
        # A new day: the clock has every offer computed.
        reoffering.owe_due(self.here.workshop)
        self.here.settle()
        return self

    def coming(self, units: int, ahead: int, sku: str = "LAMP") -> Any:
        """Goods set out."""
        wanted = {self.merchant.items[sku]: units}
        made = self.merchant.shop.add_transfer(
            to=self.merchant.berlin, items=wanted, arrives_at=self.at(ahead)
        )
        self.here.settle()
        return made

    def line_of(self, order_ref: str) -> Line:
        """The only line of an order, as the ledger has it."""
        with self.here.ledger.reading() as unit:
            return unit.scalars(
                select(Line)
                .join(Order, Order.id == Line.order_id)
                .where(Line.account_id == self.merchant.store.account_id, Order.order_ref == order_ref)
                .where(Order.account_id == self.merchant.store.account_id)
            ).one()


@contextmanager
def street(settings: Settings, folder: Path) -> Iterator[Street]:
    with world(settings, folder) as here:
        merchant = ShopifyMerchant(here, "lamps", EFFECTS)
        made = Street(here, merchant)
        made.set(country="", handling_days=0, lead_days=30, working_days=[*range(7)])
        yield made


@dataclass
class Shopper:
    """Somebody before a browser."""

    page: Page
    root: str
    console: Console

    def open(self, path: str) -> "Shopper":
        self.page.goto(f"{self.root}{path}")
        return self

    @property
    def notice(self) -> str:
        """What the block says; nothing where it is not there."""
        found = self.page.locator("[data-backorder-text]")
        return found.inner_text() if found.count() else ""

    def wants(self, units: int) -> "Shopper":
        self.page.locator("input[name=quantity]").fill(str(units))
        # The block speaks a moment after the shopper's change.
        self.page.wait_for_timeout(350)
        return self

    def chooses(self, option: str) -> "Shopper":
        self.page.get_by_role("radio", name=option).check()
        self.page.wait_for_timeout(350)
        return self

    def kept(self) -> dict[str, str]:
        """The properties that the form would send now."""
        told: dict[str, str] = self.page.evaluate(FORM)
        return {name: value for name, value in told.items() if name.startswith("properties")}

    def puts_in_cart(self) -> "Shopper":
        self.page.locator("button[name=add]").click()
        self.page.wait_for_url("**/cart")
        return self

    def buys(self, email: str = "mia@example.com") -> "Shopper":
        self.page.locator("button[name=checkout]").click()
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("form.checkout button").click()
        self.page.locator("[data-order]").wait_for()
        return self


@contextmanager
def shopper(browser: Browser, root: str, size: tuple[int, int], **how: Any) -> Iterator[Shopper]:
    with window(browser, size, **how) as context:
        page = context.new_page()
        yield Shopper(page, root, Console().listen(page))


@pytest.fixture
def high_street(settings: Settings, tmp_path: Path) -> Iterator[Street]:
    with street(settings, tmp_path) as made:
        yield made
