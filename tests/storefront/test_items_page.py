"""The page of items that take longer: what it shows, in which words, and to whom it is no danger."""

import base64
import json
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import update

from connector.ledger import items
from connector.ledger.items import Alternative, Item
from connector.ledger.stores import Store
from tests.desk.shop import NOW
from tests.pages.browsers import DESK, PHONE, Console, chromium, needs_chromium, served, window
from tests.pages.test_every_page import at_size
from tests.storefront.conftest import VARIANT, Street, signed

__all__ = ["chromium"]

SHOP = "lamps.myshopify.com"
WED = date(2026, 12, 23)
EVIL = "</script><script>alert(1)</script>{{ shop.name }}{% raw %}&\u2028\"'"
PRICED = {"visible": True, "price": 4990}


@pytest.fixture
def lamps(street: Street) -> Store:
    """A lamp for 4 January, a shade for the third, a bulb that is here."""
    store = street.shop(address=SHOP)
    put(street, store, "lamp", 0, on=date(2027, 1, 4))
    put(street, store, "shade", 0, on=date(2026, 12, 3))
    put(street, store, "bulb", 5)
    return store


def put(street: Street, store: Store, ref: str, count: int, on: date | None = None, **shown: Any) -> int:
    """A listing that buyers find; `on`: when more of it come."""
    number = 41 + len(street.mine.goods)
    item_id = street.mine.stock(store, ref, count, title=shown.pop("title", ref.title()))
    if on:
        street.mine.expect(item_id, 9, on)
    page = {"url": f"https://lamps.example/products/{ref}", "variant_ref": f"{VARIANT}{number}"}
    street.show(store, ref, **{**PRICED, **page, **shown})
    return item_id


def say_of(street: Street, item_id: int, **said: Any) -> None:
    mine = (Item.account_id == street.mine.account_id, Item.id == item_id)
    with street.mine.ledger.writing() as unit:
        unit.execute(update(Item).where(*mine).values(**said))


def item_of(street: Street, store: Store, ref: str) -> int:
    with street.mine.ledger.reading() as unit:
        return items.listings(unit, store, [ref])[ref].item_id


def read(client: FlaskClient, store: Store, query: str = "", status: int = 200) -> str:
    answer = client.get(f"/storefront/v1/{store.public_key}/items{query}")
    assert answer.status_code == status, answer.text
    if status == 200:
        html5lib.HTMLParser(strict=True).parse(answer.text)
    return answer.text


