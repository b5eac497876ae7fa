"""Switches of what the shop shows and sells: a counted preview of their own, and the way back."""

import re
from datetime import date
from html import unescape

import pytest

from connector.ledger import items, stores
from connector.ledger.stores import Store
from connector.ledger.tasks import Owe, owe
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import Browser


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def shop(mine: ShopKeeper) -> Store:
    store = mine.open("Shelf", "woocommerce", settings={"handling_days": 0})
    lamp = mine.stock(store, LAMP, 0)
    mine.expect(lamp, 5, date(2026, 12, 3))
    mine.stock(store, "2", 4, title="Chair", sku="CHAIR-7")
    mine.stock(store, "3", 0, title="<b>Book</b>", sku="BOOK")
    with mine.ledger.writing() as unit:
        for ref, word in ((LAMP, "no"), ("2", "yes")):
            items.listings(unit, store, [ref])[ref].beyond = word
    return store


def look(browser: Browser, store: Store, effect: str, to: str = "on", lang: str = "") -> str:
    return browser.press(f"/stores/{store.id}/switches/{effect}?lang={lang}", status=200, to=to).text


def test_before_dates_are_shown_the_merchant_reads_what_each_item_would_say(
    browser: Browser, shop: Store
) -> None:
    page = look(browser, shop, "offers")
    told = plain(page)
    assert "1 item carries a date" in told
    assert "1 item is offered from stock only" in told
    assert "1 item cannot be promised at all" in told
    assert "Lamp nothing is shown Thu 3 December" in told
    assert "No lead time was stated for 3 items" in told
    assert "older than this switch" not in told
    assert "<b>Book" not in page


def test_before_it_sells_on_the_merchant_reads_what_begins_and_what_stops(
    browser: Browser, shop: Store
) -> None:
    told = plain(look(browser, shop, "selling"))
    assert "1 item begins to sell beyond its stock" in told
    assert "1 item stops selling beyond its stock" in told
    assert "of 1 item the shop has not said yet" in told
    assert "Lamp sells its stock only sells beyond its stock" in told


def test_pages_and_waitlist_are_counted_too(browser: Browser, shop: Store) -> None:
    assert "of 3 items a buyer's browser is told" in plain(look(browser, shop, "storefront"))
    assert "0 addresses wait already" in plain(look(browser, shop, "waitlist"))


@pytest.mark.parametrize("effect", ["offers", "selling", "storefront", "waitlist"])
@pytest.mark.parametrize("to", ["on", "off"])
def test_every_preview_is_in_japanese_as_well(browser: Browser, shop: Store, effect: str, to: str) -> None:
    told = plain(look(browser, shop, effect, to, lang="ja")).split("オ", 1)[1]
    assert "items" not in told
    assert "商品" in told


def test_it_is_turned_on_after_the_preview_and_off_after_another(
    mine: ShopKeeper, browser: Browser, shop: Store
) -> None:
    where = f"/stores/{shop.id}/switches/selling"
    browser.press(where, to="on", confirmed=1)
    with mine.ledger.writing() as unit:
        assert "selling" in stores.switches(unit, mine.account_id, shop.id)
        lamp = items.listings(unit, shop, [LAMP])[LAMP]
        lamp.beyond_was, lamp.beyond = "no", "notify"
    told = plain(look(browser, shop, "selling", "off"))
    assert "Your own choice whether to sell beyond stock is given back to 1 item." in told
    assert "Lamp sells beyond its stock sells its stock only" in told
    browser.press(where, to="off", confirmed=1)
    with mine.ledger.reading() as unit:
        assert stores.switches(unit, mine.account_id, shop.id) == {}


def test_leaving_counts_what_is_taken_off_the_shop_and_comes_before_taking_it_off(
    mine: ShopKeeper, browser: Browser, shop: Store
) -> None:
    mine.switch_on(shop, "offers", at=NOW)
    with mine.ledger.writing() as unit:
        lamp = items.listings(unit, shop, [LAMP])[LAMP]
        lamp.beyond_was, lamp.beyond = "no", "notify"
        owe(unit, mine.account_id, shop.id, [Owe("effects", "offer", str(lamp.id), NOW)], NOW)
    told = plain(browser.read(f"/stores/{shop.id}/leave"))
    assert "the date that we wrote into the shop, at 1 item" in told
    assert "gives back your own choice whether to sell beyond stock, at 1 item" in told
    refused = browser.press(f"/stores/{shop.id}/leave/off", status=422).text
    assert "take everything of ours off first" in refused
    browser.press(f"/stores/{shop.id}/leave")
    told = plain(browser.read(f"/stores/{shop.id}/leave"))
    assert "The orders are being listed" in told
