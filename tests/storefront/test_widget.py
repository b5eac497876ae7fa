"""The widget on a plain product page, in a real browser: one shopper after the other."""

import gzip
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.web import create_app
from connector.ledger import items, offers, stores
from connector.ledger.stores import Store
from jobs.desk import expecting
from jobs.pegging import peg_item
from pages.public.memory import HERE_SECONDS
from pages.public.widget import SCRIPT
from tests.adapters.test_mail_smtp import free_port
from tests.desk.shop import NOW
from tests.pages.browsers import Console, chromium, needs_chromium, served, window
from tests.pages.test_every_page import serious
from tests.storefront.conftest import Street
from tests.storefront.plain_shop import shop

__all__ = ["chromium"]

THU, FRI = date(2026, 12, 3), date(2026, 12, 11)
SAID = "On backorder: ships on Thu 3 December"
LATER = "On backorder: ships on Fri 11 December"


@dataclass
class Site:
    """A shop, and what its carts were sent."""

    street: Street
    store: Store
    root: str
    ours: str
    carts: list[Mapping[str, str]] = field(default_factory=list)

    def peg(self, item_id: int) -> None:
        with self.street.mine.ledger.writing() as unit:
            peg_item(unit, self.street.mine.account_id, item_id, NOW)

    def slip(self, expected_id: int, item_id: int, to: date) -> None:
        with self.street.mine.ledger.writing() as unit:
            account_id, more = self.street.mine.account_id, {"note": "", "who": "Ada", "now": NOW}
            expecting.change(unit, account_id, expected_id, quantity=3, expected_on=to, **more)
        self.peg(item_id)

    @contextmanager
    def shopper(self, chromium: Browser, path: str = "/product/lamp") -> Iterator[Page]:
        """Somebody who comes with an empty browser, when the answer before is forgotten."""
        time.sleep(HERE_SECONDS + 0.1)
        with window(chromium) as context:
            page = context.new_page()
            console = Console().listen(page)
            page.goto(f"{self.root}{path}", wait_until="networkidle")
            yield page
            assert console.said == []
            assert context.cookies() == []
            assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.fixture
def site(street: Street) -> Iterator[Site]:
    with ExitStack() as open_:
        port, shop_port = free_port(), free_port()
        root = f"http://127.0.0.1:{shop_port}"
        public = f"http://127.0.0.1:{port}"
        street.workshop.settings = street.workshop.settings.model_copy(update={"public_url": public})
        store = street.shop("Lamps", platform="woocommerce", address=root)
        street.apps.append(create_app(street.workshop))
        open_.enter_context(served(street.apps[-1], port))
        made = Site(street, store, root, public)
        script = f"{public}/storefront/v1/{store.public_key}/widget.js"
        open_.enter_context(served(shop(script, made.carts), shop_port))
        yield made


def said(page: Page) -> str:
    return page.locator(".backorder-date").inner_text()


def hidden(page: Page) -> dict[str, str]:
    found = page.locator("form.cart input[type=hidden]")
    return {one.get_attribute("name") or "": one.input_value() for one in found.all()}


def in_browser(test: Any) -> Any:
    for mark in reversed(needs_chromium):
        test = mark(test)
    return test


@in_browser
def test_the_date_moves_with_the_queue_the_delivery_and_the_goods(chromium: Browser, site: Site) -> None:
    mine = site.street.mine
    item_id = mine.stock(site.store, "12", 1)
    coming = mine.expect(item_id, 3, THU)
    with site.shopper(chromium) as page:
        assert (page.locator(".backorder-date").is_visible(), hidden(page)) == (False, {})
    mine.order(site.store, "#1", [("12", 1)])
    with site.shopper(chromium) as page:
        assert said(page) == SAID
        assert hidden(page) == {"_backorder_shown": "2026-12-03", "Ships": "Thu 3 December"}
        assert serious(page) == []
    site.slip(coming, item_id, FRI)
    with site.shopper(chromium) as page:
        assert said(page) == LATER
    mine.stock(site.store, "12", 9)
    with site.shopper(chromium) as page:
        assert (page.locator(".backorder-date").is_visible(), hidden(page)) == (False, {})


@in_browser
def test_the_form_carries_the_day_that_was_shown_and_we_know_that_it_was(
    chromium: Browser, site: Site
) -> None:
    mine = site.street.mine
    mine.expect(mine.stock(site.store, "12", 0), 3, THU)
    with site.shopper(chromium) as page:
        assert said(page) == SAID
        page.get_by_role("button", name="Add to cart").click()
        page.get_by_text("Added.").wait_for()
    (cart,) = site.carts
    assert cart == {
        "quantity": "1",
        "add-to-cart": "12",
        "_backorder_shown": "2026-12-03",
        "Ships": "Thu 3 December",
    }
    with mine.ledger.reading() as unit:
        listing = items.listings(unit, site.store, ["12"])["12"]
        day = date.fromisoformat(cart["_backorder_shown"])
        assert offers.was_shown(unit, mine.account_id, listing.id, day, NOW)
        assert not offers.was_shown(unit, mine.account_id, listing.id, FRI, NOW)


@in_browser
def test_any_page_may_name_an_item_and_a_shopify_form_keeps_the_day_as_a_property(
    chromium: Browser, site: Site
) -> None:
    site.street.mine.expect(site.street.mine.stock(site.store, "12", 0), 3, THU)
    with site.shopper(chromium, "/other") as page:
        assert said(page) == SAID
        page.get_by_role("button", name="Add to cart").click()
        page.get_by_text("Added.").wait_for()
    kept = {"properties[_backorder_shown]": "2026-12-03", "properties[Ships]": "Thu 3 December"}
    assert site.carts == [{"quantity": "1", "add": "", **kept}]


