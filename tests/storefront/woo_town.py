"""A WooCommerce store with one lamp, whose product page says our dates by the script; and the whole of us."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from app.web import create_app
from connector.config import Settings
from connector.ledger import items, stores, supply
from connector.ledger.reckoning import today_of
from connector.ledger.stores import Store
from jobs.desk import expecting
from jobs.desk.expecting import Coming
from jobs.pegging import peg_item
from pages.public.memory import HERE_SECONDS
from sandbox.woocommerce import Product, WooStore
from tests.adapters.test_mail_smtp import free_port
from tests.pages.browsers import DESK, served, window
from tests.world import World, world


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
    def shopper(self, chromium: Browser, size: tuple[int, int] = DESK, **how: Any) -> Iterator[Page]:
        """Somebody who comes to the product with an empty browser, when the answer before is forgotten."""
        time.sleep(HERE_SECONDS + 0.1)
        with window(chromium, size, ignore_https_errors=True, **how) as context:
            page = context.new_page()
            page.goto(self.woo.product(self.lamp)["permalink"], wait_until="networkidle")
            assert context.cookies() == []
            yield page


@contextmanager
def woo_town(settings: Settings, folder: Path, name: str = "shelf") -> Iterator[Town]:
    """The store states a lead time and shows its dates; one lamp is on its shelf."""
    with world(settings, folder) as here:
        port = free_port()
        told = {"public_url": f"http://127.0.0.1:{port}"}
        here.workshop.settings = here.workshop.settings.model_copy(update=told)
        app = create_app(here.workshop)
        with served(app, port) as ours:
            woo, store = here.add_woo(name, switches=("storefront",))
            woo.head_html = f'<script src="{ours}/storefront/v1/{store.public_key}/widget.js" defer></script>'
            lamp = woo.add_product("Walnut Lamp", price="49.90", stock=1, backorders="notify")
            with here.ledger.writing() as unit:
                kept = stores.get(unit, store.account_id, store.id)
                kept.settings = {**kept.settings, "lead_days": 60, "handling_days": 0}
            here.settle()
            yield Town(here, woo, store, lamp, store.account_id, today_of(store, here.clock()))
        app.extensions["acceptor"].close()
