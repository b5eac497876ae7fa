"""A WooCommerce store's page hands out the plugin, and says what else may go into the shop's pages."""

import html

from adapters.woocommerce import companion
from connector.ledger import stores
from tests.desk.shop import NOW, ShopKeeper
from tests.pages.conftest import Browser


def test_the_page_of_a_woocommerce_store_leads_to_the_plugin(mine: ShopKeeper, browser: Browser) -> None:
    desk = mine.open("Desk", "woocommerce")
    assert f'href="/stores/{desk.id}/plugin"' in browser.read(f"/stores/{desk.id}")
    answer = browser.client.get(f"/stores/{desk.id}/plugin")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="backorder-connector.zip"'
    assert answer.data == companion.archive()


def test_what_may_be_put_into_the_shops_pages_is_said_once_the_door_for_buyers_is_open(
    mine: ShopKeeper, browser: Browser
) -> None:
    desk, lamps = mine.open("Desk", "woocommerce"), mine.open("Lamps")
    assert desk.public_key not in browser.read(f"/stores/{desk.id}")
    for store in (desk, lamps):
        with mine.ledger.writing() as unit:
            for effect in ("storefront", "waitlist"):
                kept = stores.get(unit, mine.account_id, store.id)
                stores.turn(unit, kept, effect, NOW, "a test")
        page = html.unescape(browser.read(f"/stores/{store.id}"))
        root = f"http://127.0.0.1:8000/storefront/v1/{store.public_key}"
        assert f"{root}/items" in page
        assert f"{root}/waitlist" in page
        assert (f'<script src="{root}/widget.js" defer></script>' in page) == (store is desk)
        assert ("/apps/backorder/items" in page) == (store is lamps)
        assert f"{root}/availability?item=" in page
        assert page.count("<script") == page.count("<script src=")


def test_a_shopify_store_has_no_plugin(mine: ShopKeeper, browser: Browser) -> None:
    lamps = mine.open("Lamps")
    assert "/plugin" not in browser.read(f"/stores/{lamps.id}")
    browser.read(f"/stores/{lamps.id}/plugin", status=404)


def test_a_store_that_we_left_is_offered_none(mine: ShopKeeper, browser: Browser) -> None:
    left = mine.open("Left", "woocommerce", left_at=NOW)
    assert "/plugin" not in browser.read(f"/stores/{left.id}")