@in_browser
def test_the_note_stands_beside_the_date_as_it_was_written(chromium: Browser, site: Site) -> None:
    mine = site.street.mine
    item_id = mine.stock(site.store, "12", 0)
    with mine.ledger.writing() as unit:
        items.get(unit, mine.account_id, item_id).note = "Made by <b>hand</b>"
    mine.expect(item_id, 3, THU)
    with site.shopper(chromium) as page:
        assert said(page) == f"{SAID} Made by <b>hand</b>"
        assert page.locator(".backorder-note").inner_text() == "Made by <b>hand</b>"


@in_browser
def test_the_date_is_of_the_units_that_are_wanted(chromium: Browser, site: Site) -> None:
    site.street.mine.expect(site.street.mine.stock(site.store, "12", 1), 3, THU)
    with site.shopper(chromium) as page:
        page.get_by_label("Quantity").fill("2")
        expect(page.locator(".backorder-date")).to_have_text(SAID)
        page.get_by_label("Quantity").fill("1")
        expect(page.locator(".backorder-date")).to_be_hidden()
        assert hidden(page) == {}


@in_browser
def test_a_variation_is_asked_for_when_it_is_chosen(chromium: Browser, site: Site) -> None:
    mine = site.street.mine
    mine.expect(mine.stock(site.store, "16", 0), 3, THU)
    mine.stock(site.store, "16/18", 2, title="Red chair")
    with site.shopper(chromium, "/product/chair") as page:
        assert page.locator(".backorder-date").is_hidden()
        page.get_by_label("Colour").select_option("blue")
        expect(page.locator(".backorder-date")).to_have_text(SAID)
        assert hidden(page)["_backorder_shown"] == "2026-12-03"
        page.get_by_label("Colour").select_option("red")
        expect(page.locator(".backorder-date")).to_be_hidden()


@in_browser
def test_a_japanese_page_is_told_in_japanese(chromium: Browser, site: Site) -> None:
    site.street.mine.expect(site.street.mine.stock(site.store, "12", 0), 3, THU)
    with site.shopper(chromium, "/product/lamp?lang=ja") as page:
        assert "12月3日(木)" in said(page)
        assert hidden(page) == {"_backorder_shown": "2026-12-03", "発送予定": "12月3日(木)"}


@in_browser
def test_an_open_page_asks_again(chromium: Browser, site: Site) -> None:
    mine = site.street.mine
    mine.expect(mine.stock(site.store, "12", 1), 3, THU)
    with window(chromium) as context:
        page = context.new_page()
        page.clock.install()
        page.route("**/availability*", lambda route: route.continue_())  # so that the browser keeps nothing
        page.goto(f"{site.root}/product/lamp", wait_until="networkidle")
        assert page.locator(".backorder-date").is_hidden()
        mine.order(site.store, "#1", [("12", 1)])
        time.sleep(HERE_SECONDS + 0.1)
        page.clock.fast_forward(31_000)
        expect(page.locator(".backorder-date")).to_have_text(SAID)


@in_browser
def test_nothing_is_shown_when_the_switch_is_off_and_the_shop_sells_on(chromium: Browser, site: Site) -> None:
    site.street.mine.expect(site.street.mine.stock(site.store, "12", 0), 3, THU)
    with window(chromium) as context:
        page = context.new_page()
        page.goto(f"{site.root}/product/lamp", wait_until="networkidle")
        assert said(page) == SAID
        with site.street.mine.ledger.writing() as unit:
            stores.turn(unit, site.store, "storefront", None, "a test")
        time.sleep(HERE_SECONDS + 0.1)
        page.get_by_label("Quantity").fill("3")
        expect(page.locator(".backorder-date")).to_be_hidden()
        page.get_by_role("button", name="Add to cart").click()
        page.get_by_text("Added.").wait_for()
    assert "_backorder_shown" not in site.carts[0]


def test_the_script_is_small_and_keeps_nothing() -> None:
    assert len(gzip.compress(SCRIPT.encode(), 9)) < 5 * 1024
    for word in ("cookie =", ".cookie", "localStorage", "sessionStorage", "indexedDB", "eval(", "innerHTML"):
        assert word not in SCRIPT


def test_each_store_has_its_own_script_which_may_be_kept_for_an_hour(street: Street) -> None:
    lamps, chairs = street.shop("Lamps"), street.shop("Chairs")
    client = street.door()
    answers = [client.get(f"/storefront/v1/{one.public_key}/widget.js") for one in (lamps, chairs)]
    for store, answer in zip((lamps, chairs), answers, strict=True):
        assert f'"http://127.0.0.1:8000/storefront/v1/{store.public_key}"' in answer.text
        assert "{base}" not in answer.text
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert answer.mimetype == "text/javascript"
        assert "Set-Cookie" not in answer.headers
    again = client.get(
        f"/storefront/v1/{lamps.public_key}/widget.js", headers={"If-None-Match": answers[0].headers["ETag"]}
    )
    assert again.status_code == 304


def test_an_odd_address_of_ours_stays_inside_its_string(street: Street) -> None:
    store = street.shop()
    odd = {"public_url": 'http://127.0.0.1/"</script><script>alert(1)//'}
    street.workshop.settings = street.workshop.settings.model_copy(update=odd)
    script = street.door().get(f"/storefront/v1/{store.public_key}/widget.js").text
    assert "</script>" not in script
    assert re.search(r'var base = "http://127\.0\.0\.1/\\"', script)
