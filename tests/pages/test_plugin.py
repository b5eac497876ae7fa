"""A WooCommerce store's page hands out the plugin; a Shopify store has none."""

from adapters.woocommerce import companion
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


def test_a_shopify_store_has_no_plugin(mine: ShopKeeper, browser: Browser) -> None:
    lamps = mine.open("Lamps")
    assert "/plugin" not in browser.read(f"/stores/{lamps.id}")
    browser.read(f"/stores/{lamps.id}/plugin", status=404)


def test_a_store_that_we_left_is_offered_none(mine: ShopKeeper, browser: Browser) -> None:
    left = mine.open("Left", "woocommerce", left_at=NOW)
    assert "/plugin" not in browser.read(f"/stores/{left.id}")
