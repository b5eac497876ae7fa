"""What the WordPress plugin writes into pages: valid, readable by everybody, and nothing runs in it."""

import json
from pathlib import Path

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from adapters.woocommerce import product_offers
from tests.adapters.driver import Clock
from tests.adapters.woocommerce_driver import WooDriver
from tests.extensions import offers
from tests.extensions.php import HERE, needs_php, php
from tests.pages.browsers import chromium, needs_chromium, page

__all__ = ["chromium", "page"]

pytestmark = needs_php
LOCALES = ("en_US", "ja")


def written(locale: str, *offer: Path) -> str:
    return php(HERE / "tests" / "page.php", locale, *offer).strip()


def test_what_a_shop_keeps_of_an_offer_is_said_in_the_words_that_were_published(tmp_path: Path) -> None:
    driver, file = WooDriver(Clock(), tmp_path), tmp_path / "offer.json"
    try:
        lamp = driver.add_item("Lamp", "LAMP", 2)
        driver.storefront().settle_offers({str(lamp.id): offers.published()})
        meta = {row["key"]: row["value"] for row in driver.store.product(lamp)["meta_data"]}
    finally:
        driver.close()
    # PHP has one array for lists and objects: the shop gives an empty object back as a list.
    assert meta[product_offers.META_KEY] != offers.published()
    file.write_text(json.dumps(meta[product_offers.META_KEY]))
    assert written("ja", file) == written("ja")


@pytest.mark.parametrize("locale", LOCALES)
def test_all_that_is_written_is_valid_html(locale: str) -> None:
    html5lib.HTMLParser(strict=True).parse(written(locale))


def test_search_engines_are_told_the_day_in_one_piece() -> None:
    (told,) = written("en_US").split('<script type="application/ld+json">')[1:]
    (lamp,) = json.loads(told.partition("</script>")[0])["@graph"]
    assert lamp["name"] == 'Brass "Hook" & Eye'
    assert lamp["offers"]["availability"] == "https://schema.org/BackOrder"
    assert lamp["offers"]["availabilityStarts"] == "2026-12-03"


class TestInTheBrowser:
    """With a real engine."""

    pytestmark = needs_chromium

    @pytest.mark.parametrize("locale", LOCALES)
    def test_nobody_is_kept_from_reading_it(self, page: Page, locale: str) -> None:
        page.set_content(written(locale))
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []

    def test_one_day_is_said_everywhere_in_the_same_words(self, page: Page) -> None:
        page.set_content(written("ja"))
        for place in ("#product", "#cart", "#items", "#account", "#settings"):
            assert "12月3日(木)に発送予定" in page.locator(place).inner_text()

    def test_a_title_with_markup_is_text(self, page: Page) -> None:
        page.set_content(written("en_US"))
        assert page.locator("main b").count() == 0
        assert page.locator("#product .backorder-connector-note").first.inner_text().endswith("<b>slowly</b>")