def shown(page: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", page)


def structured(page: str) -> list[dict[str, Any]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    listed = json.loads(found[1])
    assert (listed["@context"], listed["@type"]) == ("https://schema.org", "ItemList")
    return [one["item"] for one in listed["itemListElement"]]


def test_what_takes_longer_than_usual_is_shown_with_its_date(street: Street, lamps: Store) -> None:
    page = read(street.door(), lamps)
    assert shown(page) == ["Lamp"]
    assert "On backorder: ships on Mon 4 January 2027" in page
    assert "€49.90" in page


def test_a_lead_time_of_its_own_is_what_is_compared(street: Street, lamps: Store) -> None:
    say_of(street, item_of(street, lamps, "shade"), lead_days=90)
    assert shown(read(street.door(), lamps)) == ["Shade"]


def test_a_person_says_yes_or_no(street: Street, lamps: Store) -> None:
    say_of(street, item_of(street, lamps, "shade"), featured="yes")
    say_of(street, item_of(street, lamps, "lamp"), featured="no")
    assert shown(read(street.door(), lamps)) == ["Shade"]
    # Nobody waits for what is here, whatever was said.
    say_of(street, item_of(street, lamps, "bulb"), featured="yes")
    assert shown(read(street.door(), lamps)) == ["Shade"]


def test_what_buyers_cannot_find_or_order_is_not_shown(street: Street, lamps: Store) -> None:
    for ref in ("lamp", "shade"):
        say_of(street, item_of(street, lamps, ref), featured="yes")
    assert shown(read(street.door(), lamps)) == ["Shade", "Lamp"]
    street.show(lamps, "lamp", visible=False)
    street.show(lamps, "shade", beyond="deny")
    assert shown(read(street.door(), lamps)) == []
    street.show(lamps, "lamp", visible=True, gone_at=NOW)
    assert shown(read(street.door(), lamps)) == []


def test_a_page_of_nothing_says_so(street: Street) -> None:
    assert "nothing takes longer than usual" in read(street.door(), street.shop("Empty"))


def test_a_day_that_has_passed_is_not_shown(street: Street, lamps: Store) -> None:
    street.now = NOW + timedelta(days=60)
    assert shown(read(street.door(), lamps)) == []


def test_the_delivery_time_is_always_said_in_both_languages(street: Street, lamps: Store) -> None:
    page = read(street.door(), lamps, "?lang=ja")
    assert '<html lang="ja">' in page
    assert "引渡時期" in page
    assert "2027年1月4日" in page
    assert "Delivery time" in read(street.door(), lamps, "?lang=en")
    asked = street.door().get(
        f"/storefront/v1/{lamps.public_key}/items", headers={"Accept-Language": "ja,en;q=0.5"}
    )
    assert "引渡時期" in asked.text
    assert "Accept-Language" in asked.headers["Vary"]


def test_the_order_button_keeps_the_day_that_was_shown(street: Street, lamps: Store) -> None:
    found = re.search(r'class="backorder-order" href="([^"]+)"', read(street.door(), lamps))
    assert found is not None
    link = urlsplit(found[1].replace("&amp;", "&"))
    assert (link.netloc, link.path) == (SHOP, "/cart/41:1")
    kept = json.loads(base64.urlsafe_b64decode(parse_qs(link.query)["properties"][0]))
    assert kept == {"_backorder_shown": "2027-01-04", "Ships": "Mon 4 January 2027"}


def test_a_woocommerce_item_is_ordered_on_its_own_page(street: Street) -> None:
    store = street.shop("Chairs", platform="woocommerce", address="https://chairs.example")
    say_of(street, put(street, store, "12", 0, url="https://chairs.example/product/chair"), featured="yes")
    page = read(street.door(), store)
    assert 'class="backorder-order" href="https://chairs.example/product/chair"' in page


def test_what_is_in_stock_instead_is_named_by_hand_or_found(street: Street, lamps: Store) -> None:
    lamp = item_of(street, lamps, "lamp")
    street.show(lamps, "lamp", product_ref="p1", category="Light")
    put(street, lamps, "red", 3, product_ref="p1")
    say_of(street, put(street, lamps, "late", 0, product_ref="p1"), featured="no")
    for name in ("candle", "torch", "lantern"):
        put(street, lamps, name, 3, category="Light")
    named = re.compile(r'<li><a href="[^"]+">([^<]+)</a></li>')
    assert named.findall(read(street.door(), lamps)) == ["Red", "Candle", "Torch"]
    with street.mine.ledger.writing() as unit:
        for other in ("late", "torch", "bulb"):
            other_id = items.listings(unit, lamps, [other])[other].item_id
            unit.add(Alternative(account_id=lamps.account_id, item_id=lamp, other_id=other_id))
    assert named.findall(read(street.door(), lamps)) == ["Torch", "Bulb"]


def test_search_engines_are_told_the_day_and_the_price(street: Street, lamps: Store) -> None:
    street.show(lamps, "lamp", image_url="https://cdn.example/lamp.jpg")
    page = read(street.door(), lamps)
    assert structured(page) == [
        {
            "@type": "Product",
            "name": "Lamp",
            "image": "https://cdn.example/lamp.jpg",
            "offers": {
                "@type": "Offer",
                "availability": "https://schema.org/BackOrder",
                "availabilityStarts": "2027-01-04",
                "price": "49.90",
                "priceCurrency": "EUR",
                "url": "https://lamps.example/products/lamp",
            },
        }
    ]
    root = f"http://127.0.0.1:8000/storefront/v1/{lamps.public_key}/items"
    assert f'<link rel="canonical" href="{root}?lang=en">' in page
    assert f'<link rel="alternate" hreflang="ja" href="{root}?lang=ja">' in page
    assert '<img src="https://cdn.example/lamp.jpg" alt="" width="320" height="320"' in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://["])
def test_search_engines_are_given_addresses_of_the_web_only(
    street: Street, lamps: Store, address: str
) -> None:
    street.show(lamps, "lamp", url=address)
    page = read(street.door(), lamps)
    assert 'class="backorder-order"' in page  # into the shop's cart
    assert "url" not in structured(page)[0]["offers"]
    assert address not in page


def test_yen_have_no_decimals(street: Street) -> None:
    store = street.shop("Akari", address="akari.myshopify.com", currency="JPY")
    say_of(street, put(street, store, "lamp", 0, price=4990), featured="yes")
    page = read(street.door(), store, "?lang=ja")
    assert "4,990" in page
    assert structured(page)[0]["offers"]["price"] == "4990"


def test_many_items_come_in_pages(street: Street) -> None:
    store = street.shop(address=SHOP)
    for number in range(30):
        say_of(street, put(street, store, f"lamp{number:02}", 0), featured="yes")
    client = street.door()
    first, second = read(client, store), read(client, store, "?page=2")
    assert (len(shown(first)), len(shown(second))) == (24, 6)
    assert set(shown(first)).isdisjoint(shown(second))
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    root = f"http://127.0.0.1:8000/storefront/v1/{store.public_key}/items"
    assert f'<link rel="canonical" href="{root}?lang=en&amp;page=2">' in second
    read(client, store, "?page=3", status=404)


@pytest.fixture
def odd(street: Street) -> Store:
    """A shop whose words are all markup."""
    store = street.shop(f"Lamps {EVIL}"[:60], address=SHOP)
    item_id = put(street, store, "lamp", 0, title=EVIL, image_url='https://x/"onerror="alert(1)')
    say_of(street, item_id, featured="yes", note=EVIL)
    put(street, store, "bulb", 3, title=EVIL, category="a")
    street.show(store, "lamp", category="a")
    with street.mine.ledger.reading() as unit:  # the note is part of the offer: it is made anew
        assert items.get(unit, store.account_id, item_id).note == EVIL
    street.mine.order(store, "#1", [("lamp", 1)])
    return store


def test_markup_in_a_title_is_text(street: Street, odd: Store) -> None:
    page = read(street.door(), odd)
    assert "<script>alert" not in page
    assert 'src="https://x/&#34;onerror=&#34;alert(1)"' in page
    assert page.count("</script>") == 1
    assert structured(page)[0]["name"] == EVIL


def test_liquid_in_a_title_is_not_run_by_the_shop(street: Street, odd: Store) -> None:
    answer = street.door().get(f"/proxy/items?{signed(SHOP)}")
    assert (answer.status_code, answer.content_type) == (200, "application/liquid; charset=utf-8")
    assert "{{" not in answer.text
    assert "{%" not in answer.text
    assert "&#123;&#123; shop.name }}" in answer.text
    assert structured(answer.text)[0]["name"] == EVIL


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://[", "//evil", ""])
def test_only_addresses_of_the_web_are_linked(street: Street, address: str) -> None:
    store = street.shop("Chairs", platform="woocommerce", address="https://chairs.example")
    say_of(street, put(street, store, "12", 0, url=address, image_url=address), featured="yes")
    page = read(street.door(), store)
    assert shown(page) == ["12"]
    assert "backorder-order" not in page
    assert "<img" not in page
    assert "url" not in structured(page)[0]["offers"]


def test_through_shopify_it_is_a_part_of_the_themes_page(street: Street, lamps: Store) -> None:
    answer = street.door().get(f"/proxy/items?{signed(SHOP, lang='ja')}")
    assert "<html" not in answer.text
    assert "<body" not in answer.text
    assert shown(answer.text) == ["Lamp"]
    assert "引渡時期" in answer.text
    html5lib.HTMLParser(strict=True).parseFragment(answer.text)


def test_through_shopify_its_pages_stay_at_the_shop(street: Street) -> None:
    store = street.shop(address=SHOP)
    for number in range(25):
        say_of(street, put(street, store, f"lamp{number:02}", 0), featured="yes")
    page = street.door().get(f"/proxy/items?{signed(SHOP)}").text
    assert f'href="https://{SHOP}/apps/backorder/items?lang=en&amp;page=2" rel="next"' in page


def test_a_forged_or_old_signature_shows_nothing(street: Street, lamps: Store) -> None:
    client = street.door()
    right = signed(SHOP)
    for query in ("", right.replace("lamps", "lamp5"), signed(SHOP, age=300), f"{right[:-1]}g"):
        assert client.get(f"/proxy/items?{query}").status_code == 404, query


def test_the_style_may_be_kept_for_long_because_its_address_changes(street: Street, lamps: Store) -> None:
    client = street.door()
    found = re.search(r'<link rel="stylesheet" href="([^"]+)"', read(client, lamps))
    assert found is not None
    answer = client.get(found[1])
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert "max-age=31536000" in answer.headers["Cache-Control"]


@needs_chromium[0]
@needs_chromium[1]
@pytest.mark.parametrize(
    ("language", "light", "script"), [("en", "light", True), ("ja", "dark", True), ("ja", "light", False)]
)
def test_anybody_can_read_it(
    chromium: Browser, street: Street, lamps: Store, language: str, light: str, script: bool
) -> None:
    street.show(lamps, "lamp", product_ref="p1")
    street.show(lamps, "bulb", product_ref="p1")
    street.door()
    with served(street.apps[-1]) as root, window(chromium, script=script, color_scheme=light) as context:
        page = context.new_page()
        console = Console().listen(page)
        page.goto(f"{root}/storefront/v1/{lamps.public_key}/items?lang={language}")
        assert page.locator("main h1").is_visible()
        assert page.locator("main h2").inner_text() == "Lamp"
        if script:
            assert [one for size in (DESK, PHONE) for one in at_size(page, size)] == []
        assert console.said == []
        assert context.cookies() == []
